"""The page about the province's screen names every key, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from locales.words import Words
from tui import keys
from tui.province.actions import PROVINCE_ACTIONS, PROVINCE_STACKS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "province-screen.md"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_key_of_the_province_is_described(language: str) -> None:
    text, words = PAGE.read_text(encoding="utf-8"), Words(language)
    for action in PROVINCE_ACTIONS:
        names = " ".join(f"`{keys.shown(key)}`" for key in action.keys)
        assert f"| {names} | {words.text(action.help)} |" in text


def test_no_two_actions_of_a_screen_share_a_key() -> None:
    for place in PROVINCE_STACKS:
        pressed = [key for action in keys.actions(place) for key in action.keys]
        assert len(pressed) == len(set(pressed)), place


def test_every_action_is_something_that_its_screen_does() -> None:
    from tui.keys import Place
    from tui.province import inbox, matrix, records, scores, story, tasks, verdict

    screens: dict[Place, tuple[type, ...]] = {
        Place.MATRIX: (matrix.MatrixScreen,),
        Place.STORY: (story.StoryScreen,),
        Place.INBOX: (inbox.InboxScreen,),
        Place.SCORES: (scores.ScoresScreen,),
        Place.TASKS: (tasks.TasksScreen,),
        Place.TASK_LIST: (tasks.TaskListScreen, records.RecordsScreen),
        Place.VERDICT: (verdict.VerdictScreen,),
    }
    assert set(screens) == set(PROVINCE_STACKS)
    for action in PROVINCE_ACTIONS:
        for screen in screens[action.place]:
            assert callable(getattr(screen, f"action_{action.name}", None)), (screen, action.name)
