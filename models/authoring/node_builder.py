"""One node of the primary instance after another becomes a node of the definition."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.authoring.data_types import (
    CONTROL_TYPES,
    DEFAULTS,
    INPUT_TYPES,
    KNOWN_TYPES,
    PRELOADS,
    datatype_of,
    parameters_of,
    preload_of,
)
from models.authoring.expression_checks import ExpressionChecker
from models.authoring.form_lists import FormLists
from models.authoring.form_words import FormWords
from models.authoring.question_types import REFUSED, refused_type
from models.authoring.repeat_rows import initial_rows, template_rows
from models.authoring.xform import JAVAROSA, XASO, XFORMS, Control, XForm, children, local, words_of
from models.forms.definition import Action, Node
from models.forms.earlier import NEVER
from models.forms.expressions import Tree

_NOT_COMPARED = frozenset({"no", "không"})


@dataclass(slots=True)
class NodeBuilder:
    """Builds the nodes of one form. ``first_values`` gathers what becomes an action instead of a default."""

    form: XForm
    checker: ExpressionChecker
    words: FormWords
    lists: FormLists
    # Repeats without a template, and what their first rows hold: rows made later begin blank.
    bare_repeats: list[str] = field(default_factory=list)
    first_values: list[Action] = field(default_factory=list)

    def children(self, elements: list[ET.Element], ref: str) -> tuple[Node, ...]:
        """Child nodes of all given elements of one name (rows of a repeat may differ in shape)."""
        grouped: dict[str, list[ET.Element]] = {}
        for element in elements:
            for child in children(element):
                grouped.setdefault(local(child), []).append(child)
        return tuple(self._node(name, same, f"{ref}/{name}") for name, same in grouped.items())

    def _node(self, name: str, elements: list[ET.Element], ref: str) -> Node:
        if ref in self.form.repeats:
            return self._repeat(name, elements, ref)
        if any(children(element) for element in elements) or self._is_group(ref):
            return self._group(name, elements, ref)
        return self._question(name, elements[0], ref)

    def _is_group(self, ref: str) -> bool:
        control = self.form.controls.get(ref)
        return control is not None and control.tag == "group"

    def _group(self, name: str, elements: list[ET.Element], ref: str) -> Node:
        control = self.form.controls.get(ref)
        bind = self.form.binds.get(ref, {})
        return Node(
            name,
            "group",
            children=self.children(elements, ref),
            label=self.words.message(control.label if control else None, ref, "label"),
            appearance=self._appearance(control),
            relevant=self._truth(bind, "relevant", ref),
            readonly=self._truth(bind, "readonly", ref),
            layout=self._layout(control, ref, repeat=False),
        )

    def _repeat(self, name: str, elements: list[ET.Element], ref: str) -> Node:
        control = self.form.controls.get(ref)
        repeat = self.form.repeats[ref]
        bind = self.form.binds.get(ref, {})
        templates = [element for element in elements if element.get(f"{JAVAROSA}template") is not None]
        if not templates:
            self.bare_repeats.append(f"{ref}/")
        count = repeat.get(f"{JAVAROSA}count")
        label = control.label if control and control.label else words_of(repeat.find(f"{XFORMS}label"))
        return Node(
            name,
            "repeat",
            children=self.children([*templates, *(e for e in elements if e not in templates)], ref),
            label=self.words.message(label, ref, "label"),
            appearance=self._appearance(control) or repeat.get("appearance", ""),
            relevant=self._truth(bind, "relevant", ref),
            readonly=self._truth(bind, "readonly", ref),
            repeat_count=self.checker.tree(count, ref, "count") if count else None,
            fixed=(repeat.get(f"{JAVAROSA}noAddRemove") or "").strip() == "true()",
            rows=initial_rows(self.form.primary, ref),
            new_rows=template_rows(self.form.primary, ref),
            layout=self._layout(control, ref, repeat=True) or self._layout_of(repeat, ref, repeat=True),
        )

    def _question(self, name: str, element: ET.Element, ref: str) -> Node:
        if "/meta/entity/" in ref:
            self.checker.add("ENTITIES", ref, "")
            return Node(name)
        control = self.form.controls.get(ref)
        bind = self.form.binds.get(ref, {})
        kind = self._type(control, bind, ref)
        hint, guidance = self.words.hints(control, ref)
        written = bind.get("type", "").rpartition(":")[2].strip()
        if written and written.lower() not in KNOWN_TYPES:
            self.checker.add("BIND_TYPE", ref, "bind_type", text=written)
        default = (element.text or "").strip()
        self._check_default(default, datatype_of(bind), ref)
        if default and any(ref.startswith(repeat) for repeat in self.bare_repeats):
            self.first_values.append(Action("first-load", ref, default))
            default = ""
        warning = bind.get(f"{XASO}warning")
        return Node(
            name,
            "question",
            kind,
            datatype_of(bind),
            label=self.words.message(control.label if control else None, ref, "label"),
            hint=hint,
            guidance=guidance,
            appearance=self._appearance(control),
            parameters=parameters_of(control),
            itemset=self.lists.itemset(control, ref),
            default=default,
            preload=preload_of(bind),
            relevant=self._truth(bind, "relevant", ref),
            required=self._truth(bind, "required", ref),
            required_message=self.words.bind_message(bind, f"{JAVAROSA}requiredMsg", ref, "required_message"),
            readonly=self._truth(bind, "readonly", ref),
            constraint=self._expression(bind, "constraint", ref),
            constraint_message=self.words.bind_message(
                bind, f"{JAVAROSA}constraintMsg", ref, "constraint_message"
            ),
            calculate=self._expression(bind, "calculate", ref),
            unit=bind.get(f"{XASO}unit", "").strip(),
            warning=self.checker.tree(warning, ref, "warning") if warning else None,
            warning_message=self.words.soft_message(bind, ref),
            compare=self._compare(bind, ref),
            sensitive=bind.get(f"{XASO}sensitive", "").strip().lower()
            in ("yes", "true", "true()", "1", "có"),
        )

    def _check_default(self, text: str, datatype: str, ref: str) -> None:
        """JavaRosa refuses to open a form whose static default is not of the question's type."""
        if not text or datatype not in DEFAULTS or DEFAULTS[datatype][0].fullmatch(text):
            return
        _, vietnamese, english = DEFAULTS[datatype]
        self.checker.add("DEFAULT_TYPE", ref, "default", text=text, type_vi=vietnamese, type_en=english)

    def _type(self, control: Control | None, bind: Mapping[str, str], ref: str) -> str:
        datatype = datatype_of(bind)
        if control is None:
            return self._hidden_type(bind, ref)
        refused = refused_type(control.tag, bind.get("type", ""), control.element)
        if refused is not None:
            self._refuse(refused, ref)
            return "text"
        if control.tag in CONTROL_TYPES:
            return CONTROL_TYPES[control.tag]
        if control.tag == "trigger":
            return "acknowledge"
        if datatype in INPUT_TYPES:
            return INPUT_TYPES[datatype]
        if bind.get("readonly", "").strip() == "true()" and not bind.get("calculate"):
            return "note"
        return "text"

    def _refuse(self, kind: str, ref: str) -> None:
        what = REFUSED[kind]
        self.checker.add(
            "TYPE_UNSUPPORTED",
            ref,
            "type",
            type=kind,
            kind_vi=what.vi,
            kind_en=what.en,
            instead_vi=what.instead_vi,
            instead_en=what.instead_en,
        )

    def _hidden_type(self, bind: Mapping[str, str], ref: str) -> str:
        preload = preload_of(bind)
        if preload:
            return PRELOADS.get(preload, preload.partition(":")[2] or "calculate")
        refused = refused_type("", bind.get("type", ""), None)
        if refused is not None and not ref.startswith(f"/{local(self.form.primary)}/meta/"):
            self._refuse(refused, ref)
        return "calculate" if bind.get("calculate") else "hidden"

    def _truth(self, bind: Mapping[str, str], name: str, ref: str) -> Tree | None:
        text = bind.get(name, "").strip()
        if not text or text == ("true()" if name == "relevant" else "false()"):
            return None
        return self.checker.tree(text, ref, name)

    def _expression(self, bind: Mapping[str, str], name: str, ref: str) -> Tree | None:
        text = bind.get(name, "").strip()
        return self.checker.tree(text, ref, name) if text else None

    def _compare(self, bind: Mapping[str, str], ref: str) -> float | None:
        text = bind.get(f"{XASO}compare", "").strip()
        if not text:
            return None
        if text.casefold() in _NOT_COMPARED:
            return NEVER
        try:
            percent = float(text.removesuffix("%").strip())
            if 0 < percent < 1_000_000:
                return percent
        except ValueError:
            pass
        self.checker.add("COMPARE_INVALID", ref, "compare", text=text)
        return None

    def _layout(self, control: Control | None, ref: str, *, repeat: bool) -> str:
        return self._layout_of(control.element, ref, repeat=repeat) if control else ""

    def _layout_of(self, element: ET.Element, ref: str, *, repeat: bool) -> str:
        layout = element.get(f"{XASO}layout", "").strip()
        if layout and (layout != "grid" or not repeat):
            self.checker.add("LAYOUT_INVALID", ref, "layout", text=layout)
        return layout

    @staticmethod
    def _appearance(control: Control | None) -> str:
        return (control.element.get("appearance") or "").strip() if control else ""
