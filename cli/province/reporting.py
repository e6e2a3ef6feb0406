"""``xaso province report``: documents for leaders and other systems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.declare import command
from cli.options import Json
from cli.printing import print_json
from cli.province.following import PeriodNeeded, scores_of, status_of, tasks_now
from cli.province.measuring import measurements_of, office_of
from cli.workspace import Province, province
from locales.words import mark
from models.forms.definition import FormDefinition, definition_from_json
from models.periods import Period, parse_period

if TYPE_CHECKING:  # the documents load their libraries when they are used
    from reports.documents import FormEntries
    from reports.documents.book import Book


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "report",
        help=mark("Write the period's report as a document; csv writes the entries themselves."),
        example="xaso province report --period 10/2026 --format xlsx --out bao-cao.xlsx\n"
        "xaso province report --period 10/2026 --format csv --out phieu.zip",
    )
    def report(
        context: typer.Context,
        period: PeriodNeeded,
        kind: Annotated[
            str, typer.Option("--format", metavar="FORMAT", help=mark("xlsx, docx, html, csv or dhis2"))
        ],
        out: Annotated[Path, typer.Option("--out", metavar="FILE", help=mark("the file to write"))],
        as_json: Json = False,
    ) -> None:
        from reports.documents import Format, write  # the documents load their libraries when they are used
        from reports.documents.errors import UnknownFormatError

        said = call.of(context)
        wanted = parse_period(period)
        if kind not in set(Format):
            raise UnknownFormatError(value=kind, expected=[each.value for each in Format])
        with province(said) as opened:
            opened.catalogue.calendar.window(wanted)
            out.parent.mkdir(parents=True, exist_ok=True)
            entries = _entries(opened, wanted) if kind == Format.CSV else []
            files = write(_book(opened, wanted), entries, kind, out, said.words)
        if as_json:
            print_json({"format": kind, "period": str(wanted), "files": [str(file) for file in files]})
        else:
            for file in files:
                print(said.words.text("Written: {file}", file=file))


def _book(opened: Province, period: Period) -> Book:
    from reports.documents.contents.province import province_book

    return province_book(
        opened.catalogue,
        scores_of(opened, period),
        status_of(opened, period),
        tasks_now(opened),
        measurements_of(opened, period),
        day=opened.today,
        words=opened.call.words,
        programmes=office_of(opened).programmes(opened.call.words.language),
    )


def _entries(opened: Province, period: Period) -> list[FormEntries]:
    """Return the period's current entries, form by form, each with the definitions they follow."""
    from reports.documents import FormEntries
    from reports.documents.entries import EntryRow

    found = []
    units = opened.catalogue.units
    with opened.store.reading() as reading:
        for form in opened.catalogue.periodic_forms():
            heads = reading.entries.heads(form=form.form_id, period=str(period))
            definitions: dict[str, FormDefinition] = {}
            rows = []
            for head in heads:
                if head.form_sha256 not in definitions:
                    text = reading.catalogues.definition(head.form_sha256)
                    definitions[head.form_sha256] = definition_from_json(text)
                bundle = reading.exchange.received.bundle_of(head.id)
                name = units[head.unit].name if head.unit in units else head.unit
                rows.append(
                    EntryRow(
                        snapshot=reading.entries.snapshot(head.id),
                        state=head.state,
                        unit_name=name,
                        received_at=bundle.received_at if bundle else "",
                    )
                )
            if rows:
                found.append(FormEntries(form_id=form.form_id, definitions=definitions, entries=tuple(rows)))
    return found
