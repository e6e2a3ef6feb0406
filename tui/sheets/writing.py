"""How canonical values are written for a person, and the text with which editing them begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locales.words import Words

if TYPE_CHECKING:
    from models.forms.nodes import NodeState

NUMBERS = frozenset({"integer", "decimal", "int", "range"})
LONG = frozenset({"text", "string", "note", "select_multiple", "rank"})
SHORT_CHOICE = 10  # letters: a choice that is longer does not fit where a number does


def is_number(node: NodeState) -> bool:
    """Whether the cell holds a number and aligns right."""
    if node.type in NUMBERS:
        return True
    return node.type in {"calculate", "hidden", "string"} and looks_numeric(node.value)


def is_long(node: NodeState) -> bool:
    """Whether the answer is text that wants the width of the row."""
    if node.type == "select_one":
        return any(len(choice.label) > SHORT_CHOICE for choice in node.choices)
    return node.type in LONG and not _looks_numeric_calculation(node)


def written(node: NodeState, value: str, words: Words) -> str:
    """Return a value as people read it: 1.204 · 94,90 · 05/10/2026 · the label of a choice."""
    if value == "":
        return ""
    if node.type in NUMBERS:
        return words.number(value)
    if node.type in {"calculate", "hidden"} and looks_numeric(value):
        return words.number(_trimmed(value))
    if node.type == "date":
        return words.date(value)
    if node.type == "dateTime":
        return words.moment(value) if "T" in value else words.date(value)
    if node.type == "time":
        return value[:5]
    if node.choices:
        labels = {choice.value: choice.label for choice in node.choices}
        chosen = [value] if node.type == "select_one" else value.split(" ")
        return ", ".join(labels.get(one, one) for one in chosen)
    if node.type in {"acknowledge", "trigger"}:
        return "OK" if value == "OK" else value
    return " ".join(value.split("\n"))


def told(node: NodeState, value: str, words: Words, *, calculated: bool) -> str:
    """Return a value as ``written``; a percentage that the form works out has its sign and two places."""
    shown = written(node, value, words)
    if calculated and shown and node.unit == "%" and looks_numeric(value):
        return words.percent(value)
    return shown


def draft(node: NodeState, words: Words) -> str:
    """Return the text with which editing in place begins; typed back unchanged it means the same value."""
    value = node.value
    if node.type in NUMBERS:
        return value.replace(".", ",") if words.language == "vi" else value
    if node.type == "date":
        return words.date(value)
    if node.type == "time":
        return value[:5]
    return value


def looks_numeric(value: str) -> bool:
    """Whether canonical text is a plain number, not a code with noughts in front."""
    text = value.removeprefix("-")
    whole, _point, part = text.partition(".")
    return (
        bool(text)
        and whole.isdigit()
        and (not part or part.isdigit())
        and not (len(whole) > 1 and whole[0] == "0")
    )


def _looks_numeric_calculation(node: NodeState) -> bool:
    return node.type == "calculate" and looks_numeric(node.value)


def _trimmed(value: str) -> str:
    """A calculated ratio such as 76.4412514 is shown with two places; the value itself is not touched."""
    whole, point, part = value.partition(".")
    if not point or len(part) <= 2:
        return value
    from decimal import ROUND_HALF_UP, Decimal

    return str(Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)) if whole else value
