"""The guided page of enrolment: what is done, what comes next, and the digits that two people compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from tui.dialogs.choose import ChooseDialog
from tui.dialogs.write import WriteDialog
from tui.enrolment.digits import Digits
from tui.enrolment.ports import EnrolmentView, Stage, WrittenEnrolment
from tui.enrolment.steps import (
    CALL,
    NAME,
    NEEDS_KEY,
    TAKE,
    WRITE,
    Standing,
    standing_told,
    steps_model,
)
from tui.handoff.asking import ask_place
from tui.handoff.passphrase import ask_new, with_key
from tui.handoff.ports import TakenFile
from tui.handoff.taking import TakingPage
from tui.handoff.told import told_of
from tui.keys import Place
from tui.ports import Destination
from tui.screens.page import bindings
from tui.sheets.lines import LinesModel
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Tone

SHORT, TINY = 18, 12  # lines; lower screens show two steps, or the one at hand, and the digits small


class EnrolmentScreen(TakingPage):
    """Four steps; Enter does the one under the cursor."""

    PLACE = Place.ENROLMENT
    CSS_PATH = "../styles/officer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.ENROLMENT)]
    ENTER_LABEL = _("do this step")
    WHICH = _("Where is the province's answer?")

    def __init__(self) -> None:
        super().__init__()
        self.view: EnrolmentView | None = None
        self.officer = ""
        self.unit = ""
        self.written: WrittenEnrolment | None = None
        self.busy = False
        self.said = ""  # shown once the page has looked again

    def body(self) -> Iterator[Widget]:
        """The steps, then the digits."""
        yield Sheet(self._model(), screen_place=Place.ENROLMENT, marks=self.marks, id="steps")
        yield Digits(id="digits")

    def on_mount(self) -> None:
        """Look where this computer stands, in a thread."""
        self.query_one(Sheet).focus()
        self._look()

    def _look(self) -> None:
        service = self.house.backing.services.enrolment
        self.house.background(lambda: (service.view(), service.communes()), self._found, self._failed)

    def _found(self, found: tuple[EnrolmentView, Sequence[tuple[str, str]]]) -> None:
        self.view, communes = found
        self.officer = self.officer or self.view.officer
        self.unit = self.unit or self.view.unit
        self._show()
        if self.said:
            self.say(f"{self.marks.complete} {self.said}", Tone.GOOD)
            self.said = ""
        if not self.unit and communes:
            self._ask_unit(communes)

    @property
    def standing(self) -> Standing:
        """Where the page stands."""
        return Standing(self.view, self.officer, self.unit, self.written)

    def _show(self) -> None:
        sheet = self.query_one(Sheet)
        sheet.show(self._model(), self.standing.next)
        self.query_one(Digits).put(self.view, self.words, self.marks)
        self.retitle()
        if not self.busy and self.view is not None:
            self.say(*standing_told(self.view, self.words, self.marks))

    def _model(self) -> LinesModel:
        return steps_model(self.standing, self.words, self.marks)

    def on_resize(self) -> None:
        """Low screens show fewer steps at a time, so that the digits have room."""
        self.set_class(self.size.height < SHORT, "-short")
        self.set_class(self.size.height < TINY, "-tiny")

    def relabel(self) -> None:
        """Say everything in the present language."""
        super().relabel()
        self._show()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """What this is."""
        return self.words.text("This computer's key"), ()

    # -- the steps -------------------------------------------------------------------------------------

    def on_sheet_opened(self, event: Sheet.Opened) -> None:
        """Do the step of the row."""
        if self.view is None or self.busy:
            return
        steps: dict[int, Callable[[], None]] = {
            NAME: self._ask_name,
            WRITE: self._ask_place,
            CALL: self._explain_call,
            TAKE: self.action_receive,
        }
        steps[event.row]()

    def _ask_name(self) -> None:
        def asked(text: str | None) -> None:
            if text:
                self.officer = text
                self._show()

        text = self.words.text
        hint = text("The province sees this name. Enter keeps, Esc cancels.")
        self.app.push_screen(WriteDialog(text("Who works on this computer"), self.officer, hint=hint), asked)

    def _ask_unit(self, communes: Sequence[tuple[str, str]]) -> None:
        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys:
                self.unit = keys[0]
                self._show()

        rows = [(code, f"{code} {name}") for code, name in communes]
        title = self.words.text("Which commune is this computer's?")
        hint = self.words.text("Type a part of its name. Enter takes, Esc asks later.")
        self.app.push_screen(ChooseDialog(title, rows, self.marks, hint=hint), chosen)

    def _ask_place(self) -> None:
        service = self.house.backing.services.enrolment
        if not self.unit:
            self.house.background(service.communes, self._ask_unit, self._failed)
        elif not self.officer or self.officer == "-":
            self._ask_name()
        elif self.view is not None and self.view.stage is Stage.CERTIFIED:
            self.say(
                self.words.text("The key is certified; it is renewed by itself in time, or now with F5."),
                Tone.GOOD,
            )
        else:
            self.house.background(self.house.backing.destinations, self._where, self._failed)

    def _where(self, places: Sequence[Destination]) -> None:
        title = self.words.text("Write the enrolment to which folder?")
        ask_place(self, title, [place for place in places if place.writable], title, self._write)

    def _write(self, place: Destination) -> None:
        """Write the enrolment; a key that is made now may get a passphrase first."""
        if self.view is not None and self.view.stage in NEEDS_KEY:
            ask_new(self, lambda chosen: self._make(place, chosen), lambda: None)
        else:
            self._make(place, "")

    def _make(self, place: Destination, chosen: str) -> None:
        self.busy = True
        self.say(self.words.text("Making the key…"), Tone.QUIET)
        service, unit, officer = self.house.backing.services.enrolment, self.unit, self.officer

        def work(passphrase: str | None) -> WrittenEnrolment:
            return service.write(place, unit=unit, officer=officer, passphrase=passphrase or chosen or None)

        with_key(self, work, self._wrote, self._failed, self._stopped)

    def _wrote(self, written: WrittenEnrolment) -> None:
        self.busy = False
        self.written = written
        self._look()

    # -- the key itself ----------------------------------------------------------------------------------

    def action_passphrase(self) -> None:
        """Give the key a passphrase, change it, or take it away."""
        view = self.view
        if self.busy or view is None:
            return
        if view.stage is Stage.NO_KEY:
            self.say(self.words.text("There is no key yet: step 2 makes it."), Tone.QUIET)
        else:
            ask_new(self, self._change, lambda: None)

    def _change(self, new: str) -> None:
        self.busy = True
        service = self.house.backing.services.enrolment
        said = (
            self.words.text("The key is under the new passphrase. Every export asks for it.")
            if new
            else self.words.text("The key has no passphrase any more.")
        )

        def work(passphrase: str | None) -> None:
            service.change_passphrase(passphrase, new)

        with_key(self, work, lambda _none: self._changed(said), self._failed, self._stopped)

    def action_renew(self) -> None:
        """Make the next key now: it travels with the next bundle, and nobody has to telephone."""
        view, text = self.view, self.words.text
        if self.busy or view is None:
            return
        if view.stage is not Stage.CERTIFIED:
            self.say(text("Only a certified key can send the next one; follow the four steps."), Tone.SOFT)
        elif view.renewing:
            self.say(text("A new key waits already: it goes with the next bundle."), Tone.SOFT)
        else:
            self.busy = True
            said = text(
                "The new key is made. It goes with the next bundle; until the receipt the old one counts."
            )
            service = self.house.backing.services.enrolment
            with_key(self, service.renew, lambda _none: self._changed(said), self._failed, self._stopped)

    def _changed(self, said: str) -> None:
        self.busy = False
        self._look()
        self.said = said

    def _stopped(self, said: str) -> None:
        self.busy = False
        self.say(f"{self.marks.soft} {said}", Tone.SOFT)

    def _explain_call(self) -> None:
        self.say(
            self.words.text(
                "Read your 30 digits; the province types them. Then let the province read its own: "
                "they must be those beside yours. Any difference: stop, and ask again."
            ),
            Tone.SOFT,
        )

    def taken(self, taken: Sequence[TakenFile]) -> None:
        """Say what came of the answer, and look anew where this computer stands."""
        said, tone = told_of(taken, self.words, self.house.explained)
        self._look()
        if not any(each.certified for each in taken):
            self.call_after_refresh(lambda: self.say(said, tone))

    def cell_help(self) -> list[str]:
        """What enrolment is for."""
        return [
            self.words.text(
                "The province accepts figures only from keys that it knows. Two people compare 30 digits by "
                "telephone once, so that nobody in between can pass off another key."
            )
        ]
