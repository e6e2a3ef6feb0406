"""A small catalogue for tests: months due on a day, forms that nobody opens, shares of two questions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from models.calendar import Calendar, PeriodRule, parse_day_rule
from models.catalogue import Catalogue, CatalogueForm, FormKind, Formula, Indicator, Method
from models.periods import PeriodKind
from models.units import Units


def months(deadline: str = "22 m", begins: date | None = None) -> Calendar:
    """The calendar of monthly forms: from the 15th to the 14th, due on the day of ``deadline``."""
    rule = PeriodRule(
        kind=PeriodKind.MONTH,
        start=parse_day_rule("15 m-1"),
        end=parse_day_rule("14 m"),
        deadline=parse_day_rule(deadline),
    )
    return Calendar(rules=(rule,), begins=begins)


def known_form(form_id: str = "monthly", *, register: bool = False, **more: Any) -> CatalogueForm:
    """A form as a catalogue knows it: monthly, or a register; its definition is not at hand."""
    parts: dict[str, Any] = {
        "workbook": f"{form_id}.xlsx",
        "kind": FormKind.REGISTER if register else FormKind.PERIODIC,
        "period": PeriodKind.NONE if register else PeriodKind.MONTH,
        "title": {"vi": f"Phiếu {form_id}"},
        "version": "1",
        "sha256": "0" * 64,
    }
    return CatalogueForm(form_id=form_id, **{**parts, **more})


def share(code: str, *, ratio: bool = True, **more: Any) -> Indicator:
    """An indicator of the monthly form: question a, and where it is a ratio, of question b."""
    parts: dict[str, Any] = {
        "pillar": "8 Xã hội số",
        "label": {"vi": f"Chỉ tiêu {code}", "en": f"Indicator {code}"},
        "form": "monthly",
        "period": PeriodKind.MONTH,
        "numerator": Formula.of("/data/a"),
        "denominator": Formula.of("/data/b") if ratio else None,
        "method": Method.RATIO,
        "max_points": Decimal(10),
    }
    return Indicator(code=code, **{**parts, **more})


def small_catalogue(units: Units, forms: Iterable[CatalogueForm] = (), **more: Any) -> Catalogue:
    """A catalogue of Khánh Hòa with these units and forms, the monthly one if none is named."""
    parts: dict[str, Any] = {
        "catalogue_id": "xaso-56",
        "version": 1,
        "province_code": "56",
        "title": {"vi": "Thử"},
        "default_language": "vi",
        "calendar": months(),
    }
    return Catalogue(units=units, forms=tuple(forms) or (known_form(),), **{**parts, **more})
