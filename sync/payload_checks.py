"""What an entry's values must be, by its form's definition: known paths, values of the right type.

Rules of the form (constraints, what is relevant) were the officer's screen's to enforce and are measured
again by the province; here only what would make a value unreadable is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from functools import lru_cache

from models.entries import EntrySnapshot
from models.forms.definition import Node, definition_from_json

MAX_VALUE = 100_000  # characters of one value

_ROW = re.compile(r"\[([1-9][0-9]{0,5})\]")
_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_DECIMAL = re.compile(r"-?(?:[0-9]{1,18}(?:\.[0-9]{1,18})?|\.[0-9]{1,18})", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII)


def validate(snapshot: EntrySnapshot, definition_json: str) -> str | None:
    """Return why the entry does not fit its form, None when it does."""
    nodes, repeats = _paths(definition_json)
    for path, value in snapshot.values.items():
        node = nodes.get(_generic(path, repeats) or "")
        if node is None:
            return f"unknown path {path}"
        if len(value) > MAX_VALUE or not fits(node.datatype, value):
            return f"type of {path}"
    return None


def fits(datatype: str, value: str) -> bool:
    """Tell whether canonical text fits a type of the form engine."""
    if datatype == "int":
        return _INTEGER.fullmatch(value) is not None
    if datatype == "decimal":
        return _DECIMAL.fullmatch(value) is not None
    if datatype == "date":
        return _is_date(value)
    if datatype == "time":
        return _is_time(value)
    if datatype == "dateTime":
        day, _, clock = value.partition("T")
        return _is_date(day) and _is_time(clock)
    return True


def _generic(path: str, repeats: frozenset[str]) -> str | None:
    """Return the path without row numbers; None where a number stands at what is no repeat, or is missing."""
    built = ""
    for step in path.split("/")[1:]:
        name, bracket, _ = step.partition("[")
        built += "/" + name
        if bool(bracket) != (built in repeats):
            return None
        if bracket and not _ROW.fullmatch(step[len(name) :]):
            return None
    return built


@lru_cache(maxsize=64)
def _paths(definition_json: str) -> tuple[dict[str, Node], frozenset[str]]:
    """Return the questions of a definition by path without rows, and the paths of its repeats."""
    found = dict(_walk(definition_from_json(definition_json).root, ""))
    questions = {path: node for path, node in found.items() if node.kind == "question"}
    return questions, frozenset(path for path, node in found.items() if node.kind == "repeat")


def _walk(node: Node, above: str) -> Iterator[tuple[str, Node]]:
    path = f"{above}/{node.name}"
    yield path, node
    for child in node.children:
        yield from _walk(child, path)


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_time(value: str) -> bool:
    if not _TIME.fullmatch(value):
        return False
    try:
        time.fromisoformat(value[:8])
    except ValueError:
        return False
    return True
