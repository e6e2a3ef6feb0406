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
    REVOKED = "revoked"  # the province says that this key counts no more


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
    protected: bool = False  # the key is under a passphrase
    resumes: int = 0  # the last bundle of the computer that this one replaces; 0: it replaces none


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

    def write(
        self, place: Destination, *, unit: str, officer: str, passphrase: str | None = None
    ) -> WrittenEnrolment:
        """Make the key (under ``passphrase``), or take the one that waits, and write its enrolment.

        Raises PassphraseError: the waiting key is under another one; XasoError, OSError.
        """
        ...

    def change_passphrase(self, old: str | None, new: str) -> None:
        """Put the key under another passphrase, "" takes it away. Raises PassphraseError, OSError."""
        ...

    def renew(self, passphrase: str | None) -> None:
        """Make the next key; it travels with the next bundle. Raises PassphraseError, OSError."""
        ...
