"""A curve of a dozen values in characters: points, braille strokes between them, a dashed target. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of a braille cell: 4 rows × 2 columns
BRAILLE = 0x2800
SPARKS = "▁▂▃▄▅▆▇█"
MARGIN = 0.08  # of the range, above and below


class Ink(NamedTuple):
    """What is drawn with; ``stroke`` None draws braille."""

    point: str = "●"
    target: str = "┄"
    stroke: str | None = None


class Scale(NamedTuple):
    """The values at the bottom and at the top."""

    low: float
    high: float

    def row(self, value: float, rows: int) -> int:
        """Return the row, 0 at the top, of ``rows`` rows."""
        share = (value - self.low) / (self.high - self.low)
        return min(rows - 1, max(0, round((1 - share) * (rows - 1))))


def scale_of(values: Sequence[float | None], target: float | None, bounds: tuple[float, float]) -> Scale:
    """Return a scale that shows all values and the target, within ``bounds``."""
    shown = [value for value in (*values, target) if value is not None]
    low, high = (min(shown), max(shown)) if shown else bounds
    room = max((high - low) * MARGIN, abs(high) * 0.01, 0.5)
    low, high = max(bounds[0], low - room), min(bounds[1], high + room)
    return Scale(low, high if high > low else low + 1)


def plot(
    values: Sequence[float | None],
    width: int,
    height: int,
    scale: Scale,
    target: float | None = None,
    ink: Ink = Ink(),  # noqa: B008 - a value
) -> list[str]:
    """Return ``height`` lines of ``width`` characters; a missing value interrupts the curve."""
    places = [place(number, len(values), width) for number in range(len(values))]
    bits = [[0] * width for _row in range(height)]
    known = [(number, value) for number, value in enumerate(values) if value is not None]
    for (before, first), (after, second) in pairwise(known):
        if after == before + 1:
            start = (places[before] * 2 + 1, scale.row(first, height * 4))
            end = (places[after] * 2 + 1, scale.row(second, height * 4))
            for x, y in _line(*start, *end):
                bits[y // 4][x // 2] |= DOTS[y % 4][x % 2]
    drawn = [[_stroke(cell, ink) for cell in row] for row in bits]
    if target is not None and scale.low <= target <= scale.high:
        line = drawn[scale.row(target, height)]
        line[:] = [ink.target if cell == " " else cell for cell in line]
    for number, value in known:
        drawn[scale.row(value, height * 4) // 4][places[number]] = ink.point
    return ["".join(row) for row in drawn]


def place(number: int, count: int, width: int) -> int:
    """Return the column of a value: the middle of its share of the width."""
    return min(width - 1, (2 * number + 1) * width // (2 * max(count, 1)))


def spark(values: Sequence[float | None], scale: Scale) -> str:
    """Return one character a value: a blank where there is none."""
    return "".join(
        " " if value is None else SPARKS[len(SPARKS) - 1 - scale.row(value, len(SPARKS))] for value in values
    )


def _stroke(cell: int, ink: Ink) -> str:
    if not cell:
        return " "
    return chr(BRAILLE + cell) if ink.stroke is None else ink.stroke


def _line(x: int, y: int, to_x: int, to_y: int) -> Iterator[tuple[int, int]]:
    """Yield the dots of a straight stroke from left to right."""
    steps = max(to_x - x, abs(to_y - y), 1)
    for step in range(steps + 1):
        yield x + round((to_x - x) * step / steps), y + round((to_y - y) * step / steps)
