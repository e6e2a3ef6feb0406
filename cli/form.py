"""``xaso form``: what a form author needs: check, compile, trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.declare import command
from cli.errors import NoFileError
from cli.options import Json
from cli.outcome import DONE, REFUSED
from cli.printing import print_json
from cli.tracing import apply_operation, moment, open_session, operations, print_states, read_lists, state
from locales.words import Words, mark

if (
    TYPE_CHECKING
):  # the compiler loads pyxform, and nothing else of xaso needs it: it is imported when it is used
    from models.authoring.compiler import Compiled
    from models.authoring.complaints import Complaint
    from models.forms.definition import FormDefinition

app = typer.Typer(
    help=mark("For form authors: check, compile and try out XLSForm workbooks."), no_args_is_help=True
)

Workbook = Annotated[
    Path,
    typer.Argument(
        metavar="WORKBOOK",
        help=mark("an .xlsx, .xls or .csv workbook, a folder of .csv sheets, or an XForm .xml"),
    ),
]


@command(
    app,
    "check",
    help=mark("Check a workbook: every complaint with its sheet and cell, and what to write instead."),
    example="xaso form check bieu-thang.xlsx\nxaso form check bieu-thang.xlsx --json",
)
def check(context: typer.Context, workbook: Workbook, as_json: Json = False) -> int:
    """Tell every complaint; 1 when one of them is an error."""
    said = call.of(context)
    compiled = _compiled(workbook)
    if as_json:
        print_json([asdict(complaint) for complaint in compiled.complaints])
    else:
        _print_complaints(compiled.complaints, said.words)
    return REFUSED if compiled.errors else DONE


@command(
    app,
    "compile",
    help=mark("Compile a workbook or an XForm to the definition that a kit carries."),
    example="xaso form compile bieu-thang.xlsx -o bieu-thang.json",
)
def compile_(
    context: typer.Context,
    workbook: Workbook,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DEF.json", help=mark("the file to write"))],
    as_json: Json = False,
) -> int:
    """Write the definition, or tell why not."""
    from models.forms.definition import definition_to_json

    said = call.of(context)
    compiled = _compiled(workbook)
    if compiled.definition is None:
        if as_json:
            print_json({"file": None, "complaints": [asdict(complaint) for complaint in compiled.complaints]})
        else:
            _print_complaints(compiled.complaints, said.words)
        return REFUSED
    text = definition_to_json(compiled.definition)
    out.write_text(text, encoding="utf-8", newline="\n")
    if as_json:
        print_json({"file": str(out), "complaints": [asdict(complaint) for complaint in compiled.complaints]})
    else:
        print(said.words.text("Written: {file}", file=str(out)))
        _print_complaints(
            [one for one in compiled.complaints if one.severity == "warning"], said.words, quiet=True
        )
    return DONE


@command(
    app,
    "trace",
    help=mark("Open a form, do what OPS.json says, and show the state of every node after each step."),
    example="xaso form trace bieu-thang.xlsx --ops thao-tac.json --now 2026-10-20T08:00:00+07:00 --json",
)
def trace(
    context: typer.Context,
    form: Annotated[
        Path, typer.Argument(metavar="FORM", help=mark("a workbook, an XForm .xml, or a definition .json"))
    ],
    ops: Annotated[
        Path | None, typer.Option("--ops", metavar="OPS.json", help=mark("operations to apply, in order"))
    ] = None,
    now: Annotated[
        str | None, typer.Option("--now", metavar="ISO", help=mark("the time to fill in with"))
    ] = None,
    media: Annotated[
        Path | None, typer.Option("--media", metavar="DIR", help=mark("the folder of the form's .csv lists"))
    ] = None,
    as_json: Json = False,
) -> int:
    """One state before the first operation and one after each."""
    said = call.of(context)
    definition = _definition(form)
    if not isinstance(definition, tuple):
        if as_json:
            print_json(
                {"states": [], "complaints": [asdict(complaint) for complaint in definition.complaints]}
            )
        else:
            _print_complaints(definition.complaints, said.words)
        return REFUSED
    done = operations(ops) if ops is not None else []
    begun = moment(now, said.words) if now else said.clock().astimezone()
    session = open_session(definition[0], begun, read_lists(media or form.parent, form))
    states = [{"nodes": state(session)}]
    refused: list[dict[str, object]] = []
    for number, operation in enumerate(done):
        code = apply_operation(session, operation, said.words)
        if code is not None:
            refused.append({"op": number, "code": code})
        states.append({"nodes": state(session)})
    if as_json:
        print_json({"states": states, **({"refused": refused} if refused else {})})
    else:
        print_states(states, done, refused, said.words)
    return DONE


def _compiled(path: Path) -> Compiled:
    from models.authoring.compiler import compile_workbook

    if not path.exists():
        raise NoFileError(path=path)
    return compile_workbook(path)


def _definition(path: Path) -> tuple[FormDefinition] | Compiled:
    from models.forms.definition import definition_from_json

    if not path.exists():
        raise NoFileError(path=path)
    if path.suffix.lower() == ".json":
        return (definition_from_json(path.read_bytes()),)
    compiled = _compiled(path)
    return compiled if compiled.definition is None else (compiled.definition,)


def _print_complaints(complaints: Sequence[Complaint], words: Words, *, quiet: bool = False) -> None:
    if not complaints:
        if not quiet:
            print(words.text("Nothing to complain about."))
        return
    for complaint in complaints:
        sign = "✗" if complaint.severity == "error" else "!"
        place = " ".join(part for part in (complaint.sheet, complaint.cell) if part)
        sentence = complaint.message_vi if words.language == "vi" else complaint.message_en
        print(f"{sign} {place or '—'}: {sentence}")
