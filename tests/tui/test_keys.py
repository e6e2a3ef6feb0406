"""Every key is declared once, no two collide, each has its action, its words and its line in docs/keys.md."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from locales.words import Words
from tui import keys, keys_page
from tui.dialogs.choose import ChooseDialog
from tui.dialogs.read import PasteDialog, ReadDialog
from tui.dialogs.write import WriteDialog
from tui.keys import STACKS, Place
from tui.province.actions import PROVINCE_ACTIONS
from tui.screens.entry import EntryScreen
from tui.screens.export import ExportScreen
from tui.screens.first import FirstScreen
from tui.screens.grid import GridScreen
from tui.screens.home import HomeScreen
from tui.screens.register import RegisterScreen
from tui.screens.review import ReviewScreen

SCREENS = (
    EntryScreen, ExportScreen, FirstScreen, GridScreen, HomeScreen, RegisterScreen, ReviewScreen,
    ChooseDialog, PasteDialog, ReadDialog, WriteDialog,
)  # fmt: skip
DOCS = Path(__file__).resolve().parents[2] / "docs" / "keys.md"


@pytest.mark.parametrize("place", STACKS)
def test_no_two_keys_of_a_screen_collide(place: Place) -> None:
    counted = Counter(key for action in keys.actions(place) for key in action.keys)
    assert [key for key, count in counted.items() if count > 1] == []


def test_every_place_is_reached_by_a_stack() -> None:
    assert {place for stack in STACKS.values() for place in stack} == set(Place)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_key_of_a_screen_has_its_action(screen: type) -> None:
    for action in keys.ACTIONS:
        if action.place is screen.PLACE:  # type: ignore[attr-defined]
            assert callable(getattr(screen, f"action_{action.name}", None)), action.name


@pytest.mark.parametrize("screen", SCREENS)
def test_screens_bind_only_what_the_table_declares(screen: type) -> None:
    declared = {key for action in keys.ACTIONS for key in action.keys if action.place is screen.PLACE}  # type: ignore[attr-defined]
    bound = {key for binding in screen.BINDINGS for key in binding.key.split(",")}  # type: ignore[attr-defined]
    assert bound == declared


def test_every_action_is_said_in_vietnamese() -> None:
    words = Words("vi")
    officer = [action for action in keys.ACTIONS if action not in PROVINCE_ACTIONS]
    untold = [a.help for a in officer if words.text(a.help) == a.help or words.text(a.label) == a.label]
    assert untold == []


def test_docs_list_every_key() -> None:
    assert DOCS.read_text(encoding="utf-8") == keys_page.page()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("place", [Place.HOME, Place.ENTRY, Place.GRID, Place.REVIEW])
def test_the_way_back_and_help_are_always_in_the_key_line(place: Place, language: str) -> None:
    line = [key for key, _label in keys.key_line(place)]
    assert "F1" in line
    assert place is Place.HOME or "Esc" in line
