"""What the province measures: indicators of entries and registers, kept beside what they came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from cli.workspace import Province
from models.catalogue import Catalogue
from models.entries import EntryHead
from models.forms.definition import FormDefinition, definition_from_json
from models.indicators import Measurement
from models.measures import measure_entry, measure_registers
from models.media import read_media
from models.periods import Period
from models.registers import Record, record_of
from models.session import EntrySession, SessionContext
from models.store import Transaction

_MEASURED_WITH = "measured.kit"  # the kit whose indicators the kept measurements of a period follow


def measurements_of(opened: Province, period: Period, *, count_registers: bool = True) -> list[Measurement]:
    """Return what was measured in a period; what arrived since the last time is measured now.

    A register tells how things stand today, so its figures of a period gone by stay what they were when
    the period was looked at: ``count_registers`` False leaves them. Raises NotSetUpError, StoreError.
    """
    catalogue = opened.catalogue
    with opened.store.transaction() as writing:
        installed = writing.catalogues.current()
        key = f"{_MEASURED_WITH}.{period}"
        kit_id = installed.kit_id if installed else ""
        fresh = writing.meta.get(key) == kit_id
        known = {one.entry_id for one in writing.measurements.of(str(period))} if fresh else set()
        reader = _Reader(writing, catalogue, opened.call.clock())
        for head in writing.entries.heads(period=str(period)):
            if head.id not in known:
                writing.measurements.replace(head.id, reader.measured(head))
        if count_registers:
            _count_registers(writing, catalogue, period, opened.today)
        writing.meta.set(key, kit_id)
        return writing.measurements.of(str(period))


def _count_registers(writing: Transaction, catalogue: Catalogue, period: Period, today: date) -> None:
    records = register_records(writing, catalogue)
    for unit in catalogue.communes():
        found = measure_registers(catalogue, unit.code, period, records.get(unit.code, {}), today=today)
        writing.measurements.replace_registers(unit.code, str(period), found)


def register_records(
    reading: Transaction, catalogue: Catalogue, forms: Iterable[str] | None = None
) -> Mapping[str, Mapping[str, Sequence[Record]]]:
    """Return unit → register → its current records."""
    found: dict[str, dict[str, list[Record]]] = {}
    for form in forms if forms is not None else [register.form_id for register in catalogue.registers()]:
        for head in reading.entries.heads(form=form):
            record = record_of(head.id, head.unit, reading.entries.values(head.id))
            found.setdefault(head.unit, {}).setdefault(form, []).append(record)
    return found


class _Reader:
    """Opens entries as they were sent, each with the version of the form it was filled in with."""

    def __init__(self, reading: Transaction, catalogue: Catalogue, now: datetime) -> None:
        self._reading = reading
        self._catalogue = catalogue
        self._now = now
        self._definitions: dict[str, FormDefinition] = {}
        media = reading.catalogues.media()
        self._lists = {name.removesuffix(".csv"): read_media(text) for name, text in media.items()}

    def measured(self, head: EntryHead) -> list[Measurement]:
        session = EntrySession.open(
            self._definition(head.form_sha256),
            SessionContext(now=lambda: self._now, instances=self._lists),
            values=self._reading.entries.values(head.id),
        )
        return measure_entry(
            self._catalogue, session, unit=head.unit, period=head.period or "", entry_id=head.id
        )

    def _definition(self, sha256: str) -> FormDefinition:
        if sha256 not in self._definitions:
            self._definitions[sha256] = definition_from_json(self._reading.catalogues.definition(sha256))
        return self._definitions[sha256]


def day_of(stamp: str) -> date:
    """Return the day of a time stamp on this machine's calendar."""
    return datetime.fromisoformat(stamp).astimezone().date()
