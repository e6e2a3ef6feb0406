"""Expressions: text → tree → text and JSON, what is refused and why, what depends on what."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forms.errors import (
    ArgumentCountError,
    DefinitionError,
    ExpressionError,
    ExpressionSyntaxError,
    UnknownFunctionError,
    UnsupportedExpressionError,
)
from models.forms.expressions import (
    Binary,
    Call,
    Dependency,
    Expr,
    Negation,
    Number,
    Path,
    Step,
    Text,
    dependencies,
    from_tree,
    literal_instances,
    parse,
    to_text,
    to_tree,
)
from models.forms.expressions.signatures import SIGNATURES
from models.forms.expressions.tree import BINARY_OPERATORS

LEAVES = st.one_of(
    st.integers(0, 10**9).map(lambda number: Number(float(number))),
    st.floats(0, 1e6, allow_nan=False).map(Number),
    st.text(st.characters(blacklist_characters="'\"", blacklist_categories=("Cs", "Cc")), max_size=6).map(
        lambda text: Text(unicodedata.normalize("NFC", text))  # as every text of a form is kept
    ),
)
NAMES = st.sampled_from(["a", "b2", "số_hộ", "a-b", "x.y", "and", "div", "mod", "or", "instance", "count"])


def steps(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Step]:
    predicates = st.lists(inner, max_size=1).map(tuple)
    return st.one_of(
        st.builds(Step, st.just("child"), NAMES, predicates),
        st.builds(Step, st.just("child"), st.just("*"), predicates),
        st.builds(Step, st.sampled_from(["self", "parent"]), st.just(""), predicates),
    )


def calls(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Call]:
    @st.composite
    def build(draw: Any) -> Call:
        name = draw(st.sampled_from(sorted(set(SIGNATURES) - {"instance", "current"})))
        counts = [count for count in range(12) if SIGNATURES[name].allows(count)][:4]
        return Call(name, tuple(draw(inner) for _ in range(draw(st.sampled_from(counts)))))

    return build()


def grown(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    bases = st.sampled_from(["/", ".", Call("current"), Call("instance", (Text("t"),))])
    return st.one_of(
        calls(inner),
        st.builds(Negation, inner),
        st.builds(Binary, st.sampled_from(BINARY_OPERATORS), inner, inner),
        st.builds(Path, bases, st.lists(steps(inner), min_size=1, max_size=3).map(tuple)),
    )


TREES: st.SearchStrategy[Expr] = st.recursive(LEAVES, grown, max_leaves=12)


@given(TREES)
def test_a_printed_tree_parses_to_itself(tree: Expr) -> None:
    text = to_text(tree)
    assert parse(text) == tree
    assert to_text(parse(text)) == text


@given(TREES)
def test_a_tree_survives_its_json(tree: Expr) -> None:
    assert from_tree(to_tree(tree)) == tree


@given(st.text(max_size=40))
def test_any_text_is_an_expression_or_refused_as_one(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionError:
        return
    assert parse(to_text(tree)) == tree


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.floats(),
        st.integers(),
        st.sampled_from(["/", ".", "neg", "+", "sum()", "a"]),
    ),
    lambda inner: st.lists(inner, max_size=4),
)


@given(JSON)
def test_any_json_is_a_tree_or_refused_as_damaged(damaged: Any) -> None:
    try:
        tree = from_tree(damaged)
    except DefinitionError:
        return
    assert from_tree(to_tree(tree)) == tree


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1+2*3", "1 + 2 * 3"),
        ("(1+2)*3", "(1 + 2) * 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("-a - -b", "-a - -b"),
        ("not(. = '')", "not(. = '')"),
        ("a and b or c", "a and b or c"),
        ("a and (b or c)", "a and (b or c)"),
        ("../r[position()=2]/x", "../r[position() = 2]/x"),
        ("child::a/parent::node()/self::node()", "a/../."),
        ("* * *", "* * *"),
        ("div div mod", "div div mod"),
        ("0.50", "0.5"),
    ],
)
def test_parentheses_appear_only_where_they_are_needed(text: str, plain: str) -> None:
    assert to_text(parse(text)) == plain


@pytest.mark.parametrize(
    ("text", "error", "detail"),
    [
        ("1 +", ExpressionSyntaxError, ("reason", "end")),
        ("", ExpressionSyntaxError, ("reason", "end")),
        ("a b", ExpressionSyntaxError, ("found", "b")),
        ("'abc", ExpressionSyntaxError, ("reason", "quote")),
        ("a # b", ExpressionSyntaxError, ("found", "#")),
        ("a > 1,5", ExpressionSyntaxError, ("reason", "decimal_comma")),
        ("summe(a)", UnknownFunctionError, ("name", "summe")),
        ("round()", ArgumentCountError, ("least", 1)),
        ("if(a, b)", ArgumentCountError, ("given", 2)),
        ("indexed-repeat(a, b, 1, c)", ArgumentCountError, ("given", 4)),
        ("//a", UnsupportedExpressionError, ("what", "//")),
        ("a//b", UnsupportedExpressionError, ("what", "//")),
        ("@version", UnsupportedExpressionError, ("what", "@")),
        ("a | b", UnsupportedExpressionError, ("what", "|")),
        ("$x", UnsupportedExpressionError, ("what", "$")),
        ("ancestor::a", UnsupportedExpressionError, ("what", "ancestor::")),
        ("(a)[1]", UnsupportedExpressionError, ("what", "[")),
        ("instance(a)/root", UnsupportedExpressionError, ("what", "instance()")),
        ("(" * 80 + "1" + ")" * 80, UnsupportedExpressionError, ("what", "depth")),
    ],
)
def test_what_is_no_expression_is_refused_with_its_reason(
    text: str, error: type[ExpressionError], detail: tuple[str, object]
) -> None:
    with pytest.raises(error) as caught:
        parse(text)
    assert caught.value.details[detail[0]] == detail[1]


def test_the_position_of_a_mistake_is_told() -> None:
    with pytest.raises(ExpressionSyntaxError) as caught:
        parse("a + + ] b")
    assert caught.value.details["position"] == 4


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("../x + /data/y", "/data/a", {("/data/x", "/data"), ("/data/y", "/data")}),
        ("/data/r/x", "/data/r/y", {("/data/r/x", "/data/r")}),
        ("sum(/data/r/x)", "/data/total", {("/data/r/x", "/data")}),
        (
            "sum(/data/r[position() < 3]/x)",
            "/data/r/y",
            {("/data/r/x", "/data"), ("/data/r", "/data")},
        ),
        ("position(..)", "/data/r/y", {("/data/r", "/data/r")}),
        ("instance('t')/root/item[k = current()/../x]/v", "/data/r/y", {("/data/r/x", "/data/r")}),
        (
            "indexed-repeat(/data/r/x, /data/r, ../n)", "/data/r/y",
            {("/data/r/x", "/data"), ("/data/r", "/data"), ("/data/r/n", "/data/r")},
        ),
        ("pulldata('t', 'v', 'k', ../x)", "/data/r/y", {("/data/r/x", "/data/r")}),
        ("'plain'", "/data/a", set()),
    ],
)  # fmt: skip
def test_dependencies_name_what_is_read_and_the_row_it_is_tied_to(
    text: str, context: str, expected: set[tuple[str, str]]
) -> None:
    found = {(each.ref, each.common) for each in dependencies(parse(text), context)}
    assert found >= expected
    assert {ref for ref, _ in found} <= {ref for ref, _ in expected} | {context}


def test_a_dependency_is_a_plain_value() -> None:
    assert Dependency("/data/a", "/data") in dependencies(parse("/data/a"), "/data/b")


def test_the_tables_that_an_expression_needs_are_known() -> None:
    text = "instance('a')/root/item[x = instance('b')/root/item/y]/z + pulldata('c', 'v', 'k', 'x')"
    assert literal_instances(parse(text)) == {"a", "b", "c"}
