"""Enrolment as the page sees it: where this computer stands, and what the officer does next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from tui.ports import Destination


class Stage(StrEnum):
    """Where this computer stands."""

    NO_KEY = "no key"  # nothing was made yet
    WAITING = "waiting"  # a key was made; the province has not certified it
    CERTIFIED = "certified"
    ENDED = "ended"  # the certificate has run out


@dataclass(frozen=True, slots=True)
class EnrolmentView:
    """Everything that the page shows. Digits are six groups of five; ``until`` is ISO text.

    ``digits`` are this computer's (of the key that waits, else of the one in use), "" before there is a key;
    ``province`` are the authority's, as printed in its paper letter.
    """

    stage: Stage
    unit: str
    unit_name: str
    officer: str
    province: str
    province_name: str = ""
    digits: str = ""
    until: str = ""
    renewing: bool = False  # a certificate is in force and another key waits


@dataclass(frozen=True, slots=True)
class WrittenEnrolment:
    """An enrolment that was written and read back."""

    file: Path
    digits: str


class Enrolment(Protocol):
    """This computer's key and its certificate. Every method may be slow: call it in a thread."""

    def view(self) -> EnrolmentView:
        """Say where this computer stands. Raises XasoError, NotSetUpError before the first kit."""
        ...

    def communes(self) -> Sequence[tuple[str, str]]:
        """The communes to choose from (code, name) while this computer does not know its own; else none."""
        ...

    def write(self, place: Destination, *, unit: str, officer: str) -> WrittenEnrolment:
        """Make the key, or take the one that waits, and write its enrolment. Raises XasoError, OSError."""
        ...
