"""Appendices on paper: narrow tables of the same units stand beside each other, not each on its own pages.

A sheet a pillar is handy in a workbook; printed, each of them costs as many pages as there are units to fill.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from reports.documents.book import Row, Section, Table

MOST = 11  # columns that a wide page holds in readable letters


def joined(appendices: Sequence[Section]) -> list[Section]:
    """Return the appendices with neighbours joined where their tables list the same rows and have room."""
    found: list[Section] = []
    for section in appendices:
        before = found[-1] if found else None
        together = _together(before, section) if before is not None else None
        if together is None:
            found.append(section)
        else:
            found[-1] = together
    return found


def _together(first: Section, second: Section) -> Section | None:
    left, right = _only(first), _only(second)
    if left is None or right is None or not _alike(left, right):
        return None
    if len(left.columns) + len(right.columns) - right.fixed > MOST:
        return None
    kind, _colon, name = second.title.partition(": ")
    if not name or not first.title.startswith(f"{kind}: "):
        return None
    title = f"{first.title}; {name}"
    return replace(first, title=title, blocks=(_beside(left, right, title),))


def _only(section: Section) -> Table | None:
    block = section.blocks[0] if len(section.blocks) == 1 and not section.paragraphs else None
    return block if isinstance(block, Table) else None


def _alike(left: Table, right: Table) -> bool:
    """Whether both list the same things in the same order, with the same columns in front."""
    fixed = left.fixed
    return (
        fixed == right.fixed
        and left.columns[:fixed] == right.columns[:fixed]
        and left.note == right.note
        and not (left.colours or right.colours)
        and [_front(row, fixed) for row in left.rows] == [_front(row, fixed) for row in right.rows]
    )


def _front(row: Row, fixed: int) -> tuple[object, ...]:
    return (row.role, *(cell.value for cell in row.cells[:fixed]))


def _beside(left: Table, right: Table, title: str) -> Table:
    rows = tuple(
        Row(one.cells + other.cells[right.fixed :], one.role)
        for one, other in zip(left.rows, right.rows, strict=True)
    )
    return replace(left, title=title, columns=left.columns + right.columns[right.fixed :], rows=rows)
