"""One terminal screen as a small SVG: text where text is, rectangles for blocks, no fonts from anywhere.

Every run of letters is placed by its column, so that a viewer with another monospaced font keeps the grid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

WIDE, HIGH = 8.4, 18.0  # of a cell
PAD = 12.0
BASE = 13.5  # from the top of a cell to the line that letters stand on
FONT = "'DejaVu Sans Mono','Cascadia Mono',Consolas,Menlo,monospace"
DIM = 0.55  # how much of a dim colour is left
LINES = {"─": "h", "│": "v"}
_EIGHTHS = "▁▂▃▄▅▆▇█"


class Look(NamedTuple):
    """How a piece of text looks; colours are #rrggbb."""

    ink: str
    paper: str
    bold: bool


def svg(lines: Sequence[Iterable[Segment]], columns: int, ink: str, paper: str) -> str:
    """Return the drawing of a screen whose usual colours are ``ink`` on ``paper``."""
    looks: dict[tuple[str, bool], str] = {}
    body = [piece for y, line in enumerate(lines) for piece in _line(line, y, Look(ink, paper, False), looks)]
    width, height = columns * WIDE + 2 * PAD, len(lines) * HIGH + 2 * PAD
    rules = "".join(
        f".{name}{{fill:{colour}{';font-weight:bold' if bold else ''}}}"
        for (colour, bold), name in looks.items()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" '
        f'width="{_n(width)}" height="{_n(height)}">'
        f"<style>text{{font:14px {FONT};white-space:pre}}{rules}</style>"
        f'<rect width="100%" height="100%" rx="8" fill="{paper}"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _line(line: Iterable[Segment], y: int, usual: Look, looks: dict[tuple[str, bool], str]) -> Iterator[str]:
    column = 0
    papers: list[str] = []
    texts: list[str] = []
    for text, look in _joined(line, usual):
        wide = cell_len(text)
        if look.paper != usual.paper:
            papers.append(_rect(column, y, wide, 0, 1, look.paper))
        for start, run in _runs(text):
            texts.append(_drawn(column + start, y, run, look, looks))
        column += wide
    yield from papers
    yield from texts


def _joined(line: Iterable[Segment], usual: Look) -> Iterator[tuple[str, Look]]:
    """Yield the pieces of a line, neighbours of one look as one."""
    before = ""
    look = usual
    for segment in line:
        found = _look(segment.style, usual)
        if found != look and before:
            yield before, look
            before = ""
        look = found
        before += segment.text
    if before:
        yield before, look


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Yield (column, run): words that belong together, and blocks of one kind; wide gaps part them."""
    start, run, column = 0, "", 0
    for character in text:
        if run and not _belongs(run, character):
            yield start, run
            run = ""
        if not run:
            start = column
        if run or character != " ":
            run += character
        column += cell_len(character)
    if run.strip():
        yield start, run


def _belongs(run: str, character: str) -> bool:
    if run.endswith("  ") and character != " ":
        return False
    return (_kind(run[0]) == _kind(character)) or (character == " " and _kind(run[0]) == "")


def _kind(character: str) -> str:
    return character if character in LINES or character in "░▀" or character in _EIGHTHS else ""


def _drawn(column: int, y: int, run: str, look: Look, looks: dict[tuple[str, bool], str]) -> str:
    kind, wide = _kind(run[0]), len(run)
    if kind in _EIGHTHS and kind:
        top = 1 - (_EIGHTHS.index(kind) + 1) / 8
        return _rect(column, y, wide, top, 1, look.ink)
    if kind == "▀":
        return _rect(column, y, wide, 0, 0.5, look.ink)
    if kind == "░":
        return _rect(column, y, wide, 0, 1, _mixed(look.ink, look.paper, 0.25))
    if kind == "─":
        return _rect(column, y, wide, 0.48, 0.54, look.ink)
    if kind == "│":
        x = PAD + (column + 0.45) * WIDE
        return f'<rect x="{_n(x)}" y="{_n(PAD + y * HIGH)}" width="1" height="{_n(HIGH)}" fill="{look.ink}"/>'
    text = run.rstrip(" ")
    name = looks.setdefault((look.ink, look.bold), f"c{len(looks)}")
    length = f' textLength="{_n(cell_len(text) * WIDE)}"' if len(text) > 1 else ""
    at = f'x="{_n(PAD + column * WIDE)}" y="{_n(PAD + y * HIGH + BASE)}"'
    return f'<text class="{name}" {at}{length}>{escape(text, quote=False)}</text>'


def _rect(column: int, y: int, wide: int, top: float, bottom: float, colour: str) -> str:
    x, at = PAD + column * WIDE, PAD + (y + top) * HIGH
    width, height = wide * WIDE, (bottom - top) * HIGH
    return f'<rect x="{_n(x)}" y="{_n(at)}" width="{_n(width)}" height="{_n(height)}" fill="{colour}"/>'


def _look(style: Style | None, usual: Look) -> Look:
    if style is None:
        return usual
    ink = style.color.get_truecolor().hex if style.color is not None else usual.ink
    paper = style.bgcolor.get_truecolor().hex if style.bgcolor is not None else usual.paper
    if style.reverse:
        ink, paper = paper, ink
    if style.dim:
        ink = _mixed(ink, paper, DIM)
    return Look(ink, paper, bool(style.bold))


def _mixed(ink: str, paper: str, share: float) -> str:
    parts = zip(bytes.fromhex(ink[1:]), bytes.fromhex(paper[1:]), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in parts)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
