"""``xaso province status``, ``scores`` and ``tasks``: what is there, what it says."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cli import call
from cli.declare import command
from cli.options import Json
from cli.printing import print_json
from cli.province.quickly import kept
from cli.workspace import Province, province
from locales.words import Words, mark
from models.forms.resting import collector_at_rest
from models.periods import Period, parse_period
from models.standing import UnitsOf
from models.units import Unit
from reports.gathering import Why
from reports.plain import plain_text
from reports.scoreboard import Scoreboard, indicators_table, scoreboard, units_table
from reports.scores_json import scores_answer
from reports.status import (
    Completeness,
    Submission,
    completeness,
    missing_table,
    status_document,
    status_table,
)
from reports.tasks import TaskReport, programmes_table, task_report, task_units_table, tasks_document

PeriodNeeded = Annotated[
    str, typer.Option("--period", metavar="PERIOD", help=mark("10/2026, Q3/2026, H1/2026, 2026"))
]
UnitsOption = Annotated[
    UnitsOf,
    typer.Option(
        "--units",
        help=mark("then: the units that existed in that period; today: what they became by whole mergers"),
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _status(app)
    _scores(app)
    _tasks(app)


def day_of_units(opened: Province, units: UnitsOf) -> date | None:
    """Return the day whose units are asked for; None = the period's own."""
    return opened.today if units is UnitsOf.TODAY else None


def status_of(opened: Province, period: Period, units: UnitsOf = UnitsOf.THEN) -> Completeness:
    """Return who has sent what for a period."""
    from cli.province.measuring import office_of  # with it the store, for who needs it

    submissions = [
        Submission(one.unit, one.form, one.state, one.arrived) for one in office_of(opened).arrivals(period)
    ]
    on = day_of_units(opened, units)
    return completeness(opened.catalogue, period, submissions, today=opened.today, on=on)


def scores_of(
    opened: Province, period: Period, units: UnitsOf = UnitsOf.THEN, *, growth: bool = True
) -> Scoreboard:
    """Return the scoreboard of a period; without ``growth`` last year is not read."""
    from cli.province.measuring import measurements_of  # as above

    now = measurements_of(opened, period)
    last_year = period.same_of_last_year
    before = measurements_of(opened, last_year, count_registers=False) if growth else ()
    return scoreboard(opened.catalogue, period, now, before=before, on=day_of_units(opened, units))


def board_of(said: call.Call, period: Period, units: UnitsOf, *, growth: bool) -> Scoreboard:
    """Return the scoreboard of a period, quickly where nothing new came; see ``scores_of``."""
    known = kept(said, period, growth=growth)
    if known is None:
        with province(said) as opened:
            return scores_of(opened, period, units, growth=growth)
    on = known.today if units is UnitsOf.TODAY else None
    return scoreboard(known.catalogue, period, known.now, before=known.before, on=on)


def tasks_now(opened: Province, units: UnitsOf = UnitsOf.THEN) -> TaskReport:
    """Return the register of tasks as it stands today, under the units as named or as they became."""
    from cli.province.measuring import office_of  # as above

    known = opened.catalogue.units if units is UnitsOf.TODAY else None
    return task_report(office_of(opened).tasks(), opened.today, known)


def _status(app: typer.Typer) -> None:
    @command(
        app,
        "status",
        help=mark(
            "Show completeness: expected, received, on time, late, missing, returned; who is missing what."
        ),
        example="xaso province status --period 10/2026\nxaso province status --period 10/2026 --json",
    )
    def status(
        context: typer.Context,
        period: PeriodNeeded,
        units: UnitsOption = UnitsOf.THEN,
        as_json: Json = False,
    ) -> None:
        said = call.of(context)
        with province(said) as opened:
            found = status_of(opened, parse_period(period), units)
            if as_json:
                print_json(status_document(found))
                return
            words = said.words
            print(plain_text(status_table(found, words.language), words))
            if found.missing():
                print("\n" + plain_text(missing_table(found, words.language), words))
            for unit in found.split:
                print(_told_apart(unit, Why.SPLIT, words))


def _scores(app: typer.Typer) -> None:
    @command(
        app,
        "scores",
        help=mark("Show the scoreboard: indicators of the province, points, index and rank of the communes."),
        example="xaso province scores --period 10/2026 --json\n"
        "xaso province scores --period 6/2026 --units today",
    )
    def scores(
        context: typer.Context,
        period: PeriodNeeded,
        units: UnitsOption = UnitsOf.THEN,
        as_json: Json = False,
    ) -> None:
        said = call.of(context)
        with collector_at_rest():  # hundreds of thousands of rows, all of them needed to the end
            board = board_of(said, parse_period(period), units, growth=not as_json)
            if as_json:
                print_json(scores_answer(board))
                return
        words = said.words
        print(plain_text(indicators_table(board, words.language), words))
        print("\n" + plain_text(units_table(board), words))
        for old, new in board.carried:
            named = {"old": f"{old.code} {old.name}", "new": f"{new.code} {new.name}"}
            print(words.text("{old}: counted under {new}.", **named))
        for apart in board.for_a_person:
            print(_told_apart(apart.unit, apart.why, words))


_APART = {
    Why.SPLIT: mark("{unit} was split: its figures are in the province's sums and under no unit; decide."),
    Why.REPLACED: mark("{unit}: its figures are not counted, its successor has sent the same form; decide."),
    Why.ENDED: mark("{unit} sent figures for a period in which it did not exist: not counted; decide."),
}


def _told_apart(unit: Unit, why: Why, words: Words) -> str:
    return words.text(_APART[why], unit=f"{unit.code} {unit.name}")


def _tasks(app: typer.Typer) -> None:
    @command(
        app,
        "tasks",
        help=mark("Count the tasks by programme and unit: assigned, done, regular, in progress, overdue."),
        example="xaso province tasks\nxaso province tasks --json",
    )
    def tasks(context: typer.Context, as_json: Json = False) -> None:
        said = call.of(context)
        with province(said) as opened:
            report = tasks_now(opened)
            if as_json:
                print_json(tasks_document(report, opened.catalogue.units))
                return
            print(plain_text(programmes_table(report), said.words))
            print("\n" + plain_text(task_units_table(report, opened.catalogue.units), said.words))
