"""Opening an entry: the tree of a new one, or of one that was kept, and all that opening makes of it."""

from __future__ import annotations

from collections.abc import Mapping

from models.forms.instance import Builder, Cell, find, row_counts
from models.forms.journal import Rowed
from models.forms.outcomes import CellChange
from models.forms.recalculation import Engine
from models.forms.telling import differences, texts_below, texts_changed
from models.inputs import normal


def begin(engine: Engine, presets: Mapping[str, str]) -> tuple[CellChange, ...]:
    """Make a new entry with its defaults, presets and start-of-form events; return all that it holds."""
    world = engine.world
    world.root = Builder(row_counts(presets), engine.fill).entry(world.templates[0])
    _preset(engine, presets)
    engine.open(engine.first_load)
    engine.start(engine.load)
    engine.journal.clear()
    return tuple([CellChange(path, "", text) for path, text in texts_of(engine).items()])


def resume(engine: Engine, values: Mapping[str, str], presets: Mapping[str, str]) -> tuple[CellChange, ...]:
    """Make the entry that ``values`` tell; return what opening made of them: presets, calculations."""
    world = engine.world
    found = 0

    def fill(cell: Cell, path: str) -> None:
        nonlocal found
        text = values.get(path)
        if text:
            found += 1
            if not text.isascii():
                kept, text = text, normal(text)
                found -= text != kept  # changed already, and no journal tells it
            cell.text = text
            cell.typed = text if cell.template.spec.datatype == "string" else engine.typed(cell, text)

    world.root = Builder(row_counts(values), fill).entry(world.templates[0])
    _preset(engine, presets)
    engine.open()
    engine.start(engine.load)
    if found < len(values) or any(isinstance(entry, Rowed) for entry in engine.journal):
        changes = differences(values, texts_of(engine))
    else:
        changes = texts_changed(engine.journal)
    engine.journal.clear()
    return tuple(changes)


def texts_of(engine: Engine) -> dict[str, str]:
    """Every text that is not blank, also of nodes that are not relevant now."""
    root = engine.world.root
    return dict(texts_below(root, root.template.ref, relevant_only=False))


def _preset(engine: Engine, presets: Mapping[str, str]) -> None:
    for path, text in presets.items():
        cell = find(engine.world.root, path)
        if isinstance(cell, Cell) and cell.template.spec.kind == "question":
            engine.put(cell, normal(text))
