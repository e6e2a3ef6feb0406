"""Entries: values, history, states and revisions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.entries import Change, Comment, EntryState
from models.errors import EntryNotFoundError, EntryStateError
from models.store import Store
from models.store.errors import StoreFailedError
from models.store.schema import ENTRY

Make = Any


def test_a_recorded_cell_is_kept_with_its_history_and_progress(store: Store, draft: str, make: Make) -> None:
    with store.transaction() as t:
        t.entries.record(
            draft, [make.change("/data/a", "2")], make.counts(3, 9, 1, 2), "2026-10-20T04:00:00Z"
        )
    with store.reading() as t:
        assert t.entries.values(draft) == {"/data/a": "2"}
        assert [(c.old, c.new, c.by) for c in t.history.of(draft, "/data/a")] == [
            ("", "1", "Lan"),
            ("1", "2", "Lan"),
        ]
        head = t.entries.head(draft)
    assert (head.done, head.total, head.hard, head.soft) == (3, 9, 1, 2)
    assert head.updated_at == "2026-10-20T04:00:00Z"


def test_a_blank_value_has_no_row_but_a_history(store: Store, draft: str, make: Make) -> None:
    with store.transaction() as t:
        t.entries.record(draft, [make.change("/data/a", "")], make.counts(), make.at)
    with store.reading() as t:
        assert t.entries.values(draft) == {}
        assert t.history.of(draft)[-1] == Change("/data/a", "1", "", make.at, make.by)


def test_saying_the_same_thing_twice_adds_nothing(store: Store, draft: str, make: Make) -> None:
    for _ in range(2):
        with store.transaction() as t:
            t.entries.record(draft, [make.change("/data/a", "5", old="1")], make.counts(), make.at)
    with store.reading() as t:
        assert [c.new for c in t.history.of(draft)] == ["1", "5"]


def test_many_changes_at_once_are_all_kept(store: Store, draft: str, make: Make) -> None:
    changes = [make.change(f"/data/r[{row}]/x", str(row)) for row in range(1, 201)]
    with store.transaction() as t:
        t.entries.record(draft, changes, make.counts(), make.at)
    with store.reading() as t:
        assert len(t.entries.values(draft)) == 201


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "0", "1", "Hòa"])), max_size=5),
        max_size=6,
    ),
    st.integers(1000, 2**60),
)
def test_replaying_the_history_gives_the_values(
    store: Store, make: Make, batches: list[list[tuple[str, str]]], number: int
) -> None:
    head = make.head(number, period=None, form="tasks")
    try:
        with store.transaction() as t:
            t.entries.add(head)
    except StoreFailedError:  # the same number again: the example was seen
        return
    for batch in batches:
        with store.transaction() as t:
            t.entries.record(head.id, [make.change(path, new) for path, new in batch], make.counts(), make.at)
    with store.reading() as t:
        kept, history = t.entries.values(head.id), t.history.of(head.id)
    replayed: dict[str, str] = {}
    for change in history:
        assert replayed.get(change.path, "") == change.old != change.new
        replayed[change.path] = change.new
    assert {path: value for path, value in replayed.items() if value} == kept


@pytest.mark.parametrize("sql", ["UPDATE history SET new_value = '9'", "DELETE FROM history"])
def test_the_database_refuses_to_rewrite_history(store: Store, draft: str, sql: str) -> None:
    with pytest.raises(StoreFailedError, match="never rewritten"), store.transaction() as t:
        t.connection.exec_driver_sql(sql)
    with store.reading() as t:
        assert [c.new for c in t.history.of(draft)] == ["1"]


def test_notes_and_explanations_are_kept_replaced_and_removed(store: Store, draft: str, make: Make) -> None:
    def say(**words: str) -> None:
        with store.transaction() as t:
            t.entries.annotate(draft, "/data/a", at=make.at, by=make.by, **words)

    say(note="hỏi lại thôn 3", explanation="đợt cao điểm")
    say(note="đã hỏi")
    with store.reading() as t:
        assert t.entries.notes(draft) == {"/data/a": "đã hỏi"}
        assert t.entries.explanations(draft) == {"/data/a": "đợt cao điểm"}
    say(note="", explanation="")
    with store.reading() as t:
        assert t.entries.notes(draft) == t.entries.explanations(draft) == {}
        lines = [
            (line.kind, line.change.new) for line in t.history.lines(draft, "/data/a") if line.kind != "value"
        ]
    assert lines == [
        ("note", "hỏi lại thôn 3"),
        ("explanation", "đợt cao điểm"),
        ("note", "đã hỏi"),
        ("note", ""),
        ("explanation", ""),
    ]


@pytest.mark.parametrize("state", [EntryState.COMPLETE, EntryState.EXPORTED, EntryState.RETURNED])
def test_only_a_draft_can_be_changed(store: Store, draft: str, make: Make, state: EntryState) -> None:
    with store.transaction() as t:
        for step in (EntryState.COMPLETE, state):
            t.entries.set_state(draft, step, make.at, make.by)
    with pytest.raises(EntryStateError) as refused, store.transaction() as t:
        t.entries.record(draft, [make.change("/data/a", "2")], make.counts(), make.at)
    assert refused.value.details["state"] == state.value
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.annotate(draft, "/data/a", note="x", at=make.at, by=make.by)
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.retarget(draft, "2", "1" * 64)
    with store.reading() as t:
        assert t.entries.values(draft) == {"/data/a": "1"}


def test_a_reopened_entry_is_a_draft_again(store: Store, draft: str, make: Make) -> None:
    with store.transaction() as t:
        complete = t.entries.set_state(draft, EntryState.COMPLETE, make.at, make.by)
        again = t.entries.set_state(draft, EntryState.DRAFT, make.at, make.by)
        t.entries.record(draft, [make.change("/data/a", "2")], make.counts(), make.at)
    assert (complete.completed_at, complete.completed_by) == (make.at, "Lan")
    assert (again.state, again.completed_at) == (EntryState.DRAFT, None)


@pytest.mark.parametrize(
    ("steps", "last"),
    [
        ("complete exported received accepted received", "accepted"),
        ("complete exported accepted received exported", "accepted"),
        ("complete exported returned received", "returned"),
        ("complete exported returned accepted", "accepted"),
        ("complete exported exported", "exported"),
        ("complete received", "received"),
    ],
)
def test_late_and_repeated_news_never_takes_an_entry_back(
    store: Store, draft: str, make: Make, steps: str, last: str
) -> None:
    with store.transaction() as t:
        for step in steps.split():
            head = t.entries.set_state(draft, EntryState(step), make.at, make.by)
    assert head.state.value == last


@pytest.mark.parametrize("step", ["exported", "received", "accepted", "returned", "superseded"])
def test_a_draft_can_only_be_completed(store: Store, draft: str, make: Make, step: str) -> None:
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.set_state(draft, EntryState(step), make.at, make.by)


def test_what_left_cannot_be_reopened(store: Store, make: Make) -> None:
    entry = make.sent(store)
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.set_state(entry, EntryState.DRAFT, make.at, make.by)


def test_every_step_is_in_the_history(store: Store, make: Make) -> None:
    entry = make.sent(store)
    with store.reading() as t:
        states = [line.change.new for line in t.history.lines(entry) if line.kind == "state"]
    assert states == ["draft", "complete", "exported"]


def test_a_correction_is_a_new_revision_with_copies(store: Store, draft: str, make: Make) -> None:
    with store.transaction() as t:
        t.entries.annotate(draft, "/data/a", note="n", explanation="e", at=make.at, by=make.by)
        for step in (EntryState.COMPLETE, EntryState.EXPORTED, EntryState.RETURNED):
            t.entries.set_state(draft, step, make.at, make.by)
        new = t.entries.revise(draft, "f" * 32, make.at, make.by)
        t.entries.record(new.id, [make.change("/data/a", "2")], make.counts(), make.at)
    assert (new.revision, new.replaces, new.lineage, new.state) == (2, draft, draft, EntryState.DRAFT)
    with store.reading() as t:
        assert t.entries.values(draft) == {"/data/a": "1"}
        assert t.entries.values(new.id) == {"/data/a": "2"}
        assert t.entries.notes(new.id) == {"/data/a": "n"}
        assert t.entries.explanations(new.id) == {"/data/a": "e"}
        assert t.entries.head(draft).state is EntryState.RETURNED
        found = t.entries.find("monthly", "22810", "2026M10")
        assert found is not None
        assert found.id == new.id
        assert [head.id for head in t.entries.heads(unit="22810")] == [new.id]
        assert [head.id for head in t.entries.revisions(draft)] == [draft, new.id]


def test_completing_a_correction_supersedes_what_it_replaces(store: Store, make: Make) -> None:
    old = make.sent(store)
    with store.transaction() as t:
        new = t.entries.revise(old, "f" * 32, make.at, make.by)
        t.entries.set_state(new.id, EntryState.COMPLETE, make.at, make.by)
        assert t.entries.set_state(old, EntryState.ACCEPTED, make.at, make.by).state is EntryState.SUPERSEDED


@pytest.mark.parametrize("steps", ["", "complete"])
def test_what_did_not_leave_is_not_revised(store: Store, draft: str, make: Make, steps: str) -> None:
    with store.transaction() as t:
        for step in steps.split():
            t.entries.set_state(draft, EntryState(step), make.at, make.by)
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.revise(draft, "f" * 32, make.at, make.by)


def test_an_entry_is_revised_once(store: Store, make: Make) -> None:
    entry = make.sent(store)
    with store.transaction() as t:
        t.entries.revise(entry, "f" * 32, make.at, make.by)
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.revise(entry, "e" * 32, make.at, make.by)


def test_a_second_entry_for_the_same_period_is_refused(store: Store, draft: str, make: Make) -> None:
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.add(make.head(2))


def test_the_database_itself_holds_one_current_entry_a_period(store: Store, draft: str, make: Make) -> None:
    columns = [column.name for column in ENTRY.columns][2:]
    copy = f"INSERT INTO entry SELECT 'x', 'x', {', '.join(columns)} FROM entry"
    with pytest.raises(StoreFailedError, match=r"(?i)unique"), store.transaction() as t:
        t.connection.exec_driver_sql(copy)


def test_a_register_holds_many_records(store: Store, make: Make) -> None:
    with store.transaction() as t:
        for number in (1, 2, 3):
            t.entries.add(make.head(number, period=None, form="tasks"))
    with store.reading() as t:
        assert len(t.entries.heads(form="tasks", unit="22810")) == 3


def test_heads_are_found_by_every_filter(store: Store, make: Make) -> None:
    with store.transaction() as t:
        t.entries.add(make.head(1, "2026M09"))
        t.entries.add(make.head(2, "2026M10"))
        t.entries.add(make.head(3, "2026Q3", "quarterly"))
        t.entries.set_state(make.head(2).id, EntryState.COMPLETE, make.at, make.by)
    with store.reading() as t:
        assert len(t.entries.heads()) == 3
        assert [h.form for h in t.entries.heads(period="2026Q3")] == ["quarterly"]
        assert [h.period for h in t.entries.heads(form="monthly")] == ["2026M09", "2026M10"]
        assert [h.period for h in t.entries.heads(states=[EntryState.COMPLETE])] == ["2026M10"]
        assert t.entries.heads(states=[]) == t.entries.heads(unit="00001") == []
        assert t.entries.find("monthly", "22810", "2026M11") is None


def test_an_unknown_entry_is_named(store: Store, make: Make) -> None:
    with pytest.raises(EntryNotFoundError), store.reading() as t:
        t.entries.head("0" * 32)
    with pytest.raises(EntryNotFoundError), store.transaction() as t:
        t.entries.record("0" * 32, [make.change("/data/a", "1")], make.counts(), make.at)


def test_comments_are_replaced_in_order(store: Store, make: Make) -> None:
    entry = make.sent(store)
    comments = [Comment("/data/a", "xem lại", "Hòa", make.at), Comment("", "thiếu thôn", "Hòa")]
    with store.transaction() as t:
        t.entries.set_comments(entry, [Comment("/data/b", "cũ", "Hòa")])
        t.entries.set_comments(entry, comments)
    with store.reading() as t:
        assert t.entries.comments(entry) == comments


def test_a_draft_moves_to_a_new_form_version_with_its_values(store: Store, draft: str) -> None:
    with store.transaction() as t:
        t.entries.retarget(draft, "2", "1" * 64)
    with store.reading() as t:
        head = t.entries.head(draft)
        assert (head.form_version, head.form_sha256, t.entries.values(draft)) == (
            "2",
            "1" * 64,
            {"/data/a": "1"},
        )


def test_a_discarded_draft_is_kept_with_its_history_and_listed_nowhere(
    store: Store, draft: str, make: Make
) -> None:
    with store.transaction() as t:
        assert t.entries.discard(draft, make.at, make.by, "begun twice").state is EntryState.DISCARDED
    with store.reading() as t:
        assert t.entries.find("monthly", "22810", "2026M10") is None
        assert t.entries.heads() == t.entries.heads(current=False) == t.entries.revisions(draft) == []
        assert t.entries.values_of(form="monthly") == {}
        assert [head.id for head in t.entries.heads(states=[EntryState.DISCARDED], current=False)] == [draft]
        assert t.entries.values(draft) == {"/data/a": "1"}
        last = t.history.lines(draft)[-1].change
    assert (last.old, last.new, last.by, last.why) == ("draft", "discarded", make.by, "begun twice")


def test_the_period_of_a_discarded_draft_is_free_again(store: Store, draft: str, make: Make) -> None:
    with store.transaction() as t:
        t.entries.discard(draft, make.at, make.by)
        t.entries.add(make.head(2))
    with store.reading() as t:
        assert t.entries.find("monthly", "22810", "2026M10") == make.head(2)


def test_a_discarded_correction_makes_what_it_was_to_replace_current_again(store: Store, make: Make) -> None:
    sent, again = make.sent(store), ["a" * 32, "b" * 32]
    for new in again:
        with store.transaction() as t:
            t.entries.revise(sent, new, make.at, make.by)
            assert t.entries.discard(new, make.at, make.by).revision == 2
    with store.reading() as t:
        found = t.entries.find("monthly", "22810", "2026M10")
        assert found is not None
        assert (found.id, found.state) == (sent, EntryState.EXPORTED)
        assert [head.id for head in t.entries.revisions(sent)] == [sent]


@pytest.mark.parametrize("step", ["complete", "exported", "accepted", "draft"])
def test_no_other_step_follows_what_was_discarded(store: Store, draft: str, make: Make, step: str) -> None:
    with store.transaction() as t:
        t.entries.discard(draft, make.at, make.by)
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.set_state(draft, EntryState(step), make.at, make.by)
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.record(draft, [make.change("/data/a", "2")], make.counts(), make.at)


def test_a_discarded_draft_is_restored_with_what_was_typed_and_its_history(
    store: Store, draft: str, make: Make
) -> None:
    with store.transaction() as t:
        before = t.entries.values(draft)
        t.entries.discard(draft, make.at, make.by, "nhầm")
        assert t.entries.restore(draft, make.at, make.by).state is EntryState.DRAFT
        assert t.entries.values(draft) == before
        found = t.entries.find("monthly", "22810", "2026M10")
        lines = [(line.change.old, line.change.new) for line in t.history.lines(draft)]
    assert found is not None
    assert found.id == draft
    assert lines[-2:] == [("draft", "discarded"), ("discarded", "draft")]


def test_a_restored_correction_takes_its_place_before_what_it_replaces(store: Store, make: Make) -> None:
    sent = make.sent(store)
    new = "e" * 32
    with store.transaction() as t:
        t.entries.revise(sent, new, make.at, make.by)
        t.entries.discard(new, make.at, make.by)
        t.entries.restore(new, make.at, make.by)
        found = t.entries.find("monthly", "22810", "2026M10")
        assert found is not None
        assert found.id == new


def test_nothing_is_restored_over_what_took_its_place(store: Store, draft: str, make: Make) -> None:
    with store.transaction() as t:
        t.entries.discard(draft, make.at, make.by)
        other = make.head(number=77)
        t.entries.add(other, by=make.by)
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.restore(draft, make.at, make.by)
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.restore(other.id, make.at, make.by)


def test_a_correction_that_was_made_twice_is_restored_once(store: Store, make: Make) -> None:
    sent, first, second = make.sent(store), "e" * 32, "f" * 32
    with store.transaction() as t:
        for new in (first, second):
            t.entries.revise(sent, new, make.at, make.by)
            t.entries.discard(new, make.at, make.by)
        t.entries.restore(second, make.at, make.by)
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.restore(first, make.at, make.by)


def test_only_a_draft_is_discarded(store: Store, make: Make) -> None:
    sent = make.sent(store)
    with pytest.raises(EntryStateError), store.transaction() as t:
        t.entries.discard(sent, make.at, make.by)
