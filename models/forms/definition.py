"""A form as a kit carries it: frozen, ranked, quick to open, the same bytes for the same form.

Expressions stand in it as trees of models.forms.expressions.coding; nobody may change the lists in them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, TypeAlias

from models.forms.errors import DefinitionError
from models.forms.expressions.coding import Tree
from models.forms.resting import collector_at_rest

FORMAT = 1
# Text per language code ("" when the workbook has no languages): plain, or parts, where a part is text or
# [expression] whose value stands there (``<output>``).
Message: TypeAlias = "Mapping[str, str | list[str | list[Tree]]]"
NodeKind: TypeAlias = Literal["group", "repeat", "question"]
Property: TypeAlias = Literal["relevant", "required", "readonly", "calculate", "count", "choices"]


class Item(NamedTuple):
    """A choice written in the question itself."""

    value: str
    label: Message


class Itemset(NamedTuple):
    """Where a select's choices come from: inline ``items``, or a node set and the names of two children.

    ``nodeset`` is a path (``instance('c')/root/item[…]``, or a repeat of the entry itself) or a call of
    ``randomize()`` around one. With ``itext`` the child ``label`` holds a key of FormDefinition.texts.
    """

    nodeset: Tree | None = None
    value: str = "name"
    label: str = "label"
    itext: bool = False
    items: tuple[Item, ...] = ()


class Node(NamedTuple):
    """A group, a repeat or a question (every leaf, hidden ones too); children in document order.

    ``type`` is the kind of question a screen shows (text, integer, decimal, date, time, dateTime, select_one,
    select_multiple, rank, range, note, calculate, hidden, acknowledge, …); ``datatype`` is the bind's type
    (string, int, decimal, date, time, dateTime, boolean). Expressions are relative to the node itself.
    A repeat begins with ``rows`` rows, with ``new_rows`` in a row of an outer repeat that was added later.
    """

    name: str
    kind: NodeKind = "question"
    type: str = ""
    datatype: str = "string"
    children: tuple[Node, ...] = ()
    label: Message | None = None
    hint: Message | None = None
    guidance: Message | None = None
    appearance: str = ""
    parameters: Mapping[str, str] = {}
    itemset: Itemset | None = None
    default: str = ""
    preload: str = ""
    relevant: Tree | None = None
    required: Tree | None = None
    required_message: Message | None = None
    readonly: Tree | None = None
    constraint: Tree | None = None
    constraint_message: Message | None = None
    calculate: Tree | None = None
    repeat_count: Tree | None = None
    fixed: bool = False
    rows: int = 1
    new_rows: int = 0
    unit: str = ""
    layout: str = ""
    warning: Tree | None = None
    warning_message: Message | None = None
    compare: float | None = None
    sensitive: bool = False


class Action(NamedTuple):
    """Set ``target`` (a generic ref) to ``value`` on an event.

    Events: "first-load" (a new entry), "load" (every opening), "new-row" (a row above the target was
    added), "changed" (a person, or another action, gave the generic ref ``source`` another value).
    """

    event: Literal["first-load", "load", "new-row", "changed"]
    target: str
    value: Tree
    source: str = ""


class Instance(NamedTuple):
    """A secondary instance: its rows, or the name of the CSV file (without .csv) that holds them."""

    rows: tuple[Mapping[str, str], ...] = ()
    csv: str = ""


class Reads(NamedTuple):
    """One thing a rule reads: node numbers of what is read, and of the ancestor shared with the reader."""

    read: int
    common: int


class Rule(NamedTuple):
    """One expression of the graph: the node it stands at (number in document order, the root is 0), what it
    decides there, and what it reads.
    """

    node: int
    property: Property
    reads: tuple[Reads, ...] = ()


class FormDefinition(NamedTuple):
    """A whole form. ``rules`` come in the order of calculation: no rule reads what a later one decides."""

    form_id: str
    version: str
    title: Mapping[str, str]
    languages: tuple[str, ...]
    default_language: str
    root: Node
    instances: Mapping[str, Instance] = {}
    texts: Mapping[str, Message] = {}
    actions: tuple[Action, ...] = ()
    rules: tuple[Rule, ...] = ()


def definition_to_json(definition: FormDefinition) -> str:
    """Return the canonical text (keys sorted, defaults left out): the digest of a form is taken of it."""
    document = {
        "format": FORMAT,
        "form_id": definition.form_id,
        "version": definition.version,
        "title": definition.title,
        "languages": definition.languages,
        "default_language": definition.default_language,
        "root": _node_to_json(definition.root),
        "instances": {name: _short(instance) for name, instance in definition.instances.items()},
        "texts": definition.texts,
        "actions": definition.actions,
        "rules": [[rule.node, rule.property, rule.reads] for rule in definition.rules],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _short(record: Node | Itemset | Instance) -> dict[str, Any]:
    defaults = record._field_defaults
    return {
        name: value
        for name, value in record._asdict().items()
        if name not in defaults or value != defaults[name]
    }


def _node_to_json(node: Node) -> dict[str, Any]:
    short = _short(node)
    if node.children:
        short["children"] = [_node_to_json(child) for child in node.children]
    if node.itemset is not None:
        short["itemset"] = _short(node.itemset)
    return short


def definition_from_json(text: str | bytes) -> FormDefinition:
    """Read a definition. Raises DefinitionError when the text is not one of this format."""
    with collector_at_rest():
        return _read(text)


def _read(text: str | bytes) -> FormDefinition:
    try:
        document = json.loads(text)
        if document.pop("format") != FORMAT:
            raise DefinitionError(reason="format")
        root, rules = document["root"], document["rules"]
        return FormDefinition(
            document["form_id"],
            document["version"],
            document["title"],
            tuple(document["languages"]),
            document["default_language"],
            _node_from_json(root),
            {name: _instance_from_json(raw) for name, raw in document["instances"].items()},
            document["texts"],
            tuple([Action(*raw) for raw in document["actions"]]),
            tuple([Rule(node, what, tuple([Reads(*pair) for pair in reads])) for node, what, reads in rules]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as trouble:
        raise DefinitionError(reason="damaged", problem=repr(trouble)) from trouble


def _node_from_json(raw: dict[str, Any]) -> Node:
    children = raw.get("children")
    if children is not None:
        raw["children"] = tuple([_node_from_json(child) for child in children])
    itemset = raw.get("itemset")
    if itemset is not None:
        raw["itemset"] = _itemset_from_json(itemset)
    return Node(**raw)


def _itemset_from_json(raw: dict[str, Any]) -> Itemset:
    items = raw.get("items")
    if items is not None:
        raw["items"] = tuple([Item(*item) for item in items])
    return Itemset(**raw)


def _instance_from_json(raw: dict[str, Any]) -> Instance:
    return Instance(tuple(raw.get("rows", ())), raw.get("csv", ""))
