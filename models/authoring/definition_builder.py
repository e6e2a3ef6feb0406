"""XForm → FormDefinition: nodes, lists, actions and the order of calculation, or every complaint."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

from models.authoring.complaints import Complaint
from models.authoring.data_types import datatype_of
from models.authoring.expression_checks import ExpressionChecker, Surroundings
from models.authoring.form_actions import actions_of
from models.authoring.form_lists import FormLists, list_columns
from models.authoring.form_words import FormWords
from models.authoring.location import Locator
from models.authoring.node_builder import NodeBuilder
from models.authoring.xform import JAVAROSA, XForm, children, local
from models.forms.definition import FormDefinition, Node, Rule
from models.forms.errors import CycleError, FormError
from models.forms.ranking import rank


@dataclass(slots=True)
class Builder:
    """Builds one definition; `complaints` holds everything that was wrong with it."""

    form: XForm
    locator: Locator
    checker: ExpressionChecker
    lists: FormLists
    nodes: NodeBuilder

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
        lists = FormLists(form, checker, words)
        return cls(form, locator, checker, lists, NodeBuilder(form, checker, words, lists))

    @property
    def complaints(self) -> list[Complaint]:
        """Everything that was wrong, in the order it was found."""
        return self.checker.complaints

    def build(self) -> FormDefinition | None:
        """The definition, or None when anything was refused."""
        form = self.form
        name = local(form.primary)
        self._check_controls()
        root = Node(name, "group", children=self.nodes.children([form.primary], f"/{name}"))
        instances = self.lists.instances()
        actions = (*self.nodes.first_values, *actions_of(form, self.checker))
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


def _collect_refs(element: ET.Element, above: str, refs: dict[str, None]) -> None:
    ref = f"{above}/{local(element)}"
    refs.setdefault(ref)
    for child in children(element):
        _collect_refs(child, ref, refs)
