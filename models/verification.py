"""Double entry, pure: which cells are keyed twice, what was keyed, where the two differ, what was settled.

A second person keys the same cells without seeing the first values. Nothing here knows a store or a screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import msgspec

from models.entries import Change
from models.forms.outcomes import Refusal
from models.forms.places import places, questions
from models.inputs import Reading, read_typed

if TYPE_CHECKING:
    from models.forms.definition import FormDefinition, Node
    from models.forms.nodes import NodeState
    from models.session import EntrySession

MARK = "verify"
"""The appearance with which a form marks what is always keyed twice: a question, a group or a repeat."""
WHY = {"keyed": "second keying", "settled": "second keying, settled"}
"""The ``why`` of lines of double entry among the history that travels with an entry."""
UNTYPED = frozenset({"calculate", "hidden", "note", ""})


class Standing(StrEnum):
    """How a cell stands between its two keyings."""

    WAITING = "waiting"  # not keyed a second time yet
    AGREED = "agreed"
    DIFFERS = "differs"
    SETTLED = "settled"  # they differed, and somebody decided


class Keying(msgspec.Struct, frozen=True):
    """One line of the record of double entry; ``chosen`` says what a settlement decided."""

    path: str
    kind: Literal["keyed", "settled"]
    first: str
    second: str
    at: str
    by: str
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell whose two keyings are not the same. ``first`` is what the entry holds now."""

    path: str
    first: str
    second: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cells there are, and how many of them stand how."""

    total: int
    agreed: int
    differing: int
    settled: int

    @property
    def keyed(self) -> int:
        """How many cells were keyed a second time."""
        return self.agreed + self.differing + self.settled

    @property
    def done(self) -> bool:
        """Whether every cell was keyed twice and no difference is left."""
        return self.keyed == self.total and not self.differing


@dataclass(frozen=True, slots=True)
class Unverified:
    """What still stands between an entry and its completion: paths in document order."""

    waiting: tuple[str, ...] = ()  # not keyed a second time
    differing: tuple[str, ...] = ()  # keyed, differs, not settled

    def __bool__(self) -> bool:
        """Whether anything does."""
        return bool(self.waiting or self.differing)


def last_of(lines: Iterable[Keying]) -> dict[str, Keying]:
    """Return path → its last line (``lines`` oldest first)."""
    return {line.path: line for line in lines}


def standing(current: str, last: Keying | None) -> Standing:
    """Tell how a cell stands whose value in the entry is now ``current``.

    A value that was changed after it agreed or was settled differs anew: it has been keyed once only.
    """
    if last is None:
        return Standing.WAITING
    if last.kind == "keyed":
        return Standing.AGREED if last.second == current else Standing.DIFFERS
    return Standing.SETTLED if last.chosen == current else Standing.DIFFERS


def differences(
    paths: Iterable[str], values: Mapping[str, str], last: Mapping[str, Keying]
) -> list[Difference]:
    """Return the differences among ``paths``, in their order; ``values`` are the entry's."""
    return [
        Difference(path, values.get(path, ""), last[path].second, last[path].by, last[path].at)
        for path in paths
        if path in last and standing(values.get(path, ""), last[path]) is Standing.DIFFERS
    ]


def tally(paths: Iterable[str], values: Mapping[str, str], last: Mapping[str, Keying]) -> Tally:
    """Count how the cells stand."""
    found = [standing(values.get(path, ""), last.get(path)) for path in paths]
    return Tally(
        total=len(found),
        agreed=found.count(Standing.AGREED),
        differing=found.count(Standing.DIFFERS),
        settled=found.count(Standing.SETTLED),
    )


def inputs(session: EntrySession) -> list[NodeState]:
    """Return the questions that a person answers and that are relevant now, in document order."""
    known = questions(session.definition.root)
    return [node for node in session.nodes() if _is_input(node, known)]


def demanded(session: EntrySession, *, whole: bool = False) -> list[NodeState]:
    """Return the cells that must be keyed twice: all inputs of a ``whole`` form, else those that are marked.

    A mark is the word ``verify`` in the appearance of a question, or of a group or repeat around it.
    """
    if whole:
        return inputs(session)
    refs = marked_refs(session.definition)
    return [node for node in inputs(session) if node.ref in refs] if refs else []


def marked_refs(definition: FormDefinition) -> frozenset[str]:
    """Return the generic refs of the questions that a form marks."""
    marked: set[int] = set()
    found: list[str] = []
    for place in places(definition.root):
        if place.parent in marked or MARK in place.node.appearance.split():
            marked.add(place.number)
            if place.node.kind == "question":
                found.append(place.ref)
    return frozenset(found)


def unverified(session: EntrySession, lines: Iterable[Keying], *, whole: bool = False) -> Unverified:
    """Tell which of the demanded cells are not keyed twice yet, or still differ; ``lines`` oldest first."""
    found: dict[Standing, list[str]] = {each: [] for each in Standing}
    cells = demanded(session, whole=whole)
    last = last_of(lines) if cells else {}
    for node in cells:
        found[standing(node.value, last.get(node.path))].append(node.path)
    return Unverified(tuple(found[Standing.WAITING]), tuple(found[Standing.DIFFERS]))


def as_change(line: Keying) -> Change:
    """Return a line as the history that travels has it: first value, then the second or the chosen one."""
    new = line.second if line.kind == "keyed" else line.chosen
    return Change(line.path, line.first, new, line.at, line.by, WHY[line.kind])


def is_keying(change: Change) -> bool:
    """Tell whether a line of a history that travelled is one of double entry, not a change of the value."""
    return change.why in WHY.values()


def read_second(session: EntrySession, node: NodeState, raw: str, now: datetime) -> str | Refusal:
    """Read what was typed blind into canonical text, as the question's own cell would; ``now`` is local.

    The entry's session is not touched: a constraint broken by a second value would betray the first.
    """
    spec = questions(session.definition.root).get(node.ref)
    datatype = spec.datatype if spec is not None else "string"
    return read_typed(raw, Reading(node.type, datatype, session.language, node.choices, now))


def _is_input(node: NodeState, known: Mapping[str, Node]) -> bool:
    if node.kind != "question" or not node.relevant or node.readonly or node.type in UNTYPED:
        return False
    spec = known.get(node.ref)
    return spec is None or spec.calculate is None
