"""The office: what came, what is missing, what it says, what the province decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.entries import Comment, EntryState
from models.errors import EntryNotFoundError, EntryStateError, UnknownUnitError
from models.office import Mark, MatrixRow, decide, find_entry, gaps
from models.office.facts import Count
from models.periods import PeriodKind, parse_period
from models.store.stamps import stamp
from tests.tui.province.world import BIG, DOCS, EDOCS, NOW, WHY, World

OCTOBER = parse_period("2026M10")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World.make(tmp_path / "province")
    yield made
    made.store.close()


def row(world: World, unit: str, refused: dict[str, str] | None = None) -> MatrixRow:
    return next(r for r in world.office.matrix(OCTOBER, refused).rows if r.unit.code == unit)


def marks(world: World, unit: str, refused: dict[str, str] | None = None) -> list[Mark]:
    return [cell.mark for cell in row(world, unit, refused).cells]


# -- the matrix


def test_every_commune_is_a_row_and_every_form_a_column(world: World) -> None:
    matrix = world.office.matrix(OCTOBER)
    assert len(matrix.rows) == 65
    assert [(c.form.form_id, str(c.period) if c.period else "") for c in matrix.columns] == [
        ("monthly", "2026M10"),
        ("quarterly", "2026Q4"),
        ("tasks", ""),
        ("teams", ""),
    ]


def test_what_did_not_come_is_missing_after_the_deadline_and_awaited_before(world: World) -> None:
    cells = row(world, "22810").cells
    assert (cells[0].mark, cells[0].days_late) == (Mark.MISSING, 3)
    assert (cells[1].mark, cells[1].days_late) == (Mark.AWAITED, 0)


def test_what_came_is_received_accepted_or_returned(world: World) -> None:
    for unit, state in (("22738", None), ("22810", EntryState.ACCEPTED), ("22813", EntryState.RETURNED)):
        entry = world.month(unit, 100, 90)
        world.send([entry])
        if state is not None:
            with world.store.transaction() as writing:
                decide(writing, entry.id, state, [], stamp(NOW), "Hà")
    found = [marks(world, unit)[0] for unit in ("22738", "22810", "22813")]
    assert found == [Mark.RECEIVED, Mark.ACCEPTED, Mark.RETURNED]


def test_the_first_revision_that_came_decides_about_being_late(world: World) -> None:
    first = world.month("22810", 100, 90)
    world.send([first], at="2026-10-22T03:00:00Z")
    world.send(
        [world.snapshot("22810", "monthly", "2026M10", {DOCS: "100"}, replaces=first)],
        at="2026-10-25T03:00:00Z",
    )
    assert row(world, "22810").cells[0].days_late == 0


def test_what_came_after_the_deadline_counts_its_days(world: World) -> None:
    world.send([world.month("22810", 100, 90)], at="2026-10-24T03:00:00Z")
    matrix = world.office.matrix(OCTOBER)
    assert (matrix.expected, matrix.received, matrix.on_time) == (65, 1, 0)
    assert row(world, "22810").cells[0].days_late == 2


def test_a_unit_whose_file_lies_in_quarantine_is_not_just_missing(world: World) -> None:
    world.send([world.snapshot("22822", "quarterly", "2026Q4", {"/data/people": "1"})])
    refused = {"22822": "E_REVOKED"}
    assert marks(world, "22822", refused)[:2] == [Mark.REFUSED, Mark.RECEIVED]
    assert row(world, "22822", refused).refused == "E_REVOKED"


def test_a_register_counts_its_records_and_shows_when_one_was_returned(world: World) -> None:
    tasks = [world.task("22810", f"Việc {number}") for number in range(3)]
    world.send(tasks)
    cell = row(world, "22810").cells[2]
    assert (cell.mark, cell.records) == (Mark.RECEIVED, 3)
    with world.store.transaction() as writing:
        decide(writing, tasks[0].id, EntryState.RETURNED, [], stamp(NOW), "Hà")
    assert row(world, "22810").cells[2].mark is Mark.RETURNED


def test_the_holes_of_the_newest_chain_are_the_missing_bundles(world: World) -> None:
    for seq in (1, 2, 5):
        world.send([world.task("22810", f"Việc {seq}")], seq=seq)
    assert row(world, "22810").missing == (3, 4)
    world.send([world.task("22810", "Máy mới")], seq=1, chain="c2")
    with world.store.reading() as reading:
        assert gaps(reading) == {}


def test_a_refused_bundle_takes_no_place_in_the_chain(world: World) -> None:
    world.send([world.task("22810", "Việc 1")], seq=1)
    with world.store.transaction() as writing:
        world.received(
            writing, "22810", 2, [], at="2026-10-20T03:00:00Z", status="quarantined", code="E_FORK"
        )
    world.send([world.task("22810", "Việc 3")], seq=3)
    assert row(world, "22810").missing == (2,)


# -- periods


def test_the_latest_period_is_the_last_one_whose_window_ended(world: World) -> None:
    assert str(world.office.latest(PeriodKind.MONTH)) == "2026M10"
    assert world.office.today == date(2026, 10, 25)
    offered = [str(period) for period in world.office.periods()]
    assert offered[:2] == ["2026M11", "2026M10"]
    assert "2026Q3" in offered


# -- measuring


def test_what_arrived_is_measured_once_and_again_only_when_it_is_new(world: World) -> None:
    world.send([world.month("22810", 100, 90)])
    seen: list[tuple[int, int]] = []
    found = world.office.measured(OCTOBER, progress=lambda done, of: seen.append((done, of)))
    figures = {m.indicator: (m.numerator, m.denominator) for m in found.indicators if m.unit == "22810"}
    assert figures["edocs"] == (Decimal(90), Decimal(100))
    assert seen == [(1, 1)]
    world.office.measured(OCTOBER, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 1)]
    world.send([world.month("22813", 10, 9)])
    world.office.measured(OCTOBER, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 1), (1, 1)]


def test_a_new_kit_measures_everything_anew(world: World) -> None:
    world.send([world.month("22810", 100, 90)])
    world.office.measured(OCTOBER)
    with world.store.transaction() as writing:
        writing.meta.set("measured.kit.2.2026M10", "another kit")
    seen: list[tuple[int, int]] = []
    world.office.measured(OCTOBER, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 1)]


def test_counts_of_quality_are_kept_apart_from_indicators(world: World) -> None:
    world.send([world.month("22810", 100, 90)])
    found = world.office.measured(OCTOBER)
    assert {m.indicator for m in found.indicators} <= {"edocs", "big"}
    assert all(m.indicator.startswith("~") for m in found.counts)


def test_facts_count_wrong_cells_filled_cells_and_explained_warnings(world: World) -> None:
    values = {DOCS: "100", EDOCS: "120", BIG: "5000"}
    world.send([world.snapshot("22810", "monthly", "2026M10", values, explanations={BIG: "Đợt cao điểm"})])
    office = world.office
    facts = office.facts(office.matrix(OCTOBER), office.measured(OCTOBER))["22810"]
    (entry,) = facts.entries
    assert entry.right == Count(2, 3)
    assert entry.full == Count(3, 4)
    assert entry.warnings == Count(1, 1)
    assert not entry.twin
    assert (facts.expected, facts.due) == (1, Count(1, 1))


def test_a_value_that_is_unusual_beside_earlier_periods_and_unexplained_is_not_clean(world: World) -> None:
    world.send([world.snapshot("22810", "monthly", f"2026M{m:02d}", {DOCS: "400"}) for m in (6, 7, 8, 9)])
    jumped = {DOCS: "4000", EDOCS: "30"}
    world.send([world.snapshot("22810", "monthly", "2026M10", jumped)])
    world.send(
        [world.snapshot("22813", "monthly", f"2026M{m:02d}", {DOCS: "400"}) for m in (6, 7, 8, 9)]
        + [world.snapshot("22813", "monthly", "2026M10", jumped, explanations={DOCS: "Chuyển sổ cũ"})]
    )
    found = world.office.facts(world.office.matrix(OCTOBER), world.office.measured(OCTOBER))
    assert [found[unit].entries[0].warnings for unit in ("22810", "22813")] == [Count(0, 1), Count(1, 1)]
    with world.store.reading() as reading:
        head = find_entry(reading, world.catalogue, "22810", "monthly", "10/2026")
    (violation,) = world.office.review(head.id, "vi").session.violations()
    assert violation.usual is not None
    assert (violation.usual.low, violation.usual.high) == (200, 600)


def test_two_laptops_with_the_same_form_are_twins(world: World) -> None:
    world.send([world.month("22810", 100, 90)])
    world.send([world.month("22810", 101, 90)], chain="c2", seq=1)
    office = world.office
    facts = office.facts(office.matrix(OCTOBER), office.measured(OCTOBER))["22810"]
    assert facts.entries[0].twin


def test_records_that_repeat_word_for_word_are_counted(world: World) -> None:
    world.send(
        [
            world.task("22810", "Cấp chữ ký số"),
            world.task("22810", "cấp CHỮ ký số"),
            world.task("22810", "Khác"),
        ]
    )
    office = world.office
    facts = office.facts(office.matrix(OCTOBER), office.measured(OCTOBER))["22810"]
    assert facts.records == Count(2, 3)


def test_registers_are_counted_again_only_when_they_changed(world: World) -> None:
    world.send([world.task("22810", "Một")])
    world.office.measured(OCTOBER)
    with world.store.transaction() as writing:
        writing.measurements.replace_registers("2026M10", {"22810": []})
    office = world.office
    assert office.facts(office.matrix(OCTOBER), office.measured(OCTOBER))["22810"].records == Count(0, 0)
    world.send([world.task("22810", "Hai")])
    assert office.facts(office.matrix(OCTOBER), office.measured(OCTOBER))["22810"].records == Count(2, 2)


# -- one unit, one entry


def test_a_story_tells_entries_bundles_gaps_and_registers(world: World) -> None:
    first = world.month("22810", 100, 90)
    world.send([first, world.task("22810", "Một")], seq=1)
    second = world.snapshot(
        "22810", "monthly", "2026M10", {DOCS: "101"}, replaces=first, at="2026-10-21T01:00:00Z"
    )
    world.send([second], seq=3)
    story = world.office.story("22810")
    assert [(head.revision, head.state) for head in story.entries] == [
        (2, EntryState.RECEIVED),
        (1, EntryState.SUPERSEDED),
    ]
    assert [bundle.seq for bundle in story.bundles] == [3, 1]
    assert story.missing == (2,)
    assert [(count.form, count.records) for count in story.registers] == [("tasks", 1)]
    with pytest.raises(UnknownUnitError):
        world.office.story("99999")


def test_the_differences_of_two_revisions_say_who_changed_what_and_why(world: World) -> None:
    first = world.month("22810", 100, 90)
    values = {DOCS: "100", EDOCS: "95", WHY: "Máy hỏng"}
    second = world.snapshot("22810", "monthly", "2026M10", values, replaces=first, by="Trần Bình")
    world.send([first])
    world.send([second])
    review = world.office.review(second.id, "vi")
    assert {d.path: (d.old, d.new) for d in review.changed} == {
        EDOCS: ("90", "95"),
        BIG: ("208", ""),
        WHY: ("", "Máy hỏng"),
    }
    changed = next(d for d in review.changed if d.path == EDOCS)
    assert (changed.by, changed.why) == ("Trần Bình", "sửa theo góp ý")
    assert review.replaced is not None
    assert review.replaced.id == first.id


def test_a_cleared_cell_without_history_is_told_by_who_completed(world: World) -> None:
    first = world.month("22810", 100, 90)
    second = world.snapshot("22810", "monthly", "2026M10", {DOCS: "100"}, replaces=first, by="Trần Bình")
    world.send([first])
    world.send([second])
    assert {d.by for d in world.office.review(second.id, "vi").changed} == {"Trần Bình"}


def test_the_first_revision_has_nothing_to_compare(world: World) -> None:
    first = world.month("22810", 100, 90)
    world.send([first])
    review = world.office.review(first.id, "vi")
    assert (review.replaced, review.changed) == (None, ())


def test_review_shows_the_period_before(world: World) -> None:
    world.send([world.snapshot("22810", "monthly", "2026M09", {DOCS: "77"}), world.month("22810", 100, 90)])
    with world.store.reading() as reading:
        head = find_entry(reading, world.catalogue, "22810", "monthly", "10/2026")
    assert world.office.review(head.id, "vi").session.previous_value(DOCS) == "77"


# -- deciding


def test_comments_wait_until_the_decision_and_are_sent_with_it(world: World) -> None:
    entry = world.month("22810", 100, 90)
    world.send([entry])
    comment = Comment(DOCS, "Xem lại số này", "Hà", stamp(NOW))
    world.office.keep_comments(entry.id, [comment])
    with world.store.reading() as reading:
        assert reading.entries.comments(entry.id) == []
    waiting = world.office.review(entry.id, "vi")
    assert (waiting.comments, waiting.said) == ((comment,), False)
    with world.store.transaction() as writing:
        head = world.office.decide(writing, entry.id, EntryState.RETURNED, [comment], "Hà")
    assert head.state is EntryState.RETURNED
    after = world.office.review(entry.id, "vi")
    assert (after.comments, after.said) == ((comment,), True)


def test_a_returned_entry_may_be_accepted_after_all(world: World) -> None:
    entry = world.month("22810", 100, 90)
    world.send([entry])
    for state in (EntryState.RETURNED, EntryState.ACCEPTED):
        with world.store.transaction() as writing:
            assert decide(writing, entry.id, state, [], stamp(NOW), "Hà").state is state


def test_only_accepting_and_returning_are_decisions(world: World) -> None:
    entry = world.month("22810", 100, 90)
    world.send([entry])
    with pytest.raises(ValueError), world.store.transaction() as writing:
        decide(writing, entry.id, EntryState.SUPERSEDED, [], stamp(NOW), "Hà")


def test_a_replaced_revision_cannot_be_decided(world: World) -> None:
    first = world.month("22810", 100, 90)
    world.send([first])
    world.send([world.snapshot("22810", "monthly", "2026M10", {DOCS: "1"}, replaces=first)])
    with pytest.raises(EntryStateError), world.store.transaction() as writing:
        decide(writing, first.id, EntryState.ACCEPTED, [], stamp(NOW), "Hà")


def test_an_entry_is_found_by_unit_form_and_period_a_record_by_its_id(world: World) -> None:
    month, task = world.month("22810", 100, 90), world.task("22810", "Một")
    world.send([month, task])
    with world.store.reading() as reading:
        assert find_entry(reading, world.catalogue, "22810", "monthly", "10/2026").id == month.id
        assert find_entry(reading, world.catalogue, "22810", "tasks", task.id[:8].upper()).id == task.id
        with pytest.raises(EntryNotFoundError):
            find_entry(reading, world.catalogue, "22813", "monthly", "10/2026")


def test_tasks_and_the_names_of_programmes(world: World) -> None:
    world.send([world.task("22810", "Một", programme="da06", status="done")])
    assert [(task.title, task.programme) for task in world.office.tasks()] == [("Một", "da06")]
    assert world.office.programmes("vi") == {"da06": "Đề án 06", "nq57": "Nghị quyết 57"}
    assert world.office.programmes("en")["nq57"] == "Resolution 57"


def test_registers_of_a_period_gone_by_are_counted_as_they_stood_at_its_deadline(world: World) -> None:
    first = world.task("22810", "Một")
    world.send([first, world.task("22810", "Hai")])
    office = world.office

    def records() -> Count:
        return office.facts(office.matrix(OCTOBER), office.measured(OCTOBER))["22810"].records

    assert records() == Count(2, 2)
    after = "2026-10-23T01:00:00Z"  # a day after the deadline
    same = world.snapshot("22810", "tasks", None, {"/data/title": "Hai"}, replaces=first, at=after)
    third = world.snapshot("22810", "tasks", None, {"/data/title": "Ba"}, at=after)
    world.send([same, third], seq=2)
    assert records() == Count(2, 2)  # today there are three, two of them alike
    before = world.snapshot("22813", "tasks", None, {"/data/title": "Bốn"}, at="2026-10-22T01:00:00Z")
    world.send([before], at="2026-11-02T03:00:00Z")  # came late, was there in time
    facts = office.facts(office.matrix(OCTOBER), office.measured(OCTOBER))
    assert facts["22813"].records == Count(1, 1)
