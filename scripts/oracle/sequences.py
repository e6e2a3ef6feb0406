"""Random answer sequences: what a hurried person might do to a form, reproducible by seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from models.forms.definition import FormDefinition, Node
from models.forms.nodes import NodeState
from models.session import EntrySession

Operation = dict[str, str]
EDITABLE = frozenset(
    "text integer decimal date time dateTime select_one select_multiple rank range acknowledge hidden".split()  # noqa: SIM905
)
WORDS = (
    "a",
    "Nguyễn Văn Á",
    "0",
    "1",
    "12",
    "0912345678",
    "x y",
    "abc@example.org",
    "-",
    "yes",
    "no",
    "TRUE",
)


class Person:
    """Chooses the next operation from what the session shows, with numbers and words of the form's rules."""

    def __init__(self, definition: FormDefinition, seed: int, today: date) -> None:
        self.chance = random.Random(seed)
        self.today = today
        self.languages = definition.languages
        numbers, words = literals(definition)
        self.numbers = sorted(numbers)
        self.words = sorted(words)
        self.datatypes = dict(_datatypes(definition.root, ""))

    def next(self, session: EntrySession) -> Operation | None:
        """The next operation, or None when there is nothing to do."""
        dice = self.chance.random()
        nodes = list(session.nodes())
        if dice < 0.12:
            repeats = [
                node for node in nodes if node.kind == "repeat" and node.relevant and self._open(node, nodes)
            ]
            if repeats:
                return {"op": "add_row", "path": self.chance.choice(repeats).path}
        if dice < 0.2:
            rows = [node for node in nodes if node.kind == "row" and node.relevant]
            rows = [row for row in rows if self._open(row, nodes)]
            if rows:
                return {"op": "remove_row", "path": self.chance.choice(rows).path}
        if dice > 0.96 and len(self.languages) > 1:
            return {"op": "language", "value": self.chance.choice(self.languages)}
        questions = [
            node for node in nodes if node.kind == "question" and node.type in EDITABLE and self._may(node)
        ]
        if not questions:
            return None
        for _ in range(6):
            node = self.chance.choice(questions)
            value = self.value(node)
            if value != node.value:  # JavaRosa calculates anew even when nothing changed; we stop there
                break
        return {"op": "set", "path": node.path, "value": value}

    def _may(self, node: NodeState) -> bool:
        if node.type == "hidden":
            return "/meta/" not in node.path
        hidden = node.type in ("text", "integer", "decimal", "date") and self.chance.random() < 0.08
        return (node.relevant or hidden) and not node.readonly

    def _open(self, node: NodeState, nodes: list[NodeState]) -> bool:
        """Rows come and go by hand only where no count decides."""
        ref = node.ref
        rows = sum(1 for other in nodes if other.kind == "row" and other.ref == ref)
        return self.datatypes.get(ref) != "counted" and (node.kind == "repeat" or rows > 0) and rows < 6

    def value(self, node: NodeState) -> str:
        """An answer of the node's type; one in seven times, none."""
        if self.chance.random() < 0.14:
            return ""
        match node.type:
            case "select_one":
                return self.chance.choice(node.choices).value if node.choices else ""
            case "select_multiple":
                picked = [choice.value for choice in node.choices if self.chance.random() < 0.4]
                return " ".join(picked)
            case "rank":
                values = [choice.value for choice in node.choices]
                self.chance.shuffle(values)
                return " ".join(values)
            case "acknowledge":
                return "OK"
            case _:
                return self._typed(self.datatypes.get(node.ref, "string"))

    def _typed(self, datatype: str) -> str:
        chance = self.chance
        if datatype == "int":
            return str(
                int(chance.choice([*self.numbers, 0, 1, 2, 3, 7, 100, -1])) + chance.choice((0, 0, 0, 1, -1))
            )
        if datatype == "decimal":
            number = chance.choice([*self.numbers, 0, 1, 2.5, 99.75, 1000]) + chance.choice(
                (0, 0, 0.5, -0.25)
            )
            return f"{number:g}" if abs(number) < 100000 else str(int(number))
        day = self.today + timedelta(days=chance.choice((0, 0, 1, -1, -30, 30, -400, -7000)))
        if datatype == "date":
            return day.isoformat()
        if datatype == "time":
            return f"{chance.randrange(24):02d}:{chance.randrange(60):02d}:00.000+07:00"
        if datatype == "dateTime":
            return f"{day.isoformat()}T{chance.randrange(24):02d}:{chance.randrange(60):02d}:00.000+07:00"
        return chance.choice([*WORDS, *self.words])


def literals(definition: FormDefinition) -> tuple[set[float], set[str]]:
    """Numbers and words that the form's expressions compare with."""
    numbers: set[float] = set()
    words: set[str] = set()
    for tree in _trees(definition.root):
        _gather(tree, numbers, words)
    return {number for number in numbers if abs(number) < 1e9}, {
        word.strip() for word in words if 0 < len(word.strip()) < 30
    }


def _trees(node: Node) -> Iterator[object]:
    yield from (node.relevant, node.required, node.readonly, node.constraint, node.calculate, node.warning)
    if node.itemset is not None:
        yield node.itemset.nodeset
    for child in node.children:
        yield from _trees(child)


def _gather(tree: object, numbers: set[float], words: set[str]) -> None:
    match tree:
        case bool() | None:
            return
        case int() | float():
            numbers.add(float(tree))
        case str():
            words.add(tree)
        case [head, *rest]:
            for part in rest[1:] if head == "/" else rest:
                if head != "/" or isinstance(part, list):
                    _gather(part, numbers, words)
        case _:
            return


def _datatypes(node: Node, above: str) -> Iterator[tuple[str, str]]:
    ref = f"{above}/{node.name}"
    if node.kind == "repeat" and (node.repeat_count is not None or node.fixed):
        yield ref, "counted"
    elif node.kind == "question":
        yield ref, node.datatype
    for child in node.children:
        yield from _datatypes(child, ref)


def lists_for(
    definition: FormDefinition, given: Mapping[str, list[dict[str, str]]]
) -> dict[str, list[dict[str, str]]]:
    """Rows for every .csv the form reads: those given, else invented ones with the columns filters name."""
    lists: dict[str, list[dict[str, str]]] = {}
    for instance in definition.instances.values():
        if not instance.csv:
            continue
        if instance.csv in given:
            lists[instance.csv] = list(given[instance.csv])
            continue
        columns = sorted({"name", "label", *_named(definition.root)})
        chance = random.Random(instance.csv)
        lists[instance.csv] = [
            {
                column: f"n{row}"
                if column == "name"
                else f"L{row}"
                if column == "label"
                else chance.choice("abc01")
                for column in columns
            }
            for row in range(12)
        ]
    return lists


def _named(node: Node) -> Iterator[str]:
    for tree in _trees(node):
        yield from _steps(tree)


def _steps(tree: object) -> Iterator[str]:
    if isinstance(tree, list):
        if (
            tree
            and tree[0] == "/"
            and len(tree) > 2
            and tree[1] == "."
            and isinstance(tree[2], str)
            and tree[2].isidentifier()
        ):
            yield tree[2]
        for part in tree:
            yield from _steps(part)
