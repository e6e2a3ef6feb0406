"""A form's own words in a language, with the values that stand in them."""

from __future__ import annotations

from models.forms.compiling import Closure
from models.forms.definition import FormDefinition, Message
from models.forms.errors import DefinitionError, EvaluationError
from models.forms.evaluation import Compiler
from models.forms.expressions.coding import Tree
from models.forms.instance import Cell
from models.forms.routes import Place
from models.forms.values import to_text
from models.forms.world import World


class Wording:
    """Writes labels, hints and messages; outputs are compiled when first shown."""

    def __init__(self, definition: FormDefinition, world: World, compiler: Compiler) -> None:
        self._default = definition.default_language
        self._world = world
        self._compiler = compiler
        self._outputs: dict[tuple[int, int], tuple[Tree, Closure | None]] = {}
        world.write = self.write

    def write(self, message: Message | None, cell: Cell) -> str:
        """The text of a message at a cell: in the session's language, else the form's own, else any."""
        if not message:
            return ""
        text = message.get(self._world.language)
        if text is None:
            text = message.get(self._default, message.get(""))
            if text is None:
                text = next(iter(message.values()))
        if isinstance(text, str):
            return text
        return "".join([part if isinstance(part, str) else self._output(part[0], cell) for part in text])

    def _output(self, tree: Tree, cell: Cell) -> str:
        key = (id(tree), cell.template.number)
        known = self._outputs.get(key)
        if known is None:
            known = self._outputs[key] = (tree, self._compile(tree, cell))
        closure = known[1]
        if closure is None:
            return ""
        try:
            return to_text(closure(cell))
        except EvaluationError:
            return ""

    def _compile(self, tree: Tree, cell: Cell) -> Closure | None:
        try:
            return self._compiler.value(tree, Place(cell.template, cell.template))
        except (DefinitionError, EvaluationError):
            return None
