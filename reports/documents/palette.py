"""The colours of every document: calm, readable in print, never the only carrier of a meaning."""

from __future__ import annotations

from reports.documents.book import Series, Tone

ACCENT = "#1F5C99"
INK = "#1B1F24"
FAINT = "#D5DAE0"
HEAD = "#E8EEF5"
GROUP = "#F3F6F9"
FILL = {
    Tone.PLAIN: ACCENT,
    Tone.GOOD: "#2F7D4F",
    Tone.FAIR: "#D08A1D",
    Tone.BAD: "#B5382E",
    Tone.QUIET: "#A9B1BA",
}
TEXT = {
    Tone.PLAIN: INK,
    Tone.GOOD: "#1E6B3C",
    Tone.FAIR: "#8A5A00",
    Tone.BAD: "#A12A21",
    Tone.QUIET: "#6B737C",
}
BACK = {Tone.GOOD: "#E4F3EA", Tone.FAIR: "#FDF1DC", Tone.BAD: "#FBE6E3", Tone.QUIET: "#F1F3F5"}
_LINES = (ACCENT, "#D08A1D", "#2F7D4F", "#7A4FA3", "#A9B1BA")


def fill_of(series: Series, number: int) -> str:
    """Return the colour of a chart's series: its tone's, else the next of the palette."""
    return FILL[series.tone] if series.tone is not Tone.PLAIN else _LINES[number % len(_LINES)]
