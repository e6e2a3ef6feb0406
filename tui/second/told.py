"""Second keyings as lines of a cell's history."""

from __future__ import annotations

from collections.abc import Iterable

from locales.words import Words
from models.verification import Keying
from tui.ports import HistoryView


def keyings_as_history(lines: Iterable[Keying], words: Words) -> list[HistoryView]:
    """Return what was keyed blind and how it was settled, beside who did."""
    text = words.text
    said = {"keyed": text("second keying"), "settled": text("settled")}
    return [
        HistoryView(
            at=line.at,
            by=f"{line.by} ({said[line.kind]})",
            old=line.first,
            new=line.second if line.kind == "keyed" else line.chosen,
            why=line.kind,
        )
        for line in lines
    ]
