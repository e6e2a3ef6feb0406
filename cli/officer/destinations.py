"""Where a bundle goes: a folder, the stick that is plugged in, a draft e-mail, or the queue of mails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import UsageError
from cli.officer.mail import into_queue
from cli.workspace import Commune
from locales.words import Words, mark

if TYPE_CHECKING:  # the mail modules are loaded when they are used
    from sync.handoff.mail_settings import Post

_SUBJECT = mark("Figures of {unit}")
_TEXT = mark("The attached file is signed and encrypted for the province. Please do not rename or repack it.")


@dataclass(frozen=True, slots=True)
class Destination:
    """What an export delivers to, and the folder behind it (None for a mail)."""

    deliver: Path | Callable[[str, bytes], Path]
    folder: Path | None

    def strangers(self, unit: str) -> list[str]:
        """Return what in the folder belongs to others: their bundles, or keys."""
        if self.folder is None:
            return []
        from sync.handoff import usb  # psutil is loaded when it is used

        return usb.strangers(self.folder, unit)


def check_named_once(to: Path | None, *, usb: bool, eml: Path | None, mail: bool, words: Words) -> None:
    """Demand exactly one place. Raises UsageError."""
    if (to is not None) + usb + (eml is not None) + mail != 1:
        raise UsageError(problem=words.text("Say where to, once: --to DIR, --usb, --eml FILE or --mail"))


def destination(opened: Commune, to: Path | None, eml: Path | None, post: Post | None) -> Destination:
    """Return the place that was named: a folder, a draft, the mail queue, else the stick.

    Raises NoDriveError.
    """
    if to is not None:
        return Destination(to, to)
    if eml is not None:
        from sync.handoff import email, mail_settings

        subject, text = _letter(opened)
        sender, person = mail_settings.addresses(opened.workspace)
        draft = email.into_draft(
            eml, sender=sender, to=person, subject=subject, text=text, now=opened.call.clock
        )
        return Destination(draft, None)
    if post is not None:
        subject, text = _letter(opened)
        return Destination(into_queue(opened, post, subject=subject, text=text), None)
    from sync.handoff import usb as sticks  # psutil is loaded when it is used

    drive = sticks.choose(0)
    return Destination(sticks.into(drive), drive.path)


def _letter(opened: Commune) -> tuple[str, str]:
    """Return subject and text of a mail, in the language of this call."""
    unit = opened.catalogue.units[opened.unit].name
    words = opened.call.words  # the catalogue may have changed the language
    return words.text(_SUBJECT, unit=unit), words.text(_TEXT) + "\n"
