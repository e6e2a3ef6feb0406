from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.calendar import Calendar, PeriodRule, parse_day_rule
from models.catalogue import (
    Catalogue,
    CatalogueError,
    CatalogueForm,
    FormKind,
    Formula,
    Indicator,
    Method,
    PointStep,
    Target,
    UnknownIndicatorError,
    catalogue_from_json,
    catalogue_to_json,
)
from models.errors import UnknownFormError, UnknownPeriodError
from models.forms.errors import FormError
from models.national import province_units
from models.periods import PeriodKind, parse_period


def form(form_id: str, kind: FormKind, period: PeriodKind, units: tuple[str, ...] = ()) -> CatalogueForm:
    return CatalogueForm(
        form_id=form_id,
        workbook=f"{form_id}.xlsx",
        kind=kind,
        period=period,
        units=units,
        due_rule=parse_day_rule("25 m"),
        title={"vi": "Phiếu", "en": "Form"},
        version="1",
        sha256="a" * 64,
    )


def catalogue() -> Catalogue:
    rule = PeriodRule(
        kind=PeriodKind.MONTH,
        start=parse_day_rule("15 m-1"),
        end=parse_day_rule("14 m"),
        deadline=parse_day_rule("22 m"),
    )
    indicator = Indicator(
        code="x",
        pillar="8",
        label={"vi": "Chỉ tiêu"},
        form="monthly",
        period=PeriodKind.MONTH,
        numerator=Formula.of("sum(/data/villages/a)"),
        denominator=Formula.of("/data/b + 1"),
        method=Method.STEPS,
        steps=(PointStep(Decimal(60), Decimal("2.5")), PointStep(Decimal(100), Decimal(10))),
        max_points=Decimal(10),
    )
    return Catalogue(
        catalogue_id="xaso-56",
        version=7,
        province_code="56",
        title={"vi": "Danh mục", "en": "Catalogue"},
        default_language="vi",
        units=province_units("56"),
        forms=(
            form("monthly", FormKind.PERIODIC, PeriodKind.MONTH),
            form("own", FormKind.PERIODIC, PeriodKind.MONTH, ("22810",)),
            form("tasks", FormKind.REGISTER, PeriodKind.NONE),
        ),
        calendar=Calendar(rules=(rule,), begins=date(2026, 10, 1)),
        indicators=(indicator,),
        targets=(Target(indicator="x", value=Decimal("76.5"), units=("56",), period="2026"),),
    )


def test_a_catalogue_survives_its_json_byte_for_byte() -> None:
    data = catalogue_to_json(catalogue())
    again = catalogue_from_json(data)
    assert again == catalogue()
    assert catalogue_to_json(again) == data


def test_formulas_keep_their_tree() -> None:
    again = catalogue_from_json(catalogue_to_json(catalogue())).indicator("x")
    assert again.numerator is not None
    assert again.numerator.expr == Formula.of("sum(/data/villages/a)").expr


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff", b'{"format":1}'])
def test_damaged_bytes_are_one_error(data: bytes) -> None:
    with pytest.raises(CatalogueError):
        catalogue_from_json(data)


def test_another_format_is_refused() -> None:
    data = catalogue_to_json(catalogue()).replace(b'"format":1', b'"format":2', 1)
    with pytest.raises(CatalogueError, match="format 2"):
        catalogue_from_json(data)


def test_a_damaged_formula_is_found_when_it_is_used() -> None:
    data = catalogue_to_json(catalogue()).replace(b'"sum()"', b'"exec()"', 1)
    formula = catalogue_from_json(data).indicator("x").numerator
    assert formula is not None
    with pytest.raises(FormError):
        _ = formula.expr


def test_units_see_their_own_forms_and_registers() -> None:
    known = catalogue()
    assert [f.form_id for f in known.periodic_forms("22810")] == ["monthly", "own"]
    assert [f.form_id for f in known.periodic_forms("22813")] == ["monthly"]
    assert [f.form_id for f in known.registers("22813")] == ["tasks"]


def test_what_is_not_in_the_catalogue_is_an_error_of_its_kind() -> None:
    known = catalogue()
    with pytest.raises(UnknownFormError):
        known.form("weekly")
    with pytest.raises(UnknownIndicatorError):
        known.indicator("y")
    with pytest.raises(UnknownPeriodError):
        known.period(known.form("monthly"), parse_period("2026Q3"))
    with pytest.raises(UnknownPeriodError):
        known.period(known.form("tasks"), parse_period("2026M10"))
    assert known.period(known.form("monthly"), parse_period("10/2026")) == parse_period("2026M10")


def test_a_form_has_its_own_deadline() -> None:
    known = catalogue()
    assert known.calendar.deadline(parse_period("2026M10"), known.form("monthly")) == date(2026, 10, 25)
