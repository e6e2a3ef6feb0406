"""``xaso verify``: what a file is, and whether every check holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import call
from cli.declare import command
from cli.officer.inspection import inspection_document, print_inspection
from cli.officer.looking import Look, look
from cli.options import Json
from cli.outcome import DONE, EXIT_CODES
from cli.printing import print_json
from locales.words import Words, mark


def _print_documents(file: Path, seen: list[tuple[str, Look]], words: Words) -> None:
    """Print one document: of the file, or of a mail with the document of every envelope in it."""
    if [name for name, _ in seen] == [file.name]:
        [(_, one)] = seen
        print_json(inspection_document(one.found, str(file), words, ours=one.ours))
        return
    inside = [inspection_document(one.found, name, words, ours=one.ours) for name, one in seen]
    print_json(
        {"file": str(file), "kind": "mail", "ok": all(each["ok"] for each in inside), "inside": inside}
    )


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
            Path,
            typer.Argument(
                metavar="FILE",
                help=mark("a bundle, kit, receipt, enrolment, mail, certificate or the archive's journal"),
            ),
        ],
        as_json: Json = False,
    ) -> int:
        said = call.of(context)
        seen = look(said, file)
        if as_json:
            _print_documents(file, seen, said.words)
        else:
            for name, one in seen:
                print_inspection(
                    one.found, name, said.words, said.clock(), ours=one.ours, province=one.province
                )
        errors = [one.found.error for _, one in seen if one.found.error is not None]
        return max((EXIT_CODES[error.family] for error in errors), default=DONE)
