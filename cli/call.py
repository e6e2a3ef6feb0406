"""One call of the program: what was said before and around the command."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import typer

from locales.words import Words, choose_language


def system_clock() -> datetime:
    """Return the time of this machine, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Call:
    """The options that every command shares, and the words to answer in.

    ``data`` is the officer's folder (--data), ``province`` the province's (--workspace); None means
    the environment or the default decides (cli.workspace).
    """

    data: Path | None = None
    province: Path | None = None
    asked_language: str | None = None
    as_json: bool = False
    clock: Callable[[], datetime] = system_clock
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        self.words = Words(choose_language(self.asked_language))

    def prefer(self, language: str) -> None:
        """Speak the catalogue's ``language`` unless the caller asked for one."""
        self.words = Words(choose_language(self.asked_language, language))

    @property
    def on_terminal(self) -> bool:
        """True when a person watches: progress bars are for them only."""
        return sys.stderr.isatty() and not self.as_json


def of(context: typer.Context) -> Call:
    """Return the call behind a typer context."""
    found = context.obj
    assert isinstance(found, Call)  # noqa: S101 - main() put it there
    return found


def stderr() -> TextIO:
    """Return the stream for people's diagnostics as it is now (tests replace it)."""
    return sys.stderr
