"""What can be taken at a cell: as a person types it, or as canonical text."""

from __future__ import annotations

from models.forms.instance import Cell
from models.forms.outcomes import Refusal
from models.forms.recalculation import Engine
from models.inputs import Reading, read_typed


def typed_text(engine: Engine, cell: Cell, raw: str, language: str) -> str | Refusal:
    """Return the canonical text that a person meant, or why there is none."""
    spec = cell.template.spec
    choices = engine.choices.of(cell) if spec.itemset is not None else ()
    now = engine.world.now()
    return read_typed(raw, Reading(spec.type, spec.datatype, language, choices, now, cell.text))


def refusal_of(engine: Engine, cell: Cell, text: str) -> Refusal | None:
    """Return why canonical text does not fit the question's type and choices; None when it does."""
    typed, spec = engine.typed(cell, text), cell.template.spec
    if spec.datatype == "int" and not (isinstance(typed, float) and typed.is_integer()):
        return Refusal("E_NOT_AN_INTEGER", {"value": text})
    if spec.datatype == "decimal" and not isinstance(typed, float):
        return Refusal("E_NOT_A_NUMBER", {"value": text})
    if spec.datatype in ("date", "time", "dateTime") and isinstance(typed, str):
        return Refusal("E_NOT_A_DATE" if spec.datatype != "time" else "E_NOT_A_TIME", {"value": text})
    if spec.itemset is not None:
        values = engine.choices.values(cell)
        chosen = [text] if spec.type == "select_one" else text.split()
        if any(value not in values for value in chosen):
            return Refusal("E_NOT_A_CHOICE", {"value": text})
    return None
