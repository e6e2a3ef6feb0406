"""Digits as large as a terminal allows, so that two people on a telephone do not lose their place."""

from __future__ import annotations

GROUPS_A_LINE = 3
HEIGHT = 3  # lines of one group
_GROUP_GAP = "   "
_GLYPHS = {  # five dots high, three wide; two dots one above the other make a character
    "0": ("███", "█ █", "█ █", "█ █", "███"),
    "1": ("██ ", " █ ", " █ ", " █ ", "███"),
    "2": ("███", "  █", "███", "█  ", "███"),
    "3": ("███", "  █", "███", "  █", "███"),
    "4": ("█ █", "█ █", "███", "  █", "  █"),
    "5": ("███", "█  ", "███", "  █", "███"),
    "6": ("███", "█  ", "███", "█ █", "███"),
    "7": ("███", "  █", "  █", "  █", "  █"),
    "8": ("███", "█ █", "███", "█ █", "███"),
    "9": ("███", "█ █", "███", "  █", "███"),
}
_HALVES = {("█", "█"): "█", ("█", " "): "▀", (" ", "█"): "▄", (" ", " "): " "}


def large(digits: str) -> list[str]:
    """Return six groups of five as lines of half blocks: three groups, a blank line, three groups."""
    groups = digits.split()
    lines: list[str] = []
    for start in range(0, len(groups), GROUPS_A_LINE):
        if lines:
            lines.append("")
        drawn = [_group(group) for group in groups[start : start + GROUPS_A_LINE]]
        lines += [_GROUP_GAP.join(parts) for parts in zip(*drawn, strict=True)]
    return lines


def plain(digits: str) -> list[str]:
    """The same for a console without blocks: spaced digits, three groups a line."""
    groups = [" ".join(group) for group in digits.split()]
    return [
        "    ".join(groups[start : start + GROUPS_A_LINE]) for start in range(0, len(groups), GROUPS_A_LINE)
    ]


def _group(digits: str) -> list[str]:
    rows = [" ".join(_GLYPHS[digit][row] for digit in digits) for row in range(5)]
    rows.append(" " * len(rows[0]))
    return [
        "".join(_HALVES[pair] for pair in zip(rows[top], rows[top + 1], strict=True))
        for top in range(0, 6, 2)
    ]
