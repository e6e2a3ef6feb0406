"""The one walk through a definition: its nodes in document order, each with its number and generic ref."""

from __future__ import annotations

from typing import NamedTuple

from models.forms.definition import Node


class Place(NamedTuple):
    """A node, its number in document order (the root is 0), its generic ref and where its subtree ends."""

    number: int
    ref: str
    node: Node
    parent: int
    end: int  # the number after the last descendant


def places(root: Node) -> list[Place]:
    """Number the nodes in document order; the index of a Place in the list is its number."""
    found: list[Place] = []
    _number(root, "", -1, found)
    return found


def questions(root: Node) -> dict[str, Node]:
    """Return generic ref → question, every one of a form in document order."""
    return {place.ref: place.node for place in places(root) if place.node.kind == "question"}


def _number(node: Node, above: str, parent: int, found: list[Place]) -> None:
    number, ref = len(found), f"{above}/{node.name}"
    found.append(Place(number, ref, node, parent, 0))
    for child in node.children:
        _number(child, ref, number, found)
    found[number] = found[number]._replace(end=len(found))
