"""Repeats: rows that come, go and move, nested ones, and numbers of rows taken from the entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from models.forms.definition import Action, Node
from models.forms.errors import UnknownNodeError
from models.forms.expressions import parse, to_tree
from models.session import CellChange, EntrySession

Opened = Callable[..., EntrySession]


def tree(text: str) -> Any:
    return to_tree(parse(text))


def calculate(name: str, text: str, **more: Any) -> Node:
    return Node(name, type="calculate", calculate=tree(text), **more)


def integer(name: str, **more: Any) -> Node:
    return Node(name, type="integer", datatype="int", **more)


def test_a_repeat_starts_with_the_rows_of_the_form(opened: Opened) -> None:
    session = opened(Node("r", "repeat", rows=2, children=(integer("x", default="5"),)))
    assert session.children("/data/r") == ["/data/r[1]", "/data/r[2]"]
    assert session.values() == {"/data/r[1]/x": "5", "/data/r[2]/x": "5"}


def test_a_removed_row_moves_the_later_ones_up_and_says_so(opened: Opened) -> None:
    session = opened(Node("r", "repeat", rows=3, children=(integer("x"), calculate("n", "position(..)"))))
    for row in (1, 2, 3):
        session.set(f"/data/r[{row}]/x", str(row * 10))
    outcome = session.remove_row("/data/r[2]")
    assert outcome.structure_changed
    assert set(outcome.changes) == {
        CellChange("/data/r[2]/x", "20", "30"),
        CellChange("/data/r[3]/x", "30", ""),
        CellChange("/data/r[3]/n", "3", ""),
    }
    assert session.value("/data/r[2]/n") == "2"


def test_what_reads_rows_follows_their_coming_and_going(opened: Opened) -> None:
    session = opened(
        Node("r", "repeat", children=(integer("x", default="4"),)),
        calculate("sum", "sum(/data/r/x)"),
        calculate("count", "count(/data/r)"),
    )
    assert session.value("/data/sum") == "4"
    session.add_row("/data/r")
    assert (session.value("/data/sum"), session.value("/data/count")) == ("8", "2")
    session.remove_row("/data/r[1]")
    session.remove_row("/data/r[1]")
    assert (session.value("/data/sum"), session.value("/data/count")) == ("0", "0")
    assert session.node("/data/r").kind == "repeat"


def test_an_absolute_path_inside_a_row_means_the_same_row(opened: Opened) -> None:
    session = opened(Node("r", "repeat", rows=2, children=(integer("x"), calculate("y", "/data/r/x * 2"))))
    session.set("/data/r[2]/x", "6")
    assert (session.value("/data/r[1]/y"), session.value("/data/r[2]/y")) == ("", "12")


def test_a_relative_path_that_leaves_the_row_means_all_rows(opened: Opened) -> None:
    inner = Node(
        "q",
        "repeat",
        children=(integer("u"), calculate("us", "sum(../../q/u)"), calculate("n", "count(../../q)")),
    )
    session = opened(
        Node("r", "repeat", rows=2, children=(integer("x"), calculate("xs", "sum(../../r/x)"), inner)),
    )
    session.set("/data/r[1]/x", "3")
    session.set("/data/r[2]/x", "4")
    assert [session.value(f"/data/r[{row}]/xs") for row in (1, 2)] == ["7", "7"]
    session.add_row("/data/r[2]/q")
    session.set("/data/r[1]/q[1]/u", "1")
    session.set("/data/r[2]/q[1]/u", "10")
    session.set("/data/r[2]/q[2]/u", "20")
    rows = ("r[1]/q[1]", "r[2]/q[1]", "r[2]/q[2]")
    assert [session.value(f"/data/{row}/us") for row in rows] == ["1", "30", "30"]
    assert [session.value(f"/data/{row}/n") for row in rows] == ["1", "2", "2"]
    session.remove_row("/data/r[1]")
    assert session.value("/data/r[1]/xs") == "4"


def test_whether_a_group_holds_anything_follows_what_is_answered_in_it(opened: Opened) -> None:
    asks = (
        calculate("rows", "count-non-empty(/data/r)"),
        calculate("group", "count-non-empty(/data/g)"),
    )
    session = opened(
        Node("r", "repeat", rows=2, children=(integer("x"), Node("s", "group", children=(integer("y"),)))),
        Node("g", "group", children=(integer("a"), calculate("own", "count-non-empty(..) + 1"))),
        *asks,
    )
    assert (session.value("/data/rows"), session.value("/data/group")) == ("0", "1")
    session.set("/data/r[2]/s/y", "1")
    assert session.value("/data/rows") == "1"
    session.set("/data/r[1]/x", "1")
    assert session.value("/data/rows") == "2"
    session.remove_row("/data/r[1]")
    session.clear("/data/r[1]/s/y")
    assert session.value("/data/rows") == "0"


def test_a_row_can_read_the_row_before_it(opened: Opened) -> None:
    before = "/data/r[position() = position(current()/..) - 1]/x"
    session = opened(Node("r", "repeat", rows=3, children=(integer("x"), calculate("y", f"../x - {before}"))))
    session.set("/data/r[1]/x", "10")
    session.set("/data/r[2]/x", "15")
    assert session.value("/data/r[2]/y") == "5"
    session.set("/data/r[1]/x", "12")
    assert session.value("/data/r[2]/y") == "3"


def test_the_number_of_rows_follows_the_entry(opened: Opened) -> None:
    session = opened(integer("n"), Node("r", "repeat", repeat_count=tree("../n"), children=(integer("x"),)))
    assert session.children("/data/r") == []
    assert session.set("/data/n", "3").structure_changed
    session.set("/data/r[3]/x", "1")
    assert session.rows_lost("/data/n", "2") == ("/data/r[3]",)
    assert session.rows_lost("/data/n", "5") == ()
    assert session.value("/data/r[3]/x") == "1"
    session.set("/data/n", "2")
    assert session.children("/data/r") == ["/data/r[1]", "/data/r[2]"]
    session.undo()
    assert session.value("/data/r[3]/x") == "1"


def test_rows_of_a_counted_repeat_cannot_be_added_or_removed_by_hand(opened: Opened) -> None:
    session = opened(Node("r", "repeat", repeat_count=tree("2"), children=(integer("x"),)))
    for outcome in (session.add_row("/data/r"), session.remove_row("/data/r[1]")):
        assert outcome.refusal is not None
        assert outcome.refusal.code == "E_FIXED_ROWS"
    assert len(session.children("/data/r")) == 2


def test_rows_that_go_out_of_sight_are_kept(opened: Opened) -> None:
    session = opened(
        Node("on", type="text", default="1"),
        Node("g", "group", relevant=tree("../on = '1'"), children=(
            integer("n", default="2"),
            Node("r", "repeat", repeat_count=tree("../n"), children=(integer("x"),)),
        )),
    )  # fmt: skip
    session.set("/data/g/r[2]/x", "7")
    session.set("/data/on", "0")
    assert session.value("/data/g/r[2]/x") == "7"
    assert session.sent_values() == {"/data/on": "0"}
    session.set("/data/on", "1")
    assert session.sent_values()["/data/g/r[2]/x"] == "7"


def test_an_absurd_number_of_rows_is_held_in_bounds(opened: Opened) -> None:
    session = opened(integer("n"), Node("r", "repeat", repeat_count=tree("../n"), children=(Node("x"),)))
    session.set("/data/n", "2000000000")
    assert len(session.children("/data/r")) == 2000


def test_rows_in_rows_count_for_themselves(opened: Opened) -> None:
    inner = Node(
        "q", "repeat", children=(integer("u"), calculate("at", "concat(position(../..), '.', position(..))"))
    )
    session = opened(
        Node("r", "repeat", children=(inner, calculate("s", "sum(../q/u)"))),
        calculate("all", "sum(/data/r/q/u)"),
    )
    session.add_row("/data/r")
    assert session.children("/data/r[2]/q") == []  # only the rows that the form starts with have their own
    session.add_row("/data/r[2]/q")
    session.add_row("/data/r[2]/q")
    assert session.value("/data/r[2]/q[2]/at") == "2.2"
    session.set("/data/r[1]/q[1]/u", "1")
    session.set("/data/r[2]/q[2]/u", "5")
    assert [session.value(f"/data/r[{row}]/s") for row in (1, 2)] == ["1", "5"]
    assert session.value("/data/all") == "6"
    session.remove_row("/data/r[1]")
    assert session.value("/data/r[1]/q[2]/at") == "1.2"


def test_an_entry_opens_with_the_rows_that_its_values_need(opened: Opened) -> None:
    inner = Node("q", "repeat", children=(integer("u"),))
    values = {"/data/r[3]/q[2]/u": "1", "/data/r[1]/q[1]/u": "2"}
    session = opened(Node("r", "repeat", children=(inner,)), values=values)
    assert len(session.children("/data/r")) == 3
    assert len(session.children("/data/r[3]/q")) == 2
    assert session.values() == values
    assert session.initial_changes() == ()


def test_a_new_row_gets_its_defaults_and_its_actions(opened: Opened) -> None:
    session = opened(
        integer("base", default="10"),
        Node("r", "repeat", children=(integer("x"), integer("y"))),
        actions=(
            Action("first-load", "/data/r/x", tree("/data/base + position(..)")),
            Action("new-row", "/data/r/x", tree("/data/base + position(..)")),
            Action("changed", "/data/r/y", tree("../x * 2"), "/data/r/x"),
        ),
    )
    assert session.value("/data/r[1]/x") == "11"
    session.add_row("/data/r")
    assert (session.value("/data/r[2]/x"), session.value("/data/r[2]/y")) == ("12", "24")


@pytest.mark.parametrize(
    "path", ["/data/r[3]/x", "/data/none", "/data/r/x", "/other", "", "/data/r[0]/x", "/data/r[x]/x"]
)
def test_a_path_that_is_not_there_is_an_error(opened: Opened, path: str) -> None:
    session = opened(Node("r", "repeat", rows=2, children=(integer("x"),)))
    with pytest.raises(UnknownNodeError):
        session.set(path, "1")
    with pytest.raises(UnknownNodeError):
        session.node(path)
    with pytest.raises(UnknownNodeError):
        session.add_row("/data/r[1]/x")
    with pytest.raises(UnknownNodeError):
        session.remove_row("/data/r")


def test_rows_in_rows_are_relevant_each_for_themselves(opened: Opened) -> None:
    inner = Node("q", "repeat", relevant=tree("../has = '1'"), children=(integer("u", default="1"),))
    session = opened(
        Node("r", "repeat", rows=2, children=(Node("has"), inner)), calculate("s", "sum(/data/r/q/u)")
    )
    assert not session.node("/data/r[1]/q").relevant
    session.set("/data/r[2]/has", "1")
    assert session.node("/data/r[2]/q[1]").relevant
    assert not session.node("/data/r[1]/q[1]").relevant
    assert session.value("/data/s") == "1"
    session.remove_row("/data/r[1]")
    assert session.node("/data/r[1]/q[1]").relevant


def test_a_repeat_out_of_sight_neither_gains_nor_loses_rows(opened: Opened) -> None:
    session = opened(
        Node("on", default="0"),
        integer("n", default="3"),
        Node(
            "r",
            "repeat",
            rows=1,
            relevant=tree("../on = '1'"),
            repeat_count=tree("../n"),
            children=(integer("x"),),
        ),
    )
    assert len(session.children("/data/r")) == 1
    session.set("/data/on", "1")
    assert len(session.children("/data/r")) == 3
    session.set("/data/on", "0")
    session.set("/data/n", "2")
    assert len(session.children("/data/r")) == 3
    session.set("/data/on", "1")
    assert len(session.children("/data/r")) == 2


def test_a_form_may_ask_for_rows_until_one_says_that_it_is_the_last(opened: Opened) -> None:
    last = "indexed-repeat(/data/r/more, /data/r, count(/data/r))"
    session = opened(
        calculate("n", f"if({last} = 'yes', count(/data/r) + 1, count(/data/r))", datatype="int"),
        Node("r", "repeat", rows=1, repeat_count=tree("../n"), children=(Node("more"),)),
    )
    assert len(session.children("/data/r")) == 1
    session.set("/data/r[1]/more", "yes")
    assert len(session.children("/data/r")) == 2
    session.set("/data/r[2]/more", "yes")
    session.set("/data/r[3]/more", "no")
    assert len(session.children("/data/r")) == 3


def test_a_form_that_asks_for_rows_without_end_is_stopped(opened: Opened) -> None:
    session = opened(
        integer("go"),
        calculate("n", "if(/data/go = 1, count(/data/r) + 1, 1)", datatype="int"),
        Node("r", "repeat", rows=1, repeat_count=tree("../n"), children=(Node("x"),)),
    )
    session.set("/data/go", "1")
    assert 10 < len(session.children("/data/r")) < 1000


def noted(opened: Opened) -> EntrySession:
    """Three rows, each with a note and an explanation; the second one's rows within have some, too."""
    inner = Node("s", "repeat", rows=1, children=(integer("y"),))
    session = opened(integer("top"), Node("r", "repeat", rows=3, children=(integer("x"), inner)))
    for row in (1, 2, 3):
        session.note(f"/data/r[{row}]/x", f"ghi chú {row}")
        session.explain(f"/data/r[{row}]/s[1]/y", f"giải trình {row}")
    session.note("/data/r[2]", "cả dòng hai")
    session.note("/data/top", "ở trên")
    return session


