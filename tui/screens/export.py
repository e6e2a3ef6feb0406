"""Export: what goes, where to, the steps of the work, its result in plain words, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from tui.handoff import export_told as told
from tui.handoff.asking import ask_folder, ask_strangers
from tui.handoff.export_sheet import ExportSheet
from tui.handoff.passphrase import with_key
from tui.handoff.sending_ports import Offer, Order, Sent, Target, Waiting, Way
from tui.keys import Place
from tui.screens.page import Page, bindings
from tui.widgets.line import Line, Piece
from tui.widgets.message import Message
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

LINES = ("progress", "result", "file", "detail", "next")
SHORT = 16  # lines; a lower screen shows the result and what comes next


class ExportScreen(Page):
    """Tick what goes, press Enter on a place: the bundle is written there and read back."""

    PLACE = Place.EXPORT
    CSS_PATH = "../styles/officer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.EXPORT)]
    ENTER_LABEL = _("write here")

    def __init__(self) -> None:
        super().__init__()
        self.offer: Offer | None = None
        self.chosen: frozenset[tuple[str, str | None]] = frozenset()
        self.busy = False
        self.step = ""
        self.broken = False
        self.sent: tuple[Sent, Target] | None = None
        self._away = False  # at the receipts

    def body(self) -> Iterator[Widget]:
        """The lists, and the lines of the work and its result."""
        yield Sheet(self._model(), screen_place=Place.EXPORT, marks=self.marks, id="export")
        for name in LINES:
            yield Line(id=name, cut=self.marks.cut)
        yield Message(id="mails", cut=self.marks.cut)

    @property
    def sheet(self) -> Sheet:
        """The lists."""
        return self.query_one("#export", Sheet)

    def on_mount(self) -> None:
        """Look for what waits and for sticks, in a thread."""
        self.sheet.focus()
        self._look(fresh=True)

    def on_screen_resume(self) -> None:
        """Back from the receipts: look again."""
        if self._away and not self.busy:
            self._away = False
            self._look(fresh=False)

    def _look(self, *, fresh: bool) -> None:
        saver, sending = self.house.saver, self.house.backing.services.sending

        def work() -> Offer:
            saver.flush(5)
            return sending.offer()

        self.house.background(work, lambda offer: self._offered(offer, fresh=fresh), self._failed)

    def _offered(self, offer: Offer, *, fresh: bool) -> None:
        before = {(each.form, each.period) for each in self.offer.waiting} if self.offer else set()
        now = {(each.form, each.period) for each in offer.waiting}
        self.offer = offer
        self.chosen = frozenset(now if fresh else (self.chosen & now) | (now - before))
        model, before_it = self._model(), self.sheet.model
        here = before_it.at(self.sheet.row) if isinstance(before_it, ExportSheet) else None
        self.sheet.show(model, model.first_target() if fresh else model.row_of(here))
        self.relabel()

    def _model(self) -> ExportSheet:
        return ExportSheet(self.offer, self.chosen, self.words, self.marks)

    # -- saying ----------------------------------------------------------------------------------------

    def relabel(self) -> None:
        """Say everything in the present language."""
        self.sheet.show(self._model(), self.sheet.row)
        self._show_work()
        super().relabel()
        offer = self.offer
        if offer is None or self.busy or (self.query_one("#message", Message).text and self.broken):
            return
        if offer.trouble is not None:
            self.say(f"{self.marks.hard} {self.house.explained(offer.trouble)}", Tone.HARD)
        elif offer.mail_trouble is not None:
            self.say(f"{self.marks.soft} {self.house.explained(offer.mail_trouble)}", Tone.SOFT)
        elif offer.kit_day:
            self.say(told.kit_told(offer.kit_day, self.words, self.marks), Tone.SOFT)
        elif self.sent is None:
            self.say(self.words.text("What is ticked goes into one sealed bundle."), Tone.QUIET)
        else:
            self.say(self.words.text("Only the province's receipt makes it received."), Tone.SOFT)

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """Which bundle, and how much goes into it."""
        text, offer = self.words.text, self.offer
        if offer is None:
            return text("Export a bundle"), ()
        count = sum(len(each.entries) for each in self._ticked())
        said = self.words.counted("{count} entry chosen", "{count} entries chosen", count)
        return text("Export bundle {seq}", seq=f"{offer.seq:06d}"), ((f"{said} ", Tone.QUIET),)

    def _show_work(self) -> None:
        words, marks = self.words, self.marks
        shown: dict[str, tuple[Piece, ...]] = {}
        size = ""
        if self.step:
            shown["progress"] = told.progress(self.step, words, marks, broken=self.broken)
        if self.sent is not None:
            sent, target = self.sent
            shown["result"] = (told.result(sent, target, words, marks),)
            name, size = told.file_told(sent, words)
            shown["file"] = ((name, Tone.STRONG),)
            shown["detail"] = ((told.detail(sent, words), Tone.QUIET),)
            shown["next"] = ((told.coming(target, words), Tone.STRONG),)
        if self.size.height < SHORT:
            shown = {name: shown[name] for name in ("result", "next") if name in shown}
        for name in LINES:
            line = self.query_one(f"#{name}", Line)
            line.put(shown.get(name, ()), ((size, Tone.QUIET),) if name == "file" and size else ())
            line.display = name in shown
        mails = self.query_one("#mails", Message)
        mails.put(told.mails_told(self.offer.mails if self.offer else (), words, marks), Tone.SOFT)
        mails.display = bool(mails.text)

    # -- choosing --------------------------------------------------------------------------------------

    def _ticked(self) -> list[Waiting]:
        offer = self.offer
        return [each for each in offer.waiting if (each.form, each.period) in self.chosen] if offer else []

    def action_tick(self) -> None:
        """Tick the line under the cursor, or leave it out."""
        model = self.sheet.model
        line = model.at(self.sheet.row) if isinstance(model, ExportSheet) else None
        if isinstance(line, Waiting):
            self.chosen = self.chosen ^ {(line.form, line.period)}
            self.sheet.show(self._model(), self.sheet.row)
            self.retitle()

    def action_everything(self) -> None:
        """Tick everything; when everything is ticked, nothing."""
        if self.offer is not None:
            every = frozenset((each.form, each.period) for each in self.offer.waiting)
            self.chosen = frozenset() if self.chosen == every else every
            self.sheet.show(self._model(), self.sheet.row)
            self.retitle()

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Write to the place of the row; a line of what goes is ticked."""
        model = self.sheet.model
        line = model.at(event.row) if isinstance(model, ExportSheet) else None
        if isinstance(line, Waiting):
            self.action_tick()
        elif isinstance(line, Target):
            self._go(line)

    def _go(self, target: Target) -> None:
        offer = self.offer
        if self.busy or offer is None:
            return
        if not self._ticked() and not offer.sealed:
            self.say(self.words.text("Nothing is ticked: there is nothing to write."), Tone.SOFT)
        elif target.folder is None and target.way in {Way.DRAFT, Way.FOLDER}:
            self._ask_folder(target)
        elif target.strangers:
            ask_strangers(self, target, lambda: self.write(target))
        else:
            self.write(target)

    def _ask_folder(self, target: Target) -> None:
        text, draft = self.words.text, target.way is Way.DRAFT
        title = (
            text("Write the draft to which folder?") if draft else text("Write the bundle to which folder?")
        )
        start = str(Path.home()) if draft else ""
        ask_folder(self, title, lambda folder: self.write(replace(target, folder=folder)), start)

    # -- writing ---------------------------------------------------------------------------------------

    def write(self, target: Target) -> None:
        """Seal, write and read back in a thread; the key's passphrase is asked for where it has one."""
        offer, text = self.offer, self.words.text
        if offer is None:
            return
        entries = tuple(one for each in self._ticked() for one in each.entries)
        subject = text(told.SUBJECT, unit=offer.unit_name)
        order = Order(target, entries, subject=subject, text=text(told.LETTER) + "\n")
        self.busy, self.sent, self.step, self.broken = True, None, "", False
        self._show_work()
        self.say(text("Sealing, writing, reading back…"), Tone.QUIET)
        saver, sending = self.house.saver, self.house.backing.services.sending

        def work(passphrase: str | None) -> Sent:
            saver.flush(10)
            return sending.export(order, passphrase, self._tell)

        with_key(self, work, lambda sent: self._done(sent, target), self._failed, self._stopped)

    def _tell(self, step: object) -> None:
        """Called in the working thread: what is being done."""
        try:
            self.house.call_later(self.house.brought, self._at, str(step))
        except RuntimeError:
            return  # the program is being left; the work goes on to its end

    def _at(self, step: str) -> None:
        self.step = step
        if self.is_mounted:
            self._show_work()

    def _done(self, sent: Sent, target: Target) -> None:
        self.busy, self.step, self.sent = False, "match", (sent, target)
        self.relabel()
        self._look(fresh=False)

    def _stopped(self, said: str) -> None:
        self.busy, self.step = False, ""
        self.relabel()
        self.say(f"{self.marks.soft} {said}", Tone.SOFT)

    def _failed(self, error: Exception) -> None:
        was_busy, self.busy, self.broken = self.busy, False, True
        self.say(f"{self.marks.hard} {self.house.explained(error)}", Tone.HARD)
        self._show_work()
        if was_busy:  # what was sealed and not handed off shows now, and goes along the next time
            self._look(fresh=False)

    # -- mails and receipts ------------------------------------------------------------------------------

    def action_send(self) -> None:
        """Send the mails that wait, now."""
        if not self.busy and self.offer is not None and self.offer.mails:
            self.busy = True
            self.say(self.words.text("Sending…"), Tone.QUIET)
            sending = self.house.backing.services.sending
            self.house.background(lambda: sending.post(now=True), self._posted, self._failed)

    def _posted(self, _mails: object) -> None:
        self.busy = False
        self._look(fresh=False)

    def action_receipts(self) -> None:
        """What was exported and what came back."""
        self._away = True
        self.house.open_page("outbox")

    def cell_help(self) -> list[str]:
        """What export does."""
        text = self.words.text
        return [
            text("The bundle is signed with this computer's key; only the province can open it."),
            text("Whatever fails, nothing is lost: a sealed bundle stays here and goes along the next time."),
        ]
