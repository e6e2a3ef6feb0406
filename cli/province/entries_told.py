"""The entries of a report in CSV: a period's forms, and the registers as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.workspace import Province
from models.catalogue import FormKind
from models.forms.definition import FormDefinition, definition_from_json
from models.periods import Period

if TYPE_CHECKING:  # the documents load their libraries when they are used
    from models.store import Transaction
    from reports.documents import FormEntries


def entries_told(opened: Province, period: Period) -> list[FormEntries]:
    """Return the period's current entries and every register's current records, form by form.

    A form whose kind of period is another one has none. Raises StoreError.
    """
    found = []
    with opened.store.reading() as reading:
        for form in opened.catalogue.forms:
            wanted = None if form.kind is FormKind.REGISTER else str(period)
            told = _form(reading, opened, form.form_id, wanted)
            if told.entries:
                found.append(told)
    return found


def _form(reading: Transaction, opened: Province, form: str, period: str | None) -> FormEntries:
    from reports.documents import FormEntries
    from reports.documents.entries import EntryRow

    units = opened.catalogue.units
    definitions: dict[str, FormDefinition] = {}
    rows = []
    for head in reading.entries.heads(form=form, period=period):
        if head.form_sha256 not in definitions:
            definitions[head.form_sha256] = definition_from_json(
                reading.catalogues.definition(head.form_sha256)
            )
        bundle = reading.exchange.received.bundle_of(head.id)
        rows.append(
            EntryRow(
                snapshot=reading.entries.snapshot(head.id),
                state=head.state,
                unit_name=units[head.unit].name if head.unit in units else head.unit,
                received_at=bundle.received_at if bundle else "",
            )
        )
    return FormEntries(form_id=form, definitions=definitions, entries=tuple(rows))
