"""What the questions of a form are called, so that a definition can say a formula in people's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from models.forms.definition import FormDefinition, Node

_PATH = re.compile(r"/[\w.-]+(?:/[\w.-]+)+")


def question_names(definition: FormDefinition, language: str) -> dict[str, str]:
    """Return path → label of every question and group that has a plain one in the language."""
    root = definition.root
    return dict(_walk(root, f"/{root.name}", (language, definition.default_language)))


def _walk(node: Node, path: str, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for child in node.children:
        at = f"{path}/{child.name}"
        told = (child.label or {}).get(languages[0]) or (child.label or {}).get(languages[1])
        if isinstance(told, str) and told:  # one with values in it says nothing without its entry
            yield at, " ".join(told.split())
        yield from _walk(child, at, languages)


def formula_text(formula: str, names: Mapping[str, str]) -> str:
    """Return a formula with its questions by name: alone as they are, within an expression in quotes.

    Paths that have no name stay as they are written.
    """
    whole = names.get(formula.strip())
    if whole:
        return whole
    return _PATH.sub(lambda found: f"“{names[found[0]]}”" if found[0] in names else found[0], formula)
