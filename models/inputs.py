"""What people type, read into canonical text in the way of their language; pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.forms.nodes import Choice
from models.forms.outcomes import Refusal
from models.typed_days import read_date, typed_date, typed_moment, typed_time
from models.typed_numbers import read_number, typed_decimal, typed_integer
from models.typed_text import folded, normal

__all__ = ["LONGEST", "Reading", "folded", "normal", "read_date", "read_number", "read_typed"]

LONGEST = 10_000  # letters that one cell may hold
_YES = frozenset({"ok", "x", "co", "c", "y", "yes", "1", "dung", "d", "true"})
_NO = frozenset({"0", "khong", "k", "n", "no", "false"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What is needed to read a cell: its question's type and datatype, the language, its choices, the day.

    ``now`` is local and naive; ``current`` is the cell's present canonical text.
    """

    type: str
    datatype: str
    language: str
    choices: Sequence[Choice]
    now: datetime
    current: str = ""


def read_typed(raw: str, reading: Reading) -> str | Refusal:
    """Canonical text ("" for blank) of what was typed, or why it cannot be taken."""
    text = normal(raw)
    if not text:
        return ""
    if len(text) > LONGEST:
        return Refusal("E_TOO_LONG", {"most": LONGEST})
    if reading.type in ("select_one", "select_multiple", "rank"):
        return _read_choices(text, reading)
    if reading.type == "acknowledge":
        return _read_yes(text, "OK", "")
    match reading.datatype:
        case "int":
            return typed_integer(text, reading.language)
        case "decimal":
            return typed_decimal(text, reading.language)
        case "date":
            return typed_date(text, reading.now)
        case "time":
            return typed_time(text)
        case "dateTime":
            return typed_moment(text, reading.now)
        case "boolean":
            return _read_yes(text, "1", "0")
    return text


def _read_yes(text: str, yes: str, no: str) -> str | Refusal:
    word = folded(text)
    if word in _YES:
        return yes
    return no if word in _NO else Refusal("E_NOT_YES_OR_NO", {"value": text})


def _read_choices(text: str, reading: Reading) -> str | Refusal:
    if reading.type == "select_one":
        return _one_choice(text, reading.choices)
    pieces = [piece for piece in re.split(r"[,;]", text) if piece.strip()]
    if len(pieces) == 1 and isinstance(_one_choice(_bare(text), reading.choices), Refusal):
        pieces = text.split()
    chosen = reading.current.split() if pieces and all(piece.strip()[0] in "+-" for piece in pieces) else []
    for piece in pieces:
        value = _one_choice(_bare(piece), reading.choices)
        if isinstance(value, Refusal):
            return value
        if piece.strip().startswith("-"):
            chosen = [other for other in chosen if other != value]
        elif value not in chosen:
            chosen.append(value)
    if reading.type == "select_multiple":
        order = {choice.value: place for place, choice in enumerate(reading.choices)}
        chosen.sort(key=lambda value: order.get(value, len(order)))
    return " ".join(chosen)


def _bare(piece: str) -> str:
    stripped = piece.strip()
    return stripped[1:].strip() if stripped[:1] in ("+", "-") and len(stripped) > 1 else stripped


def _one_choice(text: str, choices: Sequence[Choice]) -> str | Refusal:
    """The value meant: by value, by whole label, by number in the list, by first letters, by initials."""
    word = folded(text)
    for choice in choices:
        if choice.value == text:
            return text
    whole = [choice for choice in choices if word in (folded(choice.label), folded(choice.value))]
    if whole:
        return whole[0].value
    if re.fullmatch(r"\d{1,4}", text, re.ASCII) and 1 <= int(text) <= len(choices):
        return choices[int(text) - 1].value
    begun = [choice for choice in choices if folded(choice.label).startswith(word)]
    if not begun:
        begun = [choice for choice in choices if _initials(choice.label).startswith(word.replace(" ", ""))]
    if not begun:
        begun = [choice for choice in choices if folded(choice.value).startswith(word)]
    if len(begun) == 1:
        return begun[0].value
    if begun:
        labels = ", ".join(choice.label for choice in begun[:5])
        return Refusal("E_AMBIGUOUS_CHOICE", {"value": text, "choices": labels})
    return Refusal("E_NOT_A_CHOICE", {"value": text})


def _initials(label: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", folded(label)))