def test_notes_and_explanations_go_with_their_rows(opened: Opened) -> None:
    session = noted(opened)
    before = (dict(session.notes), dict(session.explanations))
    session.remove_row("/data/r[1]")
    assert session.notes == {
        "/data/top": "ở trên",
        "/data/r[1]/x": "ghi chú 2",
        "/data/r[2]/x": "ghi chú 3",
        "/data/r[1]": "cả dòng hai",
    }
    assert session.explanations == {"/data/r[1]/s[1]/y": "giải trình 2", "/data/r[2]/s[1]/y": "giải trình 3"}
    session.undo()
    assert (session.notes, session.explanations) == before
    session.redo()
    session.note("/data/r[1]/x", "sửa")
    session.undo()
    assert session.notes["/data/r[2]/x"] == "sửa"
    assert session.notes["/data/r[1]/x"] == "ghi chú 1"


def test_notes_at_places_that_the_form_no_longer_has_are_kept_where_they_are(opened: Opened) -> None:
    session = opened(Node("r", "repeat", rows=2, children=(integer("x"),)))
    session.note("/data/gone", "cũ")
    session.note("/data/r[2]/x", "mới")
    session.remove_row("/data/r[1]")
    assert session.notes == {"/data/gone": "cũ", "/data/r[1]/x": "mới"}


