"""Double entry: the pure rules, and the record that is never rewritten."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.entries import Change, EntryHead, EntryState
from models.forms.definition import FormDefinition, Node
from models.forms.outcomes import Refusal
from models.forms.ranking import rank
from models.session import EntrySession, SessionContext
from models.store import Store
from models.store.errors import StoreError
from models.store.second_keying import SecondKeyings
from models.verification import (
    Keying,
    Standing,
    as_change,
    demanded,
    differences,
    inputs,
    is_keying,
    last_of,
    read_second,
    standing,
    tally,
    unverified,
)

AT = "2026-10-20T03:04:05Z"


def keyed(path: str, first: str, second: str) -> Keying:
    return Keying(path, "keyed", first, second, AT, "Bình")


def settled(path: str, first: str, second: str, chosen: str) -> Keying:
    return Keying(path, "settled", first, second, AT, "Bình", chosen)


def test_a_cell_waits_agrees_differs_and_is_settled() -> None:
    assert standing("431", None) is Standing.WAITING
    assert standing("431", keyed("/a", "431", "431")) is Standing.AGREED
    assert standing("431", keyed("/a", "431", "413")) is Standing.DIFFERS
    assert standing("413", settled("/a", "431", "413", "413")) is Standing.SETTLED


def test_a_blank_agrees_only_with_a_blank() -> None:
    assert standing("", keyed("/a", "", "")) is Standing.AGREED
    assert standing("0", keyed("/a", "0", "")) is Standing.DIFFERS


def test_a_value_changed_after_it_was_settled_differs_anew() -> None:
    assert standing("500", settled("/a", "431", "413", "413")) is Standing.DIFFERS
    assert standing("500", keyed("/a", "431", "431")) is Standing.DIFFERS


def test_only_the_last_line_of_a_cell_counts() -> None:
    lines = [keyed("/a", "1", "2"), keyed("/a", "1", "1"), keyed("/b", "3", "4")]
    found = differences(["/a", "/b"], {"/a": "1", "/b": "3"}, last_of(lines))
    assert [(each.path, each.first, each.second, each.by) for each in found] == [("/b", "3", "4", "Bình")]


texts = st.sampled_from(["", "0", "1", "12", "có"])


@given(
    st.dictionaries(st.sampled_from(["/a", "/b", "/c"]), texts), st.lists(st.tuples(texts, texts), max_size=6)
)
def test_every_cell_is_counted_exactly_once(values: dict[str, str], pairs: list[tuple[str, str]]) -> None:
    paths = ["/a", "/b", "/c"]
    last = last_of(keyed(paths[n % 3], *pair) for n, pair in enumerate(pairs))
    found = tally(paths, values, last)
    waiting = sum(1 for path in paths if standing(values.get(path, ""), last.get(path)) is Standing.WAITING)
    assert found.keyed + waiting == found.total == 3
    assert found.differing == len(differences(paths, values, last))
    assert found.done is (waiting == 0 and not found.differing)


def session() -> EntrySession:
    root = Node(
        "data",
        "group",
        children=(
            Node("unit", type="hidden"),
            Node("count", type="integer", datatype="int", appearance="w2 verify", label={"vi": "Số"}),
            Node("day", type="date", datatype="date", label={"vi": "Ngày"}),
            Node("rate", type="calculate", label={"vi": "Tỷ lệ"}),
            Node("remark", type="text", label={"vi": "Ghi chú"}),
        ),
    )
    form = FormDefinition("f", "1", {"vi": "F"}, ("vi",), "vi", root, rules=rank(root))
    return EntrySession.open(form, SessionContext(now=lambda: datetime(2026, 10, 20, tzinfo=UTC)))


def test_what_a_person_answers_is_keyed_twice_or_only_what_the_form_marks() -> None:
    opened = session()
    everything = ["/data/count", "/data/day", "/data/remark"]
    assert [node.path for node in inputs(opened)] == everything
    assert [node.path for node in demanded(opened)] == ["/data/count"]
    assert [node.path for node in demanded(opened, whole=True)] == everything


def test_a_mark_on_a_repeat_marks_everything_in_it() -> None:
    leaves = (Node("x", type="integer", datatype="int"), Node("y", type="integer", datatype="int"))
    rows = Node("villages", "repeat", children=leaves, appearance="verify", rows=2)
    root = Node("data", "group", children=(Node("a", type="integer", datatype="int"), rows))
    form = FormDefinition("f", "1", {"vi": "F"}, ("vi",), "vi", root, rules=rank(root))
    opened = EntrySession.open(form, SessionContext(now=lambda: datetime(2026, 10, 20, tzinfo=UTC)))
    assert [node.path for node in demanded(opened)] == [
        f"/data/villages[{row}]/{name}" for row in (1, 2) for name in ("x", "y")
    ]


def test_what_is_not_keyed_twice_or_still_differs_stands_in_the_way() -> None:
    opened = session()
    opened.record("/data/count", "431")
    assert unverified(opened, []).waiting == ("/data/count",)
    assert unverified(opened, [keyed("/data/count", "431", "413")]).differing == ("/data/count",)
    assert not unverified(opened, [keyed("/data/count", "431", "431")])
    assert not unverified(opened, [settled("/data/count", "413", "431", "431")])
    assert unverified(opened, [keyed("/data/count", "431", "431")], whole=True).waiting == (
        "/data/day",
        "/data/remark",
    )


def test_lines_of_double_entry_are_told_from_changes_in_a_history_that_travels() -> None:
    lines = [keyed("/a", "431", "413"), settled("/a", "431", "413", "431")]
    told = [as_change(line) for line in lines]
    assert [(change.old, change.new, change.by) for change in told] == [
        ("431", "413", "Bình"),
        ("431", "431", "Bình"),
    ]
    assert all(map(is_keying, told))
    assert not is_keying(Change("/a", "1", "2", AT, "Lan"))


def test_the_second_keying_is_read_as_the_first_was_and_leaves_the_entry_alone() -> None:
    opened = session()
    count, day = (opened.node(path) for path in ("/data/count", "/data/day"))
    now = datetime(2026, 10, 20, 9)  # noqa: DTZ001 - local, as people mean it
    assert read_second(opened, count, "=1.200+4", now) == "1204"
    assert read_second(opened, day, "5/10", now) == "2026-10-05"
    assert isinstance(read_second(opened, count, "12x", now), Refusal)
    assert opened.value("/data/count") == ""
    assert opened.undo() is None


def head(entry_id: str) -> EntryHead:
    return EntryHead(
        id=entry_id,
        lineage=entry_id,
        form="f",
        form_version="1",
        form_sha256="0" * 64,
        unit="22810",
        period="2026M10",
        revision=1,
        replaces=None,
        state=EntryState.DRAFT,
        created_at=AT,
        updated_at=AT,
    )


def test_the_record_keeps_every_line_in_order_and_is_never_rewritten(tmp_path: Path) -> None:
    lines = [keyed("/a", "1", "2"), keyed("/b", "", ""), settled("/a", "1", "2", "2")]
    with Store.open(tmp_path / "s.db") as store:
        with store.transaction() as t:
            t.entries.add(head("1" * 32), by="Lan")
            SecondKeyings(t.connection, t.dialect).append("1" * 32, lines)
        with store.reading() as t:
            record = SecondKeyings(t.connection, t.dialect)
            assert record.of("1" * 32) == lines
            assert record.of("1" * 32, "/a") == [lines[0], lines[2]]
            assert record.of("2" * 32) == []
        for statement in ("UPDATE second_keying SET author = 'X'", "DELETE FROM second_keying"):
            with pytest.raises(StoreError), store.transaction() as t:
                t.connection.exec_driver_sql(statement)
