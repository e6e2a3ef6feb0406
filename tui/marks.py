"""Marks beside cells and rows, each with a plain-ASCII twin for old consoles.

Colour only repeats what a mark already says, so a screen without colours loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from locales.words import compared


class Marks(NamedTuple):
    """One character for each state that is worth a mark, and what bars are made of."""

    complete: str = "✓"
    hard: str = "✗"
    soft: str = "!"
    saved: str = "●"
    saving: str = "◌"
    unsaved: str = "▲"
    returned: str = "↩"
    off: str = "…"
    cut: str = "…"
    here: str = "▸"
    full: str = "█"
    empty: str = "░"
    rule: str = "─"
    bar: str = "│"
    dash: str = "–"
    grid: str = "▦"
    note: str = "✎"
    dot: str = "·"

    def compared(self, sign: str) -> str:
        """Return a comparison as people write it (>= is ≥); old consoles keep the two characters."""
        return sign if self.dash == "-" else compared(sign)

    def progress(self, share: float, width: int) -> str:
        """Return a bar of ``width`` cells of which ``share`` (0..1) is full; only 1 fills it."""
        filled = min(int(share * width), width if share >= 1 else width - 1)
        return self.full * filled + self.empty * (width - filled)


UNICODE = Marks()
ASCII = Marks(
    complete="v",
    hard="x",
    saved="*",
    saving="~",
    unsaved="#",
    returned="<",
    off=".",
    cut="~",
    here=">",
    full="#",
    empty=".",
    rule="-",
    bar="|",
    dash="-",
    grid="=",
    note="n",
    dot="-",
)


def choose(environment: Mapping[str, str], encoding: str | None) -> Marks:
    """Return the marks that this console can draw.

    ``XASO_MARKS`` (``ascii`` or ``unicode``) decides when it is set; otherwise a console that does
    not speak UTF-8, and the old Linux console, get the ASCII twins.
    """
    wanted = environment.get("XASO_MARKS", "").lower()
    if wanted in {"ascii", "unicode"}:
        return ASCII if wanted == "ascii" else UNICODE
    if environment.get("TERM") in {"linux", "vt100", "vt220"}:
        return ASCII
    return UNICODE if (encoding or "").lower().replace("-", "") in {"utf8", "cp65001"} else ASCII