def test_asking_which_rows_a_number_would_take_moves_no_note(opened: Opened) -> None:
    count = to_tree(parse("/data/n"))
    session = opened(integer("n"), Node("r", "repeat", repeat_count=count, rows=0, children=(integer("x"),)))
    session.set("/data/n", "3")
    session.set("/data/r[3]/x", "7")
    session.note("/data/r[3]/x", "giữ")
    assert session.rows_lost("/data/n", "1") == ("/data/r[3]",)
    assert session.notes == {"/data/r[3]/x": "giữ"}


def test_completing_drops_the_blank_rows_at_the_end_that_could_not_travel(opened: Opened) -> None:
    session = opened(
        Node("r", "repeat", rows=1, children=(integer("x"), integer("y"))),
        calculate("count", "count(/data/r)"),
    )
    for _ in range(4):
        session.add_row("/data/r")
    session.set("/data/r[3]/y", "1")
    assert session.value("/data/count") == "5"
    outcome = session.finish()
    assert outcome.structure_changed
    assert session.children("/data/r") == ["/data/r[1]", "/data/r[2]", "/data/r[3]"]
    assert session.value("/data/count") == "3"
    again = opened(
        Node("r", "repeat", rows=1, children=(integer("x"), integer("y"))),
        calculate("count", "count(/data/r)"),
        values=session.sent_values(),
    )
    assert again.values() == session.values()
    assert session.finish().changes == ()


