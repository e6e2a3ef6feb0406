"""A draft moves to a new version of its form: what fits is kept, the rest is listed, nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from models.forms.choices import MULTIPLE
from models.forms.definition import FormDefinition, Itemset, Node
from models.forms.expressions.coding import Tree
from models.forms.places import questions
from models.forms.values import plain_number

Reason = Literal["no_question", "calculated", "type", "choice"]
_ROW = re.compile(r"\[\d+\]")
_DATES = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "dateTime": re.compile(r"\d{4}-\d\d-\d\dT.+"),
    "time": re.compile(r"\d\d:.+"),
}


@dataclass(frozen=True, slots=True)
class Dropped:
    """An answer that does not fit the new form: where it was, what it said, what is kept of it, and why.

    ``no_question``: the form has no such question any more (removed, renamed, moved). ``calculated``: the
    form works it out itself now. ``type``: the text is nothing that the question takes. ``choice``: the
    choice is no longer offered. ``kept`` is not blank only where some of several choices stay.
    """

    path: str
    text: str
    reason: Reason
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Migration:
    """The answers that a draft takes along, and those that do not fit."""

    kept: Mapping[str, str]
    dropped: tuple[Dropped, ...]


def migrate(values: Mapping[str, str], old: FormDefinition, new: FormDefinition) -> Migration:
    """Fit the answers of an entry of ``old`` to ``new``.

    Values that the old form calculated are left out silently: they were nobody's answers, and the new form
    calculates its own. Choices that a filter takes away are the session's to clear when it opens.
    """
    before, after = questions(old.root), questions(new.root)
    kept: dict[str, str] = {}
    dropped: list[Dropped] = []
    for path, text in values.items():
        if not text:
            continue
        ref = _ROW.sub("", path)
        was, now = before.get(ref), after.get(ref)
        if was is not None and _calculated(was) and (now is None or _calculated(now)):
            continue
        found = _fitted(path, text, was, now, new)
        if isinstance(found, str):
            kept[path] = found
        else:
            dropped.append(found)
            if found.kept:
                kept[path] = found.kept
    return Migration(kept, tuple(dropped))


def _calculated(node: Node) -> bool:
    return node.calculate is not None


def _fitted(path: str, text: str, was: Node | None, now: Node | None, new: FormDefinition) -> str | Dropped:
    """The text for the new form, or why there is none."""
    if now is None:
        return Dropped(path, text, "no_question")
    if _calculated(now):
        return Dropped(path, text, "calculated")
    if now.itemset is not None:
        return _chosen(path, text, was, now, new)
    fitted = _typed(text, now.datatype)
    return Dropped(path, text, "type") if fitted is None else fitted


def _typed(text: str, datatype: str) -> str | None:
    if datatype in ("int", "decimal"):
        number = plain_number(text)
        if not isinstance(number, float):
            return None
        if datatype == "int":
            return str(int(number)) if number.is_integer() else None
        return text
    if datatype == "date" and _DATES["dateTime"].fullmatch(text):
        return text[:10]
    if datatype in _DATES:
        return text if _DATES[datatype].fullmatch(text) else None
    return text


def _chosen(path: str, text: str, was: Node | None, now: Node, new: FormDefinition) -> str | Dropped:
    offered = _offered(now, new)
    chosen = text.split() if now.type in MULTIPLE else [text]
    if offered is None:
        # choices out of a file or of the entry itself: only a question that was a select had such a value
        return text if was is not None and was.itemset is not None else Dropped(path, text, "choice")
    stay = [value for value in chosen if value in offered]
    if len(stay) == len(chosen):
        return text
    return Dropped(path, text, "choice", " ".join(stay))


def _offered(node: Node, definition: FormDefinition) -> frozenset[str] | None:
    """Every value that a select may ever offer; None when only the entry or a file knows."""
    itemset = node.itemset
    if itemset is None:
        return None
    if itemset.nodeset is None:
        return frozenset(item.value for item in itemset.items)
    instance = definition.instances.get(_table(itemset.nodeset))
    if instance is None or instance.csv:
        return None
    return frozenset(_column(itemset, row) for row in instance.rows)


def _table(tree: Tree) -> str:
    if isinstance(tree, list) and len(tree) > 1:
        if tree[0] == "randomize()":
            return _table(tree[1])
        base = tree[1]
        if tree[0] == "/" and isinstance(base, list) and base[0] == "instance()" and isinstance(base[1], str):
            return base[1]
    return ""


def _column(itemset: Itemset, row: Mapping[str, str]) -> str:
    return row.get(itemset.value, "")
