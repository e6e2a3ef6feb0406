"""What a screen sees of a node: everything about it at this moment, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a select, its label in the session's language."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class NodeState:
    """One node: ``path`` is concrete ("/data/r[2]/x"), ``ref`` generic ("/data/r/x").

    A repeat is one node of kind "repeat" whose children are its rows, of kind "row". ``value`` is kept even
    while the node is not relevant. ``message`` says in the form's own words why it is not ``valid``.
    """

    path: str
    ref: str
    kind: Literal["question", "group", "repeat", "row"]
    type: str
    value: str
    relevant: bool
    required: bool
    readonly: bool
    valid: bool
    message: str | None
    label: str
    hint: str | None
    guidance: str | None
    choices: tuple[Choice, ...]
    appearance: str
    unit: str | None
    layout: str | None
    sensitive: bool


class Outlined(NamedTuple):
    """A node in short: what it is, where it stands, and its text."""

    kind: Literal["question", "group", "repeat", "row"]
    ref: str
    path: str
    value: str
