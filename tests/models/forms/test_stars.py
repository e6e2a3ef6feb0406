"""``*`` in paths, and conditions at the end of one; the oracle's form "stars" holds JavaRosa's answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.forms.definition import Node
from models.forms.expressions import parse, to_tree
from models.session import EntrySession

Opened = Callable[..., EntrySession]
TABLES = {"t": [{"name": "a", "w": "1"}, {"name": "b", "w": "2"}, {"name": "c", "w": "2"}]}


def calculate(name: str, text: str) -> Node:
    return Node(name, type="calculate", calculate=to_tree(parse(text)))


def integer(name: str) -> Node:
    return Node(name, type="integer", datatype="int")


def group(name: str, *children: Node) -> Node:
    return Node(name, "group", children=children)


def repeat(name: str, *children: Node) -> Node:
    return Node(name, "repeat", rows=2, children=children)


def test_a_condition_behind_a_star_is_asked_of_every_child(opened: Opened) -> None:
    session = opened(
        group("g", integer("a"), integer("b"), integer("c")),
        calculate("sum", "sum(/data/g/*[. > 1])"),
        calculate("second", "string(/data/g/*[position() = 2])"),
    )
    for name, value in (("a", 1), ("b", 2), ("c", 40)):
        session.set(f"/data/g/{name}", str(value))
    assert (session.value("/data/sum"), session.value("/data/second")) == ("42", "2")
    session.set("/data/g/a", "7")
    assert session.value("/data/sum") == "49"
    session.set("/data/g/c", "1")
    assert session.value("/data/sum") == "9"


def test_a_condition_behind_a_star_looks_below_each_child_for_itself(opened: Opened) -> None:
    session = opened(
        group(
            "g",
            group("p", integer("x"), integer("y")),
            group("q", integer("before"), integer("x"), integer("y")),
            repeat("r", integer("y"), integer("x")),
            integer("x"),
        ),
        calculate("sum", "sum(/data/g/*[x > 1]/y)"),
        calculate("named", "sum(/data/g/*/y[. < 30])"),
        calculate("nowhere", "count(/data/g/*[none = 1])"),
    )
    for path, value in (("p/y", 10), ("q/y", 20), ("r[1]/y", 30), ("r[2]/y", 40), ("x", 9), ("q/before", 9)):
        session.set(f"/data/g/{path}", str(value))
    assert session.value("/data/sum") == "0"
    for path in ("p/x", "r[2]/x"):
        session.set(f"/data/g/{path}", "2")
    assert (session.value("/data/sum"), session.value("/data/named")) == ("50", "30")
    session.set("/data/g/q/x", "5")
    assert session.value("/data/sum") == "70"
    session.remove_row("/data/g/r[1]")
    assert session.value("/data/sum") == "70"
    session.remove_row("/data/g/r[1]")
    assert (session.value("/data/sum"), session.value("/data/named")) == ("30", "30")
    assert session.faults == {}


def test_a_star_on_the_readers_own_way_is_the_readers_own_row(opened: Opened) -> None:
    session = opened(
        repeat(
            "r",
            integer("x"),
            calculate("own", "sum(/data/*/x)"),
            calculate("every", "sum(/data/*[x > 1]/x)"),
            calculate("mine", "count(/data/*[x = current()/../x])"),
        ),
        group("g", integer("x")),
    )
    session.set("/data/g/x", "100")
    session.set("/data/r[1]/x", "3")
    session.set("/data/r[2]/x", "4")
    told = {
        name: [session.value(f"/data/r[{row}]/{name}") for row in (1, 2)] for name in ("own", "every", "mine")
    }
    assert told == {"own": ["3", "4"], "every": ["7", "7"], "mine": ["1", "1"]}
    session.set("/data/r[2]/x", "3")
    assert [session.value(f"/data/r[{row}]/mine") for row in (1, 2)] == ["2", "2"]


def test_a_condition_on_the_root_is_not_asked_as_in_javarosa(opened: Opened) -> None:
    session = opened(integer("x"), calculate("y", "/data[x = 1]/x + 1"))
    session.set("/data/x", "5")
    assert session.value("/data/y") == "6"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sum(instance('t')/root/item/w[. > 1])", "4"),
        ("string(instance('t')/root/item[w = 1]/w[. = 1])", "1"),
        ("count(instance('t')/root/item[count(w[. > 1]) = 1])", "2"),
        ("count(instance('t')/root/item/w[x = 1])", "0"),
        ("count(instance('t')/root/item/name[position() = 1])", "3"),
        ("count(instance('t')/root/item/name[. = /data/pick])", "1"),
        ("count(instance('t')/root/*)", "3"),
        ("count(instance('t')/root/item/*)", "6"),
        ("count(instance('t')/root/item/*[. = 2])", "2"),
        ("count(instance('t')/root/item[count(*) = 2])", "3"),
    ],
)
def test_conditions_and_stars_hold_for_the_columns_of_a_list(opened: Opened, text: str, value: str) -> None:
    session = opened(Node("pick", default="b"), calculate("out", text), tables=TABLES)
    assert (session.value("/data/out"), dict(session.faults)) == (value, {})
