"""Two communes merge whole into a new one, one is split among two: who is counted where, and never twice."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from models.entries import EntryState
from models.indicators import Measurement
from models.national import province_units
from models.periods import parse_period
from models.registers import Task, TaskStatus
from models.units import Unit, UnitKind, Units
from reports.scoreboard import Scoreboard, scoreboard
from reports.scores_json import scores_document
from reports.status import Submission, completeness, status_document
from reports.tasks import task_report
from tests.small_catalogue import known_form, months, share, small_catalogue

PROVINCE = province_units("56")["56"]
LAST, MERGED = date(2026, 9, 30), date(2026, 10, 1)
TODAY = date(2026, 11, 20)
SEPTEMBER, OCTOBER, NEXT_SEPTEMBER = (parse_period(text) for text in ("2026M09", "2026M10", "2027M09"))


def commune(code: str, name: str, **dates: Any) -> Unit:
    return Unit(code=code, name=name, kind=UnitKind.COMMUNE, sort="xã", parent="56", **dates)


STAYS = commune("22810", "Xã Ninh Sơn")
ONE = commune("22813", "Xã Lâm Sơn", valid_to=LAST, successor="99901")
TWO = commune("22822", "Xã Mỹ Sơn", valid_to=LAST, successor="99901")
NEW = commune("99901", "Xã Lâm Mỹ", valid_from=MERGED)
SPLIT = commune("22828", "Xã Anh Dũng", valid_to=LAST)
EAST = commune("99902", "Xã Anh Dũng Đông", valid_from=MERGED)
WEST = commune("99903", "Xã Anh Dũng Tây", valid_from=MERGED)
UNITS = Units((PROVINCE, STAYS, ONE, TWO, NEW, SPLIT, EAST, WEST))


CATALOGUE = small_catalogue(
    UNITS,
    (known_form(), known_form("tasks", register=True)),
    calendar=months("20 m"),
    indicators=(share("health"), share("done", form="tasks")),
)


def sent(unit: Unit, top: int, bottom: int, period: str = "2026M09", code: str = "health") -> Measurement:
    return Measurement(
        indicator=code,
        unit=unit.code,
        period=period,
        numerator=Decimal(top),
        denominator=Decimal(bottom),
        entry_id=f"{unit.code}{period}" if code == "health" else None,
    )


IN_SEPTEMBER = [sent(STAYS, 80, 100), sent(ONE, 30, 60), sent(TWO, 50, 90), sent(SPLIT, 7, 10)]


def figures(board: Scoreboard, code: str = "health") -> dict[str, tuple[int | None, int | None]]:
    rows = scores_document(board)["indicators"]
    assert isinstance(rows, list)
    return {row["unit"]: (row["numerator"], row["denominator"]) for row in rows if row["code"] == code}


def lineage(board: Scoreboard) -> Any:
    return json.loads(json.dumps(scores_document(board)["lineage"]))


def test_a_period_is_told_on_its_own_units_unless_asked_otherwise() -> None:
    board = scoreboard(CATALOGUE, SEPTEMBER, IN_SEPTEMBER)
    assert figures(board) == {
        "22810": (80, 100),
        "22813": (30, 60),
        "22822": (50, 90),
        "22828": (7, 10),
        "56": (167, 260),
    }
    assert lineage(board) == {"on": None, "carried": [], "for_a_person": []}


def test_on_todays_units_the_successor_carries_whole_mergers_and_a_split_unit_waits_for_a_person() -> None:
    board = scoreboard(CATALOGUE, SEPTEMBER, IN_SEPTEMBER, on=TODAY)
    assert figures(board) == {
        "22810": (80, 100),
        "99901": (80, 150),
        "99902": (None, None),
        "99903": (None, None),
        "56": (167, 260),
    }
    told = lineage(board)
    assert told["carried"] == [{"unit": "22813", "to": "99901"}, {"unit": "22822", "to": "99901"}]
    (apart,) = told["for_a_person"]
    assert (apart["unit"], apart["why"]) == ("22828", "split")
    assert apart["figures"] == [{"code": "health", "numerator": 7, "denominator": 10}]


@pytest.mark.parametrize("on", [None, TODAY])
def test_the_province_sums_every_unit_once_on_whichever_units(on: date | None) -> None:
    (row,) = [r for r in scoreboard(CATALOGUE, SEPTEMBER, IN_SEPTEMBER, on=on).province_rows if r.percent]
    assert (row.ratio.numerator, row.ratio.denominator) == (Decimal(167), Decimal(260))
    assert (row.ratio.counted, str(row.percent)) == (4, "64.23")


def test_a_former_unit_that_sent_nothing_is_missing_behind_its_successor() -> None:
    board = scoreboard(CATALOGUE, SEPTEMBER, [sent(STAYS, 80, 100), sent(ONE, 30, 60)], on=TODAY)
    (row,) = [row for row in board.rows if row.unit is NEW and row.indicator.code == "health"]
    assert (row.ratio.numerator, row.ratio.counted, row.ratio.missing) == (Decimal(30), 1, 1)
    assert [one.unit for one in row.behind] == ["22813", "22822"]


@pytest.mark.parametrize("on", [None, TODAY])
def test_the_old_laptops_last_entries_count_for_the_successor_until_it_reports_itself(
    on: date | None,
) -> None:
    old = [sent(ONE, 30, 60, "2026M10"), sent(TWO, 50, 90, "2026M10")]
    board = scoreboard(CATALOGUE, OCTOBER, old, on=on)
    assert figures(board)["99901"] == (80, 150)
    assert figures(board)["56"] == (80, 150)
    board = scoreboard(CATALOGUE, OCTOBER, [*old, sent(NEW, 85, 150, "2026M10")], on=on)
    assert figures(board)["99901"] == figures(board)["56"] == (85, 150)
    assert [(one["unit"], one["why"]) for one in lineage(board)["for_a_person"]] == [
        ("22813", "replaced"),
        ("22822", "replaced"),
    ]


def test_what_a_split_unit_sends_after_its_end_is_counted_nowhere_and_named() -> None:
    board = scoreboard(CATALOGUE, OCTOBER, [sent(SPLIT, 7, 10, "2026M10")])
    assert figures(board)["56"] == (None, None)
    (apart,) = lineage(board)["for_a_person"]
    assert (apart["unit"], apart["why"], apart["figures"][0]["numerator"]) == ("22828", "ended", 7)


def test_records_of_registers_live_on_under_the_successor() -> None:
    records = [sent(ONE, 3, 5, code="done"), sent(NEW, 1, 2, code="done"), sent(SPLIT, 4, 4, code="done")]
    board = scoreboard(CATALOGUE, SEPTEMBER, records, on=TODAY)
    assert figures(board, "done")["99901"] == (4, 7)
    assert figures(board, "done")["56"] == (8, 11)


def test_growth_is_against_what_the_successor_carries_on() -> None:
    now = [sent(NEW, 120, 150, "2027M09")]
    board = scoreboard(CATALOGUE, NEXT_SEPTEMBER, now, before=IN_SEPTEMBER)
    (row,) = [row for row in board.rows if row.unit is NEW and row.indicator.code == "health"]
    assert str(row.growth) == "26.67"  # 80.00 after 80/150 = 53.33
    (whole,) = [row for row in board.province_rows if row.percent is not None]
    assert str(whole.growth) == "15.77"  # after 167/260 = 64.23, the split unit still in it


def arrived(unit: Unit, day: int, state: EntryState = EntryState.RECEIVED) -> Submission:
    return Submission(unit.code, "monthly", state, date(2026, 9, day))


def counts(submissions: list[Submission], on: date | None) -> Any:
    return status_document(completeness(CATALOGUE, SEPTEMBER, submissions, today=TODAY, on=on))


def test_a_form_is_there_for_the_successor_when_all_of_whom_it_carries_on_sent_it() -> None:
    came = [arrived(STAYS, 18), arrived(ONE, 18), arrived(TWO, 25, EntryState.RETURNED), arrived(SPLIT, 19)]
    then = counts(came, None)
    assert (then["summary"]["expected"], then["summary"]["received"], then["summary"]["late"]) == (4, 4, 1)
    today = counts(came, TODAY)
    assert [cell["unit"] for cell in today["cells"]] == ["22810", "99901"]
    assert (today["summary"]["received"], today["summary"]["late"], today["summary"]["returned"]) == (2, 1, 1)
    assert [one["unit"] for one in today["for_a_person"]] == ["22828"]
    half = counts(came[:2], TODAY)
    assert [one["unit"] for one in half["missing"]] == ["99901"]


def test_a_unit_that_neither_existed_nor_carries_one_on_is_not_asked() -> None:
    assert {cell["unit"] for cell in counts([], TODAY)["cells"]} == {"22810", "99901"}


def test_tasks_stand_under_todays_units_when_asked_and_every_task_once() -> None:
    task = Task(
        entry_id="1",
        unit="22813",
        programme="da06",
        title="",
        owner="",
        responsible="",
        product="",
        status=TaskStatus.NEW,
        due=None,
        done_on=None,
        evidence="",
        remedy="",
    )
    tasks = [msgspec.structs.replace(task, unit=unit) for unit in ("22813", "22822", "22828", "99901")]
    own, carried = task_report(tasks, TODAY), task_report(tasks, TODAY, UNITS)
    assert [group.key for group in own.units] == ["22813", "22822", "22828", "99901"]
    assert [(group.key, group.counts.assigned) for group in carried.units] == [("22828", 1), ("99901", 3)]
    assert own.total == carried.total
