"""Where to go in an entry: questions by name, and the next problem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.marks import Marks

if TYPE_CHECKING:
    from models.session import EntrySession


def next_problem(session: EntrySession, here: str) -> str | None:
    """Return the path of the problem after ``here``, of the first one when there is none after it."""
    paths = [v.path for v in session.violations() if not v.explained]
    if not paths:
        return None
    order = {node.path: number for number, node in enumerate(session.nodes())}
    at = order.get(here, -1)
    return next((path for path in paths if order.get(path, -1) > at), paths[0])


def findable(session: EntrySession, marks: Marks) -> Iterator[tuple[str, str]]:
    """Yield paths and names of the questions one may go to; one of a grid is found in its first row."""
    grids: set[str] = set()
    for node in session.nodes():
        label = " ".join(node.label.split())
        if node.kind == "repeat" and node.layout == "grid":
            grids.add(node.path)
        if not label or not node.relevant or node.kind not in {"question", "repeat"}:
            continue
        repeat, _bracket, rest = node.path.rpartition("[")
        if not repeat:
            yield node.path, label
        elif repeat in grids and rest.startswith("1]"):
            yield node.path, f"{marks.grid} {label}"
