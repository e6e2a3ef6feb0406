"""What stands over the columns of the matrix."""

from __future__ import annotations

import pytest

from locales.words import Words
from tui.marks import UNICODE
from tui.province.matrix_sheet import MatrixSheet
from tui.province.views import ColumnView, MatrixView

TASKS = {"vi": "Sổ nhiệm vụ", "en": "Task register"}
TEAMS = {"vi": "Sổ tổ công nghệ số cộng đồng", "en": "Team register"}


def heads(language: str, *titles: dict[str, str]) -> list[str]:
    columns = tuple(ColumnView(str(number), title, "register", "", "") for number, title in enumerate(titles))
    sheet = MatrixSheet(MatrixView("56", "Tỉnh", "2026M10", columns=columns), {}, Words(language), UNICODE)
    return [sheet.form_title(column) for column in columns]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("vi", ["nhiệm vụ", "tổ công nghệ số cộng đồng"]), ("en", ["Task", "Team"])],
)
def test_words_that_all_registers_share_are_left_out(language: str, expected: list[str]) -> None:
    assert heads(language, TASKS, TEAMS) == expected


def test_a_single_register_keeps_its_name() -> None:
    assert heads("vi", TASKS) == ["Sổ nhiệm vụ"]


def test_registers_of_one_name_keep_it() -> None:
    assert heads("vi", TASKS, TASKS) == ["Sổ nhiệm vụ", "Sổ nhiệm vụ"]
