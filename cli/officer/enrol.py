"""``xaso enrol``: this computer's key, and the digits to read to the province."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import call
from cli.declare import command
from cli.options import Json, OutFolder, UnitOption
from cli.printing import print_json
from cli.workspace import OFFICER_KEY, commune
from locales.words import mark


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "enrol",
        help=mark(
            "Make this computer's key, write its enrolment and show the 30 digits to read to the province."
        ),
        example='xaso enrol --officer "Nguyễn An" --out E:\\xaso\nxaso enrol --officer An --out .',
    )
    def enrol(
        context: typer.Context,
        officer: Annotated[
            str, typer.Option("--officer", metavar="NAME", help=mark("who works on this computer"))
        ],
        out: OutFolder,
        unit: UnitOption = None,
        as_json: Json = False,
    ) -> None:
        said = call.of(context)
        from sync import enrolment  # cryptography is loaded when it is used
        from sync.handoff import folder

        with commune(said, writing=True) as opened:
            _ = opened.catalogue  # says “not set up” first
            code = unit or opened.unit
            done = enrolment.enrol(
                opened.store, opened.workspace, unit=code, officer=officer, now=said.clock()
            )
            opened.keep(OFFICER_KEY, officer)
            file = folder.write(out, done.name, done.data)
        if as_json:
            print_json(
                {"unit": code, "file": str(file), "digits": done.digits, "fingerprint": done.fingerprint}
            )
            return
        words = said.words
        print(words.text("Written: {file}", file=file))
        print(words.text("Send it to the province, telephone a number you know and read these digits:"))
        print(f"\n    {done.digits}\n")
        print(done.fingerprint)
