"""The way to the screen: what is opened, and where the first run's demo goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import cli.demo.start
import cli.screen
import tui.app
from cli.main import main
from models.workspace import CommuneWorkspace


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Path, str | None]]:
    """A terminal, and a screen that only notes what it was opened with."""
    seen: list[tuple[Path, str | None]] = []

    def run(workspace: CommuneWorkspace, language: str | None, _house: object) -> int:
        seen.append((workspace.root, language))
        return 0

    monkeypatch.setattr(cli.screen, "can_show", lambda: True)
    monkeypatch.setattr(tui.app, "run", run)
    return seen


def test_without_a_command_the_screen_opens_on_the_folder_and_in_the_language_that_were_named(
    opened: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["--data", str(tmp_path), "--lang", "en"]) == 0
    monkeypatch.setenv("XASO_DATA", str(tmp_path / "named"))
    assert main([]) == 0
    assert opened == [(tmp_path, "en"), (tmp_path / "named", None)]


def test_the_default_folder_is_the_systems_place_for_a_programs_data(opened: list[Any]) -> None:
    main([])
    ((folder, _language),) = opened
    assert folder.name == "xaso"


def test_looking_around_shows_the_demo_and_leaves_the_officers_folder_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo, own = tmp_path / "demo", tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr(cli.demo.start, "play", lambda _language: demo)

    def run(workspace: CommuneWorkspace, _language: object, house: Any) -> int:
        house.demo()
        assert house.workspace.root == demo
        (workspace.root / tui.app.FRONT).write_text("{}")  # what the screen remembers for the next start
        return 0

    monkeypatch.setattr(cli.screen, "can_show", lambda: True)
    monkeypatch.setattr(tui.app, "run", run)
    assert main(["--data", str(own)]) == 0
    assert list(own.iterdir()) == []


def test_the_demo_ends_on_the_screen_of_its_commune(
    opened: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli.demo.journey import Journey

    monkeypatch.setattr(Journey, "run", lambda _self: None)
    assert main(["demo", "--dir", str(tmp_path / "d")]) == 0
    assert opened == [(tmp_path / "d" / "communes" / "22810", None)]
