from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.calendar import Calendar, PeriodRule, parse_day_rule
from models.catalogue import Catalogue, Formula, Indicator
from models.forms.expressions import columns_read, parse
from models.indicators import percent, total
from models.measures import measure_registers, to_decimal
from models.national import province_units
from models.periods import PeriodKind
from models.registers import Record, record_of, rows
from tests.small_catalogue import known_form, small_catalogue

EXPRESSIONS = {
    "done": (
        "count(instance('tasks')/root/item[status = 'done'])",
        "count(instance('tasks')/root/item[status != 'cancelled'])",
    ),
    "overdue": (
        (
            "count(instance('tasks')/root/item[(status = '' or status = 'new' or status = 'in_progress')"
            " and due_date != '' and date(due_date) < date(as_of)])"
        ),
        "",
    ),
    "members": ("sum(instance('teams')/root/item[active = 'yes']/members)", ""),
}


def indicator(code: str, form: str, **more: object) -> Indicator:
    numerator, denominator = EXPRESSIONS[code]
    return Indicator(
        code=code,
        pillar="",
        label={"vi": code},
        form=form,
        period=PeriodKind.MONTH,
        numerator=Formula.of(numerator),
        denominator=Formula.of(denominator) if denominator else None,
        **more,  # type: ignore[arg-type]
    )


def catalogue(*indicators: Indicator) -> Catalogue:
    registers = (known_form("tasks", register=True), known_form("teams", register=True))
    return small_catalogue(province_units("56"), registers, indicators=indicators)


def records(count: int, unit: str = "22810", **fields: str) -> list[Record]:
    return [
        record_of(f"{unit}{fields}{number}", unit, {f"/data/g/{k}": v for k, v in fields.items()})
        for number in range(count)
    ]


TASKS = [
    *records(348, status="done"),
    *records(119, status="regular"),
    *records(184, status="in_progress", due_date="2026-10-01"),
    *records(39, title="chưa phân loại"),
    *records(7, status="cancelled"),
]


def test_the_published_register_of_tasks_comes_out_exactly() -> None:
    known = catalogue(indicator("done", "tasks"))
    (done,) = measure_registers(known, "22810", "2026M10", {"tasks": TASKS})
    assert (done.numerator, done.denominator) == (Decimal(348), Decimal(690))
    assert str(percent(total(known.indicators[0], [done]))) == "50.43"


def test_overdue_is_counted_as_of_the_day_of_the_report_else_of_the_last_day_of_the_window() -> None:
    known = catalogue(indicator("overdue", "tasks"))

    tasks = [*TASKS, *records(5, status="new", due_date="2026-11-30")]

    def overdue(today: date | None) -> Decimal | None:
        return measure_registers(known, "22810", "2026M10", {"tasks": tasks}, today=today)[0].numerator

    assert overdue(None) == 184
    assert overdue(date(2026, 10, 1)) == 0
    assert overdue(date(2026, 12, 1)) == 189


def test_a_register_counts_only_its_own_unit() -> None:
    known = catalogue(indicator("members", "teams"))
    teams = [
        *records(2, active="yes", members="7"),
        *records(1, active="no", members="9"),
        *records(1, unit="22813", active="yes", members="100"),
    ]
    (members,) = measure_registers(known, "22810", "2026M10", {"teams": teams})
    assert members.numerator == 14


def test_a_register_without_any_record_is_undefined_and_not_zero() -> None:
    known = catalogue(indicator("done", "tasks"), indicator("members", "teams"))
    found = measure_registers(known, "22813", "2026M10", {"tasks": TASKS})
    assert [(m.numerator, m.denominator) for m in found] == [(None, None), (None, None)]


def test_a_register_with_records_but_none_that_match_is_zero() -> None:
    known = catalogue(indicator("overdue", "tasks"))
    (found,) = measure_registers(known, "22810", "2026M10", {"tasks": records(1, status="done")})
    assert found.numerator == 0


def test_an_indicator_that_does_not_apply_gives_no_figure() -> None:
    rule = Formula.of("count(instance('tasks')/root/item[programme = 'none']) > 0")
    known = catalogue(indicator("done", "tasks", not_applicable=rule))
    (found,) = measure_registers(
        known, "22810", "2026M10", {"tasks": records(1, programme="none", status="done")}
    )
    assert (found.applicable, found.numerator) == (False, None)


def test_only_indicators_of_this_kind_of_period_are_measured() -> None:
    known = catalogue(indicator("done", "tasks"))
    with_quarter = Calendar(
        rules=(
            *known.calendar.rules,
            PeriodRule(
                kind=PeriodKind.QUARTER,
                start=parse_day_rule("15 m-3"),
                end=parse_day_rule("14 m"),
                deadline=parse_day_rule("22 m"),
            ),
        )
    )
    known.calendar = with_quarter
    assert measure_registers(known, "22810", "2026Q3", {"tasks": TASKS}) == []


def test_rows_have_every_column_even_where_nothing_was_written() -> None:
    (row,) = rows(records(1, title="a"), as_of=date(2026, 10, 14), columns={"status"})
    assert row["status"] == ""
    assert (row["title"], row["unit"], row["as_of"]) == ("a", "22810", "2026-10-14")


def test_fields_inside_repeats_are_no_columns() -> None:
    record = record_of("e", "22810", {"/data/r[1]/x": "1", "/data/g/y": "2"})
    assert record.fields == {"y": "2"}


@pytest.mark.parametrize(
    ("expression", "columns"),
    [
        (EXPRESSIONS["overdue"][0], {"status", "due_date", "as_of"}),
        (EXPRESSIONS["members"][0], {"active", "members"}),
        ("count(instance('x')/root/item) + 1", set()),
        ("-sum(instance('x')/root/item[a = instance('y')/root/item/b]/c)", {"a", "b", "c"}),
    ],
)
def test_the_columns_that_an_expression_reads_are_known(expression: str, columns: set[str]) -> None:
    assert columns_read(parse(expression)) == columns


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (69586.0, "69586"),
        ("69586", "69586"),
        (0.1 + 0.2, "0.3"),
        (True, "1"),
        ("", None),
        ("có", None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_what_an_expression_gives_is_read_exactly_or_not_at_all(value: object, number: str | None) -> None:
    assert to_decimal(value) == (None if number is None else Decimal(number))
