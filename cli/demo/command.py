"""``xaso demo``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.declare import command
from cli.demo.places import DemoPlace
from cli.options import Json
from cli.printing import print_json
from cli.progress import steps
from locales.words import Words, mark
from reports.plain import plain_text
from reports.scoreboard import indicators_table, units_table
from reports.status import status_table
from reports.table import Table
from reports.tasks import programmes_table

if TYPE_CHECKING:  # the journey loads the whole house
    from cli.demo.journey import Told

STEPS = (
    mark("Publishing the catalogue"),
    mark("Enrolling the communes"),
    mark("Living through the periods before"),
    mark("Entering the figures"),
    mark("Exporting"),
    mark("Importing at the province"),
    mark("Taking the receipts back"),
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "demo",
        help=mark(
            "Play the whole journey with made-up figures, then open the screen as one of the communes."
        ),
        example="xaso demo\nxaso demo --dir demo --no-tui\nxaso demo --no-tui --json",
    )
    def demo(
        context: typer.Context,
        folder: Annotated[
            Path | None,
            typer.Option("--dir", metavar="DIR", help=mark("where the demo lies (a folder of its own)")),
        ] = None,
        no_tui: Annotated[
            bool, typer.Option("--no-tui", help=mark("print the outcome; open no screen"))
        ] = False,
        as_json: Json = False,
    ) -> int:
        from cli.demo.journey import Journey  # the whole house is loaded to play the demo
        from cli.demo.scenario import read_scenario
        from cli.demo.start import SCENARIO, default_folder
        from cli.screen import can_show, open_screen

        said = call.of(context)
        place = DemoPlace(folder or default_folder())
        scenario = read_scenario(SCENARIO)
        with_screen = can_show() and not (no_tui or as_json)
        with steps(said, STEPS) as tell:
            told = Journey(said, place, scenario, tell).run()
        if as_json:
            print_json({"dir": str(place.root), "province": scenario.province, **told.document()})
            return 0
        if not with_screen:
            _print(told, place, said.words)
            if not no_tui:
                print(said.words.text("The screen opens where there is a real terminal."), file=call.stderr())
            return 0
        return open_screen(place.commune(scenario.screen), said.asked_language)


def _print(told: Told, place: DemoPlace, words: Words) -> None:
    """Print the tables that the province reads; communes outside the demo are left out."""
    print(f"{place.root} · {words.period_title(told.period)}\n")
    for table in (
        status_table(told.status, words.language),
        _reported(indicators_table(told.scores, words.language), 2),
        _reported(units_table(told.scores), 0),
        programmes_table(told.tasks),
    ):
        print(plain_text(table, words) + "\n")
    print(
        words.text(
            "{bundles} accepted: {entries}, {values}.",
            bundles=words.counted("{count} bundle", "{count} bundles", told.summary["accepted"]),
            entries=words.counted("{count} entry", "{count} entries", told.summary["entries"]),
            values=words.counted("{count} value", "{count} values", told.summary["values"]),
        )
    )


def _reported(table: Table, column: int) -> Table:
    """Leave out the rows without a figure in ``column``."""
    rows = tuple(row for row in table.rows if row[column] is not None)
    return Table(table.key, table.title, table.columns, rows)
