"""What the list of sections says of each."""

from __future__ import annotations

import pytest

from models.forms.outcomes import Progress, Section
from tui.marks import UNICODE
from tui.sheets.sections_sheet import SectionsSheet, section_titles


def section(label: str, done: int, total: int, hard: int = 0, soft: int = 0) -> Section:
    return Section(f"/data/{label}", label, Progress(done, total, hard, soft))


@pytest.mark.parametrize(
    ("progress", "told"),
    [
        ((0, 0), "–"),
        ((3, 9), "3/9"),
        ((9, 9), "✓"),
        ((9, 9, 1, 0), "✗9/9"),
        ((9, 9, 0, 2), "!9/9"),
        ((3, 9, 6, 0), "3/9"),  # what is only blank is no error yet
        ((48, 102), "47%"),
        ((101, 102), "99%"),
        ((102, 102), "✓"),
    ],
)
def test_a_section_says_how_far_it_is(progress: tuple[int, ...], told: str) -> None:
    sheet = SectionsSheet([section("x", *progress)], UNICODE)
    assert sheet.cell(0, 1).text == told


def test_sections_are_numbered_unless_their_names_bring_numbers() -> None:
    assert section_titles([section("Hạ tầng", 0, 1), section("Nhân lực", 0, 1)]) == [
        "1 Hạ tầng",
        "2 Nhân lực",
    ]
    assert section_titles([section("Thôn", 0, 1), section("1 Nhận thức", 0, 1)]) == ["Thôn", "1 Nhận thức"]
