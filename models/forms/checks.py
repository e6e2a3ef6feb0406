"""What is wrong with a cell: type, required, constraint (hard); warning, compare (soft)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from models.forms.choices import MULTIPLE, Choices
from models.forms.earlier import NEVER, Earlier
from models.forms.errors import DefinitionError, EvaluationError
from models.forms.evaluation import Compiler, Logical
from models.forms.expressions.coding import Tree
from models.forms.instance import Cell, Template
from models.forms.outcomes import Severity, ViolationKind
from models.forms.routes import Place
from models.forms.usual import Usual
from models.forms.values import to_number

LARGEST_INTEGER = 2**31 - 1
NUMBERS = frozenset({"integer", "decimal", "range"})
SELECTS = frozenset({"select_one", "select_multiple", "rank"})
# What people fill in; the rest is calculated, hidden, shown only or filled in by the device.
INPUTS = frozenset(
    {
        "text",
        "integer",
        "decimal",
        "date",
        "time",
        "dateTime",
        "select_one",
        "select_multiple",
        "rank",
        "range",
        "acknowledge",
        "boolean",
    }
)


class Finding(NamedTuple):
    """One broken rule of a cell, before it has words."""

    severity: Severity
    kind: ViolationKind
    usual: Usual | None = None


class _Checks:
    """What a template asks to be checked, compiled when first needed."""

    __slots__ = ("asked", "choices", "compare", "compared", "constraint", "datatype", "warning")

    def __init__(self, template: Template, compiler: Compiler) -> None:
        spec = template.spec
        self.asked = spec.type in INPUTS or spec.type == "note"
        self.choices = spec.type in SELECTS and spec.itemset is not None
        self.datatype: Literal["", "int", "decimal", "other"] = ""
        if spec.datatype in ("int", "decimal"):
            self.datatype = "int" if spec.datatype == "int" else "decimal"
        elif spec.datatype in ("date", "time", "dateTime"):
            self.datatype = "other"
        self.constraint = _compiled(spec.constraint, template, compiler)
        self.warning = _compiled(spec.warning, template, compiler)
        self.compare = spec.compare
        self.compared = spec.compare != NEVER and (spec.compare is not None or spec.type in NUMBERS)


def _compiled(tree: Tree | None, template: Template, compiler: Compiler) -> Logical | None:
    if tree is None:
        return None
    try:
        return compiler.boolean(tree, Place(template, template))
    except (DefinitionError, EvaluationError):
        return None


class Checker:
    """Checks cells, also beside what they held ``earlier``."""

    def __init__(self, compiler: Compiler, choices: Choices, earlier: Earlier) -> None:
        self._compiler = compiler
        self._choices = choices
        self._earlier = earlier or None
        self._checks: dict[Template, _Checks] = {}

    def findings(self, cell: Cell) -> Iterator[Finding]:
        """Yield what is wrong with a cell, hard ones first; a node that is not relevant breaks nothing."""
        if not cell.relevant:
            return
        checks = self._checks.get(cell.template)
        if checks is None:
            checks = self._checks[cell.template] = _Checks(cell.template, self._compiler)
        if not cell.text:
            if cell.required and checks.asked:  # a read-only one too: a required note holds a form up
                yield Finding("hard", "required")
            return
        if (checks.datatype or checks.choices) and not self._fits(checks, cell):
            yield Finding("hard", "type")
        if checks.constraint is not None and not _holds(checks.constraint, cell):
            yield Finding("hard", "constraint")
        if checks.warning is not None and not _holds(checks.warning, cell):
            yield Finding("soft", "warning")
        if checks.compared and self._earlier is not None:
            now = to_number(cell.typed)
            if now == now:
                whole = checks.datatype == "int"
                unusual = self._earlier.unusual(cell.path, now, checks.compare, whole=whole)
                if unusual is not None:
                    yield Finding("soft", "compare", unusual.usual)

    def _fits(self, checks: _Checks, cell: Cell) -> bool:
        if checks.choices:
            values = self._choices.values(cell)
            chosen = cell.text.split() if cell.template.spec.type in MULTIPLE else [cell.text]
            return all(value in values for value in chosen)
        typed = cell.typed
        if checks.datatype == "int":
            return isinstance(typed, float) and typed.is_integer() and abs(typed) <= LARGEST_INTEGER
        return typed.__class__ is not str


def _holds(rule: Logical, cell: Cell) -> bool:
    try:
        return rule(cell)
    except EvaluationError:
        return True


def read_only(cell: Cell) -> bool:
    """Whether a cell or anything around it is read-only now."""
    at: Cell | None = cell
    while at is not None:
        if at.readonly:
            return True
        above = at.parent
        at = above if isinstance(above, Cell) or above is None else above.parent
    return False


def is_input(cell: Cell) -> bool:
    """Whether a person may fill this cell in now."""
    return cell.template.spec.type in INPUTS and cell.relevant and not read_only(cell)
