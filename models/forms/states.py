"""The state of a node as a screen sees it."""

from __future__ import annotations

from models.forms.checks import Checker, Finding, read_only
from models.forms.choices import Choices
from models.forms.instance import Cell, Rows
from models.forms.nodes import NodeState, Outlined
from models.forms.wording import Wording


class States:
    """Puts together what is known of nodes."""

    def __init__(self, wording: Wording, choices: Choices, checker: Checker) -> None:
        self._write = wording.write
        self._choices = choices
        self._checker = checker

    def of(self, node: Cell | Rows) -> NodeState:
        """Everything about a node at this moment."""
        spec, write = node.template.spec, self._write
        if isinstance(node, Rows):
            asking = node.children[0] if node.children else node.parent
            relevant = self.relevant(node)
            return NodeState(
                node.path, node.template.ref, "repeat", "repeat", "", relevant, False, False, True, None,
                write(spec.label, asking), write(spec.hint, asking) or None, None, (), spec.appearance,
                spec.unit or None, spec.layout or None, spec.sensitive,
            )  # fmt: skip
        hard = self._first_hard(node) if spec.kind == "question" else None
        kind = "row" if spec.kind == "repeat" else spec.kind
        return NodeState(
            path=node.path,
            ref=node.template.ref,
            kind=kind,
            type=spec.type or kind,
            value=node.text,
            relevant=node.relevant,
            required=node.required,
            readonly=read_only(node),
            valid=hard is None,
            message=None if hard is None else self.message(node, hard),
            label=write(spec.label, node),
            hint=write(spec.hint, node) or None,
            guidance=write(spec.guidance, node) or None,
            choices=self._choices.of(node) if spec.itemset is not None else (),
            appearance=spec.appearance,
            unit=spec.unit or None,
            layout=spec.layout or None,
            sensitive=spec.sensitive,
        )

    @staticmethod
    def relevant(node: Cell | Rows) -> bool:
        """Whether a node is relevant; a repeat is with any of its rows."""
        if isinstance(node, Rows):
            return node.relevant or any(row.relevant for row in node.children)
        return node.relevant

    def _first_hard(self, cell: Cell) -> Finding | None:
        for finding in self._checker.findings(cell):
            if finding.severity == "hard":
                return finding
        return None

    def message(self, cell: Cell, finding: Finding) -> str:
        """The form's own words for a finding, "" where it has none and the locale must speak."""
        spec = cell.template.spec
        message = {
            "required": spec.required_message,
            "constraint": spec.constraint_message,
            "warning": spec.warning_message,
        }.get(finding.kind)
        return self._write(message, cell)


def outlined(node: Cell | Rows) -> Outlined:
    """Return a node in short, without its words."""
    if isinstance(node, Rows):
        return Outlined("repeat", node.template.ref, node.path, "")
    kind = node.template.spec.kind
    return Outlined("row" if kind == "repeat" else kind, node.template.ref, node.path, node.text)
