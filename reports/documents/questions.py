"""What the questions of a form are called, so that a definition can say a formula in people's words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.forms.definition import FormDefinition
from models.forms.places import places

_PATH = re.compile(r"/[\w.-]+(?:/[\w.-]+)+")


def question_names(definition: FormDefinition, language: str) -> dict[str, str]:
    """Return path → label of every question and group that has a plain one in the language."""
    found = {}
    for place in places(definition.root)[1:]:
        labels = place.node.label or {}
        told = labels.get(language) or labels.get(definition.default_language)
        if isinstance(told, str) and told:  # one with values in it says nothing without its entry
            found[place.ref] = " ".join(told.split())
    return found


def formula_text(formula: str, names: Mapping[str, str]) -> str:
    """Return a formula with its questions by name: alone as they are, within an expression in quotes.

    Paths that have no name stay as they are written.
    """
    whole = names.get(formula.strip())
    if whole:
        return whole
    return _PATH.sub(lambda found: f"“{names[found[0]]}”" if found[0] in names else found[0], formula)
