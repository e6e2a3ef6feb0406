"""The export page as a sheet: what goes, ticked, and the ways it may go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.cells import cell_len

from locales.words import Words
from tui.handoff.sending_ports import Offer, Target, Waiting, Way
from tui.handoff.sizes import size_text
from tui.marks import Marks
from tui.widgets.sheet_model import Cell, Column, Span, StillModel, Tone

TICK, WHAT, WHERE, MUCH = range(4)
LEAST_ROOM = 1024 * 1024  # bytes; a drive with less counts as full
WHOLE = (Span(TICK, MUCH, TICK),)
WAITING_ROW = (Span(TICK, TICK, TICK), Span(WHAT, WHERE, WHAT), Span(MUCH, MUCH, MUCH))
TARGET_ROW = tuple(Span(column, column, column) for column in (TICK, WHAT, WHERE, MUCH))

PATH = 34  # cells of a folder's path

Row = str | Waiting | Target


class ExportSheet(StillModel):
    """The model of the page. ``chosen`` are the ticked lines as (form, period)."""

    def __init__(
        self, offer: Offer | None, chosen: frozenset[tuple[str, str | None]], words: Words, marks: Marks
    ) -> None:
        self.offer = offer
        self.chosen = chosen
        self.words = words
        self.marks = marks
        self.columns = (
            Column("", 3),
            Column("", 26, grows=True, least=14),
            Column("", PATH, needs=60),
            Column("", 15, "right"),
        )
        self.header = False
        self.rows: list[Row] = list(self._rows())

    def _rows(self) -> Iterator[Row]:
        text, offer = self.words.text, self.offer
        if offer is None:
            yield text("Looking…")
            return
        yield text("WHAT GOES: Space ticks or leaves out")
        if not offer.waiting:
            yield "   " + text("Nothing is complete yet: F9 in an entry completes it.")
        yield from offer.waiting
        if offer.sealed:
            numbers = ", ".join(f"{seq:06d}" for seq in offer.sealed)
            yield "   " + text("Sealed before and not handed off: {numbers}. They go along.", numbers=numbers)
        yield ""
        yield text("WHERE TO: Enter writes there")
        yield from offer.targets

    def row_count(self) -> int:
        """How many lines there are."""
        return len(self.rows)

    def at(self, row: int) -> Waiting | Target | None:
        """What a row is for."""
        found = self.rows[row] if 0 <= row < len(self.rows) else ""
        return None if isinstance(found, str) else found

    def first_target(self) -> int:
        """The row of the first place that can be written to, else of the first place."""
        rows = [row for row, line in enumerate(self.rows) if isinstance(line, Target)]
        good = [row for row in rows if self.usable(row)]
        return (good or rows or [0])[0]

    def row_of(self, wanted: Waiting | Target | None) -> int:
        """The row of the same place, else of the first good one: the cursor stays where it was."""
        if isinstance(wanted, Target):
            for row, line in enumerate(self.rows):
                if isinstance(line, Target) and (line.way, line.folder) == (wanted.way, wanted.folder):
                    return row
        return self.first_target()

    def usable(self, row: int) -> bool:
        """Whether something can be written to the place of a row."""
        line = self.rows[row]
        return isinstance(line, Target) and line.writable and (line.free is None or line.free > LEAST_ROOM)

    def rests(self, row: int, column: int) -> bool:
        """The cursor stands on lines that can be ticked or written to."""
        del column
        return not isinstance(self.rows[row], str) or len(self.rows) == 1

    def spans(self, row: int) -> tuple[Span, ...] | None:
        """Headings take the whole width."""
        if row < 0:
            return TARGET_ROW
        line = self.rows[row]
        return WHOLE if isinstance(line, str) else WAITING_ROW if isinstance(line, Waiting) else TARGET_ROW

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a cell."""
        line = self.rows[row]
        if isinstance(line, str):
            return Cell(line, Tone.QUIET)
        if isinstance(line, Waiting):
            return self._waiting(line, column)
        number = sum(1 for earlier in self.rows[:row] if isinstance(earlier, Target)) + 1
        return self._target(line, column, number)

    def _waiting(self, line: Waiting, column: int) -> Cell:
        words = self.words
        ticked = (line.form, line.period) in self.chosen
        if column == TICK:
            return Cell("[x]" if ticked else "[ ]", Tone.STRONG if ticked else Tone.QUIET)
        tone = Tone.PLAIN if ticked else Tone.QUIET
        if column == WHAT:
            at = f" {self.marks.dot} {words.period(line.period)}" if line.period else ""
            return Cell(f"{words.of(line.title)}{at}", tone)
        if column == MUCH:
            count = len(line.entries)
            if line.period is None:  # of a register
                return Cell(words.counted("{count} record", "{count} records", count), Tone.QUIET)
            return Cell(words.counted("{count} entry", "{count} entries", count), Tone.QUIET)
        return Cell()

    def _target(self, line: Target, column: int, number: int) -> Cell:
        if column == TICK:
            return Cell(f" {number}", Tone.QUIET)
        if column == WHAT:
            return Cell(self._called(line))
        if column == MUCH:
            return self._room(line)
        if line.strangers:
            return Cell(f"{self.marks.soft} {', '.join(line.strangers)}", Tone.SOFT)
        return Cell(line.label if line.way is Way.MAIL else self._path(line.folder), Tone.QUIET)

    def _path(self, folder: Path | None) -> str:
        """A folder; of a long one its end, which tells it from others."""
        said = str(folder or "")
        return said if cell_len(said) <= PATH else f"{self.marks.cut}{said[1 - PATH :]}"

    def _called(self, line: Target) -> str:
        text = self.words.text
        if line.way is Way.STICK:
            return f"USB {line.label}"
        if line.way is Way.MAIL:
            return text("Mail by the server")
        if line.way is Way.DRAFT:
            return text("A mail draft (.eml)…")
        return text("The folder of last time") if line.folder else text("Another folder…")

    def _room(self, line: Target) -> Cell:
        text = self.words.text
        if not line.writable:
            return Cell(text("write-protected"), Tone.HARD)
        if line.free is not None and line.free <= LEAST_ROOM:
            return Cell(text("no room left"), Tone.HARD)
        if line.free is None:
            return Cell()
        return Cell(text("{size} free", size=size_text(line.free, self.words)), Tone.QUIET)
