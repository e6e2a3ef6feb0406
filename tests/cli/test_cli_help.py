"""Every command explains itself, in both languages, with an example."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from cli.app import build, make
from locales.words import Words

Run = Any  # fixtures of conftest.py


def _commands() -> Iterator[tuple[str, ...]]:
    def below(command: object, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        for name, child in getattr(command, "commands", {}).items():
            yield from below(child, (*path, name))

    yield from below(typer.main.get_command(make()), ())


COMMANDS = list(_commands())


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example_in_both_languages(path: tuple[str, ...], run: Run) -> None:
    vi, en = run(*path, "--help", "--lang", "vi"), run(*path, "--help", "--lang", "en")
    assert (vi.code, en.code) == (0, 0)
    assert vi.out != en.out
    command = build(Words("en"))
    for name in path:
        command = command.commands[name]
    if getattr(command, "commands", None) is None:
        assert "Example:" in en.out
        assert "Ví dụ:" in vi.out
        assert f"xaso {' '.join(path)}" in en.out


def test_the_commands_are_those_that_were_promised() -> None:
    names = {" ".join(path) for path in COMMANDS if path}
    officer = "demo receive enrol due enter show export outbox verify backup restore doctor"
    province = (
        "init check publish enrol revoke import status accept return scores tasks report quarantine release"
    )
    assert set(officer.split()) <= names
    assert {f"province {name}" for name in province.split()} <= names
    assert {"province archive verify", "form check", "form compile", "form trace"} <= names


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_no_help_text_is_left_in_english(path: tuple[str, ...]) -> None:
    english, vietnamese = build(Words("en")), build(Words("vi"))
    for name in path:
        english, vietnamese = english.commands[name], vietnamese.commands[name]
    if english.help:
        assert english.help != vietnamese.help
    for one, other in zip(english.params, vietnamese.params, strict=True):
        said = getattr(one, "help", None)
        if said and any(letter.isalpha() for letter in said.replace("xlsx", "")):
            assert said != other.help or said.startswith("10/2026"), (path, one.name)


def test_the_version_is_told(run: Run) -> None:
    said = run("--version")
    assert said.code == 0
    assert said.out.startswith("xaso ")


def test_a_list_of_commands_says_the_whole_first_sentence_of_each(run: Run) -> None:
    for words in (("--help",), ("province", "--help"), ("form", "--help")):
        for language in ("vi", "en"):
            said = run("--lang", language, *words)
            assert said.code == 0
            assert "..." not in said.out.replace("[ARGS]...", "")
