"""A small province with known figures and with names that no document may fall for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from locales.words import Words
from models.catalogue import (
    Catalogue,
    Comparison,
    Indicator,
    Method,
    Target,
)
from models.entries import EntryState
from models.indicators import Measurement
from models.periods import parse_period
from models.registers import Task, TaskStatus
from models.units import Unit, UnitKind, Units
from reports.documents import Book
from reports.documents.contents.province import province_book
from reports.scoreboard import scoreboard
from reports.status import Submission, completeness
from reports.tasks import task_report
from tests.small_catalogue import known_form, share, small_catalogue

OCTOBER = parse_period("2026M10")
DAY = date(2026, 10, 5)
EVIL = "<script>alert('x')</script>"
FORMULA = '=HYPERLINK("http://evil","bấm")'


def unit(code: str, name: str) -> Unit:
    return Unit(code=code, name=name, kind=UnitKind.COMMUNE, sort="Xã", parent="56")


def indicator(code: str, pillar: str, label: str, **more: Any) -> Indicator:
    return share(code, pillar=pillar, label={"vi": label, "en": f"Indicator {code}"}, **more)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    units = [
        Unit(code="56", name="Tỉnh Khánh Hòa", kind=UnitKind.PROVINCE, sort="Tỉnh"),
        unit("22810", "Xã Ninh Sơn"),
        unit("22813", "Xã Lâm Sơn"),
        unit("22822", f"Xã {EVIL}"),
        unit("22828", FORMULA),
    ]
    return small_catalogue(
        Units(units),
        (known_form(title={"vi": "Phiếu tháng", "en": "Monthly form"}),),
        indicators=(
            indicator("soc_health", "8 Xã hội số", "Hồ sơ sức khỏe điện tử", unit="%"),
            indicator("gov_edocs", "6 Chính quyền số", 'Văn bản điện tử & "ký số"', unit="%"),
            indicator(
                "awa_media", "1 Nhận thức số", "@Tin, bài", ratio=False, unit="tin", method=Method.NONE
            ),
        ),
        targets=(
            Target(indicator="soc_health", value=Decimal(80)),
            Target(indicator="gov_edocs", value=Decimal(90), comparison=Comparison.AT_LEAST),
        ),
    )


def measured(
    code: str, at: str, numerator: int | None, denominator: int | None = None, *, applies: bool = True
) -> Measurement:
    return Measurement(
        indicator=code,
        unit=at,
        period="2026M10",
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        entry_id=f"{at:0>32}",
        applicable=applies,
    )


@pytest.fixture(scope="session")
def measurements() -> list[Measurement]:
    """69.586 of 91.032 = 76,44 % in two communes, one did not report, one is not concerned."""
    return [
        measured("soc_health", "22810", 60_000, 80_000),
        measured("soc_health", "22813", 9_586, 11_032),
        measured("soc_health", "22822", None, None),
        measured("soc_health", "22828", None, None, applies=False),
        measured("gov_edocs", "22810", 98, 100),
        measured("gov_edocs", "22813", 96, 100),
        measured("gov_edocs", "22828", 0, 0),
        measured("awa_media", "22810", 1_204),
        measured("awa_media", "22813", 0),
    ]


def task(status: TaskStatus, due: date | None = None, programme: str = "da06") -> Task:
    return Task(
        entry_id="1" * 32,
        unit="22810",
        programme=programme,
        title="Việc",
        owner="Nguyễn Văn A",
        responsible="Phòng",
        product="Kết quả",
        status=status,
        due=due,
        done_on=None,
        evidence="",
        remedy="",
    )


def make(catalogue: Catalogue, measurements: list[Measurement], language: str) -> Book:
    submissions = [
        Submission("22810", "monthly", EntryState.ACCEPTED, date(2026, 10, 20)),
        Submission("22813", "monthly", EntryState.RETURNED, date(2026, 10, 22)),
        Submission("22828", "monthly", EntryState.RECEIVED, date(2026, 10, 24)),
    ]
    tasks = [task(TaskStatus.DONE)] * 3 + [
        task(TaskStatus.IN_PROGRESS, date(2026, 9, 1)),
        task(TaskStatus.REGULAR),
    ]
    return province_book(
        catalogue,
        scoreboard(catalogue, OCTOBER, measurements),
        completeness(catalogue, OCTOBER, submissions, today=date(2026, 10, 25)),
        task_report(tasks, date(2026, 10, 25)),
        measurements,
        day=DAY,
        words=Words(language),
        programmes={"da06": "Đề án 06"},
    )


@pytest.fixture(scope="session")
def book(catalogue: Catalogue, measurements: list[Measurement]) -> Book:
    return make(catalogue, measurements, "vi")


@pytest.fixture(scope="session")
def english_book(catalogue: Catalogue, measurements: list[Measurement]) -> Book:
    return make(catalogue, measurements, "en")


@pytest.fixture(scope="session")
def vi() -> Words:
    return Words("vi")
