"""The province period after period, and beside it the year before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest

from locales.words import Words
from models.catalogue import Catalogue
from models.indicators import Measurement
from models.national import province_units
from models.periods import Period, parse_period
from reports.course import Step, course
from reports.documents.book import Book, Chart, Shape
from reports.documents.contents.province import province_book
from reports.scoreboard import scoreboard
from reports.status import completeness
from tests.small_catalogue import months, share, small_catalogue

OCTOBER = parse_period("2026M10")
UNITS = province_units("56")


def catalogue(begins: date | None = None) -> Catalogue:
    return small_catalogue(
        UNITS, calendar=months("20 m", begins), indicators=tuple(share(code) for code in "abcdef")
    )


def told(top: dict[str, int]) -> Iterator[Measurement]:
    """Two communes that report top/200 together for every indicator named."""
    for code, value in top.items():
        for unit, part in (("22810", value), ("22813", 0)):
            yield Measurement(
                indicator=code,
                unit=unit,
                period="",
                numerator=Decimal(part),
                denominator=Decimal(100),
                entry_id="0",
            )


def steps_of(known: dict[str, dict[str, int]], begins: date | None = None) -> tuple[Step, ...]:
    def measure(period: Period) -> Iterator[Measurement]:
        assert begins is None or period.year * 12 + period.number >= begins.year * 12 + begins.month
        return told(known.get(str(period), {}))

    return course(catalogue(begins), OCTOBER, measure)


def test_a_course_is_sums_over_sums_of_each_period_and_leaves_holes_open() -> None:
    steps = steps_of({"2026M07": {"a": 50}, "2026M09": {"a": 80}, "2026M10": {"a": 90}})
    assert [str(step.period) for step in steps] == ["2026M07", "2026M08", "2026M09", "2026M10"]
    assert [step.percents["a"] for step in steps] == [
        Decimal("25.00"),
        None,
        Decimal("40.00"),
        Decimal("45.00"),
    ]
    assert [step.index for step in steps][-1] == Fraction(45, 600)  # five indicators earned nothing


def test_the_year_before_stands_beside_each_period() -> None:
    steps = steps_of({"2025M10": {"a": 60}, "2026M10": {"a": 90}, "2026M09": {"a": 1}})
    assert [step.before for step in steps] == [None, Fraction(30, 600)]


def test_at_most_twelve_periods_are_told_and_none_before_the_calendar_begins() -> None:
    every = {str(OCTOBER.shifted(-back)): {"a": 10} for back in range(30)}
    assert len(steps_of(every)) == 12
    assert [str(step.period) for step in steps_of(every, date(2026, 8, 1))] == [
        "2026M08",
        "2026M09",
        "2026M10",
    ]


def charts(known: dict[str, dict[str, int]], before: dict[str, int] | None = None) -> dict[str, Chart]:
    book = book_of(known, before)
    return {chart.key: chart for section in book.sections for chart in section.charts}


def book_of(known: dict[str, dict[str, int]], before: dict[str, int] | None = None) -> Book:
    cat = catalogue()
    now = [msgspec.structs.replace(one, period="2026M10") for one in told(known.get("2026M10", {}))]
    return province_book(
        cat,
        scoreboard(cat, OCTOBER, now, before=told(before or {})),
        completeness(cat, OCTOBER, (), today=date(2026, 10, 25)),
        None,
        now,
        day=date(2026, 10, 25),
        words=Words("vi"),
        steps=steps_of({**known, **({"2025M10": before, "2025M09": before} if before else {})}),
    )


def test_lines_of_index_and_shares_are_drawn_with_gaps_and_few_enough_to_tell_apart() -> None:
    all_six = dict.fromkeys("abcdef", 50)
    found = charts({"2026M08": all_six, "2026M10": {**all_six, "a": 90}}, before={"a": 30})
    assert {chart.shape for key, chart in found.items() if key.startswith("course")} == {Shape.LINE}
    index, lines, rest = (found[key] for key in ("course_chart", "course_chart1", "course_chart2"))
    assert index.categories == ("08/2026", "09/2026", "10/2026")
    assert [series.name for series in index.series] == ["Chỉ số", "Cùng kỳ năm trước"]
    assert index.series[0].values[1] is None
    assert (len(lines.series), len(rest.series)) == (5, 1)
    assert lines.series[0].values == (Decimal("25.00"), None, Decimal("45.00"))


def test_growth_is_said_where_last_year_is_known_and_not_where_it_is_not() -> None:
    known = {"2026M09": {"a": 80, "b": 40}, "2026M10": {"a": 90, "b": 40}}
    (section,) = [one for one in book_of(known, {"a": 70, "b": 60}).sections if one.key == "course"]
    (said,) = section.paragraphs
    assert said == (
        "So với cùng kỳ năm trước, 1 chỉ tiêu tăng, 1 giảm, 0 giữ nguyên. Nhiều nhất: Chỉ tiêu a "
        "(+10,00 điểm phần trăm); ít nhất: Chỉ tiêu b (-10,00 điểm phần trăm)."
    )
    (section,) = [one for one in book_of(known).sections if one.key == "course"]
    assert section.paragraphs == ()
    assert len(section.charts) == 1


@pytest.mark.parametrize("known", [{}, {"2026M10": {"a": 90}}])
def test_one_period_alone_makes_no_line(known: dict[str, dict[str, int]]) -> None:
    assert not [key for key in charts(known) if key.startswith("course")]
