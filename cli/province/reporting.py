"""``xaso province report``: documents for leaders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import call
from cli.declare import command
from cli.errors import NotYetError
from cli.options import Json
from cli.province.following import PeriodNeeded
from cli.workspace import province
from locales.words import mark
from models.periods import parse_period


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "report",
        help=mark("Write the period's report as a document."),
        example="xaso province report --period 10/2026 --format xlsx --out bao-cao.xlsx",
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
        said = call.of(context)
        with province(said) as opened:
            opened.catalogue.calendar.window(parse_period(period))
            what = said.words.text("the report as {format}", format=kind)
            raise NotYetError(what=what, instead="xaso province status, scores, tasks (--json)")
