"""The steps of enrolment and what is worth knowing of this computer's key, as lines."""

from __future__ import annotations

from dataclasses import dataclass

from locales.words import Words
from locales.words import mark as _
from tui.enrolment.ports import EnrolmentView, Stage, WrittenEnrolment
from tui.marks import Marks
from tui.sheets.lines import LinesModel
from tui.widgets.sheet_model import Cell, Column, Tone

NAME, WRITE, CALL, TAKE = range(4)
STEPS = (
    _("Who works on this computer"),
    _("Write the enrolment onto a stick, or into a folder to send"),
    _("Telephone the province, on a number you know, and read your digits to each other"),
    _("Take in the answer that the province sends back"),
)
NEEDS_KEY = frozenset({Stage.NO_KEY, Stage.ENDED, Stage.REVOKED})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the page stands: what the store says, and what was typed and written just now."""

    view: EnrolmentView | None = None
    officer: str = ""
    unit: str = ""
    written: WrittenEnrolment | None = None

    @property
    def named(self) -> bool:
        """Whether an officer is named."""
        return bool(self.officer) and self.officer != "-"

    @property
    def certified(self) -> bool:
        """Whether nothing is to be done by telephone: certified, perhaps with a new key on its way."""
        return self.view is not None and self.view.stage is Stage.CERTIFIED

    @property
    def next(self) -> int:
        """The step that is to be done now."""
        if self.view is None or self.view.stage in NEEDS_KEY:
            return WRITE if self.named else NAME
        return TAKE if self.certified or self.written is None else CALL

    @property
    def done(self) -> set[int]:
        """The steps that are done."""
        if self.view is None:
            return set()
        if self.certified:
            return {NAME, WRITE, CALL, TAKE}
        named = {NAME} if self.named and (self.unit or self.view.unit) else set()
        return named | ({WRITE} if self.written else set())


def steps_model(standing: Standing, words: Words, marks: Marks) -> LinesModel:
    """Return the four steps, and below them what is worth knowing."""
    done, view = standing.done, standing.view
    details = {
        NAME: f"{standing.officer or marks.dash} {marks.dot} {_unit_text(standing, marks)}",
        WRITE: standing.written.file.name if standing.written else "",
    }
    rows = []
    for number, step in enumerate(STEPS):
        tone = Tone.QUIET if number in done else Tone.STRONG if number == standing.next else Tone.PLAIN
        mark = marks.complete if number in done else " "
        shown = "" if view is None else details.get(number, "")
        first = Cell(f"{mark} {number + 1}", Tone.GOOD if number in done else tone)
        rows.append([first, Cell(words.text(step) + (f": {shown}" if shown else ""), tone)])
    rows += [[Cell(), Cell(said, tone)] for said, tone in _known(view, words)]
    still = frozenset(range(len(STEPS), len(rows)))
    return LinesModel((Column("", 3), Column("", 200, grows=True, least=30)), rows, still=still)


def _known(view: EnrolmentView | None, words: Words) -> list[tuple[str, Tone]]:
    """What is worth knowing of the key: passphrase, a new key on its way, a computer that was replaced."""
    if view is None or view.stage is Stage.NO_KEY:
        return []
    text = words.text
    with_one = text("The key is under a passphrase; F4 changes it.")
    known = [
        (with_one if view.protected else text("The key has no passphrase; F4 gives it one."), Tone.QUIET)
    ]
    if view.renewing:
        said = text("A new key waits: it goes with the next bundle, and comes certified with the receipt.")
        known.append((said, Tone.SOFT))
    if view.resumes:
        said = text(
            "This computer goes on after bundle {seq} of the one that it replaces.", seq=f"{view.resumes:06d}"
        )
        known.append((said, Tone.QUIET))
    return known


def standing_told(view: EnrolmentView, words: Words, marks: Marks) -> tuple[str, Tone]:
    """Return what the message line says of where this computer stands."""
    text = words.text
    if view.stage is Stage.CERTIFIED:
        day = words.date(view.until)
        return f"{marks.complete} " + text(
            "Certified until {day}. This computer can export.", day=day
        ), Tone.GOOD
    if view.stage is Stage.WAITING:
        return text("The key waits for the province's answer; figures can be typed meanwhile."), Tone.SOFT
    if view.stage is Stage.REVOKED:
        said = text(
            "The province has revoked this computer's key: it exports nothing any more. Step 2 makes a new "
            "key; everything typed stays."
        )
        return f"{marks.hard} {said}", Tone.HARD
    if view.stage is Stage.ENDED:
        said = text("The certificate has ended. Step 2 makes a new key; telephone the province as before.")
        return f"{marks.hard} {said}", Tone.HARD
    return text("Without a certified key nothing can be exported; typing works already."), Tone.SOFT


def _unit_text(standing: Standing, marks: Marks) -> str:
    view = standing.view
    if view is None or not (standing.unit or view.unit):
        return marks.dash
    return f"{view.unit_name} {standing.unit or view.unit}".strip()
