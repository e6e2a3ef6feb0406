"""The choices of a select at this moment, and what a filtered list leaves of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.forms.compiling import NodeSet
from models.forms.definition import Item
from models.forms.errors import DefinitionError, EvaluationError
from models.forms.evaluation import Compiler
from models.forms.instance import Cell, Rows, Template
from models.forms.nodes import Choice
from models.forms.routes import Place
from models.forms.values import to_text
from models.forms.world import World

MULTIPLE = frozenset({"select_multiple", "rank"})


class Choices:
    """Looks up the choices of selects."""

    def __init__(self, world: World, compiler: Compiler) -> None:
        self._world = world
        self._compiler = compiler
        self._nodesets: dict[int, NodeSet | None] = {}
        self._plain: dict[tuple[int, str], tuple[Choice, ...]] = {}
        world.choice_name = self._name

    def of(self, cell: Cell) -> tuple[Choice, ...]:
        """The choices of a select in the session's language, in the order in which they are shown."""
        itemset = cell.template.spec.itemset
        if itemset is None:
            return ()
        key = (cell.template.number, self._world.language)
        known = self._plain.get(key)
        if known is not None:
            return known
        found = tuple(
            [Choice(value, self._label(cell, member)) for value, member in self._pairs(cell) if value]
        )
        if self._is_plain(cell.template):
            self._plain[key] = found
        return found

    def values(self, cell: Cell) -> list[str]:
        """The values alone, which is quicker."""
        return [value for value, _ in self._pairs(cell)]

    def kept(self, cell: Cell) -> str:
        """What is left of a select's answer: its values that are still among the choices."""
        values = self.values(cell)
        if cell.template.spec.type not in MULTIPLE:
            return cell.text if cell.text in values else ""
        offered = set(values)
        return " ".join(value for value in cell.text.split() if value in offered)

    def _is_plain(self, template: Template) -> bool:
        """Whether the list never depends on the entry: no rule, no shuffling, no outputs in labels."""
        itemset = template.spec.itemset
        if itemset is None or template.number in self._world.filtered:
            return False
        nodeset = itemset.nodeset
        if isinstance(nodeset, list) and nodeset[0] == "randomize()" and len(nodeset) == 2:
            return False
        messages: Sequence[Any] = [item.label for item in itemset.items]
        if itemset.itext:
            messages = list(self._world.definition.texts.values())
        return not any(isinstance(text, list) for message in messages for text in message.values())

    def _pairs(self, cell: Cell) -> list[tuple[str, Any]]:
        itemset = cell.template.spec.itemset
        if itemset is None:
            return []
        if itemset.nodeset is None:
            return [(item.value, item) for item in itemset.items]
        nodeset = self._nodeset(cell.template)
        try:
            members = nodeset(cell) if nodeset is not None else ()
        except EvaluationError:
            return []
        return [(self._column(member, itemset.value), member) for member in members]

    def _nodeset(self, template: Template) -> NodeSet | None:
        if template.number not in self._nodesets:
            itemset = template.spec.itemset
            tree = itemset.nodeset if itemset is not None else None
            try:
                compiled = None if tree is None else self._compiler.members(tree, Place(template, template))
            except (DefinitionError, EvaluationError):
                compiled = None
            self._nodesets[template.number] = compiled
        return self._nodesets[template.number]

    @staticmethod
    def _column(member: Any, name: str) -> str:
        """A child's text: of a table's row, or of a row of a repeat."""
        if not isinstance(member, Cell):
            return member.get(name, "") if hasattr(member, "get") else str(member)
        for step in name.split("/"):
            template = member.template.by_name.get(step)
            if template is None:
                return ""
            member = member.children[template.slot]
        return to_text(member.typed) if member.relevant else ""

    def _label(self, cell: Cell, member: Any) -> str:
        if isinstance(member, Item):
            return self._world.write(member.label, cell)
        itemset = cell.template.spec.itemset
        if itemset is None:
            return ""
        text = self._column(member, itemset.label)
        if itemset.itext:
            message = self._world.definition.texts.get(text)
            return text if message is None else self._world.write(message, cell)
        return text

    def _name(self, template: Template, value: str, cell: Cell) -> str:
        """The label of a choice, for jr:choice-name: of the select nearest to the asking node."""
        at = _nearest(cell, template)
        if at is None:
            return value
        for offered, member in self._pairs(at):
            if offered == value:
                return self._label(at, member)
        return ""


def _nearest(asking: Cell, template: Template) -> Cell | None:
    lineage, cell = template.above, asking
    while cell.__class__ is not Cell or cell.template not in lineage:
        cell = cell.parent  # type: ignore[assignment]
    for step in lineage[lineage.index(cell.template) + 1 :]:
        below = cell.children[step.slot]
        if isinstance(below, Rows):
            if not below.children:
                return None
            below = below.children[0]
        cell = below
    return cell
