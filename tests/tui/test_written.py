"""How values are told beside each other: this period and the one before alike, long choices with room."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from locales.words import Words
from tui.sheets.writing import is_long, told


@pytest.mark.parametrize(
    ("value", "calculated", "expected"),
    [("83.5", True, "83,50%"), ("95.65", True, "95,65%"), ("", True, ""), ("83.5", False, "83,5")],
)
def test_a_percentage_that_the_form_works_out_has_its_sign_in_every_period(
    value: str, calculated: bool, expected: str
) -> None:
    node: Any = SimpleNamespace(type="decimal", unit="%", choices=())
    assert told(node, value, Words("vi"), calculated=calculated) == expected


def test_a_choice_that_a_narrow_cell_would_cut_gets_the_room_of_the_row() -> None:
    def asks(*labels: str) -> Any:
        choices = tuple(SimpleNamespace(value=label, label=label) for label in labels)
        return SimpleNamespace(type="select_one", choices=choices)

    assert not is_long(asks("Có", "Không"))
    assert is_long(asks("Khác", "Kế hoạch năm"))
