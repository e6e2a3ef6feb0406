"""Repeats whose rows the form fixes (``jr:noAddRemove``, no count): they are there at every opening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.forms.definition import Node
from models.forms.expressions import parse, to_tree
from models.session import EntrySession

Opened = Callable[..., EntrySession]


def calculate(name: str, text: str) -> Node:
    return Node(name, type="calculate", calculate=to_tree(parse(text)))


def repeat(name: str, *children: Node, **more: Any) -> Node:
    return Node(name, "repeat", children=children, **more)


X = Node("x", type="integer", datatype="int")


def test_fixed_rows_that_nobody_filled_in_are_there_again_when_the_entry_is_opened_again(
    opened: Opened,
) -> None:
    form = (repeat("r", X, rows=3, fixed=True), calculate("n", "count(/data/r)"))
    first = opened(*form)
    first.set("/data/r[1]/x", "7")
    again = opened(*form, values=first.values())
    assert again.children("/data/r") == ["/data/r[1]", "/data/r[2]", "/data/r[3]"]
    assert again.initial_changes() == ()
    assert again.set("/data/r[3]/x", "8").refusal is None
    assert again.value("/data/n") == "3"


def test_what_is_sent_of_fixed_rows_is_counted_by_the_province_as_it_was_here(opened: Opened) -> None:
    form = (repeat("r", X, rows=3, fixed=True), calculate("n", "count(/data/r)"))
    session = opened(*form)
    session.set("/data/r[2]/x", "7")
    session.finish()
    received = opened(*form, values=session.sent_values())
    assert received.values() == session.values()
    assert received.value("/data/n") == "3"


def test_fixed_rows_in_added_rows_are_as_many_as_the_form_gives_those(opened: Opened) -> None:
    form = (repeat("o", Node("name"), repeat("r", X, rows=3, new_rows=2, fixed=True)),)
    session = opened(*form)
    session.add_row("/data/o")
    session.set("/data/o[1]/r[1]/x", "1")
    session.set("/data/o[2]/r[1]/x", "2")
    again = opened(*form, values=session.values())
    assert [len(again.children(f"/data/o[{row}]/r")) for row in (1, 2)] == [3, 2]


def test_rows_of_an_older_entry_beyond_the_fixed_ones_are_kept(opened: Opened) -> None:
    session = opened(repeat("r", X, rows=2, fixed=True), values={"/data/r[4]/x": "1"})
    assert len(session.children("/data/r")) == 4


def test_rows_that_a_person_may_take_away_are_those_with_answers_and_before(opened: Opened) -> None:
    """Texts do not tell a row that was taken out from a blank one; ODK Collect stores blank rows."""
    form = (repeat("r", X, rows=3),)
    session = opened(*form)
    session.set("/data/r[2]/x", "7")
    assert len(opened(*form, values=session.values()).children("/data/r")) == 2


def test_rows_by_count_follow_the_count_and_not_the_rows_the_form_holds(opened: Opened) -> None:
    form = (X, repeat("r", Node("y"), rows=3, fixed=True, repeat_count=to_tree(parse("/data/x"))))
    session = opened(*form)
    session.set("/data/x", "2")
    session.set("/data/r[1]/y", "a")
    assert len(opened(*form, values=session.values()).children("/data/r")) == 2
