"""Expressions of forms: parsed once by the province, shipped as trees of a whitelist, never ``eval``ed."""

from __future__ import annotations

from models.forms.expressions.analysis import Dependency, dependencies, literal_instances
from models.forms.expressions.coding import Tree, from_tree, to_tree
from models.forms.expressions.parser import parse
from models.forms.expressions.printer import to_text
from models.forms.expressions.tree import Binary, Call, Expr, Negation, Number, Path, Step, Text

__all__ = [
    "Binary",
    "Call",
    "Dependency",
    "Expr",
    "Negation",
    "Number",
    "Path",
    "Step",
    "Text",
    "Tree",
    "dependencies",
    "from_tree",
    "literal_instances",
    "parse",
    "to_text",
    "to_tree",
]
