"""Completing an entry: moments at its end are filled in, blank rows at the end of a repeat go."""

from __future__ import annotations

from models.forms.dates import moment_text
from models.forms.instance import Cell, Rows, everything, leaves
from models.forms.recalculation import Engine


def finish(engine: Engine) -> None:
    """Fill in questions of type ``end``, as JavaRosa does; drop the blank rows that no store could hold.

    What travels is texts by path: a last row without any would not arrive, and the province would count one
    row fewer than was judged here.
    """
    world = engine.world
    for cell in leaves(world.root):
        if cell.template.spec.preload == "timestamp:end":
            engine.put(cell, moment_text(world.now(), world.zone))
            engine.changed(cell)
    for rows in [node for node in everything(world.root) if isinstance(node, Rows)]:
        _trim(engine, rows)
    engine.run()


def _trim(engine: Engine, rows: Rows) -> None:
    if rows.given:
        return
    filled = [number for number, row in enumerate(rows.children, start=1) if _holds_text(row)]
    kept = filled[-1] if filled else rows.template.spec.rows
    while len(rows.children) > kept:
        engine.remove_row(rows, len(rows.children) - 1)


def _holds_text(row: Cell | Rows) -> bool:
    return any(cell.text for cell in leaves(row))
