"""``xaso verify``: what a file is, and whether every check holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import call
from cli.declare import command
from cli.officer.inspection import inspection_document, print_inspection
from cli.officer.looking import look
from cli.options import Json
from cli.outcome import DONE, EXIT_CODES
from cli.printing import print_json
from locales.words import mark


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "verify",
        help=mark("Open and check any xaso file without taking it in."),
        example="xaso verify B-56-22810-2026M10-000001-4F1C9A2B.age\nxaso verify K-56-000001.tar --json",
    )
    def verify(
        context: typer.Context,
        file: Annotated[
            Path, typer.Argument(metavar="FILE", help=mark("a bundle, kit, receipt or enrolment"))
        ],
        as_json: Json = False,
    ) -> int:
        said = call.of(context)
        seen = look(said, file)
        found = seen.found
        if as_json:
            print_json(inspection_document(found, file, said.words, ours=seen.ours))
        else:
            print_inspection(found, file, said.words, said.clock(), ours=seen.ours, province=seen.province)
        return DONE if found.error is None else EXIT_CODES[found.error.family]
