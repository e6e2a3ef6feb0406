"""Sizes of files as people read them."""

from __future__ import annotations

from decimal import Decimal

from locales.words import Words

KILO = 1024


def size_text(size: int, words: Words) -> str:
    """Return a size in bytes as people read it: 11 KB, 3,2 GB."""
    units = ("B", "KB", "MB", "GB", "TB")
    value, unit = Decimal(size), 0
    while value >= KILO and unit < len(units) - 1:
        value, unit = value / KILO, unit + 1
    places = 0 if unit <= 1 else 1
    return f"{words.number(value, places)} {units[unit]}"
