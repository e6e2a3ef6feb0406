"""XForm → FormDefinition: one node of the primary instance after another."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from models.authoring.complaints import Complaint, complain
from models.authoring.expression_checks import ExpressionChecker, Surroundings
from models.authoring.location import Locator
from models.authoring.question_types import REFUSED, refused_type
from models.authoring.xform import (
    JAVAROSA,
    XASO,
    XFORMS,
    Control,
    Part,
    SetValue,
    Words,
    XForm,
    children,
    local,
    parts_of,
    words_of,
)
from models.forms.definition import Action, FormDefinition, Instance, Item, Itemset, Message, Node, Rule
from models.forms.errors import CycleError, FormError
from models.forms.expressions import Tree
from models.forms.ranking import rank

DATATYPES = {
    "int": "int",
    "integer": "int",
    "long": "int",
    "decimal": "decimal",
    "double": "decimal",
    "date": "date",
    "time": "time",
    "datetime": "dateTime",
    "boolean": "boolean",
}
INPUT_TYPES = {"int": "integer", "decimal": "decimal", "date": "date", "time": "time", "dateTime": "dateTime"}
CONTROL_TYPES = {"select1": "select_one", "select": "select_multiple", "rank": "rank", "range": "range"}
Event = Literal["first-load", "load", "new-row", "changed"]
EVENTS: dict[str, Event] = {
    "odk-instance-first-load": "first-load",
    "odk-instance-load": "load",
    "xforms-ready": "load",
    "odk-new-repeat": "new-row",
    "xforms-value-changed": "changed",
}
DEFAULTS = {
    "int": (re.compile(r"[+-]?\d{1,10}"), "số nguyên", "a whole number"),
    "decimal": (re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"), "số", "a number"),
    "date": (re.compile(r"\d{4}-\d{1,2}-\d{1,2}(T.*)?"), "ngày dạng 2026-10-05", "a date like 2026-10-05"),
    "time": (re.compile(r"\d{1,2}:\d{2}.*"), "giờ dạng 09:30", "a time like 09:30"),
    "dateTime": (re.compile(r"\d{4}-\d{1,2}-\d{1,2}(T.*)?"), "ngày giờ", "a date and time"),
}
_SOFT_REFERENCE = re.compile(r"\$\{([^{}]*)\}")
PRELOADS = {"timestamp:start": "start", "timestamp:end": "end", "date:today": "today"}


@dataclass(slots=True)
class Builder:
    """Builds one definition; `complaints` holds everything that was wrong with it."""

    form: XForm
    locator: Locator
    checker: ExpressionChecker
    complaints: list[Complaint]
    soft_messages: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(
        cls, form: XForm, locator: Locator, soft_messages: Mapping[str, Mapping[str, str]] | None = None
    ) -> Builder:
        """A builder that knows the form's refs and lists."""
        refs: dict[str, None] = {}
        _collect_refs(form.primary, "", refs)
        columns = {name: _columns_of(element) for name, element in form.instances.items()}
        for ref in form.binds:
            calculate = form.binds[ref].get("calculate", "")
            if "pulldata(" in calculate:
                for name in _pulled(calculate):
                    columns.setdefault(name, None)
        text_calculates = frozenset(
            ref
            for ref, bind in form.binds.items()
            if bind.get("calculate") and ref not in form.controls and datatype_of(bind) == "string"
        )
        around = Surroundings(refs, text_calculates, columns)
        checker = ExpressionChecker(around, locator)
        return cls(form, locator, checker, checker.complaints, soft_messages or {})

    def build(self) -> FormDefinition | None:
        """The definition, or None when anything was refused."""
        form = self.form
        name = local(form.primary)
        self._check_controls()
        root = Node(name, "group", children=self._children([form.primary], f"/{name}"))
        instances = {key: self._instance(key, element) for key, element in form.instances.items()}
        for key, columns in self.checker.surroundings.columns.items():
            if key not in instances and columns is None:
                instances[key] = Instance(csv=key)
        actions = tuple(action for setvalue in form.setvalues for action in self._actions(setvalue))
        texts = {
            key: message
            for key in self._choice_texts(instances)
            if (message := self._itext(key, f"/{name}", "label"))
        }
        codes = tuple(code for code, _ in form.languages)
        title = dict.fromkeys(codes, form.title) if codes else {"": form.title}
        rules = self._rules(root)
        if any(one.severity == "error" for one in self.complaints):
            return None
        return FormDefinition(
            form_id=form.primary.get("id") or name,
            version=form.primary.get("version") or "",
            title=title,
            languages=codes,
            default_language=form.default_language,
            root=root,
            instances=instances,
            texts=texts,
            actions=actions,
            rules=rules,
        )

    def _add(self, code: str, ref: str, what: str, /, **fields: object) -> None:
        sheet, cell = self.locator.at(ref, what)
        if "/meta/entity" in ref:
            code = "ENTITIES"
        self.complaints.append(complain(code, sheet, cell, **fields))

    def _rules(self, root: Node) -> tuple[Rule, ...]:
        try:
            return rank(root)
        except CycleError as error:
            refs = error.details.get("refs", ())
            refs = tuple(refs) if isinstance(refs, (tuple, list)) else ()
            cells = ", ".join(self._cell(ref) for ref in refs)
            order = list(self.checker.surroundings.refs)
            first = min(refs, key=order.index) if refs else f"/{root.name}"
            self._add("CYCLE", first, self._ruling(first), cells=cells)
        except FormError as error:
            self._add("INTERNAL", f"/{root.name}", "", text=error)
        return ()

    def _ruling(self, ref: str) -> str:
        """Which of the node's expressions most likely closes a circle: the first there is."""
        bind = self.form.binds.get(ref, {})
        if ref in self.form.repeats and self.form.repeats[ref].get(f"{JAVAROSA}count"):
            return "count"
        return next(
            (name for name in ("calculate", "relevant", "required", "readonly") if bind.get(name)), "type"
        )

    def _cell(self, ref: str) -> str:
        sheet, cell = self.locator.at(ref, self._ruling(ref))
        name = ref.rpartition("/")[2]
        return f"{name} ({cell})" if sheet else ref

    def _check_controls(self) -> None:
        known = self.checker.surroundings.refs
        for ref in [*self.form.order, *self.form.repeats]:
            if ref not in known:
                self._add("CONTROL_WITHOUT_NODE", ref, "name", ref=ref)

    # ── nodes ────────────────────────────────────────────────────────────────────────────────────

    def _children(self, elements: list[ET.Element], ref: str) -> tuple[Node, ...]:
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
            children=self._children(elements, ref),
            label=self._message(control.label if control else None, ref, "label"),
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
        count = repeat.get(f"{JAVAROSA}count")
        label = control.label if control and control.label else words_of(repeat.find(f"{XFORMS}label"))
        return Node(
            name,
            "repeat",
            children=self._children([*templates, *(e for e in elements if e not in templates)], ref),
            label=self._message(label, ref, "label"),
            appearance=self._appearance(control) or repeat.get("appearance", ""),
            relevant=self._truth(bind, "relevant", ref),
            readonly=self._truth(bind, "readonly", ref),
            repeat_count=self.checker.tree(count, ref, "count") if count else None,
            fixed=(repeat.get(f"{JAVAROSA}noAddRemove") or "").strip() == "true()",
            rows=_initial_rows(self.form.primary, ref),
            layout=self._layout(control, ref, repeat=True) or self._layout_of(repeat, ref, repeat=True),
        )

    def _question(self, name: str, element: ET.Element, ref: str) -> Node:
        if "/meta/entity/" in ref:
            self._add("ENTITIES", ref, "")
            return Node(name)
        control = self.form.controls.get(ref)
        bind = self.form.binds.get(ref, {})
        kind = self._type(control, bind, ref)
        hint, guidance = self._hints(control, ref)
        default = (element.text or "").strip()
        self._check_default(default, datatype_of(bind), ref)
        warning = bind.get(f"{XASO}warning")
        return Node(
            name,
            "question",
            kind,
            datatype_of(bind),
            label=self._message(control.label if control else None, ref, "label"),
            hint=hint,
            guidance=guidance,
            appearance=self._appearance(control),
            parameters=_parameters(control),
            itemset=self._itemset(control, ref)
            if control and control.tag in ("select1", "select", "rank")
            else None,
            default=default,
            preload=_preload(bind),
            relevant=self._truth(bind, "relevant", ref),
            required=self._truth(bind, "required", ref),
            required_message=self._bind_message(bind, f"{JAVAROSA}requiredMsg", ref, "required_message"),
            readonly=self._truth(bind, "readonly", ref),
            constraint=self._expression(bind, "constraint", ref),
            constraint_message=self._bind_message(
                bind, f"{JAVAROSA}constraintMsg", ref, "constraint_message"
            ),
            calculate=self._expression(bind, "calculate", ref),
            unit=bind.get(f"{XASO}unit", "").strip(),
            warning=self.checker.tree(warning, ref, "warning") if warning else None,
            warning_message=self._soft_message(bind, ref),
            compare=self._compare(bind, ref),
            sensitive=bind.get(f"{XASO}sensitive", "").strip().lower()
            in ("yes", "true", "true()", "1", "có"),
        )

    def _check_default(self, text: str, datatype: str, ref: str) -> None:
        """JavaRosa refuses to open a form whose static default is not of the question's type."""
        if not text or datatype not in DEFAULTS or DEFAULTS[datatype][0].fullmatch(text):
            return
        _, vietnamese, english = DEFAULTS[datatype]
        self._add("DEFAULT_TYPE", ref, "default", text=text, type_vi=vietnamese, type_en=english)

    def _type(self, control: Control | None, bind: Mapping[str, str], ref: str) -> str:
        datatype = datatype_of(bind)
        if control is None:
            return self._hidden_type(bind, ref)
        refused = refused_type(control.tag, bind.get("type", ""), control.element)
        if refused is not None:
            kind = REFUSED[refused]
            self._add(
                "TYPE_UNSUPPORTED",
                ref,
                "type",
                type=refused,
                kind_vi=kind.vi,
                kind_en=kind.en,
                instead_vi=kind.instead_vi,
                instead_en=kind.instead_en,
            )
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

    def _hidden_type(self, bind: Mapping[str, str], ref: str) -> str:
        preload = _preload(bind)
        if preload:
            return PRELOADS.get(preload, preload.partition(":")[2] or "calculate")
        refused = refused_type("", bind.get("type", ""), None)
        if refused is not None and not ref.startswith(f"/{local(self.form.primary)}/meta/"):
            kind = REFUSED[refused]
            self._add(
                "TYPE_UNSUPPORTED",
                ref,
                "type",
                type=refused,
                kind_vi=kind.vi,
                kind_en=kind.en,
                instead_vi=kind.instead_vi,
                instead_en=kind.instead_en,
            )
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
        try:
            percent = float(text.removesuffix("%").strip())
            if 0 < percent < 1_000_000:
                return percent
        except ValueError:
            pass
        self._add("COMPARE_INVALID", ref, "compare", text=text)
        return None

    def _layout(self, control: Control | None, ref: str, *, repeat: bool) -> str:
        return self._layout_of(control.element, ref, repeat=repeat) if control else ""

    def _layout_of(self, element: ET.Element, ref: str, *, repeat: bool) -> str:
        layout = element.get(f"{XASO}layout", "").strip()
        if layout and (layout != "grid" or not repeat):
            self._add("LAYOUT_INVALID", ref, "layout", text=layout)
        return layout

    @staticmethod
    def _appearance(control: Control | None) -> str:
        return (control.element.get("appearance") or "").strip() if control else ""

    # ── words ────────────────────────────────────────────────────────────────────────────────────

    def _message(self, words: Words | None, ref: str, what: str) -> Message | None:
        if words is None:
            return None
        if words.itext is not None:
            return self._itext(words.itext, ref, what)
        spoken = self._spoken(words.parts, ref, what)
        return {"": spoken} if spoken else None

    def _itext(self, key: str, ref: str, what: str, form: str = "") -> Message | None:
        message: dict[str, str | list[str | list[Tree]]] = {}
        for code, forms in self.form.itext.get(key, {}).items():
            parts = forms.get(form)
            if parts is None and not form:
                parts = forms.get("long") or forms.get("short")
            if parts:
                message[code] = self._spoken(parts, ref, what)
        return message or None

    def _spoken(self, parts: tuple[Part, ...], ref: str, what: str) -> str | list[str | list[Tree]]:
        if all(isinstance(part, str) for part in parts):
            return "".join(part for part in parts if isinstance(part, str))
        spoken: list[str | list[Tree]] = []
        for part in parts:
            if isinstance(part, str):
                spoken.append(part)
            else:
                tree = self.checker.tree(part[0], ref, what)
                spoken.append([tree] if tree is not None else "")
        return spoken

    def _hints(self, control: Control | None, ref: str) -> tuple[Message | None, Message | None]:
        if control is None or control.hint is None:
            return None, None
        if control.hint.itext is None:
            return self._message(control.hint, ref, "hint"), None
        hint = _without_dashes(self._itext(control.hint.itext, ref, "hint"))
        return hint, _without_dashes(self._itext(control.hint.itext, ref, "guidance_hint", "guidance"))

    def _bind_message(self, bind: Mapping[str, str], name: str, ref: str, what: str) -> Message | None:
        text = bind.get(name, "").strip()
        if not text:
            return None
        if text.startswith("jr:itext("):
            return self._itext(text[len("jr:itext(") : text.rfind(")")].strip().strip("'\""), ref, what)
        return {"": text}

    def _soft_message(self, bind: Mapping[str, str], ref: str) -> Message | None:
        """The warning's words: from the sheet where there is one, else from the bind."""
        written = self.soft_messages.get(ref)
        if not written:
            return self._bind_message(bind, f"{XASO}warningMsg", ref, "warning_message")
        message: dict[str, str | list[str | list[Tree]]] = {}
        for code, text in written.items():
            parts: list[Part] = []
            for order, piece in enumerate(_SOFT_REFERENCE.split(text)):
                if piece:
                    parts.append((piece,) if order % 2 else piece)
            message[code] = self._spoken(tuple(parts), ref, "warning_message")
        return message or None

    # ── choices ──────────────────────────────────────────────────────────────────────────────────

    def _itemset(self, control: Control, ref: str) -> Itemset | None:
        itemset = control.element.find(f"{XFORMS}itemset")
        if itemset is None:
            items = []
            for element in control.element.findall(f"{XFORMS}item"):
                value = (element.findtext(f"{XFORMS}value") or "").strip()
                label = self._message(words_of(element.find(f"{XFORMS}label")), ref, "label")
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

    def _instance(self, name: str, element: ET.Element) -> Instance:
        source = (element.get("src") or "").strip()
        if source:
            file = source.rpartition("/")[2]
            if not file.lower().endswith(".csv"):
                self._add("FILE_UNSUPPORTED", f"instance:{name}", "instance", file=source)
            return Instance(csv=file.rpartition(".")[0] if "." in file else file)
        roots = children(element)
        rows = children(roots[0]) if roots else []
        return Instance(rows=tuple({local(cell): _cell_text(cell) for cell in children(row)} for row in rows))

    def _choice_texts(self, instances: Mapping[str, Instance]) -> list[str]:
        known = self.form.itext
        return sorted(
            {text for one in instances.values() for row in one.rows for text in row.values() if text in known}
        )

    # ── actions ──────────────────────────────────────────────────────────────────────────────────

    def _actions(self, setvalue: SetValue) -> list[Action]:
        if setvalue.target not in self.checker.surroundings.refs:
            self._add(
                "CONTROL_WITHOUT_NODE", setvalue.source or setvalue.target, "trigger", ref=setvalue.target
            )
            return []
        value: Tree | None = setvalue.text.strip()
        if setvalue.value is not None and setvalue.value.strip():
            what = "calculate" if setvalue.source else "default"
            value = self.checker.tree(setvalue.value, setvalue.target, what)
        if value is None:
            return []
        found = []
        for event in setvalue.events:
            kind = EVENTS.get(event)
            if kind is None:
                self._add("EVENT_UNSUPPORTED", setvalue.target, "default", event=event)
            elif kind != "changed" or setvalue.source:
                source = setvalue.source if kind == "changed" else ""
                found.append(Action(kind, setvalue.target, value, source))
        return found


