"""How far an entry is: filled cells and violations, of the whole and of each section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.forms.checks import Checker, is_input
from models.forms.instance import Cell, Rows, leaves
from models.forms.outcomes import Progress, Section
from models.forms.remarks import Remarks
from models.forms.states import States


class Overview:
    """Counts below the children of the root, each once between two changes."""

    def __init__(self, checker: Checker, states: States, explanations: Remarks) -> None:
        self._checker = checker
        self._states = states
        self._explanations = explanations
        self._counts: dict[int, Progress] = {}

    def forget(self) -> None:
        """Count anew when next asked: something changed."""
        self._counts.clear()

    def progress(self, nodes: Iterable[Cell | Rows]) -> Progress:
        """Add up some children of the root."""
        counts = [self._counted(node) for node in nodes]
        return Progress(
            sum(count.done for count in counts),
            sum(count.total for count in counts),
            sum(count.hard for count in counts),
            sum(count.soft for count in counts),
        )

    def _counted(self, node: Cell | Rows) -> Progress:
        known = self._counts.get(id(node))
        if known is not None:
            return known
        explained = self._explanations.by_path
        done = total = hard = soft = 0
        for cell in leaves(node):
            if is_input(cell):
                total += 1
                done += cell.text != ""
            for finding in self._checker.findings(cell):
                if finding.severity == "hard":
                    hard += 1
                elif not explained.get(cell.path):
                    soft += 1
        found = self._counts[id(node)] = Progress(done, total, hard, soft)
        return found

    def sections(self, root: Cell, title: str) -> Iterator[Section]:
        """Yield the parts of the form as a screen lists them; loose questions make one, under ``title``."""
        loose = [child for child in root.children if child.template.spec.kind == "question"]
        loose_done = False
        for child in root.children:
            if child.template.spec.kind == "question":
                if not loose_done and any(is_shown(cell) for cell in loose if isinstance(cell, Cell)):
                    yield Section(root.path, title, self.progress(loose))
                    loose_done = True
                continue
            if child.relevant and any(map(is_shown, _shown_below(child))):
                label = self._states.of(child).label or child.template.spec.name
                yield Section(child.path, label, self.progress([child]))


def is_shown(cell: Cell) -> bool:
    """Whether a screen shows this question at all."""
    spec = cell.template.spec
    return spec.type not in ("hidden", "") and (spec.type != "calculate" or spec.label is not None)


def _shown_below(node: Cell | Rows) -> Iterator[Cell]:
    if isinstance(node, Rows) and not node.children:
        return
    yield from leaves(node)
