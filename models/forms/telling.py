"""What a step did and what an entry holds, told by paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.forms.instance import Cell, Rows
from models.forms.journal import Entry, Flagged, Texted
from models.forms.outcomes import CellChange


def relevance_changed(journal: list[Entry]) -> tuple[tuple[str, bool], ...]:
    """The nodes that came (True) or went (False) in a step, each once, with its path after it."""
    found: dict[str, bool] = {}
    seen: set[int] = set()
    for entry in journal:
        if not isinstance(entry, Flagged) or entry.flag != "relevant" or id(entry.cell) in seen:
            continue
        seen.add(id(entry.cell))
        if entry.cell.relevant != entry.old and isinstance(entry.cell, Cell):
            found[entry.cell.path] = entry.cell.relevant
    return tuple(found.items())


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> list[CellChange]:
    """What differs between two states of an entry, as changes."""
    paths = dict.fromkeys([*after, *before])
    found = [CellChange(path, before.get(path, ""), after.get(path, "")) for path in paths]
    return [change for change in found if change.old != change.new]


def texts_changed(journal: list[Entry]) -> list[CellChange]:
    """The cells whose text a step changed, each once; right as long as no row came or went."""
    before: dict[int, tuple[Cell, str]] = {}
    for entry in journal:
        if isinstance(entry, Texted) and id(entry.cell) not in before:
            before[id(entry.cell)] = (entry.cell, entry.text)
    return [CellChange(cell.path, old, cell.text) for cell, old in before.values() if old != cell.text]


def texts_below(cell: Cell, path: str, *, relevant_only: bool) -> Iterator[tuple[str, str]]:
    """Path and text of every cell at or below ``cell`` that is not blank, document order."""
    if relevant_only and not cell.relevant:
        return
    if not cell.children:
        if cell.text:
            yield path, cell.text
        return
    for child in cell.children:
        below = f"{path}/{child.template.spec.name}"
        if isinstance(child, Rows):
            for row in child.children:
                yield from texts_below(row, f"{below}[{row.position + 1}]", relevant_only=relevant_only)
        else:
            yield from texts_below(child, below, relevant_only=relevant_only)
