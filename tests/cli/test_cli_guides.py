"""The guides are true: every command and option that they name exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.app import build
from locales.words import Words

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted((ROOT / "docs").glob("*-guide.*.md"))
SHARED = {"--data", "--workspace", "--lang"}


def _calls(text: str) -> Iterator[str]:
    """Yield what follows ``xaso`` in code: in backticks, or at the beginning of a line of a block."""
    yield from re.findall(r"`xaso ([^`\n]+)`", text)
    for block in re.findall(r"^ *```\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        yield from re.findall(r"^ *xaso ([^#\n]+)", block, re.MULTILINE)


def _command(words: list[str]) -> tuple[Any, list[str]]:
    command: Any = build(Words("en"))
    rest = list(words)
    while rest and rest[0] in getattr(command, "commands", {}):
        command = command.commands[rest.pop(0)]
    return command, rest


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_command_of_a_guide_exists_with_its_options(guide: Path) -> None:
    calls = list(_calls(guide.read_text(encoding="utf-8")))
    assert len(calls) > 8
    for call in calls:
        words = shlex.split(call.replace("\\", "/"))
        command, rest = _command(words)
        assert rest != words, f"{guide.name}: xaso {call}"
        known = {
            option for parameter in command.params for option in parameter.opts + parameter.secondary_opts
        }
        for word in rest:
            if word.startswith("--"):
                assert word.split("=")[0] in known | SHARED, f"{guide.name}: xaso {call}"


def test_both_languages_have_the_same_guides() -> None:
    names = {path.name for path in GUIDES}
    assert names == {
        f"{who}-guide.{language}.md" for who in ("officer", "province") for language in ("vi", "en")
    }
