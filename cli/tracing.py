"""Tracing a form: operations from a file on a new entry, and what each changes."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.errors import BadInputFileError, NoFileError, UsageError
from cli.printing import print_table
from locales.words import Words

if TYPE_CHECKING:  # the engine is loaded when a session is opened
    from models.forms.definition import FormDefinition
    from models.session import EntrySession

FORM_SHEETS = frozenset({"survey", "choices", "settings", "external_choices", "entities", "osm"})


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


def operations(path: Path) -> list[Mapping[str, Any]]:
    """The operations of a file. Raises NoFileError, BadInputFileError."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoFileError(path=path) from error
    except (ValueError, OSError) as error:
        raise BadInputFileError(path=path, problem=str(error)) from error
    if not isinstance(document, list) or not all(isinstance(one, dict) for one in document):
        raise BadInputFileError(path=path, problem="a list of operations is wanted")
    return document


def moment(text: str, words: Words) -> datetime:
    """The moment that an ISO time tells, local where it names no zone. Raises UsageError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(problem=words.text("{text} is not an ISO time", text=text)) from error
    return found if found.tzinfo else found.astimezone()


def print_states(
    states: Sequence[Mapping[str, Any]],
    done: Sequence[Mapping[str, Any]],
    refused: Sequence[Mapping[str, Any]],
    words: Words,
) -> None:
    """Print what each step changed, node by node; the first state whole."""
    before: dict[str, Mapping[str, Any]] = {}
    codes = {entry["op"]: entry["code"] for entry in refused}
    for number, one in enumerate(states):
        title = (
            words.text("At the start") if number == 0 else json.dumps(done[number - 1], ensure_ascii=False)
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
