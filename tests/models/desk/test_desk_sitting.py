"""Sittings: what is typed is judged by the session and kept by the store, step by step."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import event

from models.desk import Desk
from models.entries import Comment, EntryState
from models.errors import EntryStateError, ViolationsRemainError
from models.store.errors import StoreError, StoreFullError

Office = Any
Forms = Any
OCTOBER = "2026M10"

PEOPLE, MADE = "/data/people", "/data/made"


def fill(desk: Desk, period: str = OCTOBER) -> Any:
    sitting = desk.open("monthly", period)
    sitting.record("/data/people", "91032")
    sitting.record("/data/made", "69586")
    return sitting


def failing(office: Office, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """Let the next transactions fail as a full disk does."""
    real, left = office.store.transaction, [times]

    def transaction() -> Any:
        if left[0]:
            left[0] -= 1
            raise StoreFullError(reason="full")
        return real()

    monkeypatch.setattr(office.store, "transaction", transaction)


def test_a_typed_number_is_on_the_disk_with_what_was_calculated(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    kept = office.values(sitting.head.id)
    assert (kept["/data/people"], kept["/data/made"], kept["/data/rate"]) == ("91032", "69586", "76.44")
    assert (kept["/data/unit"], kept["/data/period"]) == ("22810", OCTOBER)
    assert kept == sitting.session.values()


def test_the_history_says_who_typed_what_and_when(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    office.clock.forward(minutes=5)
    sitting.record("/data/made", "69.587")
    with office.store.reading() as t:
        last = t.history.of(sitting.head.id, "/data/made")[-1]
    assert (last.old, last.new, last.by, last.at) == ("69586", "69587", "Lan", "2026-10-20T03:09:05Z")


def test_a_form_that_was_only_looked_at_is_not_begun(desk: Desk, office: Office) -> None:
    sitting = desk.open("monthly", OCTOBER)
    sitting.flush()
    with office.store.reading() as t:
        assert t.entries.heads() == []
    assert sitting.head.state is EntryState.DRAFT


def test_a_refused_value_leaves_everything_as_it_was(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    outcome = sitting.record("/data/made", "chín mươi")
    assert outcome.refusal is not None
    assert office.values(sitting.head.id)["/data/made"] == "69586"
    assert sitting.unsaved == 0


def test_an_entry_goes_on_where_it_was_left(desk: Desk, office: Office) -> None:
    first = fill(desk)
    first.note("/data/made", "theo trạm y tế")
    again = desk.open("monthly", "10/2026")
    assert again.head == first.head
    assert again.session.values() == first.session.values()
    assert again.session.notes == {"/data/made": "theo trạm y tế"}


def test_the_villages_of_the_kit_make_the_rows_of_the_grid(desk: Desk, office: Office) -> None:
    sitting = desk.open("monthly", OCTOBER)
    assert sitting.session.children("/data/grid") == ["/data/grid[1]", "/data/grid[2]"]
    sitting.record("/data/grid[2]/x", "7")
    assert desk.open("monthly", OCTOBER).session.value("/data/grid[2]/x") == "7"


def test_the_head_tells_how_far_the_entry_is(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    sitting.record("/data/made", "99999")
    with office.store.reading() as t:
        head = t.entries.head(sitting.head.id)
    assert head == sitting.head
    progress = sitting.session.progress()
    assert (head.done, head.total, head.hard, head.soft) == (
        progress.done,
        progress.total,
        progress.hard,
        progress.soft,
    )
    assert head.hard == 1


def test_removing_a_row_moves_the_others_on_the_disk_too(desk: Desk, office: Office) -> None:
    sitting = desk.open("monthly", OCTOBER)
    for number, name in enumerate(("a", "b", "c"), start=1):
        if number > 1:
            sitting.save(sitting.add_row("/data/rows"))
        sitting.record(f"/data/rows[{number}]/name", name)
    sitting.save(sitting.remove_row("/data/rows[2]"))
    kept = office.values(sitting.head.id)
    assert {path: value for path, value in kept.items() if "rows" in path} == {
        "/data/rows[1]/name": "a",
        "/data/rows[2]/name": "c",
    }
    undone = sitting.undo()
    assert undone is not None
    sitting.save(undone)
    assert office.values(sitting.head.id)["/data/rows[3]/name"] == "c"
    assert desk.open("monthly", OCTOBER).session.values() == sitting.session.values()


def test_nothing_reaches_the_disk_before_it_is_saved(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    outcome = sitting.apply("/data/made", "5")
    assert (sitting.unsaved, office.values(sitting.head.id)["/data/made"]) == (1, "69586")
    sitting.save(outcome)
    assert (sitting.unsaved, office.values(sitting.head.id)["/data/made"]) == (0, "5")


def test_one_cell_is_one_commit(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    commits: list[object] = []
    event.listen(office.store._engine, "commit", commits.append)
    for number in range(10):
        sitting.record("/data/made", str(number))
    assert len(commits) == 10


def test_saving_again_is_harmless(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    first, second = sitting.apply("/data/made", "5"), sitting.apply("/data/made", "6")
    for outcome in (first, second, first, second, first):
        sitting.save(outcome)
    assert office.values(sitting.head.id)["/data/made"] == "6"
    with office.store.reading() as t:
        assert [c.new for c in t.history.of(sitting.head.id, "/data/made")] == ["69586", "5", "6"]


def test_what_could_not_be_saved_goes_before_what_came_later(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = fill(desk)
    first, second = sitting.apply("/data/made", "5"), sitting.apply("/data/made", "6")
    failing(office, monkeypatch, 1)
    with pytest.raises(StoreFullError):
        sitting.save(first)
    assert sitting.unsaved == 2
    sitting.save(second)
    sitting.save(first)
    assert sitting.unsaved == 0
    with office.store.reading() as t:
        assert [c.new for c in t.history.of(sitting.head.id, "/data/made")] == ["69586", "5", "6"]


def test_a_commit_that_was_told_as_a_failure_may_be_tried_again(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = desk.open("monthly", OCTOBER)
    outcome = sitting.apply("/data/people", "10")
    real = office.store.transaction

    class Lost:
        def __enter__(self) -> Any:
            self.block = real()
            return self.block.__enter__()

        def __exit__(self, *error: Any) -> None:
            self.block.__exit__(*error)
            raise StoreError(reason="answer lost")

    monkeypatch.setattr(office.store, "transaction", Lost)
    with pytest.raises(StoreError):
        sitting.save(outcome)
    monkeypatch.undo()
    sitting.save(outcome)
    with office.store.reading() as t:
        assert [c.new for c in t.history.of(sitting.head.id, "/data/people")] == ["10"]
        assert len(t.entries.heads()) == 1


def test_one_thread_types_while_another_saves(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    outcomes: list[Any] = []
    ready = threading.Semaphore(0)

    def write() -> None:
        for number in range(200):
            ready.acquire()
            sitting.save(outcomes[number])

    writer = threading.Thread(target=write)
    writer.start()
    for number in range(200):
        outcomes.append(sitting.apply("/data/made", str(number)))
        ready.release()
    writer.join()
    assert sitting.unsaved == 0
    with office.store.reading() as t:
        typed = [c.new for c in t.history.of(sitting.head.id, "/data/made")]
    assert typed == ["69586", *(str(number) for number in range(200))]


def test_a_required_cell_stands_in_the_way_of_completion(desk: Desk, office: Office) -> None:
    sitting = desk.open("monthly", OCTOBER)
    sitting.record("/data/made", "")
    with pytest.raises(ViolationsRemainError) as refused:
        sitting.complete()
    violations: Any = refused.value.details["violations"]
    assert [(one.path, one.kind) for one in violations] == [("/data/people", "required")]
    assert (refused.value.details["hard"], refused.value.details["soft"]) == (1, 0)
    assert sitting.head.state is EntryState.DRAFT


def test_a_warning_must_be_explained_before_completion(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    sitting.record("/data/big", "5000")
    with pytest.raises(ViolationsRemainError) as refused:
        sitting.complete()
    assert (refused.value.details["hard"], refused.value.details["soft"]) == (0, 1)
    sitting.explain("/data/big", "đợt cao điểm tháng 10")
    sitting.complete()
    assert (sitting.head.state, sitting.head.completed_by) == (EntryState.COMPLETE, "Lan")
    with office.store.reading() as t:
        assert t.entries.head(sitting.head.id) == sitting.head
        assert t.entries.snapshot(sitting.head.id).explanations == {"/data/big": "đợt cao điểm tháng 10"}


def test_what_travels_is_what_the_session_sends(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    sitting.record("/data/more", "1")
    sitting.record("/data/why", "vì mưa")
    sitting.record("/data/more", "0")
    sitting.complete()
    with office.store.reading() as t:
        snapshot = t.entries.snapshot(sitting.head.id)
        assert t.entries.values(sitting.head.id)["/data/why"] == "vì mưa"
    assert "/data/why" not in snapshot.values
    assert snapshot.values == sitting.session.sent_values()


def test_what_was_typed_is_saved_even_if_completion_is_refused(desk: Desk, office: Office) -> None:
    sitting = desk.open("monthly", OCTOBER)
    sitting.apply("/data/big", "7")
    with pytest.raises(ViolationsRemainError):
        sitting.complete()
    assert office.values(sitting.head.id)["/data/big"] == "7"


def test_a_complete_entry_is_read_only_until_it_is_reopened(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    sitting.complete()
    assert (sitting.read_only, sitting.can_reopen, sitting.can_revise) == (True, True, False)
    for change in (
        lambda: sitting.record("/data/made", "1"),
        lambda: sitting.note("/data/made", "x"),
        lambda: sitting.explain("/data/made", "x"),
        sitting.undo,
        sitting.complete,
    ):
        with pytest.raises(EntryStateError):
            change()
    sitting.reopen()
    sitting.record("/data/made", "1")
    assert office.values(sitting.head.id)["/data/made"] == "1"
    assert sitting.head.state is EntryState.DRAFT


def test_what_was_sent_opens_read_only_until_it_is_revised(desk: Desk, office: Office) -> None:
    fill(desk).complete()
    first = desk.open("monthly", OCTOBER)
    office.step(first.head.id, "exported", "received", "returned")
    comments = [Comment("/data/made", "xem lại", "Tỉnh", "2026-10-21T00:00:00Z")]
    with office.store.transaction() as t:
        t.entries.set_comments(first.head.id, comments)

    sitting = desk.open("monthly", OCTOBER)
    assert (sitting.read_only, sitting.can_reopen, sitting.can_revise) == (True, False, True)
    assert list(sitting.comments) == comments
    with pytest.raises(EntryStateError):
        sitting.record("/data/made", "1")
    with pytest.raises(EntryStateError):
        sitting.reopen()

    sitting.revise()
    assert list(sitting.comments) == comments
    assert (sitting.head.revision, sitting.head.replaces) == (2, first.head.id)
    sitting.record("/data/made", "69587")
    sitting.complete()
    assert office.values(first.head.id)["/data/made"] == "69586"
    assert office.values(sitting.head.id)["/data/made"] == "69587"
    assert desk.open("monthly", OCTOBER).head == sitting.head
    assert desk.open_entry(first.head.id).head.state is EntryState.SUPERSEDED


def test_a_sitting_hears_of_what_happened_to_its_entry_elsewhere(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    sitting.complete()
    office.step(sitting.head.id, "exported", "accepted")
    assert sitting.refresh().state is EntryState.ACCEPTED


def test_an_entry_completed_elsewhere_is_not_changed_behind_its_back(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    desk.open("monthly", OCTOBER).complete()
    with pytest.raises(EntryStateError):
        sitting.record("/data/made", "1")
    assert office.values(sitting.head.id)["/data/made"] == "69586"


def test_the_period_before_is_there_to_compare_with(desk: Desk, office: Office) -> None:
    before = desk.open("monthly", "2026M09")
    before.record("/data/people", "10")
    before.record("/data/steady", "100")
    before.complete()
    sitting = fill(desk)
    assert sitting.session.previous_value("/data/steady") == "100"
    outcome = sitting.record("/data/steady", "200")
    assert [violation.kind for violation in outcome.violations] == ["compare"]


def past(desk: Desk, *steady: str) -> None:
    """Complete the months before October, the latest first."""
    for number, value in enumerate(steady):
        before = desk.open("monthly", f"2026M{9 - number:02d}")
        before.record("/data/people", "91032")
        before.record("/data/made", "69586")
        before.record("/data/steady", value)
        before.explain("/data/steady", "Theo sổ")
        before.complete()


def test_a_number_is_judged_beside_the_earlier_periods(desk: Desk) -> None:
    past(desk, "100", "102", "99", "101")
    sitting = fill(desk)
    (violation,) = sitting.record("/data/steady", "125").violations
    assert (violation.kind, violation.severity, violation.explained) == ("compare", "soft", False)
    assert violation.usual is not None
    assert (violation.usual.low, violation.usual.high, violation.usual.periods) == (90, 111, 4)
    assert sitting.record("/data/steady", "111").violations == ()


def test_what_is_unusual_must_be_explained_and_the_explanation_travels(desk: Desk, office: Office) -> None:
    past(desk, "100", "102", "99")
    sitting = fill(desk)
    sitting.record("/data/steady", "300")
    with pytest.raises(ViolationsRemainError):
        sitting.complete()
    sitting.explain("/data/steady", "Sáp nhập hai thôn")
    sitting.complete()
    with office.store.reading() as t:
        assert t.entries.snapshot(sitting.head.id).explanations["/data/steady"] == "Sáp nhập hai thôn"


def test_the_earlier_periods_are_asked_for_once_and_only_when_a_number_is_far_off(
    desk: Desk, office: Office
) -> None:
    past(desk, "100", "102", "99")
    asked = selects_of(office, "SELECT entry.period, ")
    sitting = fill(desk)
    sitting.record("/data/steady", "105")
    assert asked == []
    for value in ("300", "310", "320"):
        sitting.session.record("/data/steady", value)
    assert len(asked) == 1


def selects_of(office: Office, part: str) -> list[str]:
    found: list[str] = []

    def hear(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if part in statement and statement.startswith("SELECT"):
            found.append(statement)

    event.listen(office.store._engine, "before_cursor_execute", hear)
    return found


def test_a_draft_goes_over_to_a_new_version_of_its_form(office: Office, forms: Forms) -> None:
    old = fill(office.desk(forms.monthly, forms.tasks))
    desk = office.desk(forms.newer, forms.tasks)
    sitting = desk.open("monthly", OCTOBER)
    assert sitting.head.id == old.head.id
    assert sitting.session.value("/data/made") == "69586"
    sitting.record("/data/extra", "3")
    with office.store.reading() as t:
        head = t.entries.head(old.head.id)
    assert (head.form_version, head.form_sha256) == ("2", forms.newer.sha256)
    assert office.values(old.head.id)["/data/extra"] == "3"


def test_what_was_sent_stays_on_the_version_it_was_filled_in(office: Office, forms: Forms) -> None:
    sitting = fill(office.desk(forms.monthly))
    sitting.complete()
    office.step(sitting.head.id, "exported")
    again = office.desk(forms.newer).open("monthly", OCTOBER)
    assert again.session.definition.version == "1"
    again.revise()
    assert again.session.definition.version == "2"
    again.record("/data/extra", "3")
    assert again.head.form_version == "2"


def test_values_without_a_question_in_the_new_version_do_not_travel(office: Office, forms: Forms) -> None:
    sitting = office.desk(forms.newer).open("monthly", OCTOBER)
    sitting.record("/data/people", "10")
    sitting.record("/data/extra", "3")
    later = office.desk(forms.monthly).open("monthly", OCTOBER)
    assert [(dropped.path, dropped.text) for dropped in later.dropped] == [("/data/extra", "3")]
    later.complete()
    with office.store.reading() as t:
        snapshot = t.entries.snapshot(later.head.id)
        history = t.history.of(later.head.id, "/data/extra")
        assert [(c.old, c.new, c.why) for c in history] == [("", "3", ""), ("3", "", "form_version")]
        assert t.entries.values(later.head.id) == later.session.values()
    assert snapshot.values == later.session.sent_values()
    assert "/data/extra" not in snapshot.values


def test_a_large_entry_is_counted_when_nobody_types(
    desk: Desk, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.desk.working.COUNTED_EACH_STEP", 0)
    sitting = desk.open("monthly", OCTOBER)
    sitting.record("/data/people", "10")
    assert sitting.head.done == 0
    sitting.recount()
    sitting.flush()
    with office.store.reading() as t:
        assert t.entries.head(sitting.head.id).done == 1


def test_explanations_survive_reopening_and_revision(desk: Desk, office: Office) -> None:
    sitting = fill(desk)
    sitting.record("/data/big", "5000")
    sitting.explain("/data/big", "đúng như vậy")
    sitting.complete()
    sitting.reopen()
    sitting.complete()
    office.step(sitting.head.id, "exported")
    sitting.revise()
    assert sitting.session.explanations == {"/data/big": "đúng như vậy"}
    sitting.complete()


def test_two_sittings_over_the_same_new_period_do_not_make_two_entries(desk: Desk, office: Office) -> None:
    one, other = desk.open("monthly", OCTOBER), desk.open("monthly", OCTOBER)
    one.record("/data/people", "1")
    with pytest.raises(EntryStateError):
        other.record("/data/people", "2")
    with office.store.reading() as t:
        assert len(t.entries.heads()) == 1


def test_a_record_begun_by_mistake_is_set_aside_and_leaves_the_register(desk: Desk, office: Office) -> None:
    kept, mistake = desk.open_record("tasks"), desk.open_record("tasks")
    for sitting, title in ((kept, "Họp thôn"), (mistake, "Nhầm")):
        sitting.record("/data/title", title)
    mistake.discard("nhập nhầm")
    assert mistake.read_only
    assert [head.id for head in desk.records("tasks")] == [kept.head.id]
    assert list(desk.record_values("tasks")) == [kept.head.id]
    assert [item.records for item in desk.registers()] == [1]
    with office.store.reading() as t:
        line = t.history.lines(mistake.head.id)[-1].change
        assert t.entries.head(mistake.head.id).state is EntryState.DISCARDED
    assert (line.new, line.why) == ("discarded", "nhập nhầm")
    with pytest.raises(EntryStateError):
        mistake.record("/data/title", "Khác")
    with pytest.raises(EntryStateError):
        mistake.revise()
    assert desk.open_record("tasks", mistake.head.id).read_only


def test_what_was_not_begun_is_only_forgotten_when_it_is_set_aside(desk: Desk, office: Office) -> None:
    sitting = desk.open_record("tasks")
    sitting.apply("/data/title", "Nhầm")
    sitting.discard()
    assert (sitting.unsaved, sitting.read_only) == (0, True)
    with office.store.reading() as t:
        assert t.entries.heads(current=False, states=list(EntryState)) == []


def test_what_was_typed_last_is_saved_before_a_draft_is_set_aside(desk: Desk, office: Office) -> None:
    sitting = desk.open_record("tasks")
    sitting.record("/data/title", "Một")
    sitting.apply("/data/title", "Hai")
    sitting.discard()
    assert office.values(sitting.head.id)["/data/title"] == "Hai"


def test_a_complete_entry_is_not_set_aside(desk: Desk) -> None:
    sitting = fill(desk)
    sitting.complete()
    with pytest.raises(EntryStateError):
        sitting.discard()


def test_a_form_set_aside_is_begun_anew_when_it_is_opened(desk: Desk) -> None:
    first = desk.open("monthly", OCTOBER)
    first.record("/data/people", "10")
    first.discard()
    second = desk.open("monthly", OCTOBER)
    assert second.head.id != first.head.id
    assert second.session.value("/data/people") == ""


def test_many_changes_at_once_are_counted_at_the_end_and_kept_with_all_their_history(
    desk: Desk, office: Office
) -> None:
    sitting = desk.open("monthly", OCTOBER)
    with sitting.at_once():
        for path, value in (("people", "5"), ("made", "4"), ("made", "3")):
            sitting.apply_value(f"/data/{path}", value)
    sitting.apply_note("/data/made", "Theo sổ")
    sitting.apply_value("/data/people", "6")
    sitting.flush()
    with office.store.reading() as t:
        head = t.entries.head(sitting.head.id)
        lines = [(c.path, c.old, c.new) for c in t.history.of(head.id) if c.path in (MADE, PEOPLE)]
    assert (head.done, head.total) == (sitting.session.progress().done, sitting.session.progress().total)
    assert head.done == 2
    assert lines == [
        (PEOPLE, "", "5"),
        (MADE, "", "4"),
        (MADE, "4", "3"),
        (PEOPLE, "5", "6"),
    ]
