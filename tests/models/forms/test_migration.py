"""Drafts that move to a new version of their form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forms.definition import FormDefinition, Instance, Item, Itemset, Node
from models.forms.expressions import parse, to_tree
from models.forms.migration import Dropped, migrate

Form = Callable[..., FormDefinition]


def select(name: str, *values: str, type_: str = "select_one") -> Node:
    return Node(name, type=type_, itemset=Itemset(items=tuple(Item(value, {"": value}) for value in values)))


def integer(name: str) -> Node:
    return Node(name, type="integer", datatype="int")


def test_every_answer_whose_question_still_exists_is_kept(form: Form) -> None:
    old = form(integer("a"), Node("r", "repeat", children=(integer("x"), Node("y", type="text"))))
    new = form(
        Node("r", "repeat", children=(Node("y", type="text"), integer("x"))), integer("a"), integer("more")
    )
    values = {"/data/a": "1", "/data/r[1]/x": "2", "/data/r[7]/y": "bảy"}
    found = migrate(values, old, new)
    assert found.kept == values
    assert found.dropped == ()


def test_a_removed_or_renamed_question_is_listed_with_its_answer(form: Form) -> None:
    old, new = form(integer("a"), integer("b")), form(integer("a"), integer("b_moi"))
    found = migrate({"/data/a": "1", "/data/b": "2"}, old, new)
    assert found.kept == {"/data/a": "1"}
    assert found.dropped == (Dropped("/data/b", "2", "no_question"),)


@pytest.mark.parametrize(
    ("old_type", "text", "new_type", "kept"),
    [
        ("string", "12", "int", "12"),
        ("string", "12.5", "int", None),
        ("decimal", "12.0", "int", "12"),
        ("string", "mười hai", "int", None),
        ("int", "12", "decimal", "12"),
        ("int", "12", "string", "12"),
        ("dateTime", "2026-10-05T09:30:00.000+07:00", "date", "2026-10-05"),
        ("string", "5/10/2026", "date", None),
        ("string", "09:30:00.000", "time", "09:30:00.000"),
    ],
)
def test_a_changed_type_keeps_what_it_still_takes(
    form: Form, old_type: str, text: str, new_type: str, kept: str | None
) -> None:
    found = migrate({"/data/a": text}, form(Node("a", datatype=old_type)), form(Node("a", datatype=new_type)))
    if kept is None:
        assert found.dropped == (Dropped("/data/a", text, "type"),)
        assert found.kept == {}
    else:
        assert found.kept == {"/data/a": kept}


def test_a_choice_that_is_no_longer_offered_is_dropped(form: Form) -> None:
    found = migrate({"/data/s": "b"}, form(select("s", "a", "b")), form(select("s", "a", "c")))
    assert found.dropped == (Dropped("/data/s", "b", "choice"),)


def test_of_several_choices_those_that_stay_are_kept(form: Form) -> None:
    old = form(select("m", "a", "b", "c", type_="select_multiple"))
    new = form(select("m", "a", "c", "d", type_="select_multiple"))
    found = migrate({"/data/m": "a b c"}, old, new)
    assert found.kept == {"/data/m": "a c"}
    assert found.dropped == (Dropped("/data/m", "a b c", "choice", kept="a c"),)


def test_choices_of_a_table_count_even_when_a_filter_hides_them_now(form: Form) -> None:
    nodeset = to_tree(parse("instance('t')/root/item[k = /data/a]"))
    table = {"t": Instance(({"name": "x", "k": "1"}, {"name": "y", "k": "2"}))}
    new = form(Node("a"), Node("s", type="select_one", itemset=Itemset(nodeset)), instances=table)
    assert migrate({"/data/s": "y"}, new, new).kept == {"/data/s": "y"}
    assert migrate({"/data/s": "z"}, new, new).dropped == (Dropped("/data/s", "z", "choice"),)


def test_a_text_question_that_became_a_select_out_of_a_file_lists_the_text(form: Form) -> None:
    nodeset = to_tree(parse("instance('v')/root/item"))
    new = form(Node("s", type="select_one", itemset=Itemset(nodeset)), instances={"v": Instance(csv="v")})
    assert migrate({"/data/s": "Thôn 1"}, form(Node("s", type="text")), new).dropped[0].reason == "choice"
    assert migrate({"/data/s": "01"}, new, new).kept == {"/data/s": "01"}


def test_calculated_values_are_nobodys_answers(form: Form) -> None:
    formula = to_tree(parse("1 + 1"))
    old = form(Node("c", type="calculate", calculate=formula), integer("a"))
    new = form(Node("c", type="calculate", calculate=formula), Node("a", type="calculate", calculate=formula))
    found = migrate({"/data/c": "2", "/data/a": "5"}, old, new)
    assert found.kept == {}
    assert found.dropped == (Dropped("/data/a", "5", "calculated"),)


NODES = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from(["string", "int", "decimal", "date", "select"])),
    unique_by=lambda pair: pair[0],
    min_size=1,
)
TEXTS = st.sampled_from(["1", "2.5", "a", "a b", "2026-10-05", "x"])


def nodes(pairs: list[tuple[str, str]]) -> list[Node]:
    return [select(n, "a", "b") if kind == "select" else Node(n, datatype=kind) for n, kind in pairs]


@given(NODES, NODES, st.dictionaries(st.sampled_from("abcde"), TEXTS))
def test_every_answer_is_either_kept_or_listed(old: Any, new: Any, answers: dict[str, str]) -> None:
    first = FormDefinition("f", "1", {}, (), "", Node("data", "group", children=tuple(nodes(old))))
    second = FormDefinition("f", "2", {}, (), "", Node("data", "group", children=tuple(nodes(new))))
    values = {f"/data/{name}": text for name, text in answers.items()}
    found = migrate(values, first, second)
    listed = {drop.path: drop.text for drop in found.dropped}
    assert set(values) == set(found.kept) | set(listed)
    assert all(values[path] == text for path, text in listed.items())
