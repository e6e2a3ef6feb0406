"""Random small forms: after any sequence of operations the entry is as if calculated from scratch."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.forms.definition import (
    Action,
    FormDefinition,
    Instance,
    Itemset,
    Node,
    definition_from_json,
    definition_to_json,
)
from models.forms.errors import CycleError
from models.forms.expressions import parse, to_tree
from models.forms.ranking import rank
from models.session import EntrySession, SessionContext

NOW = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
TABLE = Instance(
    tuple({"name": n, "label": n.upper(), "kind": str(place % 3)} for place, n in enumerate("abcdef"))
)
# Where each name of the random forms stands; r is a repeat with a repeat q inside, g a group.
QUESTIONS = {
    "a": "/data/a",
    "b": "/data/b",
    "c": "/data/g/c",
    "d": "/data/g/d",
    "x": "/data/r/x",
    "y": "/data/r/y",
    "z": "/data/r/z",
    "u": "/data/r/q/u",
    "v": "/data/r/q/v",
    "w": "/data/w",
}
NAMES = st.sampled_from(sorted(QUESTIONS))
PATHS = NAMES.map(QUESTIONS.__getitem__)
SETS = st.one_of(
    PATHS,
    st.sampled_from(["/data/r", "/data/r/q", "/data/r[position() > 1]/x", "/data/r[y > 1]/z"]),
    st.sampled_from(
        ["../../r", "../../r/x", "../../q/u", "../../../r/z", "../../g/c", "current()/../../q/v"]
    ),
    st.sampled_from(["/data/g/*", "/data/g/*[. > 1]", "/data/r/*[. > 1]", "/data/*/u", "/data/*[y > 1]/z"]),
)


@st.composite
def expressions(draw: Any, depth: int = 2) -> str:
    """Texts of expressions over the names above; always right in grammar."""
    if depth == 0:
        return draw(
            st.one_of(
                st.integers(0, 9).map(str),
                st.sampled_from(["'a'", "''", "true()", "position(..)"]),
                PATHS.map(lambda path: f"sum({path})"),
                PATHS.map(lambda path: f"max({path})"),
                SETS.map(lambda path: f"count({path})"),
                SETS.map(lambda path: f"concat({path})"),
                st.just("count(/data/r)"),
                PATHS.map(lambda path: f"string-length({path})"),
            )
        )
    below = expressions(depth=depth - 1)
    operator = draw(
        st.sampled_from(["+", "-", "*", "div", "mod", "=", "!=", "<", ">=", "and", "or", "if", "coalesce"])
    )
    left, right = draw(below), draw(below)
    if operator == "if":
        return f"if({left}, {right}, {draw(below)})"
    if operator == "coalesce":
        return f"coalesce({left}, {right})"
    return f"({left}) {operator} ({right})"


def tree(text: str | None) -> Any:
    return None if text is None else to_tree(parse(text))


OPTIONAL = st.one_of(st.none(), st.none(), expressions())


@st.composite
def questions(draw: Any, name: str) -> Node:
    kind = draw(st.sampled_from(["text", "integer", "decimal", "calculate", "select"]))
    common: dict[str, Any] = {"relevant": tree(draw(OPTIONAL)), "required": tree(draw(OPTIONAL))}
    if kind == "calculate":
        datatype = draw(st.sampled_from(["string", "int", "decimal"]))
        return Node(name, type=kind, datatype=datatype, calculate=tree(draw(expressions())), **common)
    if kind == "select":
        column = draw(st.sampled_from(["a", "b", "w"]))
        itemset = Itemset(tree(f"instance('t')/root/item[kind = /data/{column}]"))
        return Node(name, type="select_one", itemset=itemset, **common)
    datatype = {"text": "string", "integer": "int", "decimal": "decimal"}[kind]
    constraint = tree(draw(OPTIONAL))
    return Node(name, type=kind, datatype=datatype, constraint=constraint, **common)


def without_expressions(node: Node, above: str, ref: str) -> Node:
    """The same form with nothing to calculate at ``ref``."""
    here = f"{above}/{node.name}"
    children = tuple(without_expressions(child, here, ref) for child in node.children)
    node = node._replace(children=children)
    if here != ref:
        return node
    calculated = node.calculate is not None
    return node._replace(
        relevant=None, required=None, readonly=None, calculate=None, repeat_count=None,
        type="text" if calculated else node.type,
    )  # fmt: skip


@st.composite
def definitions(draw: Any) -> FormDefinition:
    made = {name: draw(questions(name)) for name in QUESTIONS}
    inner = Node("q", "repeat", relevant=tree(draw(OPTIONAL)), children=(made["u"], made["v"]), rows=1)
    count = draw(st.sampled_from([None, "/data/a", "2", "/data/b + 1"]))
    outer = Node(
        "r",
        "repeat",
        relevant=tree(draw(OPTIONAL)),
        repeat_count=tree(count),
        children=(made["x"], inner, made["y"], made["z"]),
    )
    group = Node("g", "group", relevant=tree(draw(OPTIONAL)), children=(made["c"], made["d"]))
    root = Node("data", "group", children=(made["a"], group, made["b"], outer, made["w"]))
    while True:
        try:
            rules = rank(root)
            break
        except CycleError as cycle:
            root = without_expressions(root, "", str(cycle.details["refs"][0]))  # type: ignore[index]
    actions = ()
    if draw(st.booleans()):
        source, target = draw(st.sampled_from([("/data/a", "/data/w"), ("/data/r/x", "/data/r/y")]))
        if made[target.rsplit("/", 1)[1]].calculate is None:
            actions = (Action("changed", target, tree(draw(expressions(depth=1))), source),)
    return FormDefinition("f", "1", {"vi": "F"}, ("vi",), "vi", root, {"t": TABLE}, {}, actions, rules)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["set", "set", "set", "set", "add", "remove", "undo", "redo"]),
        st.integers(0, 1000),
        st.sampled_from(["", "0", "1", "2", "3", "a", "b", "2.5", "-1"]),
    ),
    max_size=8,
)


def take(session: EntrySession, step: tuple[str, int, str]) -> None:
    what, number, text = step
    if what == "undo":
        session.undo()
    elif what == "redo":
        session.redo()
    else:
        kinds = {"set": "question", "add": "repeat", "remove": "row"}
        nodes = [state.path for state in session.nodes() if state.kind == kinds[what]]
        if not nodes:
            return
        path = nodes[number % len(nodes)]
        work = {"set": lambda: session.set(path, text), "add": lambda: session.add_row(path)}
        work.get(what, lambda: session.remove_row(path))()


def picture(session: EntrySession) -> list[Any]:
    return [
        (s.path, s.value, s.relevant, s.required, s.readonly, s.valid, s.choices) for s in session.nodes()
    ]


COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much]}


@settings(max_examples=50, **COMMON)
@given(definitions(), STEPS)
def test_incremental_recalculation_equals_recalculation_from_scratch(
    definition: FormDefinition, steps: list[tuple[str, int, str]]
) -> None:
    session = EntrySession.open(definition, SessionContext(now=lambda: NOW, seed=1))
    for step in steps:
        take(session, step)
        if "endless" in session.faults.values():
            return  # a number of rows that depends on itself and never settles
        before = picture(session)
        outcome = session.recalculate()
        assert outcome.changes == ()
        assert picture(session) == before


@settings(max_examples=25, **COMMON)
@given(definitions(), STEPS)
def test_undoing_everything_leads_back_to_the_beginning_and_redoing_to_the_end(
    definition: FormDefinition, steps: list[tuple[str, int, str]]
) -> None:
    session = EntrySession.open(definition, SessionContext(now=lambda: NOW, seed=1))
    start = picture(session)
    for step in steps:
        if step[0] not in ("undo", "redo"):
            take(session, step)
    end = picture(session)
    while session.undo() is not None:
        pass
    assert picture(session) == start
    while session.redo() is not None:
        pass
    assert picture(session) == end


@settings(max_examples=25, **COMMON)
@given(definitions(), STEPS)
def test_the_changes_of_outcomes_keep_a_store_equal_to_the_session(
    definition: FormDefinition, steps: list[tuple[str, int, str]]
) -> None:
    session = EntrySession.open(definition, SessionContext(now=lambda: NOW, seed=1))
    kept = {change.path: change.new for change in session.initial_changes()}
    for what, number, text in steps:
        kinds = {"set": "question", "add": "repeat", "remove": "row"}
        if what == "undo":
            outcome = session.undo()
        elif what == "redo":
            outcome = session.redo()
        else:
            nodes = [state.path for state in session.nodes() if state.kind == kinds[what]]
            if not nodes:
                continue
            path = nodes[number % len(nodes)]
            outcome = (
                session.set(path, text)
                if what == "set"
                else session.add_row(path)
                if what == "add"
                else session.remove_row(path)
            )
        for change in outcome.changes if outcome is not None else ():
            assert kept.get(change.path, "") == change.old
            kept[change.path] = change.new
        assert {path: text for path, text in kept.items() if text} == session.values()


@settings(max_examples=25, **COMMON)
@given(definitions(), STEPS, st.data())
def test_what_opening_changed_brings_a_store_to_what_the_session_holds(
    definition: FormDefinition, steps: list[tuple[str, int, str]], data: st.DataObject
) -> None:
    session = EntrySession.open(definition, SessionContext(now=lambda: NOW, seed=1))
    for what, number, text in steps:
        nodes = [state.path for state in session.nodes() if state.kind == "question"]
        if what == "set" and nodes:
            session.set(nodes[number % len(nodes)], text)
        elif what == "add":
            session.add_row("/data/r")
    kept = session.values() | {"/data/gone": "1"}
    for path in data.draw(st.lists(st.sampled_from(sorted(kept)), unique=True, max_size=4)):
        kept[path] = data.draw(st.sampled_from(["", "7", "tiê\u0301ng"]))
    kept = {path: text for path, text in kept.items() if text}
    again = EntrySession.open(definition, SessionContext(now=lambda: NOW, seed=1), values=kept)
    for change in again.initial_changes():
        assert kept.get(change.path, "") == change.old
        kept[change.path] = change.new
    assert {path: text for path, text in kept.items() if text} == again.values()


@settings(max_examples=25, **COMMON)
@given(definitions())
def test_a_definition_survives_its_json(definition: FormDefinition) -> None:
    text = definition_to_json(definition)
    again = definition_from_json(text)
    assert again == definition
    assert definition_to_json(again) == text
