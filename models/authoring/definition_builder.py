"""XForm → FormDefinition: one node of the primary instance after another."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.authoring.complaints import Complaint
from models.authoring.expression_checks import ExpressionChecker, Surroundings
from models.authoring.form_actions import actions_of
from models.authoring.form_lists import FormLists, list_columns
from models.authoring.form_words import FormWords
from models.authoring.location import Locator
from models.authoring.question_types import REFUSED, refused_type
from models.authoring.xform import JAVAROSA, XASO, XFORMS, Control, XForm, children, local, words_of
from models.forms.definition import Action, FormDefinition, Node, Rule
from models.forms.earlier import NEVER
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
# The types of the ODK XForms specification, and those that older tools wrote.
KNOWN_TYPES = frozenset(
    (
        *DATATYPES,
        "string",
        "rank",
        "select",
        "select1",
        "barcode",
        "geopoint",
        "geotrace",
        "geoshape",
        "binary",
    )
)
INPUT_TYPES = {"int": "integer", "decimal": "decimal", "date": "date", "time": "time", "dateTime": "dateTime"}
CONTROL_TYPES = {"select1": "select_one", "select": "select_multiple", "rank": "rank", "range": "range"}
DEFAULTS = {
    "int": (re.compile(r"[+-]?\d{1,10}"), "số nguyên", "a whole number"),
    "decimal": (re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"), "số", "a number"),
    "date": (re.compile(r"\d{4}-\d{1,2}-\d{1,2}(T.*)?"), "ngày dạng 2026-10-05", "a date like 2026-10-05"),
    "time": (re.compile(r"\d{1,2}:\d{2}.*"), "giờ dạng 09:30", "a time like 09:30"),
    "dateTime": (re.compile(r"\d{4}-\d{1,2}-\d{1,2}(T.*)?"), "ngày giờ", "a date and time"),
}
_NOT_COMPARED = frozenset({"no", "không"})
PRELOADS = {"timestamp:start": "start", "timestamp:end": "end", "date:today": "today"}


@dataclass(slots=True)
class Builder:
    """Builds one definition; `complaints` holds everything that was wrong with it."""

    form: XForm
    locator: Locator
    checker: ExpressionChecker
    words: FormWords
    lists: FormLists
    # Repeats without a template, and what their first rows hold: rows made later begin blank.
    bare_repeats: list[str] = field(default_factory=list)
    first_values: list[Action] = field(default_factory=list)

    @classmethod
    def of(
        cls, form: XForm, locator: Locator, soft_messages: Mapping[str, Mapping[str, str]] | None = None
    ) -> Builder:
        """A builder that knows the form's refs and lists."""
        refs: dict[str, None] = {}
        _collect_refs(form.primary, "", refs)
        text_calculates = frozenset(
            ref
            for ref, bind in form.binds.items()
            if bind.get("calculate") and ref not in form.controls and datatype_of(bind) == "string"
        )
        checker = ExpressionChecker(Surroundings(refs, text_calculates, list_columns(form)), locator)
        words = FormWords(form, checker, soft_messages or {})
        return cls(form, locator, checker, words, FormLists(form, checker, words))

    @property
    def complaints(self) -> list[Complaint]:
        """Everything that was wrong, in the order it was found."""
        return self.checker.complaints

    def build(self) -> FormDefinition | None:
        """The definition, or None when anything was refused."""
        form = self.form
        name = local(form.primary)
        self._check_controls()
        root = Node(name, "group", children=self._children([form.primary], f"/{name}"))
        instances = self.lists.instances()
        actions = (*self.first_values, *actions_of(form, self.checker))
        texts = self.lists.texts(instances)
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

    def _rules(self, root: Node) -> tuple[Rule, ...]:
        try:
            return rank(root)
        except CycleError as error:
            refs = error.details.get("refs", ())
            refs = tuple(refs) if isinstance(refs, (tuple, list)) else ()
            cells = ", ".join(self._cell(ref) for ref in refs)
            order = list(self.checker.surroundings.refs)
            first = min(refs, key=order.index) if refs else f"/{root.name}"
            self.checker.add("CYCLE", first, self._ruling(first), cells=cells)
        except FormError as error:
            self.checker.add("INTERNAL", f"/{root.name}", "", text=error)
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
                self.checker.add("CONTROL_WITHOUT_NODE", ref, "name", ref=ref)

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
            children=self._children([*templates, *(e for e in elements if e not in templates)], ref),
            label=self.words.message(label, ref, "label"),
            appearance=self._appearance(control) or repeat.get("appearance", ""),
            relevant=self._truth(bind, "relevant", ref),
            readonly=self._truth(bind, "readonly", ref),
            repeat_count=self.checker.tree(count, ref, "count") if count else None,
            fixed=(repeat.get(f"{JAVAROSA}noAddRemove") or "").strip() == "true()",
            rows=_initial_rows(self.form.primary, ref),
            new_rows=_template_rows(self.form.primary, ref),
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
            parameters=_parameters(control),
            itemset=self.lists.itemset(control, ref),
            default=default,
            preload=_preload(bind),
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
        preload = _preload(bind)
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


def _template_rows(primary: ET.Element, ref: str) -> int:
    """How many rows of a repeat the template of the repeat above it holds; 0 where none is above."""
    here, inside = primary, False
    names = ref.split("/")[2:]
    for name in names[:-1]:
        same = [child for child in children(here) if local(child) == name]
        templates = [child for child in same if child.get(f"{JAVAROSA}template") is not None]
        inside = inside or bool(templates)
        if not same:
            return 0
        here = (templates or same)[0]
    if not inside:
        return 0
    same = [child for child in children(here) if local(child) == names[-1]]
    return sum(child.get(f"{JAVAROSA}template") is None for child in same)
