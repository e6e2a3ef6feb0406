"""What a report says of units that changed: who is counted under whom, and what waits for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from locales.words import mark
from models.units import Unit
from reports.documents.contents.source import Source
from reports.gathering import Why

_APART = {
    Why.SPLIT: mark(
        "Units that were split, whose figures are in the province's sums and under no unit: {names}."
    ),
    Why.REPLACED: mark(
        "Former units whose figures are not counted, because their successor sent the same form: {names}."
    ),
    Why.ENDED: mark("Units that reported on a period in which they did not exist, not counted: {names}."),
}


def succession_sentences(source: Source) -> tuple[str, ...]:
    """Return what must be said; nothing where no unit changed."""
    return tuple(_said(source))


def _said(source: Source) -> Iterator[str]:
    board, words = source.board, source.words
    if board.on is not None:
        yield words.text("Figures are shown on the units of {day}.", day=words.date(board.on))
    if board.carried:
        pairs = ", ".join(f"{old.name} → {new.name}" for old, new in board.carried)
        yield words.text(
            "Former units counted under the unit that they became part of: {names}.", names=pairs
        )
    for why, message in _APART.items():
        units = [apart.unit for apart in board.for_a_person if apart.why is why]
        if units:
            yield words.text(message, names=_named(units))


def _named(units: Iterable[Unit]) -> str:
    return ", ".join(f"{unit.code} {unit.name}" for unit in units)
