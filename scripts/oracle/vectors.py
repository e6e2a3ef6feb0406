"""Golden vectors: JavaRosa's answers to recorded operations, kept as JSON and replayed without Java.

{"form", "now", "fresh", "lists", "operations", "states"}: one state before the first operation and one after
each, each holding only the nodes that changed: path → [value, relevant, required, readonly, valid, message,
label, choices, is a leaf, is a question], or null for a node that is gone. With "fresh" JavaRosa calculated
from scratch after every operation: left alone it does not recalculate what looks at other rows of its repeat.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from models.forms.definition import FormDefinition
from models.session import EntrySession
from scripts.oracle.compare import Match, apply, differing, write_media
from scripts.oracle.javarosa import Oracle, OracleError, OracleNode
from scripts.oracle.sequences import Operation, Person, lists_for


@dataclass(frozen=True, slots=True)
class Vector:
    """Operations on a form and JavaRosa's whole state before and after each."""

    form: str
    now: datetime
    fresh: bool
    lists: Mapping[str, Sequence[Mapping[str, str]]]
    operations: tuple[Operation, ...]
    states: tuple[tuple[OracleNode, ...], ...]

    def to_json(self) -> str:
        """One operation, one state a line, so that git can diff them."""
        about = {"form": self.form, "now": self.now.isoformat(), "fresh": self.fresh, "lists": self.lists}
        head = json.dumps(about, ensure_ascii=False)
        lines = [json.dumps(one, ensure_ascii=False) for one in self.operations]
        changes = [json.dumps(one, ensure_ascii=False) for one in _changes(self.states)]
        return (
            f'{head[:-1]}, "operations": [\n'
            + ",\n".join(lines)
            + '\n], "states": [\n'
            + ",\n".join(changes)
            + "\n]}\n"
        )

    @classmethod
    def from_json(cls, text: str) -> Vector:
        """Read one back."""
        raw = json.loads(text)
        states: list[tuple[OracleNode, ...]] = []
        nodes: dict[str, OracleNode] = {}
        for change in raw["states"]:
            for path, fields in change.items():
                if fields is None:
                    nodes.pop(path, None)
                else:
                    nodes[path] = _node(path, fields)
            states.append(tuple(nodes.values()))
        now = datetime.fromisoformat(raw["now"])
        return cls(raw["form"], now, raw["fresh"], raw["lists"], tuple(raw["operations"]), tuple(states))


def _changes(states: Sequence[Sequence[OracleNode]]) -> Iterator[dict[str, Any]]:
    before: dict[str, OracleNode] = {}
    for state in states:
        now = {node.path: node for node in state}
        change: dict[str, Any] = {path: None for path in before if path not in now}
        for path, node in now.items():
            if before.get(path) != node:
                change[path] = [
                    *(
                        node.value,
                        node.relevant,
                        node.required,
                        node.readonly,
                        node.valid,
                        node.message,
                        node.label,
                    ),
                    *(list(node.choices), node.leaf, node.question),
                ]
        before = now
        yield change


def _node(path: str, fields: Sequence[Any]) -> OracleNode:
    value, relevant, required, readonly, valid, message, label, choices, leaf, question = fields
    return OracleNode(
        path, leaf, question, value, relevant, required, readonly, valid, message, label, tuple(choices), ()
    )


def record(
    name: str,
    definition: FormDefinition,
    xform: str,
    oracle: Oracle,
    now: datetime,
    *,
    seed: int,
    length: int,
    given: Mapping[str, list[dict[str, str]]],
    fresh: bool,
) -> Vector:
    """Let a person loose on the form and write down what JavaRosa makes of it.

    Raises: OracleError when JavaRosa refuses the form.
    """
    lists = lists_for(definition, given)
    with tempfile.TemporaryDirectory() as folder:
        media = Path(folder)
        write_media(lists, media)
        file = media / "form.xml"
        file.write_text(xform, encoding="utf-8")
        session = Match(name, definition, file, now, lists).open()
        person = Person(definition, seed, now.date())
        oracle.load(file, media, now)
        operations: list[Operation] = []
        states = [_state(oracle, fresh)]
        while len(operations) < length and (operation := person.next(session)) is not None:
            if apply(session, operation) is not None:
                break
            try:
                oracle.apply(operation)
            except OracleError:
                break
            operations.append(operation)
            states.append(_state(oracle, fresh))
    return Vector(name, now, fresh, lists, tuple(operations), tuple(states))


def _state(oracle: Oracle, fresh: bool) -> tuple[OracleNode, ...]:
    if fresh:
        oracle.refresh()
    return tuple(oracle.state())


def replay(vector: Vector, definition: FormDefinition) -> Iterator[tuple[int, str, str, object, object]]:
    """(step, path, field, ours, JavaRosa's) for every field that differs from the recorded answers."""
    session: EntrySession = Match(vector.form, definition, Path(), vector.now, vector.lists).open()
    for step, state in enumerate(vector.states):
        if step:
            apply(session, vector.operations[step - 1])
        for path, name, ours, theirs in differing(session, state).wrong:
            yield step, path, name, ours, theirs
