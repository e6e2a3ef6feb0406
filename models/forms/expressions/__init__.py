"""Expressions of forms: parsed once by the province, shipped as trees of a whitelist, never ``eval``ed.

The names below are loaded when they are first asked for: an officer's program only follows trees, and neither
reads nor writes expressions.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.forms.expressions.analysis import Dependency, columns_read, dependencies, literal_instances
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
    "columns_read",
    "dependencies",
    "from_tree",
    "literal_instances",
    "parse",
    "to_text",
    "to_tree",
]

_AT = {
    **dict.fromkeys(("Dependency", "columns_read", "dependencies", "literal_instances"), "analysis"),
    **dict.fromkeys(("Tree", "from_tree", "to_tree"), "coding"),
    "parse": "parser",
    "to_text": "printer",
    **dict.fromkeys(("Binary", "Call", "Expr", "Negation", "Number", "Path", "Step", "Text"), "tree"),
}


def __getattr__(name: str) -> Any:
    if name not in _AT:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_AT[name]}"), name)
