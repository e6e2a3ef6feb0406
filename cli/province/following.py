"""``xaso province status``, ``scores`` and ``tasks``: what is there, what it says."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import call
from cli.declare import command
from cli.options import Json
from cli.printing import print_json
from cli.province.measuring import measurements_of, office_of
from cli.workspace import Province, province
from locales.words import mark
from models.periods import Period, parse_period
from reports.plain import plain_text
from reports.scoreboard import Scoreboard, indicators_table, scoreboard, scores_document, units_table
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


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _status(app)
    _scores(app)
    _tasks(app)


def status_of(opened: Province, period: Period) -> Completeness:
    """Return who has sent what for a period."""
    submissions = [
        Submission(one.unit, one.form, one.state, one.arrived) for one in office_of(opened).arrivals(period)
    ]
    return completeness(opened.catalogue, period, submissions, today=opened.today)


def scores_of(opened: Province, period: Period) -> Scoreboard:
    """Return the scoreboard of a period."""
    now = measurements_of(opened, period)
    before = measurements_of(opened, period.same_of_last_year, count_registers=False)
    return scoreboard(opened.catalogue, period, now, before=before)


def tasks_now(opened: Province) -> TaskReport:
    """Return the register of tasks as it stands today."""
    return task_report(office_of(opened).tasks(), opened.today)


def _status(app: typer.Typer) -> None:
    @command(
        app,
        "status",
        help=mark(
            "Show completeness: expected, received, on time, late, missing, returned; who is missing what."
        ),
        example="xaso province status --period 10/2026\nxaso province status --period 10/2026 --json",
    )
    def status(context: typer.Context, period: PeriodNeeded, as_json: Json = False) -> None:
        said = call.of(context)
        with province(said) as opened:
            found = status_of(opened, parse_period(period))
            if as_json:
                print_json(status_document(found))
                return
            words = said.words
            print(plain_text(status_table(found, words.language), words))
            if found.missing():
                print("\n" + plain_text(missing_table(found, words.language), words))


def _scores(app: typer.Typer) -> None:
    @command(
        app,
        "scores",
        help=mark("Show the scoreboard: indicators of the province, points, index and rank of the communes."),
        example="xaso province scores --period 10/2026\nxaso province scores --period 10/2026 --json",
    )
    def scores(context: typer.Context, period: PeriodNeeded, as_json: Json = False) -> None:
        said = call.of(context)
        with province(said) as opened:
            board = scores_of(opened, parse_period(period))
            if as_json:
                print_json(scores_document(board))
                return
            words = said.words
            print(plain_text(indicators_table(board, words.language), words))
            print("\n" + plain_text(units_table(board), words))


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
