"""What comes of working on an entry: values that screens and stores pass on, never exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from models.forms.usual import Usual

Severity = Literal["hard", "soft"]
ViolationKind = Literal["type", "required", "constraint", "warning", "compare"]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell's text before and after; "" is blank or absent."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a cell breaks. Hard ones block completion, soft ones ask for an explanation.

    ``usual`` is the range in which the cell's number lay in the periods before (kind "compare", from three
    known periods on).
    """

    path: str
    severity: Severity
    kind: ViolationKind
    message: str
    explained: bool
    usual: Usual | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why what was typed could not be taken; locales hold the words for ``code``."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step did.

    ``changes`` begin with the touched cell, then all that was recalculated, cleared, moved or removed.
    ``relevance`` names the nodes that came (True) or went (False). A refusal means that nothing changed.
    """

    path: str
    value: str
    refusal: Refusal | None
    changes: tuple[CellChange, ...]
    relevance: tuple[tuple[str, bool], ...]
    violations: tuple[Violation, ...]
    structure_changed: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """Filled and all relevant editable cells, and the violations among them (unexplained soft ones)."""

    done: int
    total: int
    hard: int
    soft: int


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form on a screen: a group or repeat at the top, or the loose questions ("/data")."""

    path: str
    label: str
    progress: Progress
