"""What works together on one entry: its tree and engine, its checks, its words, its past and its remarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from models.forms.checks import Checker
from models.forms.context import SessionContext
from models.forms.definition import FormDefinition
from models.forms.earlier import CODES, Earlier
from models.forms.errors import UnknownNodeError
from models.forms.evaluation import Compiler
from models.forms.expressions import Expr, to_tree
from models.forms.instance import Cell, Rows, find, leaves, templates_of
from models.forms.outcomes import Violation
from models.forms.overview import Overview
from models.forms.recalculation import Engine
from models.forms.remarks import Remarks
from models.forms.routes import Place
from models.forms.states import States
from models.forms.values import Value, to_text
from models.forms.wording import Wording
from models.forms.world import World


class Workings:
    """The parts behind one session, put together once."""

    def __init__(
        self,
        definition: FormDefinition,
        context: SessionContext,
        earlier: Earlier,
        notes: Mapping[str, str],
        explanations: Mapping[str, str],
    ) -> None:
        self.definition = definition
        self.world = World(
            definition,
            templates_of(definition.root),
            now=context.now,
            instances=context.instances,
            properties={"username": context.username, "deviceid": context.device},
            language=context.language,
            seed=context.seed,
        )
        self.engine = Engine(definition, self.world)
        self._checker = Checker(self.engine.compiler, self.engine.choices, earlier)
        wording = Wording(definition, self.world, self.engine.compiler)
        self.states = States(wording, self.engine.choices, self._checker)
        self.earlier = earlier
        earlier.code_of = self._code_of
        self.notes = Remarks(notes)
        self.explanations = Remarks(explanations)
        self.overview = Overview(self._checker, self.states, self.explanations)

    @property
    def root(self) -> Cell:
        """The entry's tree."""
        return self.world.root

    # finding

    def node(self, path: str) -> Cell | Rows:
        """The node at a concrete path. Raises UnknownNodeError."""
        node = find(self.world.root, path)
        if node is None:
            raise UnknownNodeError(path=path)
        return node

    def question(self, path: str) -> Cell:
        """The question at a concrete path. Raises UnknownNodeError."""
        cell = find(self.world.root, path)
        if not isinstance(cell, Cell) or cell.template.spec.kind != "question":
            raise UnknownNodeError(path=path)
        return cell

    def _code_of(self, row: str) -> tuple[str, str] | None:
        cell = find(self.world.root, row)
        if not isinstance(cell, Cell):
            return None
        for name in CODES:
            template = cell.template.by_name.get(name)
            if template is not None:
                code = cell.children[template.slot]
                return (name, code.text) if isinstance(code, Cell) and code.text else None
        return None

    # rows that come and go

    def hold_remarks(self) -> None:
        """Note which nodes notes and explanations belong to, before rows come or go."""
        self.notes.hold(self.root)
        self.explanations.hold(self.root)

    def follow_rows(self) -> None:
        """Take notes, explanations and the past to where the rows are now."""
        self.notes.follow()
        self.explanations.follow()
        self.earlier.rows_moved()

    # judging

    def violations(self) -> Iterator[Violation]:
        """Yield everything that is wrong in the whole entry, document order."""
        for cell in leaves(self.root):
            yield from self.violations_of(cell)

    def violations_of(self, cell: Cell) -> Iterator[Violation]:
        """Yield what is wrong at a question; at anything else nothing is."""
        if cell.children or cell.template.spec.kind != "question":
            return
        for finding in self._checker.findings(cell):
            path = cell.path
            explained = finding.severity == "soft" and bool(self.explanations.by_path.get(path))
            message = self.states.message(cell, finding)
            yield Violation(path, finding.severity, finding.kind, message, explained, finding.usual)

    # telling

    def title(self) -> str:
        """The form's title in the session's language, else in the form's own."""
        title = self.definition.title
        default = title.get(self.definition.default_language, title.get("", ""))
        return title.get(self.world.language, default)

    def evaluate(
        self, expression: Expr, instances: Mapping[str, Sequence[Mapping[str, str]]] | None
    ) -> str | float | bool:
        """The value of an expression over the whole entry, with further tables. Raises EvaluationError."""
        compiler = Compiler(self.world.with_tables(instances)) if instances else self.engine.compiler
        root = self.world.templates[0]
        value: Value = compiler.value(to_tree(expression), Place(root, root))(self.root)
        return to_text(value) if isinstance(value, datetime) else value
