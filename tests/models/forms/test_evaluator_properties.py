"""Whatever the expression, the values and the tables: an answer, or an error of the engine's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.forms.definition import (
    FormDefinition,
    Instance,
    Itemset,
    Node,
    definition_from_json,
    definition_to_json,
)
from models.forms.errors import CycleError, DefinitionError, EvaluationError, FormError
from models.forms.expressions import from_tree, to_tree
from models.forms.expressions.signatures import SIGNATURES
from models.forms.expressions.tree import Binary, Call, Expr, Negation, Number, Path, Step, Text
from models.forms.ranking import rank
from models.session import EntrySession, SessionContext

NOW = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
WORDS = st.sampled_from(
    ["", "a", "a b", "1", "-2.5", "1e9", "2026-10-05", "2026-10-05T25:00:00Z", "09:30", "t", "10 20;30 40",
     "(", "%Y-%m", "%Q", "SHA-1", "hex", "NaN", "Infinity", "/data/s", "../s", "chào", "99999999999999999999"]
)  # fmt: skip
NUMBERS = st.sampled_from([0.0, 1.0, 2.0, 0.5, 31.0, 1e6, 1e18, 1e300])
NAMES = st.sampled_from(["data", "a", "s", "d", "r", "x", "g", "none", "*", "name", "root", "item"])
LEAVES = st.one_of(WORDS.map(Text), NUMBERS.map(Number))
PLACES = st.sampled_from(["/data/a", "/data/s", "/data/d", "/data/r", "/data/r/x", "/data/g", "/data"])


def grown(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    @st.composite
    def call(draw: Any) -> Expr:
        name = draw(st.sampled_from(sorted(set(SIGNATURES) - {"instance", "current"})))
        counts = [count for count in range(12) if SIGNATURES[name].allows(count)][:4]
        return Call(name, tuple(draw(inner) for _ in range(draw(st.sampled_from(counts)))))

    @st.composite
    def path(draw: Any) -> Expr:
        known = draw(PLACES).split("/")[1:]
        if draw(st.booleans()):
            predicates = draw(st.lists(inner, max_size=1).map(tuple))
            steps = tuple(Step("child", name) for name in known[:-1])
            return Path("/", (*steps, Step("child", known[-1], predicates)))
        base = draw(st.sampled_from(["/", ".", Call("current"), Call("instance", (Text("t"),))]))
        axes = st.one_of(
            NAMES.map(lambda name: Step("child", name)), st.sampled_from([Step("parent"), Step("self")])
        )
        return Path(base, tuple(draw(st.lists(axes, min_size=1, max_size=4))))

    operators = st.sampled_from(["or", "and", "=", "!=", "<", ">=", "+", "-", "*", "div", "mod"])
    return st.one_of(call(), path(), st.builds(Negation, inner), st.builds(Binary, operators, inner, inner))


TREES: st.SearchStrategy[Expr] = st.recursive(LEAVES, grown, max_leaves=8)
TABLE = Instance(({"name": "a", "label": "A", "n": "1"}, {"name": "b", "n": "2"}, {}))
COMMON: dict[str, Any] = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.filter_too_much],
}


def form(tree: Expr | None, *, rules: bool) -> FormDefinition:
    """A form whose every sort of expression is ``tree``, as far as no circle comes of it."""
    formula = None if tree is None else to_tree(tree)
    children = (
        Node("a", type="text", constraint=formula, warning=formula),
        Node("s", type="select_one", itemset=Itemset(["/", ["instance()", "t"], "root", "item"])),
        Node("d", type="date", datatype="date", label={"vi": ["ngày ", [formula or "x"]]}),
        Node("g", "group", children=(Node("y", datatype="decimal", calculate=formula),)),
        Node("r", "repeat", rows=2, children=(Node("x", datatype="int"), Node("z", relevant=formula))),
        Node("k", "repeat", repeat_count=formula, children=(Node("q"),)),
    )
    root = Node("data", "group", children=children)
    ranked = rank(root) if rules else ()
    return FormDefinition(
        "f", "1", {"vi": "F"}, ("vi",), "vi", root, {"t": TABLE}, {"t": {"vi": "T"}}, (), ranked
    )


def fill(session: EntrySession) -> None:
    session.set("/data/a", "a b")
    session.set("/data/s", "b")
    session.set("/data/d", "2026-01-31")
    session.set("/data/r[1]/x", "3")


@settings(max_examples=150, **COMMON)
@given(TREES)
def test_evaluating_raises_nothing_but_the_engines_own_errors(tree: Expr) -> None:
    session = EntrySession.open(form(None, rules=False), SessionContext(now=lambda: NOW, seed=1))
    fill(session)
    try:
        session.evaluate(tree)
    except (EvaluationError, DefinitionError):
        return


@settings(max_examples=150, **COMMON)
@given(TREES)
def test_a_form_with_any_expressions_opens_and_takes_values(tree: Expr) -> None:
    try:
        definition = definition_from_json(definition_to_json(form(tree, rules=True)))
    except CycleError:
        return
    session = EntrySession.open(definition, SessionContext(now=lambda: NOW, seed=1))
    fill(session)
    session.violations()
    assert all(state.path for state in session.nodes())
    session.progress()
    session.sections()


DAMAGED = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(["/", ".", "+", "if()"])),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(st.just("a"), inner, max_size=1)),
    max_leaves=10,
)  # fmt: skip


@settings(max_examples=80, **COMMON)
@given(DAMAGED)
def test_a_damaged_tree_in_a_definition_is_a_fault_and_no_crash(damaged: Any) -> None:
    plain = form(None, rules=False)
    root = plain.root._replace(children=(*plain.root.children, Node("b", type="text", constraint=damaged)))
    try:
        definition = definition_from_json(definition_to_json(plain._replace(root=root)))
        session = EntrySession.open(definition, SessionContext(now=lambda: NOW, seed=1))
        session.set("/data/b", "x")
        session.violations()
        from_tree(damaged)
    except (FormError, ValueError):
        return
