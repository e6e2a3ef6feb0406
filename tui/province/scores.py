"""The scoreboard: units by rank with bars, the province's indicators, and one unit's."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from locales.words import mark as _
from models.indicators import rounded
from tui.keys import Place
from tui.marks import Marks
from tui.province.listing import Listing
from tui.province.listing_page import ListingPage
from tui.province.page import ProvincePage
from tui.screens.page import bindings
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

if TYPE_CHECKING:
    from locales.words import Words
    from reports.scoreboard import IndicatorRow, Scoreboard, UnitRow

BAR, LONG_BAR = 16, 40
GROWTH = 88  # from this width on growth has a column
LONG = 110  # from this width on bars are long


class ScoresScreen(ListingPage[str]):
    """The scoreboard of one period; with ``unit`` the indicators of that unit."""

    PLACE = Place.SCORES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.SCORES)]
    ENTER_LABEL = _("open")

    def __init__(self, board: Scoreboard, unit: str = "") -> None:
        super().__init__()
        self.board = board
        self.unit = unit
        self.indicators = bool(unit)

    # -- what stands in it ---------------------------------------------------------------------------

    def _listing(self) -> Listing[str]:
        return self._indicators() if self.indicators else self._units()

    def _bar(self) -> int:
        return LONG_BAR if (self.app.size.width or 80) >= LONG else BAR

    def _units(self) -> Listing[str]:
        text = self.words.text
        listing: Listing[str] = Listing(
            (
                Column(text("rank"), 4, "right"),
                Column("", 5),
                Column(text("unit"), 30, grows=True, least=16),
                Column(text("points"), 8, "right"),
                Column(text("of"), 8, "right", needs=76),
                Column(text("index"), 6, "right"),
                Column("", self._bar()),
            ),
            header=True,
        )
        ordered = sorted(self.board.units, key=lambda row: (row.rank is None, row.rank or 0, row.unit.code))
        for row in ordered:
            listing.line(self._unit_cells(row), row.unit.code)
        return listing

    def _unit_cells(self, row: UnitRow) -> list[Cell]:
        words, dash = self.words, self.marks.dash
        index = row.dti
        return [
            Cell(str(row.rank) if row.rank else dash, Tone.STRONG if row.rank else Tone.OFF),
            Cell(row.unit.code, Tone.QUIET),
            Cell(row.unit.name, Tone.PLAIN if row.rank else Tone.OFF),
            Cell(_fixed(row.points, 2, self), Tone.PLAIN if row.rank else Tone.OFF),
            Cell(words.number(rounded(row.maximum), 2), Tone.QUIET),
            Cell(_fixed(index, 4, self), Tone.STRONG if row.rank else Tone.OFF),
            Cell(self.marks.progress(float(index), self._bar()) if index is not None else "", Tone.HEADING),
        ]

    def _indicators(self) -> Listing[str]:
        text = self.words.text
        listing: Listing[str] = Listing(
            (
                Column(text("Indicator"), 60, grows=True, least=22),
                Column(text("numerator"), 9, "right", needs=70),
                Column(text("denominator"), 9, "right", needs=70),
                Column(text("share"), 8, "right"),
                Column(text("growth"), 8, "right", needs=GROWTH),
                Column(text("target"), 7, "right"),
                Column("", 10),
                Column("", self._bar(), needs=96),
            ),
            header=True,
        )
        rows = self.board.province_rows
        if self.unit:
            rows = tuple(row for row in self.board.rows if row.unit.code == self.unit)
        for row in rows:
            listing.line(self._indicator_cells(row))
        if not rows:
            listing.note(text("Nothing is measured in this kind of period."))
        return listing

    def _indicator_cells(self, row: IndicatorRow) -> list[Cell]:
        words, text, dash = self.words, self.words.text, self.marks.dash
        known = row.ratio.numerator is not None
        share = words.percent(row.percent) if row.percent is not None else dash
        bar = "" if row.percent is None else self.marks.progress(float(row.percent) / 100, self._bar())
        met = {
            True: (self.marks.complete + " " + text("met"), Tone.GOOD),
            False: (self.marks.soft + " " + text("not met"), Tone.SOFT),
            None: ("", Tone.PLAIN),
        }[row.met]
        if not row.ratio.applicable:
            share = self.marks.off
        return [
            Cell(words.of(row.indicator.label) or row.indicator.code, Tone.PLAIN if known else Tone.OFF),
            Cell(words.number(row.ratio.numerator), Tone.QUIET),
            Cell(words.number(row.ratio.denominator) if row.indicator.is_ratio else "", Tone.QUIET),
            Cell(share if row.indicator.is_ratio else "", Tone.STRONG),
            Cell(_grown(row.growth, self), Tone.QUIET),
            Cell(target_text(row, words, self.marks), Tone.QUIET),
            Cell(*met),
            Cell(bar, Tone.HEADING),
        ]

    # -- lines ---------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Bars are as long as there is room."""
        if self.is_mounted and self.query(Sheet):
            self.reshow(self.query_one(Sheet).row)

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """Whose scores of which period, and the targets met."""
        words, board = self.words, self.board
        whose = board.province.unit if not self.unit else self._unit_row().unit
        parts = [words.text("Scores"), words.period(board.period), whose.name]
        if board.on is not None:
            parts.append(words.text("units of today"))
        left = " · ".join(parts)
        if self.unit:
            row = self._unit_row()
            rank = words.text("rank {rank}", rank=row.rank) if row.rank else ""
            return left, ((f"{rank} · {_fixed(row.dti, 4, self)} ", Tone.STRONG),)
        targets = words.text("targets met {met}/{of}", met=board.targets_met, of=board.targets)
        return left, ((f"{_fixed(board.province.dti, 4, self)} · {targets} ", Tone.STRONG),)

    def _unit_row(self) -> UnitRow:
        return next(row for row in self.board.units if row.unit.code == self.unit)

    def _tell(self) -> None:
        text = self.words.text
        missing = sum(row.rank is None for row in self.board.units)
        told = text("Sums over sums; what is undefined is {dash}, never 0.", dash=self.marks.dash)
        if self.indicators and (self.app.size.width or 80) >= GROWTH:
            told += " " + text("Growth is in points on the same period of last year.")
        if missing and not self.indicators:
            told = self.words.counted(
                "{count} unit reported nothing and has no rank.",
                "{count} units reported nothing and have no rank.",
                missing,
            )
        if self.board.for_a_person:
            names = ", ".join(apart.unit.name for apart in self.board.for_a_person)
            told = text("Part of no row, a person decides: {names}", names=names)
        self.say(told, Tone.QUIET)

    # -- keys ----------------------------------------------------------------------------------------

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Open a unit's indicators."""
        unit = self.listing.opens(event.row)
        if unit:
            self.app.push_screen(ScoresScreen(self.board, unit))

    def action_other_side(self) -> None:
        """Units or indicators."""
        if not self.unit:
            self.indicators = not self.indicators
            self.reshow(0)

    def action_units_of(self) -> None:
        """Today's units, or again those of the period."""
        if not self.unit:
            period, today = str(self.board.period), self.board.on is None
            self.province.draw_scores(period, today=today, done=self._redrawn)

    def _redrawn(self, board: Scoreboard) -> None:
        self.board = board
        if self.is_mounted:
            self.reshow(0)
            self.retitle()

    def action_story(self) -> None:
        """The story of the unit."""
        unit = self.unit or self.listing.opens(self.query_one(Sheet).row)
        if unit:
            self.province.open_story(unit)

    def cell_help(self) -> list[str]:
        """What this screen is."""
        return [
            self.words.text(
                "Points of each unit over what it could have; equal ones share a rank. "
                "F5 shows the indicators."
            )
        ]


def _fixed(value: Fraction | None, places: int, page: ProvincePage) -> str:
    return page.marks.dash if value is None else page.words.number(rounded(value, places), places)


def _grown(points: Decimal | None, page: ProvincePage) -> str:
    """Points on the same period of last year, with their sign; nothing where either is undefined."""
    return "" if points is None else page.words.signed(points, 2)


def target_text(row: IndicatorRow, words: Words, marks: Marks) -> str:
    """Return a target as people write it (≥ 80%, ≤ 0); blank where there is none."""
    if row.target is None:
        return ""
    sign = marks.compared(row.target.comparison.value)
    return words.bound(sign, row.target.value, percent=row.indicator.is_ratio)
