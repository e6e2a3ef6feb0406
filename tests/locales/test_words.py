"""How numbers, dates and periods are written in each language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales.words import Words, choose_language, compared
from models.periods import parse_period

VI, EN = Words("vi"), Words("en")


@pytest.mark.parametrize(
    ("value", "places", "vi", "en"),
    [
        (Decimal("1234567.89"), None, "1.234.567,89", "1,234,567.89"),
        ("69586", None, "69.586", "69,586"),
        (Decimal("76.435"), 2, "76,44", "76.44"),
        (Decimal("0.125"), 2, "0,13", "0.13"),
        (-1204, None, "-1.204", "-1,204"),
        (0, None, "0", "0"),
        ("", None, "", ""),
        (None, None, "–", "–"),
        ("năm", None, "năm", "năm"),
        (Decimal("1E+3"), None, "1.000", "1,000"),
    ],
)
def test_numbers_are_written_with_the_languages_own_marks(value, places, vi, en) -> None:
    assert VI.number(value, places) == vi
    assert EN.number(value, places) == en


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        ("9.48", "+9,48", "+9.48"),
        ("-9.48", "-9,48", "-9.48"),
        ("0", "0,00", "0.00"),
        ("0.004", "0,00", "0.00"),
    ],
)
def test_a_difference_is_written_with_its_sign_and_none_at_nought(value: str, vi: str, en: str) -> None:
    assert VI.signed(Decimal(value), 2) == vi
    assert EN.signed(Decimal(value), 2) == en


def test_a_bound_is_written_with_its_comparison_and_without_needless_noughts() -> None:
    assert VI.bound(compared(">="), Decimal("80.00"), percent=True) == "≥ 80%"
    assert VI.bound(compared("<="), Decimal(0), percent=False) == "≤ 0"
    assert VI.bound(compared("="), Decimal("1200.50"), percent=False) == "= 1.200,5"
    assert EN.bound(">=", Decimal(100), percent=True) == ">= 100%"


def test_a_float_is_never_written_as_a_number() -> None:
    with pytest.raises(TypeError):
        VI.number(0.1)  # type: ignore[arg-type]


def test_an_undefined_percentage_is_a_dash_and_never_nought() -> None:
    assert VI.percent(None) == "–"
    assert VI.percent(Decimal("76.44")) == "76,44%"
    assert EN.percent("50.43") == "50.43%"


def test_days_are_written_day_first_in_both_languages() -> None:
    for words in (VI, EN):
        assert words.date(date(2026, 10, 5)) == "05/10/2026"
        assert words.date("2026-10-05") == "05/10/2026"
        assert words.day_month(date(2026, 10, 22)) == "22/10"
        assert words.date("") == ""
        assert words.date("hôm qua") == "hôm qua"


def test_a_moment_is_shown_in_this_machines_time_zone() -> None:
    stamp = datetime(2026, 10, 20, 3, 4, 5, tzinfo=UTC)
    local = stamp.astimezone()
    expected = f"{local.day:02d}/{local.month:02d}/{local.year} {local.hour:02d}:{local.minute:02d}"
    assert VI.moment("2026-10-20T03:04:05Z") == expected == VI.moment(stamp)


@pytest.mark.parametrize("written", ["2026M10", "2026Q3", "2026H1", "2026N9", "2026"])
def test_a_period_is_written_so_that_it_can_be_typed_back(written: str) -> None:
    for words in (VI, EN):
        assert str(parse_period(words.period(written))) == written


def test_a_period_title_is_said_in_words() -> None:
    assert VI.period_title("2026M10") == "tháng 10/2026"
    assert VI.period_title("2026H1") == "6 tháng đầu năm 2026"
    assert EN.period_title("2026Q3") == "quarter 3/2026"


def test_a_message_without_translation_is_said_in_english() -> None:
    assert VI.text("a text that nobody translated") == "a text that nobody translated"


def test_fields_are_filled_in_after_translating() -> None:
    assert VI.text("year {year}", year=2026) == "năm 2026"


def test_the_option_wins_over_the_environment_and_that_over_the_catalogue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("XASO_LANG", raising=False)
    assert choose_language(None, None) == "vi"
    assert choose_language(None, "en") == "en"
    monkeypatch.setenv("XASO_LANG", "en_US.UTF-8")
    assert choose_language(None, "vi") == "en"
    assert choose_language("vi", "en") == "vi"
    assert choose_language("xx", None) == "en"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
def test_any_number_can_be_read_back_from_what_is_written(number: Decimal) -> None:
    written = VI.number(number)
    assert Decimal(written.replace(".", "").replace(",", ".")) == number
    written = EN.number(number)
    assert Decimal(written.replace(",", "")) == number
