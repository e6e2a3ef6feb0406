"""One unit's story: entries, registers, bundles, what is missing or refused, receipts, keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from locales.explain import explain_code
from locales.words import mark as _
from tui.keys import Place
from tui.province.listing import Listing
from tui.province.listing_page import ListingPage
from tui.province.told import result_cell, state_cell
from tui.screens.page import bindings
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

if TYPE_CHECKING:
    from models.office import Story
    from sync.quarantine import Case

SHOWN = 200  # bundles and receipts


@dataclass(frozen=True, slots=True)
class Line:
    """What a line is about: an entry or a register to open, or a sentence to say."""

    entry: str = ""
    register: str = ""
    told: str = ""
    tone: Tone = Tone.QUIET


class StoryScreen(ListingPage[Line]):
    """Everything that is known of a unit, newest first."""

    PLACE = Place.STORY
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.STORY)]
    ENTER_LABEL = _("open")

    def __init__(self, story: Story, cases: Sequence[Case]) -> None:
        super().__init__()
        self.story = story
        self.cases = cases

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """Which unit."""
        unit = self.story.unit
        if not self.story.missing:
            return f"{unit.name} · {unit.code}", ()
        numbers = ", ".join(map(str, self.story.missing))
        told = self.words.text("no bundle {numbers}", numbers=numbers)
        return f"{unit.name} · {unit.code}", ((f"{self.marks.soft} {told} ", Tone.SOFT),)

    # -- what stands in it ---------------------------------------------------------------------------

    def _listing(self) -> Listing[Line]:
        listing: Listing[Line] = Listing(
            (
                Column("", 60, grows=True, least=24),
                Column("", 8),
                Column("", 5, "right"),
                Column("", 16),
                Column("", 16, needs=76),
                Column("", 16, needs=110),
            )
        )
        self._entries(listing)
        self._registers(listing)
        self._bundles(listing)
        self._refused(listing)
        self._receipts(listing)
        self._keys(listing)
        return listing

    def _entries(self, listing: Listing[Line]) -> None:
        text, words = self.words.text, self.words
        listing.heading(
            text("ENTRIES"), text("period"), text("rev."), text("state"), text("completed"), text("by")
        )
        if not self.story.entries:
            listing.note("  " + text("Nothing came yet."))
        for head in self.story.entries:
            replaced = head.state.value == "superseded"
            title = self.title_of(self.province.office.titles, head.form)
            listing.line(
                [
                    Cell(title, Tone.OFF if replaced else Tone.PLAIN),
                    Cell(words.period(head.period)),
                    Cell(str(head.revision)),
                    state_cell(head.state.value, words, self.marks),
                    Cell(words.moment(head.completed_at), Tone.QUIET),
                    Cell(head.completed_by or "", Tone.QUIET),
                ],
                Line(entry=head.id),
            )

    def _registers(self, listing: Listing[Line]) -> None:
        if not self.story.registers:
            return
        listing.heading(self.words.text("REGISTERS"), self.words.text("records"))
        for count in self.story.registers:
            title = self.title_of(self.province.office.titles, count.form)
            listing.line([Cell(title), Cell(self.words.number(count.records))], Line(register=count.form))

    def _bundles(self, listing: Listing[Line]) -> None:
        words = self.words
        if not (self.story.bundles or self.story.missing):
            return
        listing.heading(words.text("BUNDLES"), words.text("number"), words.text("entr."))
        for number in self.story.missing:
            told = words.text("This bundle never came; the receipt names it, the commune exports it again.")
            gone = Cell(self.marks.off + " " + words.text("never came"), Tone.SOFT)
            listing.line([gone, Cell(f"{number:06d}", Tone.SOFT)], Line(told=told, tone=Tone.SOFT))
        for record in self.story.bundles[:SHOWN]:
            listing.line(
                [
                    result_cell(record.status, record.code, words, self.marks),
                    Cell(f"{record.seq:06d}"),
                    Cell(words.number(record.entries)),
                    Cell(words.moment(record.received_at), Tone.QUIET),
                ],
                Line(told=self._why(record.code, record.id)),
            )

    def _why(self, code: str | None, name: str) -> str:
        return str(explain_code(code, self.words)) if code else self.words.text("Id {id}", id=name[:16])

    def _refused(self, listing: Listing[Line]) -> None:
        if not self.cases:
            return
        listing.heading(self.words.text("IN QUARANTINE"), self.words.text("number"))
        for case in reversed(self.cases):
            told = explain_code(case.code, self.words, case.details)
            listing.line(
                [
                    Cell(f"{self.marks.hard} {told.title}", Tone.HARD),
                    Cell(f"{case.seq:06d}" if case.seq else self.marks.dash),
                    Cell(),
                    Cell(self.words.moment(case.received_at), Tone.QUIET),
                ],
                Line(told=str(told), tone=Tone.SOFT),
            )

    def _receipts(self, listing: Listing[Line]) -> None:
        words = self.words
        if not self.story.receipts:
            return
        listing.heading(words.text("RECEIPTS"), words.text("number"))
        for receipt in self.story.receipts[:SHOWN]:
            cells = [Cell(receipt.name, Tone.QUIET), Cell(f"{receipt.seq:06d}"), Cell()]
            listing.line(
                [*cells, Cell(words.moment(receipt.created_at), Tone.QUIET)], Line(told=receipt.name)
            )

    def _keys(self, listing: Listing[Line]) -> None:
        words = self.words
        if not self.story.certificates:
            return
        listing.heading(words.text("KEYS"))
        for key in self.story.certificates:
            state = (
                Cell(self.marks.hard + " " + words.text("revoked"), Tone.HARD)
                if key.revoked_at
                else Cell(self.marks.complete + " " + words.text("valid"))
            )
            told = key.why or words.text("certified {day}", day=words.moment(key.issued_at))
            day = Cell(words.moment(key.revoked_at or key.issued_at), Tone.QUIET)
            listing.line(
                [Cell(f"{key.officer} · {key.machine}"), Cell(), Cell(), state, day], Line(told=told)
            )

    # -- keys ----------------------------------------------------------------------------------------

    def on_sheet_moved(self) -> None:
        """Say what the line has to say."""
        self._tell()

    def _tell(self) -> None:
        line = self.listing.opens(self.query_one(Sheet).row)
        self.say(line.told if line else "", line.tone if line else Tone.QUIET)

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Open an entry or a register."""
        line = self.listing.opens(event.row)
        if line is not None and line.entry:
            self.province.open_review(line.entry)
        elif line is not None and line.register:
            self.province.open_records(self.story.unit.code, line.register)

    def on_screen_resume(self) -> None:
        """Back from an entry: its state may be another one."""
        self.house.background(lambda: self.province.office.story(self.story.unit.code), self._again)

    def _again(self, found: tuple[Story, list[Case]]) -> None:
        if found != (self.story, self.cases):
            self.story, self.cases = found
            self.relabel()

    def cell_help(self) -> list[str]:
        """What this screen is."""
        return [self.words.text("All that this unit sent and what was answered, newest first. Enter opens.")]
