"""What is asked at all, which choices are offered, what follows when they change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models.forms.definition import Action, Instance, Item, Itemset, Node
from models.forms.expressions import parse, to_tree
from models.session import CellChange, Choice, EntrySession

Opened = Callable[..., EntrySession]
TOWNS = [
    {"name": "a1", "label": "An Một", "in": "a"},
    {"name": "a2", "label": "An Hai", "in": "a"},
    {"name": "b1", "label": "Bình", "in": "b"},
]


def tree(text: str) -> Any:
    return to_tree(parse(text))


def calculate(name: str, text: str) -> Node:
    return Node(name, type="calculate", calculate=tree(text))


def town(type_: str = "select_one", name: str = "town") -> Node:
    return Node(
        name, type=type_, itemset=Itemset(tree("instance('towns')/root/item[in = current()/../district]"))
    )


def test_a_node_that_is_not_relevant_reads_as_blank_and_keeps_its_answer(opened: Opened) -> None:
    session = opened(
        Node("on"), Node("x", relevant=tree("../on = '1'")), calculate("copy", "concat('<', ../x, '>')")
    )
    session.set("/data/on", "1")
    session.set("/data/x", "giữ")
    assert session.value("/data/copy") == "<giữ>"
    outcome = session.set("/data/on", "")
    assert outcome.relevance == (("/data/x", False),)
    assert session.value("/data/copy") == "<>"
    assert session.value("/data/x") == "giữ"
    assert "/data/x" not in session.sent_values()
    assert session.set("/data/on", "1").relevance == (("/data/x", True),)
    assert session.value("/data/copy") == "<giữ>"


def test_a_group_takes_everything_in_it_along(opened: Opened) -> None:
    inner = Node("h", "group", children=(Node("x", default="3", datatype="int"),))
    session = opened(
        Node("on", default="1"),
        Node("g", "group", relevant=tree("../on = '1'"), children=(inner, Node("y"))),
        calculate("s", "sum(/data/g/h/x)"),
    )
    outcome = session.set("/data/on", "0")
    assert dict(outcome.relevance) == {
        "/data/g": False,
        "/data/g/h": False,
        "/data/g/h/x": False,
        "/data/g/y": False,
    }
    assert session.value("/data/s") == "0"


def test_a_filtered_list_offers_what_fits_now(opened: Opened) -> None:
    session = opened(Node("district"), town(), instances={"towns": Instance(csv="xa")}, tables={"xa": TOWNS})
    assert session.node("/data/town").choices == ()
    session.set("/data/district", "a")
    assert session.node("/data/town").choices == (Choice("a1", "An Một"), Choice("a2", "An Hai"))


def test_an_answer_that_is_no_longer_among_the_choices_is_cleared(opened: Opened) -> None:
    session = opened(
        Node("district", default="a"), town(), calculate("copy", "../town"), tables={"towns": TOWNS}
    )
    session.set("/data/town", "a2")
    outcome = session.set("/data/district", "b")
    assert outcome.changes == (
        CellChange("/data/district", "a", "b"),
        CellChange("/data/town", "a2", ""),
        CellChange("/data/copy", "a2", ""),
    )


def test_of_several_answers_only_those_that_left_the_list_go(opened: Opened) -> None:
    either = Itemset(tree("instance('towns')/root/item[in = /data/district or name = 'a1']"))
    session = opened(
        Node("district", default="a"),
        Node("m", type="select_multiple", itemset=either),
        tables={"towns": TOWNS},
    )
    session.set("/data/m", "a1 a2")
    session.set("/data/district", "b")
    assert session.value("/data/m") == "a1"


def test_a_hidden_select_is_cleared_when_it_is_seen_again(opened: Opened) -> None:
    hidden = town()._replace(relevant=tree("../on = '1'"))
    session = opened(Node("on", default="1"), Node("district", default="a"), hidden, tables={"towns": TOWNS})
    session.set("/data/town", "a1")
    session.set("/data/on", "0")
    session.set("/data/district", "b")
    assert session.value("/data/town") == "a1"
    session.set("/data/on", "1")
    assert session.value("/data/town") == ""


def test_choices_can_be_the_rows_of_the_entry_itself(opened: Opened) -> None:
    people = Node("p", "repeat", rows=2, children=(Node("name"), Node("age", datatype="int")))
    adults = Itemset(tree("/data/p[age > 17]"), value="name", label="name")
    session = opened(people, Node("head", type="select_one", itemset=adults))
    session.set("/data/p[1]/name", "Lan")
    session.set("/data/p[1]/age", "40")
    session.set("/data/p[2]/name", "Bé")
    assert session.node("/data/head").choices == (Choice("Lan", "Lan"),)
    session.set("/data/head", "Lan")
    session.set("/data/p[1]/age", "4")
    assert session.value("/data/head") == ""


def test_choices_speak_the_language_of_the_session(opened: Opened) -> None:
    session = opened(
        Node("n", default="7"),
        Node("s", type="select_one", itemset=Itemset(items=(Item("y", {"vi": "Có", "en": "Yes"}),))),
        Node(
            "t",
            type="select_one",
            itemset=Itemset(tree("instance('l')/root/item"), label="itextId", itext=True),
        ),
        calculate("chosen", "jr:choice-name(../t, '/data/t')"),
        instances={"l": Instance(({"name": "k", "itextId": "l-0"},))},
        texts={"l-0": {"vi": ["Số ", [tree("/data/n")]], "en": "Number"}},
    )
    session.set("/data/t", "k")
    assert session.value("/data/chosen") == "Số 7"
    assert session.node("/data/s").choices == (Choice("y", "Có"),)
    session.language = "en"
    assert session.node("/data/s").choices == (Choice("y", "Yes"),)
    assert session.node("/data/t").choices == (Choice("k", "Number"),)


def test_a_shuffled_list_with_a_seed_is_always_the_same(opened: Opened) -> None:
    rows = [{"name": str(number), "label": str(number)} for number in range(10)]
    shuffled = Itemset(tree("randomize(instance('l')/root/item, 42)"))
    orders = set()
    for _ in range(3):
        session = opened(Node("s", type="select_one", itemset=shuffled), tables={"l": rows})
        orders.add(tuple(choice.value for choice in session.node("/data/s").choices))
    (order,) = orders
    assert sorted(order) == [row["name"] for row in rows]
    assert list(order) != sorted(order)


def test_a_default_that_is_no_choice_goes_at_once(opened: Opened) -> None:
    session = opened(
        Node("s", type="select_one", default="x", itemset=Itemset(items=(Item("y", {"": "Y"}),)))
    )
    assert session.value("/data/s") == ""


def test_an_action_follows_a_change_and_only_a_change(opened: Opened) -> None:
    session = opened(
        Node("a"), Node("count", datatype="int", default="0"),
        actions=(Action("changed", "/data/count", tree(". + 1"), "/data/a"),),
    )  # fmt: skip
    session.set("/data/a", "x")
    session.set("/data/a", "x")
    assert session.value("/data/count") == "1"
    session.set("/data/a", "y")
    assert session.value("/data/count") == "2"


def test_once_keeps_its_first_answer(opened: Opened) -> None:
    session = opened(Node("a"), calculate("first", "once(../a)"))
    session.set("/data/a", "một")
    session.set("/data/a", "hai")
    assert session.value("/data/first") == "một"


def test_the_device_fills_in_what_the_form_asks_of_it(opened: Opened) -> None:
    session = opened(
        Node("start", type="start", datatype="dateTime", preload="timestamp:start"),
        Node("today", type="today", datatype="date", preload="date:today"),
        Node("who", type="username", preload="property:username"),
        Node("id", type="hidden", preload="uid"),
    )
    assert session.value("/data/start") == "2026-10-05T09:30:15.250+07:00"
    assert session.value("/data/today") == "2026-10-05"
    assert session.value("/data/who") == "an"
    assert session.value("/data/id").startswith("uuid:")
    again = opened(Node("id", type="hidden", preload="uid"), values={"/data/id": "uuid:1"})
    assert again.value("/data/id") == "uuid:1"
