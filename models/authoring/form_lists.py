"""Choices and the lists they come from: itemsets, secondary instances, .csv files."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

from models.authoring.expression_checks import ExpressionChecker
from models.authoring.form_words import FormWords
from models.authoring.xform import XFORMS, Control, XForm, children, local, parts_of, words_of
from models.forms.definition import Instance, Item, Itemset, Message


@dataclass(slots=True)
class FormLists:
    """Makes itemsets and instances."""

    form: XForm
    checker: ExpressionChecker
    words: FormWords

    def itemset(self, control: Control | None, ref: str) -> Itemset | None:
        """Where a select gets its choices; None for other questions."""
        if control is None or control.tag not in ("select1", "select", "rank"):
            return None
        itemset = control.element.find(f"{XFORMS}itemset")
        if itemset is None:
            items = []
            for element in control.element.findall(f"{XFORMS}item"):
                value = (element.findtext(f"{XFORMS}value") or "").strip()
                label = self.words.message(words_of(element.find(f"{XFORMS}label")), ref, "label")
                items.append(Item(value, label or {"": value}))
            return Itemset(items=tuple(items))
        nodeset = itemset.get("nodeset", "")
        tree = self.checker.tree(nodeset, ref, "choice_filter")
        value_element, label_element = itemset.find(f"{XFORMS}value"), itemset.find(f"{XFORMS}label")
        value = value_element.get("ref", "name") if value_element is not None else "name"
        shown = label_element.get("ref", "label") if label_element is not None else "label"
        itext = shown.startswith("jr:itext(")
        if itext:
            shown = shown[len("jr:itext(") : shown.rfind(")")]
        return Itemset(nodeset=tree, value=value.strip(), label=shown.strip(), itext=itext)

    def instances(self) -> dict[str, Instance]:
        """Every list by name, those that only pulldata() names too."""
        found = {key: self._instance(key, element) for key, element in self.form.instances.items()}
        for key, columns in self.checker.surroundings.columns.items():
            if key not in found and columns is None:
                found[key] = Instance(csv=key)
        return found

    def texts(self, instances: Mapping[str, Instance]) -> dict[str, Message]:
        """The itext entries that choices name."""
        root = f"/{local(self.form.primary)}"
        return {
            key: message
            for key in self._choice_texts(instances)
            if (message := self.words.itext(key, root, "label"))
        }

    def _instance(self, name: str, element: ET.Element) -> Instance:
        source = (element.get("src") or "").strip()
        if source:
            file = source.rpartition("/")[2]
            if not file.lower().endswith(".csv"):
                self.checker.add("FILE_UNSUPPORTED", f"instance:{name}", "instance", file=source)
            return Instance(csv=file.rpartition(".")[0] if "." in file else file)
        roots = children(element)
        rows = children(roots[0]) if roots else []
        return Instance(rows=tuple({local(cell): _cell_text(cell) for cell in children(row)} for row in rows))

    def _choice_texts(self, instances: Mapping[str, Instance]) -> list[str]:
        known = self.form.itext
        return sorted(
            {text for one in instances.values() for row in one.rows for text in row.values() if text in known}
        )


def list_columns(form: XForm) -> dict[str, frozenset[str] | None]:
    """The columns of every list the form has or pulls data from; None where a file holds it."""
    columns = {name: _columns_of(element) for name, element in form.instances.items()}
    for bind in form.binds.values():
        for name in _pulled(bind.get("calculate", "")):
            columns.setdefault(name, None)
    return columns


def _columns_of(element: ET.Element) -> frozenset[str] | None:
    if element.get("src"):
        return None
    roots = children(element)
    return frozenset(local(cell) for row in (children(roots[0]) if roots else []) for cell in children(row))


def _cell_text(cell: ET.Element) -> str:
    return " ".join(str(part) for part in parts_of(cell))


def _pulled(text: str) -> list[str]:
    found = []
    for piece in text.split("pulldata(")[1:]:
        name = piece.lstrip()
        if name[:1] in "'\"" and name[1:].find(name[0]) > 0:
            found.append(name[1 : 1 + name[1:].find(name[0])])
    return found
