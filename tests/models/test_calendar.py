from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from models.calendar import Calendar, DayRule, PeriodException, PeriodRule, parse_day_rule, period_of
from models.errors import UnknownPeriodError
from models.periods import PeriodKind, parse_period

STARTS = {
    PeriodKind.MONTH: "15 m-1",
    PeriodKind.QUARTER: "15 m-3",
    PeriodKind.HALF: "15 m-6",
    PeriodKind.NINE_MONTHS: "15 m-9",
    PeriodKind.YEAR: "15 m-12",
}
CALENDAR = Calendar(
    rules=tuple(
        PeriodRule(
            kind=kind,
            start=parse_day_rule(start),
            end=parse_day_rule("14 m"),
            deadline=parse_day_rule("22 m"),
        )
        for kind, start in STARTS.items()
    )
)


@dataclass
class Form:
    period: PeriodKind
    due_rule: DayRule | None = None


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026M10", date(2026, 9, 15), date(2026, 10, 14)),
        ("2026M01", date(2025, 12, 15), date(2026, 1, 14)),
        ("2026Q3", date(2026, 6, 15), date(2026, 9, 14)),
        ("2026H1", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026H2", date(2026, 6, 15), date(2026, 12, 14)),
        ("2026N9", date(2025, 12, 15), date(2026, 9, 14)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_windows_run_from_the_15th_to_the_14th(period: str, first: date, last: date) -> None:
    assert CALENDAR.window(parse_period(period)) == (first, last)


def test_windows_of_following_periods_meet_without_gap() -> None:
    for text in ("2026M10", "2026Q3", "2026H1", "2026"):
        period = parse_period(text)
        end = CALENDAR.window(period)[1]
        assert (CALENDAR.window(period.shifted(1))[0] - end).days == 1


def test_the_deadline_is_the_calendars_unless_the_form_or_an_exception_says_otherwise() -> None:
    october = parse_period("2026M10")
    own = Form(PeriodKind.MONTH, parse_day_rule("last m"))
    assert CALENDAR.deadline(october, Form(PeriodKind.MONTH)) == date(2026, 10, 22)
    assert CALENDAR.deadline(october, own) == date(2026, 10, 31)
    other = Calendar(
        rules=CALENDAR.rules,
        exceptions=(PeriodException(period="2026M10", deadline=date(2026, 10, 26)),),
    )
    assert other.deadline(october, own) == date(2026, 10, 26)
    assert other.window(october) == CALENDAR.window(october)


def test_current_is_the_period_whose_window_holds_the_day() -> None:
    assert str(CALENDAR.current(PeriodKind.MONTH, date(2026, 10, 14))) == "2026M10"
    assert str(CALENDAR.current(PeriodKind.MONTH, date(2026, 10, 15))) == "2026M11"
    assert str(CALENDAR.current(PeriodKind.MONTH, date(2026, 12, 31))) == "2027M01"
    assert str(CALENDAR.current(PeriodKind.YEAR, date(2026, 12, 15))) == "2027"
    assert str(CALENDAR.current(PeriodKind.NINE_MONTHS, date(2026, 11, 1))) == "2026N9"


def test_due_are_the_running_periods_and_the_last_late_one() -> None:
    def due(day: date, **more: int) -> list[str]:
        return [str(period) for period in CALENDAR.periods_due(Form(PeriodKind.MONTH), day, **more)]

    assert due(date(2026, 10, 20)) == ["2026M09", "2026M10", "2026M11"]
    assert due(date(2026, 10, 23)) == ["2026M10", "2026M11"]
    assert due(date(2026, 10, 20), overdue=0) == ["2026M10", "2026M11"]
    assert due(date(2026, 10, 20), overdue=2) == ["2026M08", "2026M09", "2026M10", "2026M11"]


def test_nothing_is_due_from_before_the_catalogue_began_and_registers_never_are() -> None:
    young = Calendar(rules=CALENDAR.rules, begins=date(2026, 10, 1))
    assert [str(p) for p in young.periods_due(Form(PeriodKind.MONTH), date(2026, 10, 20))] == [
        "2026M10",
        "2026M11",
    ]
    assert young.periods_due(Form(PeriodKind.NONE), date(2026, 10, 20)) == []


def test_a_day_that_the_month_lacks_becomes_its_last() -> None:
    assert parse_day_rule("31 m").on(parse_period("2026M02")) == date(2026, 2, 28)
    assert parse_day_rule("last m+1").on(parse_period("2026M12")) == date(2027, 1, 31)


@pytest.mark.parametrize("text", ["15 m-1", "14 m", "last m+2"])
def test_a_day_rule_reads_back_as_written(text: str) -> None:
    assert str(parse_day_rule(text)) == text


@pytest.mark.parametrize("text", ["", "m", "0 m", "32 m", "15", "15 m-", "15 n"])
def test_a_rule_that_names_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_day_rule(text)


def test_a_kind_without_a_rule_is_an_unknown_period() -> None:
    empty = Calendar(rules=())
    with pytest.raises(UnknownPeriodError):
        empty.window(parse_period("2026M10"))
    with pytest.raises(UnknownPeriodError):
        period_of(PeriodKind.NONE, date(2026, 1, 1))
