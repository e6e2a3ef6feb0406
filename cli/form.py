"""``xaso form``: what a form author needs: check, compile, trace."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import call
from cli.declare import command
from cli.errors import BadInputFileError, NoFileError, UsageError
from cli.options import Json
from cli.outcome import DONE, REFUSED
from cli.printing import print_json, print_table
from locales.words import Words, mark

if (
    TYPE_CHECKING
):  # the compiler loads pyxform, and nothing else of xaso needs it: it is imported when it is used
    from models.authoring.compiler import Compiled
    from models.authoring.complaints import Complaint
    from models.forms.definition import FormDefinition
    from models.session import EntrySession

app = typer.Typer(
    help=mark("For form authors: check, compile and try out XLSForm workbooks."), no_args_is_help=True
)
FORM_SHEETS = frozenset({"survey", "choices", "settings", "external_choices", "entities", "osm"})

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
    operations = _operations(ops) if ops is not None else []
    moment = _moment(now, said.words) if now else said.clock().astimezone()
    session = open_session(definition[0], moment, read_lists(media or form.parent, form))
    states = [{"nodes": state(session)}]
    refused: list[dict[str, object]] = []
    for number, operation in enumerate(operations):
        code = apply_operation(session, operation, said.words)
        if code is not None:
            refused.append({"op": number, "code": code})
        states.append({"nodes": state(session)})
    if as_json:
        print_json({"states": states, **({"refused": refused} if refused else {})})
    else:
        _print_states(states, operations, refused, said.words)
    return DONE


# ── compiling ───────────────────────────────────────────────────────────────────────────────────


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


# ── tracing ─────────────────────────────────────────────────────────────────────────────────────


def open_session(
    definition: FormDefinition, now: datetime, instances: Mapping[str, Sequence[Mapping[str, str]]]
) -> EntrySession:
    """A new entry of the form, as a stranger called tester on a machine called device fills it."""
    from models.session import EntrySession, SessionContext

    context = SessionContext(
        now=lambda: now,
        username="tester",
        device="device",
        instances=instances,
        language=definition.default_language,
        seed=1,
    )
    return EntrySession.open(definition, context)


def apply_operation(session: EntrySession, operation: Mapping[str, Any], words: Words) -> str | None:
    """Do one operation; the code of the refusal when the session refuses it."""
    kind, path = operation.get("op"), str(operation.get("path", ""))
    value = str(operation.get("value", ""))
    if kind == "language":
        session.language = value
        return None
    if kind == "set":
        outcome = session.set(path, value)
    elif kind == "add_row":
        outcome = session.add_row(path)
    elif kind == "remove_row":
        outcome = session.remove_row(path)
    else:
        raise UsageError(problem=words.text("there is no operation {name}", name=kind))
    return outcome.refusal.code if outcome.refusal is not None else None


def state(session: EntrySession) -> list[dict[str, object]]:
    """Every question, group and row as it stands, in document order."""
    return [
        {
            "path": node.path,
            "value": node.value,
            "relevant": node.relevant,
            "required": node.required,
            "readonly": node.readonly,
            "valid": node.valid,
            "message": node.message,
            "label": node.label,
            "choices": [choice.value for choice in node.choices],
        }
        for node in session.nodes()
        if node.kind != "repeat" and node.path.count("/") > 1
    ]


def read_lists(folder: Path, form: Path) -> dict[str, list[dict[str, str]]]:
    """Every .csv of the folder, its media folder and the form if that is a folder, but no sheet of it."""
    lists: dict[str, list[dict[str, str]]] = {}
    folders = [folder, folder / "media", *([form, form / "media"] if form.is_dir() else [])]
    for place in folders:
        for file in sorted(place.glob("*.csv")) if place.is_dir() else []:
            if file.stem in FORM_SHEETS or file == form:
                continue
            try:
                with file.open(encoding="utf-8-sig", newline="") as lines:
                    lists[file.stem] = [
                        {k: v or "" for k, v in row.items() if k} for row in csv.DictReader(lines)
                    ]
            except (OSError, UnicodeDecodeError, csv.Error) as error:
                raise BadInputFileError(path=file, problem=str(error)) from error
    return lists


def _operations(path: Path) -> list[Mapping[str, Any]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoFileError(path=path) from error
    except (ValueError, OSError) as error:
        raise BadInputFileError(path=path, problem=str(error)) from error
    if not isinstance(document, list) or not all(isinstance(one, dict) for one in document):
        raise BadInputFileError(path=path, problem="a list of operations is wanted")
    return document


def _moment(text: str, words: Words) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(problem=words.text("{text} is not an ISO time", text=text)) from error
    return moment if moment.tzinfo else moment.astimezone()


def _print_states(
    states: Sequence[Mapping[str, Any]],
    operations: Sequence[Mapping[str, Any]],
    refused: Sequence[Mapping[str, Any]],
    words: Words,
) -> None:
    before: dict[str, Mapping[str, Any]] = {}
    codes = {entry["op"]: entry["code"] for entry in refused}
    for number, one in enumerate(states):
        title = (
            words.text("At the start")
            if number == 0
            else json.dumps(operations[number - 1], ensure_ascii=False)
        )
        code = codes.get(number - 1)
        print(f"{title}{f'  ✗ {code}' if code else ''}")
        now = {node["path"]: node for node in one["nodes"]}
        rows = [
            [path, node["value"], _flags(node, words), node["message"] or ""]
            for path, node in now.items()
            if before.get(path) != node
        ]
        rows += [[path, "—", words.text("gone"), ""] for path in before if path not in now]
        print_table(
            [words.text("node"), words.text("value"), words.text("state"), words.text("message")], rows
        )
        before = now


def _flags(node: Mapping[str, Any], words: Words) -> str:
    flags = [words.text(name) for name in ("required", "readonly") if node[name]]
    if not node["relevant"]:
        flags.append(words.text("not relevant"))
    if not node["valid"]:
        flags.append(words.text("not valid"))
    return ", ".join(flags)
