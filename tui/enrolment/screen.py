"""The guided page of enrolment: what is done, what comes next, and the digits that two people compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from locales.words import mark as _
from tui.dialogs.choose import ChooseDialog
from tui.dialogs.write import WriteDialog
from tui.enrolment.digits import Digits
from tui.enrolment.ports import EnrolmentView, Stage, WrittenEnrolment
from tui.handoff.choose_file import ChooseFileDialog, usual_places
from tui.handoff.ports import TakenFile
from tui.handoff.told import told_of
from tui.keys import Place
from tui.ports import Destination
from tui.screens.page import Page, bindings
from tui.sheets.lines import LinesModel
from tui.widgets.line import Piece
from tui.widgets.sheet import Sheet
from tui.widgets.sheet_model import Cell, Column, Tone

NAME, WRITE, CALL, TAKE = range(4)
STEPS = (
    _("Who works on this computer"),
    _("Write the enrolment onto a stick, or into a folder to send"),
    _("Telephone the province, on a number you know, and read your digits to each other"),
    _("Take in the answer that the province sends back"),
)


class EnrolmentScreen(Page):
    """Four steps; Enter does the one under the cursor."""

    PLACE = Place.ENROLMENT
    CSS_PATH = "../styles/officer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.ENROLMENT)]
    ENTER_LABEL = _("do this step")

    def __init__(self) -> None:
        super().__init__()
        self.view: EnrolmentView | None = None
        self.officer = ""
        self.unit = ""
        self.written: WrittenEnrolment | None = None
        self.busy = False

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
        if not self.unit and communes:
            self._ask_unit(communes)

    def _show(self) -> None:
        sheet = self.query_one(Sheet)
        sheet.show(self._model(), self._next())
        self.query_one(Digits).put(self.view, self.words, self.marks)
        self.retitle()
        if not self.busy:
            self._tell_next()

    def _next(self) -> int:
        """The step that is to be done now."""
        view = self.view
        if view is None or view.stage is Stage.NO_KEY or view.stage is Stage.ENDED:
            return WRITE if self.officer and self.officer != "-" else NAME
        return TAKE if view.stage is Stage.CERTIFIED or self.written is None else CALL

    def _tell_next(self) -> None:
        text, view = self.words.text, self.view
        if view is None:
            self.say("")
        elif view.stage is Stage.CERTIFIED and not view.renewing:
            self.say(
                f"{self.marks.complete} "
                + text("Certified until {day}. This computer can export.", day=self.words.date(view.until)),
                Tone.GOOD,
            )
        elif view.stage is Stage.WAITING:
            self.say(
                text("The key waits for the province's answer; figures can be typed meanwhile."), Tone.SOFT
            )
        else:
            self.say(
                text("Without a certified key nothing can be exported; typing works already."), Tone.SOFT
            )

    def _model(self) -> LinesModel:
        view = self.view
        done = self._done()
        details = {
            NAME: f"{self.officer or self.marks.dash} {self.marks.dot} {self._unit_text()}",
            WRITE: self.written.file.name if self.written else "",
        }
        rows = []
        for number, step in enumerate(STEPS):
            mark = self.marks.complete if number in done else " "
            tone = Tone.QUIET if number in done else Tone.STRONG if number == self._next() else Tone.PLAIN
            shown = "" if view is None else details.get(number, "")
            rows.append(
                [
                    Cell(f"{mark} {number + 1}", Tone.GOOD if number in done else tone),
                    Cell(self.words.text(step) + (f": {shown}" if shown else ""), tone),
                ]
            )
        return LinesModel((Column("", 3), Column("", 200, grows=True, least=30)), rows)

    def _unit_text(self) -> str:
        view = self.view
        if view is None or not (self.unit or view.unit):
            return self.marks.dash
        return f"{view.unit_name} {self.unit or view.unit}".strip()

    def _done(self) -> set[int]:
        view = self.view
        if view is None:
            return set()
        if view.stage is Stage.CERTIFIED and not view.renewing:
            return {NAME, WRITE, CALL, TAKE}
        named = {NAME} if self.officer and self.officer != "-" and (self.unit or view.unit) else set()
        return named | ({WRITE} if self.written else set())

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
                self.words.text("The key is certified already; it is renewed by itself in time."), Tone.GOOD
            )
        else:
            self.house.background(self.house.backing.destinations, self._where, self._failed)

    def _where(self, places: Sequence[Destination]) -> None:
        text = self.words.text
        rows = [(str(number), f"{place.label}  {place.folder}") for number, place in enumerate(places)]
        rows.append(("", text("Another folder…")))

        def chosen(keys: tuple[str, ...] | None) -> None:
            if keys and keys[0]:
                self._write(places[int(keys[0])])
            elif keys:
                hint = text("A path such as E:\\ or /media/usb. Enter writes, Esc cancels.")
                title = text("Write the enrolment to which folder?")
                self.app.push_screen(WriteDialog(title, hint=hint), asked)

        def asked(path: str | None) -> None:
            if path:
                self._write(Destination("", Path(path.strip("\"'")).expanduser()))

        title = text("Write the enrolment to which folder?")
        self.app.push_screen(
            ChooseDialog(title, rows, self.marks, hint=text("Enter writes, Esc cancels.")), chosen
        )

    def _write(self, place: Destination) -> None:
        self.busy = True
        self.say(self.words.text("Making the key…"), Tone.QUIET)
        service, unit, officer = self.house.backing.services.enrolment, self.unit, self.officer
        self.house.background(
            lambda: service.write(place, unit=unit, officer=officer), self._wrote, self._failed
        )

    def _wrote(self, written: WrittenEnrolment) -> None:
        self.busy = False
        self.written = written
        self._look()

    def _explain_call(self) -> None:
        self.say(
            self.words.text(
                "Read your 30 digits; the province types them. Then let the province read its own: "
                "they must be those beside yours. Any difference: stop, and ask again."
            ),
            Tone.SOFT,
        )

    def action_receive(self) -> None:
        """Choose the province's answer."""
        self.house.background(self.house.backing.destinations, self._ask_file, self._failed)

    def _ask_file(self, sticks: Sequence[Destination]) -> None:
        text = self.words.text
        places = usual_places(sticks, None, (text("Downloads"), text("Home folder")))
        self.app.push_screen(ChooseFileDialog(text("Where is the province's answer?"), places), self._take)

    def _take(self, files: list[Path] | None) -> None:
        if files:
            self.busy = True
            handoff = self.house.backing.services.handoff
            self.house.background(lambda: handoff.take(files), self._taken, self._failed)

    def _taken(self, taken: Sequence[TakenFile]) -> None:
        self.busy = False
        said, tone = told_of(taken, self.words, self.house.explained)
        self._look()
        if not any(each.certified for each in taken):
            self.call_after_refresh(lambda: self.say(said, tone))

    def _failed(self, error: Exception) -> None:
        self.busy = False
        self.say(f"{self.marks.hard} {self.house.explained(error)}", Tone.HARD)

    def cell_help(self) -> list[str]:
        """What enrolment is for."""
        return [
            self.words.text(
                "The province accepts figures only from keys that it knows. Two people compare 30 digits by "
                "telephone once, so that nobody in between can pass off another key."
            )
        ]
