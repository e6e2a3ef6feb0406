"""What was exported, what the province said, what it misses; taking in, writing again, corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from tui.handoff.again import ask_where
from tui.handoff.export_told import kit_told, mails_told
from tui.handoff.outbox_sheet import OutboxSheet
from tui.handoff.ports import Ledger, OpenedEntry, SentBundle, SentEntry, TakenFile
from tui.handoff.sending_ports import Mail
from tui.handoff.taking import TakingPage
from tui.handoff.told import told_of
from tui.keys import Place
from tui.ports import Destination, Written
from tui.screens.page import bindings
from tui.widgets.line import Piece
from tui.widgets.message import Message
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone


class OutboxScreen(TakingPage):
    """Bundles with what became of them; Enter opens a bundle or an entry."""

    PLACE = Place.OUTBOX
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.OUTBOX)]
    ENTER_LABEL = _("open")

    def __init__(self) -> None:
        super().__init__()
        self.ledger = Ledger()
        self.opened: frozenset[str] = frozenset()
        self.busy = False
        self.known = False

    def body(self) -> Iterator[Widget]:
        """The history, and the mails that wait."""
        yield Sheet(self._model(), screen_place=Place.OUTBOX, marks=self.marks, id="outbox")
        yield Message(id="mails", cut=self.marks.cut)

    def on_mount(self) -> None:
        """Read the store in a thread."""
        self.query_one(Sheet).focus()
        self._read()

    def on_screen_resume(self) -> None:
        """Back from an entry: say anew what became of it."""
        if self.known:
            self._read()

    def _read(self) -> None:
        self.house.background(self.house.backing.services.handoff.ledger, self._show, self._failed)

    def _show(self, ledger: Ledger) -> None:
        sheet = self.query_one(Sheet)
        model = sheet.model
        here = model.at(sheet.row) if isinstance(model, OutboxSheet) and self.known else None
        self.ledger, self.known = ledger, True
        fresh = self._model()
        key = here.id if isinstance(here, SentBundle) else here.entry if here else ""
        sheet.show(fresh, fresh.row_of(key))
        self.retitle()
        if not self.query_one("#message", Message).text:
            self._say_missing()
        self._show_mails()

    def _show_mails(self) -> None:
        mails = self.query_one("#mails", Message)
        mails.put(mails_told(self.ledger.mails, self.words, self.marks), Tone.SOFT)
        mails.display = bool(mails.text)

    def _model(self) -> OutboxSheet:
        return OutboxSheet(self.ledger, self.opened, self.words, self.marks)

    def relabel(self) -> None:
        """Say everything in the present language."""
        sheet = self.query_one(Sheet)
        sheet.show(self._model(), sheet.row)
        super().relabel()
        self._say_missing()
        self._show_mails()

    def _say_missing(self) -> None:
        missing = self.ledger.missing
        if missing:
            numbers = ", ".join(f"{seq:06d}" for seq in missing)
            self.say(
                self.words.text(
                    "The province misses bundles {numbers}. F9 writes exactly those again.", numbers=numbers
                ),
                Tone.SOFT,
            )
        elif self.ledger.kit_day:
            self.say(kit_told(self.ledger.kit_day, self.words, self.marks), Tone.SOFT)
        elif self.ledger.copies:
            said = self.words.counted(
                "{count} copy of a received bundle still lies on a stick or in a folder. F5 puts it away.",
                "{count} copies of received bundles still lie on sticks or in folders. F5 puts them away.",
                self.ledger.copies,
            )
            self.say(said, Tone.SOFT)
        elif self.known:
            self.say(
                self.words.text("A bundle counts as received once its receipt was taken in: F10."), Tone.QUIET
            )

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """What this is, and how many bundles still wait for a word."""
        waiting = sum(1 for bundle in self.ledger.bundles if bundle.status in {"sealed", "written"})
        said = self.words.text("{count} without a receipt", count=waiting) if waiting else ""
        return self.words.text("Exports and receipts"), ((f"{said} ", Tone.SOFT),)

    # -- opening ---------------------------------------------------------------------------------------

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Show the entries of a bundle, or open an entry."""
        model = self.query_one(Sheet).model
        found = model.at(event.row) if isinstance(model, OutboxSheet) else None
        if isinstance(found, SentBundle):
            self.opened = self.opened ^ {found.id}
            self.query_one(Sheet).show(self._model(), event.row)
        elif isinstance(found, SentEntry):
            entry = found.entry
            self.house.background(
                lambda: self.house.backing.services.handoff.open(entry), self._opened, self._failed
            )

    def _opened(self, found: OpenedEntry) -> None:
        from tui.screens.entry import EntryScreen  # imported already by the loading thread

        self.house.open_entry(found.sitting, found.title, found.period)
        screen = self.app.screen
        if isinstance(screen, EntryScreen) and found.paths:
            path = found.paths[0]
            screen.call_after_refresh(lambda: screen.go_to(path))

    # -- taking in -------------------------------------------------------------------------------------

    def taken(self, taken: Sequence[TakenFile]) -> None:
        """Say what came of the files, and read anew."""
        self.say(*told_of(taken, self.words, self.house.explained))
        self._read()

    # -- writing again -----------------------------------------------------------------------------------

    def action_missing(self) -> None:
        """Write exactly the bundles that the province misses; at once when one stick is plugged in."""
        if not self.ledger.missing:
            self.say(self.words.text("The province misses no bundle."), Tone.GOOD)
        else:
            self._write_again(self.ledger.missing)

    def action_again(self) -> None:
        """Write the bundle under the cursor once more."""
        sheet = self.query_one(Sheet)
        found = sheet.model.bundle_at(sheet.row) if isinstance(sheet.model, OutboxSheet) else None
        if found is None or found.earlier_chain:
            self.say(self.words.text("Put the cursor on a bundle of this computer."), Tone.QUIET)
        else:
            self._write_again((found.seq,))

    def _write_again(self, seqs: tuple[int, ...]) -> None:
        if not self.busy:
            self.house.background(
                self.house.backing.destinations, lambda places: self._where(places, seqs), self._failed
            )

    def _where(self, places: Sequence[Destination], seqs: tuple[int, ...]) -> None:
        ask_where(self, places, self.ledger.bundles, seqs, lambda place: self._write(place, seqs))

    def _write(self, place: Destination, seqs: tuple[int, ...]) -> None:
        self.busy = True
        self.say(self.words.text("Writing, reading back…"), Tone.QUIET)
        handoff = self.house.backing.services.handoff
        self.house.background(lambda: handoff.again(place, seqs), self._written, self._failed)

    def _written(self, written: Sequence[Written]) -> None:
        self.busy = False
        numbers = ", ".join(f"{each.seq:06d}" for each in written)
        where = str(written[-1].file.parent) if written else ""
        self.say(
            f"{self.marks.complete} "
            + self.words.text("Written and read back: {numbers} in {folder}", numbers=numbers, folder=where),
            Tone.GOOD,
        )
        self._read()

    # -- copies and mails --------------------------------------------------------------------------------

    def action_put_away(self) -> None:
        """Leave no second copy of what the province has received: what counts is its receipt."""
        if not self.busy:
            self.busy = True
            self.house.background(self.house.backing.services.handoff.put_away, self._put_away, self._failed)

    def _put_away(self, count: int) -> None:
        self.busy = False
        said = self.words.counted(
            "{count} copy moved to its folder “sent”.", "{count} copies moved to their folder “sent”.", count
        )
        self.say(f"{self.marks.complete} {said}", Tone.GOOD)
        self._read()

    def action_send(self) -> None:
        """Send the mails that wait, now."""
        if not self.busy and self.ledger.mails:
            self.busy = True
            self.say(self.words.text("Sending…"), Tone.QUIET)
            sending = self.house.backing.services.sending
            self.house.background(lambda: sending.post(now=True), self._posted, self._failed)

    def _posted(self, mails: Sequence[Mail]) -> None:
        self.busy = False
        self.say("" if mails else self.words.text("All mails were sent."), Tone.GOOD)
        self._read()

    def cell_help(self) -> list[str]:
        """What this page is."""
        return [
            self.words.text(
                "Every bundle that left this computer, and what the province's receipts said of it. "
                "A returned entry opens at the commented cells; what is corrected goes out with the next "
                "export."
            )
        ]
