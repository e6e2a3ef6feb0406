"""What may leave this computer, by which ways, and what came of it. All of it values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tui.ports import Written

if TYPE_CHECKING:
    from sync.handoff.folder import Step


class Way(StrEnum):
    """How a bundle leaves."""

    STICK = "stick"
    MAIL = "mail"  # by the mail server that the settings name
    DRAFT = "draft"  # an .eml file for any mail program
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits to be sealed: the entries of one form and one period (None: records of a register)."""

    form: str
    title: Mapping[str, str]
    period: str | None
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """One place. ``folder`` is None where the officer says it (a draft, another folder) and for mail.

    ``free`` in bytes; ``strangers`` are units and folders of keys that are not ours, ``label`` the stick's
    name or the person who gets the mail.
    """

    way: Way
    folder: Path | None = None
    label: str = ""
    free: int | None = None
    writable: bool = True
    strangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that waits: how often it was tried, when it is due again (a stamp), why it failed."""

    name: str
    attempts: int = 0
    due: str = ""
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the export page shows. ``sealed`` bundles were sealed before and go along.

    ``trouble`` says why nothing can be sealed, ``kit_day`` (ISO) is there when the kit is old.
    """

    seq: int
    unit_name: str = ""
    waiting: tuple[Waiting, ...] = ()
    sealed: tuple[int, ...] = ()
    targets: tuple[Target, ...] = ()
    mails: tuple[Mail, ...] = ()
    trouble: Exception | None = None
    mail_trouble: Exception | None = None
    kit_day: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What goes where. ``subject`` and ``text`` are for mails, in the officer's language."""

    target: Target
    entries: tuple[str, ...]
    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was handed off, and the mails that still wait."""

    written: tuple[Written, ...]
    mails: tuple[Mail, ...] = ()


Tell = Callable[["Step"], object]


class Sending(Protocol):
    """Export, and the mails that wait. Every method may be slow: call it in a thread."""

    def offer(self) -> Offer:
        """Say what waits and where it may go. Raises StoreError, NotSetUpError."""
        ...

    def export(self, order: Order, passphrase: str | None, tell: Tell) -> Sent:
        """Seal, write, read back. Raises PassphraseError, XasoError, OSError; nothing is lost then."""
        ...

    def post(self, *, now: bool = False) -> Sequence[Mail]:
        """Send the mails that are due (``now``: all), return those that still wait.

        Raises BadSettingsError, NoMailSettingsError, StoreError; a server that fails makes them wait.
        """
        ...

    def pending(self) -> bool:
        """Tell whether mails wait, at the price of one look into a folder."""
        ...
