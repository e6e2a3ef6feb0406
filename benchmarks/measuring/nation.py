"""The store of a nation to measure in: 3,321 communes × 44 indicators, as imports and measuring leave it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec

from models.calendar import Calendar, PeriodRule, parse_day_rule
from models.catalogue import (
    Catalogue,
    CatalogueForm,
    FormKind,
    Formula,
    Indicator,
    Method,
    Target,
    catalogue_to_json,
)
from models.forms.definition import FormDefinition, Node, definition_to_json
from models.national import national_units
from models.periods import Period, PeriodKind, parse_period
from models.store import Store
from models.units import UnitKind, Units

LAST = parse_period("2026M12")
INDICATORS = 44
COUNTS = ("~right", "~full", "~clean")
NOW = datetime.now(UTC)  # the command has no other clock; another day would count registers anew
AT = "2026-12-18T03:04:05Z"
KIT = "k" * 64


def catalogue(communes: int) -> Catalogue:
    """All communes of the country below one province, a form of 44 indicators."""
    whole = national_units()
    province = whole["56"]
    units = [
        msgspec.structs.replace(unit, parent="56") for unit in whole.of_kind(UnitKind.COMMUNE)[:communes]
    ]
    return Catalogue(
        catalogue_id="xaso-56",
        version=1,
        province_code="56",
        title={"vi": "Đo"},
        default_language="vi",
        units=Units((province, *units)),
        forms=(form(),),
        calendar=Calendar(
            rules=(
                PeriodRule(
                    kind=PeriodKind.MONTH,
                    start=parse_day_rule("15 m-1"),
                    end=parse_day_rule("14 m"),
                    deadline=parse_day_rule("20 m"),
                ),
            )
        ),
        indicators=tuple(indicator(number) for number in range(INDICATORS)),
        targets=tuple(Target(indicator=f"i{number:02d}", value=Decimal(60)) for number in range(23)),
    )


def form() -> CatalogueForm:
    """The form that all indicators are read from."""
    return CatalogueForm(
        form_id="monthly",
        workbook="monthly.xlsx",
        kind=FormKind.PERIODIC,
        period=PeriodKind.MONTH,
        title={"vi": "Tháng"},
        version="1",
        sha256="0" * 64,
    )


def indicator(number: int) -> Indicator:
    """Three of four are shares, half of those earn points."""
    share = number % 4 != 3
    return Indicator(
        code=f"i{number:02d}",
        pillar=f"{number // 5} Nhóm",
        label={"vi": f"Chỉ tiêu {number}"},
        form="monthly",
        period=PeriodKind.MONTH,
        numerator=Formula.of("/data/a"),
        denominator=Formula.of("/data/b") if share else None,
        method=Method.RATIO if share and number % 2 == 0 else Method.NONE,
        max_points=Decimal(10),
    )


def fill(root: Path, communes: int, months: int) -> Catalogue:
    """Make the province's folder with a store of so many months, and the last one's of the year before."""
    known = catalogue(communes)
    root.mkdir(parents=True, exist_ok=True)
    (root / "province.toml").write_text('code = "56"\nlanguage = "vi"\n', encoding="utf-8")
    definition = definition_to_json(
        FormDefinition("monthly", "1", {"vi": "Tháng"}, ("vi",), "vi", Node("data", "group"))
    )
    with Store.open(root / "province.db") as store, store.transaction() as writing:
        writing.catalogues.install(catalogue_to_json(known), {"monthly": definition}, {}, kit_id=KIT, at=AT)
        for period in periods(months):
            writing.meta.set(f"measured.kit.2.{period}", KIT)
            writing.meta.set(f"measured.registers.{period}", f"{KIT} {NOW.date()} 0 None None")
    bare = sqlite3.connect(root / "province.db")
    with bare:
        units = [unit.code for unit in known.communes()]
        for period in periods(months):
            bare.executemany(_ENTRY, (entry(unit, period) for unit in units))
            rows = (row for unit in units for row in measured(unit, period))
            bare.executemany(_MEASUREMENT, rows)
    bare.execute("ANALYZE")
    bare.close()
    return known


def periods(months: int) -> list[Period]:
    """The last months, and the last one's of the year before."""
    return [*(LAST.shifted(-back) for back in range(months)), LAST.same_of_last_year]


_ENTRY = (
    "INSERT INTO entry (id, lineage, form, form_version, form_sha256, unit, period, revision, replaces, "
    "state, is_current, created_at, updated_at, completed_at, completed_by, done, total, hard, soft, "
    "received_at, bundle_id) VALUES (?, ?, 'monthly', '1', ?, ?, ?, 1, NULL, 'received', 1, ?, ?, ?, 'Lan', "
    "88, 88, 0, 0, ?, 'b')"
)
_MEASUREMENT = (
    "INSERT INTO measurement (entry_id, indicator, unit, period, numerator, denominator, applicable) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def entry_id(unit: str, period: Period) -> str:
    """An id that says whose it is."""
    return f"{unit}{period}".encode().hex().ljust(32, "0")[:32]


def entry(unit: str, period: Period) -> tuple[object, ...]:
    """One received entry."""
    name = entry_id(unit, period)
    return (name, name, "0" * 64, unit, str(period), AT, AT, AT, AT)


def measured(unit: str, period: Period) -> Iterator[tuple[object, ...]]:
    """What was measured on one entry: one in twenty figures is blank, one in fifty does not apply."""
    chance = random.Random(f"{unit}{period}")
    name = entry_id(unit, period)
    for number in range(INDICATORS):
        whole = chance.randrange(50, 5000)
        part: str | None = str(chance.randrange(whole + 1))
        applies = chance.random() > 0.02
        if not applies or chance.random() < 0.05:
            part = None
        below = str(whole) if number % 4 != 3 and part is not None else None
        yield (name, f"i{number:02d}", unit, str(period), part, below, applies)
    for count in COUNTS:
        yield (name, count, unit, str(period), "88", "88", True)
