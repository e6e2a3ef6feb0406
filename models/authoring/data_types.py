"""Types of questions: what a bind and a control say, in the engine's words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.authoring.xform import JAVAROSA, Control

DATATYPES = {
    "int": "int",
    "integer": "int",
    "long": "int",
    "decimal": "decimal",
    "double": "decimal",
    "date": "date",
    "time": "time",
    "datetime": "dateTime",
    "boolean": "boolean",
}
# The types of the ODK XForms specification, and those that older tools wrote.
KNOWN_TYPES = frozenset(
    (
        *DATATYPES,
        "string",
        "rank",
        "select",
        "select1",
        "barcode",
        "geopoint",
        "geotrace",
        "geoshape",
        "binary",
    )
)
INPUT_TYPES = {"int": "integer", "decimal": "decimal", "date": "date", "time": "time", "dateTime": "dateTime"}
CONTROL_TYPES = {"select1": "select_one", "select": "select_multiple", "rank": "rank", "range": "range"}
DEFAULTS = {
    "int": (re.compile(r"[+-]?\d{1,10}"), "số nguyên", "a whole number"),
    "decimal": (re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"), "số", "a number"),
    "date": (re.compile(r"\d{4}-\d{1,2}-\d{1,2}(T.*)?"), "ngày dạng 2026-10-05", "a date like 2026-10-05"),
    "time": (re.compile(r"\d{1,2}:\d{2}.*"), "giờ dạng 09:30", "a time like 09:30"),
    "dateTime": (re.compile(r"\d{4}-\d{1,2}-\d{1,2}(T.*)?"), "ngày giờ", "a date and time"),
}
PRELOADS = {"timestamp:start": "start", "timestamp:end": "end", "date:today": "today"}


def datatype_of(bind: Mapping[str, str]) -> str:
    """The bind's type as the engine calls it: string, int, decimal, date, time, dateTime, boolean."""
    return DATATYPES.get(bind.get("type", "").rpartition(":")[2].strip().lower(), "string")


def preload_of(bind: Mapping[str, str]) -> str:
    """What the device fills in: "timestamp:start", "property:username"; "" for nothing."""
    kind = bind.get(f"{JAVAROSA}preload", "").strip()
    params = bind.get(f"{JAVAROSA}preloadParams", "").strip()
    return f"{kind}:{params}" if kind and params else kind


def parameters_of(control: Control | None) -> Mapping[str, str]:
    """Start, end and step of a range, rows of a text: as given."""
    if control is None:
        return {}
    return {
        name: control.element.get(name, "")
        for name in ("start", "end", "step", "rows")
        if control.element.get(name)
    }
