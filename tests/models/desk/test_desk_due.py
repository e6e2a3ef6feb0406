"""The desk: what is due, which registers there are, and what opening refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from models.desk import Desk
from models.entries import EntryState
from models.errors import EntryNotFoundError, UnknownFormError, UnknownPeriodError, UnknownUnitError
from models.units import Units

Office = Any
Forms = Any
TODAY = date(2026, 10, 20)


def begin(desk: Desk, period: str) -> Any:
    sitting = desk.open("monthly", period)
    sitting.record("/data/people", "10")
    return sitting


def listed(desk: Desk, today: date = TODAY) -> list[tuple[str, str, bool]]:
    return [(str(i.period), i.state.value if i.state else "", i.late) for i in desk.due(today)]


def test_periods_are_due_by_the_calendar_sorted_by_deadline(desk: Desk) -> None:
    items = desk.due(TODAY)
    assert [(str(i.period), i.deadline, i.late) for i in items] == [
        ("2026M09", date(2026, 9, 22), True),
        ("2026M10", date(2026, 10, 22), False),
        ("2026M11", date(2026, 11, 22), False),
    ]
    assert {(i.form_id, i.title, i.head, i.state) for i in items} == {("monthly", "Biểu monthly", None, None)}
    assert items[0].progress.total == 0


def test_a_unit_is_not_asked_for_periods_at_whose_end_it_did_not_exist(desk: Desk) -> None:
    units = desk.catalogue.units
    ended = msgspec.structs.replace(units["22810"], valid_to=date(2026, 9, 30))
    desk.catalogue.units = Units([units["56"], ended])
    assert [row[0] for row in listed(desk)] == ["2026M09"]
    begin(desk, "2026M10")  # what the old laptop still has to say it can say
    assert [row[0] for row in listed(desk)] == ["2026M09", "2026M10"]


def test_an_item_tells_how_far_its_entry_is(desk: Desk) -> None:
    sitting = begin(desk, "2026M10")
    item = desk.due(TODAY)[1]
    assert item.head == sitting.head
    assert (item.state, item.progress.done) == (EntryState.DRAFT, 1)
    assert item.progress == sitting.session.progress()


def test_an_earlier_period_stays_while_it_is_unfinished_or_returned(desk: Desk, office: Office) -> None:
    later = date(2027, 1, 10)
    assert [row[0] for row in listed(desk, later)] == ["2026M12", "2027M01"]
    draft, complete, sent = (begin(desk, period) for period in ("2026M09", "2026M10", "2026M11"))
    complete.complete()
    sent.complete()
    office.step(sent.head.id, "exported", "returned")
    assert listed(desk, later)[:3] == [
        ("2026M09", "draft", True),
        ("2026M10", "complete", True),
        ("2026M11", "returned", True),
    ]
    draft.complete()
    office.step(draft.head.id, "exported")
    office.step(complete.head.id, "exported")
    office.step(sent.head.id, "accepted")
    assert [row[0] for row in listed(desk, later)] == ["2026M12", "2027M01"]


def test_what_was_sent_is_listed_after_what_waits_latest_first_and_is_not_late(
    desk: Desk, office: Office
) -> None:
    for period in ("2026M09", "2026M10"):
        sitting = begin(desk, period)
        sitting.complete()
        office.step(sitting.head.id, "exported")
    assert listed(desk) == [
        ("2026M11", "", False),
        ("2026M10", "exported", False),
        ("2026M09", "exported", False),
    ]


def test_a_correction_takes_the_place_of_what_it_corrects(desk: Desk, office: Office) -> None:
    sitting = begin(desk, "2026M09")
    sitting.complete()
    office.step(sitting.head.id, "exported", "returned")
    sitting.revise()
    assert listed(desk)[0] == ("2026M09", "draft", True)


def test_titles_come_in_the_desk_s_language(desk: Desk) -> None:
    desk.language = "en"
    assert {item.title for item in desk.due(TODAY)} == {"Form monthly"}
    assert [item.title for item in desk.registers()] == ["Form tasks"]
    desk.language = "fr"
    assert {item.title for item in desk.due(TODAY)} == {"Biểu monthly"}


def test_a_register_holds_many_records(desk: Desk, office: Office) -> None:
    records = []
    for title in ("Số hóa hộ tịch", "Phủ sóng thôn 3", "Tập huấn"):
        sitting = desk.open_record("tasks")
        sitting.record("/data/title", title)
        records.append(sitting)
        office.clock.forward(seconds=1)
    records[0].complete()
    records[1].complete()
    office.step(records[1].head.id, "exported", "returned")
    (item,) = desk.registers()
    assert (item.records, item.drafts, item.complete, item.returned) == (3, 1, 1, 1)
    assert [head.id for head in desk.records("tasks")] == [sitting.head.id for sitting in records]
    again = desk.open_record("tasks", records[2].head.id)
    assert again.session.value("/data/title") == "Tập huấn"
    assert (again.head.period, again.session.value("/data/unit")) == (None, "22810")


def test_a_record_lives_on_through_its_revisions(desk: Desk, office: Office) -> None:
    sitting = desk.open_record("tasks")
    sitting.record("/data/title", "Việc")
    sitting.complete()
    first = sitting.head.id
    office.step(first, "exported", "accepted")
    sitting.revise()
    sitting.record("/data/person", "Hòa")
    assert desk.open_record("tasks", first).head == sitting.head
    assert len(desk.records("tasks")) == 1


def test_the_order_of_records_is_that_in_which_they_were_begun(desk: Desk, office: Office) -> None:
    sittings = []
    for title in "ab":
        sittings.append(desk.open_record("tasks"))
        sittings[-1].record("/data/title", title)
        office.clock.forward(hours=1)
    sittings[0].complete()
    office.step(sittings[0].head.id, "exported")
    sittings[0].revise()
    assert [head.id for head in desk.records("tasks")] == [sitting.head.id for sitting in sittings]
    values = desk.record_values("tasks")
    assert [values[head.id]["/data/title"] for head in desk.records("tasks")] == ["a", "b"]


def test_an_unknown_unit_has_no_desk(office: Office, desk: Desk) -> None:
    with pytest.raises(UnknownUnitError):
        Desk(office.store, desk.catalogue, "99999", who="Lan", clock=office.clock)


@pytest.mark.parametrize(
    ("form", "period", "error"),
    [
        ("weekly", "2026M10", UnknownFormError),
        ("tasks", "2026M10", UnknownFormError),
        ("monthly", "2026Q3", UnknownPeriodError),
        ("monthly", "13/2026", UnknownPeriodError),
        ("monthly", "", UnknownPeriodError),
    ],
)
def test_a_form_or_period_that_does_not_exist_is_refused(
    desk: Desk, form: str, period: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        desk.open(form, period)


def test_a_record_is_looked_for_in_its_own_register(desk: Desk) -> None:
    periodic = begin(desk, "2026M10")
    with pytest.raises(EntryNotFoundError):
        desk.open_record("tasks", periodic.head.id)
    with pytest.raises(EntryNotFoundError):
        desk.open_record("tasks", "0" * 32)
    with pytest.raises(UnknownFormError):
        desk.open_record("monthly")
    with pytest.raises(UnknownFormError):
        desk.records("monthly")
