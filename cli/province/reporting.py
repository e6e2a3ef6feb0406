"""``xaso province report``: documents for leaders and other systems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.declare import command
from cli.options import Json
from cli.printing import print_json
from cli.province.entries_told import entries_told
from cli.province.following import PeriodNeeded, UnitsOption, day_of_units, scores_of, status_of, tasks_now
from cli.province.measuring import measurements_of, office_of
from cli.workspace import Province, province
from locales.words import mark
from models.forms.definition import definition_from_json
from models.indicators import Measurement
from models.periods import Period, parse_period
from models.standing import UnitsOf, standing
from reports.course import course
from reports.quality import Quality, quality, together

if TYPE_CHECKING:  # the documents load their libraries when they are used
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
        units: UnitsOption = UnitsOf.THEN,
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
            entries = entries_told(opened, wanted) if kind == Format.CSV else []
            files = write(_book(opened, wanted, units), entries, kind, out, said.words)
        if as_json:
            print_json({"format": kind, "period": str(wanted), "files": [str(file) for file in files]})
        else:
            for file in files:
                print(said.words.text("Written: {file}", file=file))


def _book(opened: Province, period: Period, units: UnitsOf) -> Book:
    from reports.documents.contents.letter import letterhead_of
    from reports.documents.contents.province import province_book

    catalogue, words = opened.catalogue, opened.call.words
    board = scores_of(opened, period, units)
    return province_book(
        catalogue,
        board,
        status_of(opened, period, units),
        tasks_now(opened, units),
        measurements_of(opened, period),
        day=opened.today,
        words=words,
        letterhead=letterhead_of(opened.settings.letterhead, catalogue.units[catalogue.province_code], words),
        programmes=office_of(opened).programmes(words.language),
        qualities=_qualities(opened, period, units),
        steps=course(catalogue, period, lambda one: _measured(opened, one)),
        questions=_questions(opened, {row.indicator.form for row in board.province_rows}),
    )


def _questions(opened: Province, forms: set[str]) -> dict[str, dict[str, str]]:
    """Return form → path → what the question there is called. Raises StoreError."""
    from reports.documents.questions import question_names

    language = opened.call.words.language
    found = {}
    with opened.store.reading() as reading:
        for form in sorted(forms):
            content = reading.catalogues.definition(opened.catalogue.form(form).sha256)
            found[form] = question_names(definition_from_json(content), language)
    return found


def _qualities(opened: Province, period: Period, units: UnitsOf) -> dict[str, Quality]:
    """Return unit → the quality of what it sent, once the period was measured.

    On today's units that of all that one carries on, counts added to counts.
    """
    office, catalogue = office_of(opened), opened.catalogue
    facts = office.facts(office.matrix(period), office.kept(period))
    own = {unit: quality(found) for unit, found in facts.items()}
    day = day_of_units(opened, units)
    if day is None:
        return own
    stand = standing(catalogue.units, catalogue.calendar.window(period)[1], day)
    carried = {
        unit.code: [own[code] for code in stand.behind(unit.code) if code in own] for unit in stand.units
    }
    return {unit: together(behind) for unit, behind in carried.items() if behind}


def _measured(opened: Province, period: Period) -> list[Measurement]:
    """Return what was measured in another period, whose registers are left as they were counted."""
    return measurements_of(opened, period, count_registers=False)
