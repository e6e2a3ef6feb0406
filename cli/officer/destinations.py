"""Where a bundle goes: a folder, the stick that is plugged in, or a draft e-mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cli.errors import UsageError
from cli.workspace import Commune
from locales.words import Words, mark

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


def check_named_once(to: Path | None, *, usb: bool, eml: Path | None, words: Words) -> None:
    """Demand exactly one place. Raises UsageError."""
    if (to is not None) + usb + (eml is not None) != 1:
        raise UsageError(problem=words.text("Say where to, once: --to DIR, --usb or --eml FILE"))


def destination(opened: Commune, to: Path | None, eml: Path | None) -> Destination:
    """Return the place that was named: a folder, a mail, else the stick. Raises NoDriveError."""
    words = opened.call.words
    if to is not None:
        return Destination(to, to)
    if eml is not None:
        from sync.handoff import email

        unit = opened.catalogue.units[opened.unit].name
        subject = words.text(_SUBJECT, unit=unit)
        return Destination(email.into_draft(eml, subject=subject, text=words.text(_TEXT) + "\n"), None)
    from sync.handoff import usb as sticks  # psutil is loaded when it is used

    drive = sticks.choose(0)
    return Destination(sticks.into(drive), drive.path)
