"""Node states of our session against JavaRosa's, after every operation, and the kinds of difference."""

from __future__ import annotations

import csv
import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from models.forms.definition import FormDefinition
from models.forms.nodes import NodeState
from models.session import EntrySession, SessionContext
from scripts.oracle.javarosa import Oracle, OracleError, OracleNode
from scripts.oracle.sequences import Operation, Person, lists_for

_UUID = re.compile(r"(uuid:)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOST_QUESTIONS = 4
_JAVA_DECIMAL = re.compile(r"-?\d+\.\d+(E-?\d+)?")
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_ROW = re.compile(r"\[\d+\]")
FIELDS = ("value", "relevant", "required", "readonly", "valid", "message", "label", "choices")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one node that differs after the operations so far."""

    form: str
    step: int
    path: str
    field: str
    ours: object
    theirs: object
    operations: tuple[Operation, ...]


@dataclass(slots=True)
class Score:
    """What was compared: node states in all, equal ones, and the differences (the first ones of each)."""

    states: int = 0
    equal: int = 0
    stale: int = 0
    steps: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Sum up."""
        self.states += other.states
        self.equal += other.equal
        self.stale += other.stale
        self.steps += other.steps
        self.refusals.update(other.refusals)
        self.classes.update(other.classes)
        self.differences.extend(other.differences)


@dataclass(slots=True)
class Match:
    """One form before both engines."""

    name: str
    definition: FormDefinition
    xform: Path
    now: datetime
    lists: Mapping[str, Sequence[Mapping[str, str]]]

    def open(self) -> EntrySession:
        """Our session of a new entry."""
        context = SessionContext(
            now=lambda: self.now,
            username="tester",
            device="device",
            instances=self.lists,
            language=self.definition.default_language,
            seed=1,
        )
        return EntrySession.open(self.definition, context)


def play(match: Match, oracle: Oracle, media: Path, seed: int, length: int) -> Score:
    """Random operations on both; stops at JavaRosa's first refusal, which is no difference but is counted."""
    score = Score()
    person = Person(match.definition, seed, match.now.date())
    done: list[Operation] = []
    try:
        oracle.load(match.xform, media, match.now)
    except OracleError as error:
        score.refusals[str(error)[:120]] += 1
        return score
    session = match.open()
    asked = 0
    for step in range(length + 1):
        try:
            asked += not compare_step(match, session, oracle, media, step, done, score)
            if asked >= MOST_QUESTIONS:
                break  # each costs JavaRosa the whole sequence anew
            operation = person.next(session)
            if operation is None:
                break
            oracle.apply(operation)
        except OracleError as error:
            score.refusals[str(error)[:120]] += 1
            break
        done.append(operation)
        refused = apply(session, operation)
        if refused:
            score.refusals[f"ours: {refused} for {operation} in {match.name}"] += 1
            break
    return score


def compare_step(
    match: Match,
    session: EntrySession,
    oracle: Oracle,
    media: Path,
    step: int,
    done: Sequence[Operation],
    score: Score,
) -> bool:
    """One state of both; what JavaRosa mends when it calculates from scratch is stale. True when equal."""
    found = differing(session, oracle.state())
    score.steps += 1
    score.states += found.states
    score.equal += found.states - len({one[0] for one in found.wrong})
    if not found.wrong:
        return True
    oracle.refresh()
    left = set(differing(session, oracle.state()).wrong)
    oracle.load(match.xform, media, match.now)  # back to how it was, left alone
    for operation in done:
        oracle.apply(operation)
    nodes = {path for path, *_ in left}
    score.stale += len({path for path, *_ in found.wrong} - nodes)
    for path, name, ours, theirs in found.wrong:
        kind = name if path in nodes else f"stale {name}"
        note(score, Difference(match.name, step, path, kind, ours, theirs, tuple(done)))
    return False


def apply(session: EntrySession, operation: Operation) -> str | None:
    """One operation on our session; the refusal's code."""
    match operation["op"]:
        case "set":
            outcome = session.set(operation["path"], operation["value"])
        case "add_row":
            outcome = session.add_row(operation["path"])
        case "remove_row":
            outcome = session.remove_row(operation["path"])
        case _:
            session.language = operation["value"]
            return None
    return outcome.refusal.code if outcome.refusal is not None else None


@dataclass(slots=True)
class Found:
    """Node states looked at, and (path, field, ours, theirs) for every field that differs."""

    states: int
    wrong: list[tuple[str, str, object, object]]


def differing(session: EntrySession, theirs: Sequence[OracleNode]) -> Found:
    """Every node of JavaRosa's tree against ours, and ours that JavaRosa does not have."""
    ours = {node.path: node for node in session.nodes() if node.kind != "repeat" and node.path.count("/") > 1}
    found = Found(len(theirs), [])
    for node in theirs:
        mine = ours.pop(node.path, None)
        if mine is None:
            found.wrong.append((node.path, "missing", None, node.value))
            continue
        for name in FIELDS:
            if not same(name, mine, node):
                found.wrong.append((node.path, name, _ours(mine, name), getattr(node, name)))
    for path, node in ours.items():
        found.states += 1
        found.wrong.append((path, "surplus", node.value, None))
    return found


def note(score: Score, difference: Difference) -> None:
    """Count the class; keep the first few of each class and form."""
    score.classes[difference.field] += 1
    like = (difference.form, _ROW.sub("", difference.path), difference.field)
    if not any((one.form, _ROW.sub("", one.path), one.field) == like for one in score.differences):
        score.differences.append(difference)


def same(name: str, mine: NodeState, node: OracleNode) -> bool:
    """Equal, where JavaRosa has something to say about the field at all."""
    theirs, ours = getattr(node, name), _ours(mine, name)
    if name == "value" and theirs != ours:
        return same_number(str(ours), str(theirs)) or bool(
            _UUID.fullmatch(str(theirs)) and _UUID.fullmatch(str(ours))
        )
    if name in ("label", "message") and theirs is None:
        return True
    if name == "choices" and not node.relevant:
        return True  # JavaRosa shows no choices of what it does not show
    if name == "required" and not node.leaf:
        return True  # a required group means nothing to either engine
    if name in ("valid", "message", "label", "choices") and not node.question:
        return name != "label" or theirs in ("", ours)
    return bool(theirs == ours)


def same_number(ours: str, theirs: str) -> bool:
    """Java writes a whole decimal as 3.0 and a large one as 1.0E10; canonical text is 3 and 10000000000."""
    if not (_JAVA_DECIMAL.fullmatch(theirs) and _PLAIN_NUMBER.fullmatch(ours)):
        return False
    return float(ours) == float(theirs)


def _ours(mine: NodeState, name: str) -> object:
    return tuple(choice.value for choice in mine.choices) if name == "choices" else getattr(mine, name)


def write_media(lists: Mapping[str, Sequence[Mapping[str, str]]], folder: Path) -> None:
    """The lists as .csv files where JavaRosa finds them."""
    for name, rows in lists.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)


def match_form(
    name: str,
    definition: FormDefinition,
    xform: str,
    oracle: Oracle,
    now: datetime,
    *,
    seeds: Sequence[int],
    length: int,
    given: Mapping[str, list[dict[str, str]]] | None = None,
) -> Score:
    """All seeds of one form."""
    score = Score()
    lists = lists_for(definition, given or {})
    with tempfile.TemporaryDirectory() as folder:
        media = Path(folder)
        write_media(lists, media)
        file = media / "form.xml"
        file.write_text(xform, encoding="utf-8")
        match = Match(name, definition, file, now, lists)
        for seed in seeds:
            score.add(play(match, oracle, media, seed, length))
    return score
