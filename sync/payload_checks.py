"""What an entry's values must be, by its form's definition: known paths, values of the right type.

Rules of the form (constraints, what is relevant) were the officer's screen's to enforce and are measured
again by the province; here only what would make a value unreadable is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, time
from functools import lru_cache

from models.entries import EntrySnapshot
from models.forms.definition import Node, definition_from_json

MAX_VALUE = 100_000  # characters of one value
MAX_REMEMBERED = 20_000  # paths of one form

_ROWS = re.compile(r"\[[1-9][0-9]{0,5}\]", re.ASCII)
_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_DECIMAL = re.compile(r"-?(?:[0-9]{1,18}(?:\.[0-9]{1,18})?|\.[0-9]{1,18})", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII)

Check = Callable[[str], object]  # truthy where a text fits


def validate(snapshot: EntrySnapshot, definition_json: str) -> str | None:
    """Return why the entry does not fit its form, None when it does."""
    checks = _checks(definition_json)
    if (snapshot.form, snapshot.form_version) != checks.form:
        return "another form or version than its definition's"
    for path, value in snapshot.values.items():
        check = checks[path]
        if check is None:
            return f"unknown path {path}"
        if not check(value):
            return f"type of {path}"
    return None


def fits(datatype: str, value: str) -> bool:
    """Tell whether canonical text fits a type of the form engine."""
    return bool(_BY_TYPE.get(datatype, _is_text)(value))


class _Checks(dict[str, Check | None]):
    """The check of every path: None where the form has no such question.

    The shape of a path (``/data/villages[]/teams``) tells. Paths that fit are remembered, for every bundle
    brings the same ones, but no more than a form can reasonably have.
    """

    def __init__(self, form: tuple[str, str], by_shape: dict[str, Check]) -> None:
        self.form = form  # its name and version
        self._by_shape = by_shape

    def __missing__(self, path: str) -> Check | None:
        check = self._by_shape.get(_ROWS.sub("[]", path))
        if check is not None and len(self) < MAX_REMEMBERED:
            self[path] = check
        return check


@lru_cache(maxsize=64)
def _checks(definition_json: str) -> _Checks:
    form = definition_from_json(definition_json)
    return _Checks((form.form_id, form.version), dict(_walk(form.root, "")))


def _walk(node: Node, above: str) -> Iterator[tuple[str, Check]]:
    path = f"{above}/{node.name}"
    if node.kind == "question":
        yield path, _BY_TYPE.get(node.datatype, _is_text)
    if node.kind == "repeat":
        path += "[]"
    for child in node.children:
        yield from _walk(child, path)


def _is_text(value: str) -> bool:
    return len(value) <= MAX_VALUE


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


def _is_moment(value: str) -> bool:
    day, _, clock = value.partition("T")
    return _is_date(day) and _is_time(clock)


_BY_TYPE: dict[str, Check] = {
    "int": _INTEGER.fullmatch,
    "decimal": _DECIMAL.fullmatch,
    "date": _is_date,
    "time": _is_time,
    "dateTime": _is_moment,
}