def datatype_of(bind: Mapping[str, str]) -> str:
    """The bind's type as the engine calls it: string, int, decimal, date, time, dateTime, boolean."""
    return DATATYPES.get(bind.get("type", "").rpartition(":")[2].strip().lower(), "string")


def _preload(bind: Mapping[str, str]) -> str:
    kind = bind.get(f"{JAVAROSA}preload", "").strip()
    params = bind.get(f"{JAVAROSA}preloadParams", "").strip()
    return f"{kind}:{params}" if kind and params else kind


def _parameters(control: Control | None) -> Mapping[str, str]:
    if control is None:
        return {}
    return {
        name: control.element.get(name, "")
        for name in ("start", "end", "step", "rows")
        if control.element.get(name)
    }


def _without_dashes(message: Message | None) -> Message | None:
    """pyxform writes "-" where a translation is missing; a hint that says "-" helps nobody."""
    if message is None:
        return None
    return {code: text for code, text in message.items() if text != "-"} or None


def _collect_refs(element: ET.Element, above: str, refs: dict[str, None]) -> None:
    ref = f"{above}/{local(element)}"
    refs.setdefault(ref)
    for child in children(element):
        _collect_refs(child, ref, refs)


def _initial_rows(primary: ET.Element, ref: str) -> int:
    """How many rows of a repeat the primary instance holds in the first rows above it; templates left out."""
    here = [primary]
    for name in ref.split("/")[2:]:
        same = [child for child in children(here[0]) if local(child) == name] if here else []
        here = [child for child in same if child.get(f"{JAVAROSA}template") is None]
    return len(here)


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