def test_a_form_keeps_the_blank_rows_that_it_starts_with(opened: Opened) -> None:
    session = opened(Node("r", "repeat", rows=2, children=(integer("x"),)))
    session.finish()
    assert len(session.children("/data/r")) == 2


def test_a_name_after_a_star_is_looked_for_in_every_child(opened: Opened) -> None:
    inner = (
        Node("a", "group", children=(integer("x"), integer("y"))),
        Node("h", "group", children=(Node("i", "group", children=(integer("x"),)), integer("x"))),
        Node("r", "repeat", rows=2, children=(integer("x"),)),
        integer("x"),
    )
    session = opened(
        Node("g", "group", children=inner),
        calculate("sum", "sum(/data/g/*/x)"),
        calculate("inner", "sum(/data/g/*/*/x)"),
        calculate("none", "count(/data/g/*/z)"),
    )
    for path, value in (("a/x", 1), ("a/y", 100), ("h/x", 2), ("h/i/x", 50), ("r[1]/x", 3), ("r[2]/x", 4)):
        session.set(f"/data/g/{path}", str(value))
    session.set("/data/g/x", "1000")
    told = {name: session.value(f"/data/{name}") for name in ("sum", "inner", "none")}
    assert told == {"sum": "10", "inner": "50", "none": "0"}
    session.remove_row("/data/g/r[2]")
    assert session.value("/data/sum") == "6"
