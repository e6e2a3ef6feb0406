"""The locked screen: nothing of the content, a line for the passphrase, and the wait after wrong attempts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum, auto
from math import ceil
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from tui.keys import Place
from tui.lock.passphrase import SHORTEST, Verdict
from tui.lock.secret import Secret
from tui.screens.page import Page, bindings
from tui.widgets.line import Line, Piece
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from tui.lock.guard import Guard

T = TypeVar("T")


class Step(Enum):
    """What the line is for."""

    FREE = auto()  # no passphrase: Enter opens
    ASK = auto()
    CHOOSE = auto()
    REPEAT = auto()


class LockScreen(Page):
    """Covers everything. What threads bring meanwhile waits (see Guard)."""

    PLACE = Place.LOCK
    CSS_PATH = "../styles/officer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.LOCK)]

    def __init__(self, guard: Guard, *, choosing: bool = False) -> None:
        super().__init__()
        self.guard = guard
        self.step = Step.CHOOSE if choosing else Step.ASK if guard.asks else Step.FREE
        self.busy = False
        self._renewing = False
        self._chosen = ""

    def body(self) -> Iterator[Widget]:
        """What is asked, and the line."""
        yield Line(id="lock-asks")
        yield Secret(id="secret")
        yield Vertical(id="lock-room")

    def on_mount(self) -> None:
        """Say what opens the screen."""
        self.query_one(Secret).focus()
        self.set_interval(1, self._tick)

    def relabel(self) -> None:
        """Say everything in the present language."""
        super().relabel()
        self._show()

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """Nothing of the content."""
        return f"xaso   {self.words.text('locked')}" if self.guard.locked else "xaso", ()

    def _show(self) -> None:
        text = self.words.text
        asks = {
            Step.FREE: text("The screen is hidden. Enter opens it; F4 chooses a passphrase."),
            Step.ASK: text("Type the passphrase, then Enter."),
            Step.CHOOSE: text("Choose a passphrase of {count} characters or more.", count=SHORTEST),
            Step.REPEAT: text("Type the same passphrase once more."),
        }
        self.query_one("#lock-asks", Line).put(((f" {asks[self.step]}", Tone.HEADING),))
        self.query_one(Secret).display = self.step is not Step.FREE
        passphrase = self.guard.passphrase
        if self.step is Step.ASK and passphrase is not None and passphrase.damaged:
            self.say(
                text("The file {file} is damaged; remove it to open the screen.", file=passphrase.file),
                Tone.HARD,
            )

    def _tick(self) -> None:
        """Count down while attempts are not looked at."""
        if self.step is Step.ASK and self.guard.passphrase is not None and not self.busy:
            waits = self.guard.passphrase.waits()
            if waits:
                self._say_wait(waits)
            elif self.query_one("#message").has_class("-waiting"):
                self.query_one("#message").remove_class("-waiting")
                self.say("")

    def _say_wait(self, seconds: float) -> None:
        self.query_one("#message").add_class("-waiting")
        said = self.words.counted(
            "Too many wrong attempts: wait {count} second.",
            "Too many wrong attempts: wait {count} seconds.",
            ceil(seconds),
        )
        self.say(f"{self.marks.hard} {said}", Tone.HARD)

    # -- keys ----------------------------------------------------------------------------------------

    def action_unlock(self) -> None:
        """Take what was typed."""
        if self.busy:
            return
        if self.step is Step.FREE:
            self._leave()
            return
        typed = self.query_one(Secret).take()
        steps: dict[Step, Callable[[str], None]] = {
            Step.ASK: self._check,
            Step.CHOOSE: self._first,
            Step.REPEAT: self._repeated,
        }
        steps[self.step](typed)

    def action_renew(self) -> None:
        """Choose a passphrase; where there is one, it is asked for first."""
        if self.busy or self.guard.passphrase is None:
            return
        if self.step is Step.FREE:
            self.step = Step.CHOOSE
            self._show()
        elif self.step is Step.ASK:
            self._renewing = True
            self.action_unlock()

    def action_back(self) -> None:
        """Forget what was typed; a passphrase that was to be chosen is not."""
        self.query_one(Secret).take()
        if self.busy:
            return
        self._chosen = ""
        if self.step in {Step.CHOOSE, Step.REPEAT}:
            if self.guard.locked and self.guard.asks and not self._renewing:
                return
            self._leave()

    # -- steps -----------------------------------------------------------------------------------------

    def _check(self, typed: str) -> None:
        passphrase = self.guard.passphrase
        if passphrase is None or not typed:
            self._renewing = False
            return
        self.busy = True
        self._in_thread(lambda: passphrase.check(typed), self._judged)

    def _judged(self, verdict: Verdict) -> None:
        self.busy = False
        passphrase = self.guard.passphrase
        if verdict is Verdict.RIGHT and self._renewing:
            self.step = Step.CHOOSE
            self.say("")
            self._show()
            return
        self._renewing = False
        if verdict is Verdict.RIGHT:
            self._leave()
        elif passphrase is not None and passphrase.waits():
            self._say_wait(passphrase.waits())
        elif passphrase is not None:
            said = self.words.counted(
                "Wrong. {count} more attempt before waiting.",
                "Wrong. {count} more attempts before waiting.",
                passphrase.left(),
            )
            self.say(f"{self.marks.hard} {said}", Tone.HARD)

    def _first(self, typed: str) -> None:
        if len(typed) < SHORTEST:
            said = self.words.text("Choose a passphrase of {count} characters or more.", count=SHORTEST)
            self.say(said, Tone.HARD)
            return
        self._chosen = typed
        self.step = Step.REPEAT
        self.say("")
        self._show()

    def _repeated(self, typed: str) -> None:
        passphrase, chosen = self.guard.passphrase, self._chosen
        self._chosen = ""
        if typed != chosen or passphrase is None:
            self.step = Step.CHOOSE
            self._show()
            self.say(self.words.text("The two were not the same. Choose again."), Tone.HARD)
            return
        self.busy = True
        self._in_thread(lambda: passphrase.choose(typed), lambda _none: self._kept())

    def _kept(self) -> None:
        self.busy = False
        self._leave()
        page = self.app.screen
        if isinstance(page, Page):
            page.say(self.words.text("The passphrase is kept. Ctrl+K locks."), Tone.GOOD)

    def _leave(self) -> None:
        self.app.pop_screen()
        self.guard.open()

    def _in_thread(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        self.house.background(work, done, self._trouble, behind_lock=False)

    def _trouble(self, error: Exception) -> None:
        self.busy = False
        self.say(f"{self.marks.hard} {self.house.explained(error)}", Tone.HARD)

    def cell_help(self) -> list[str]:
        """What the lock is, and is not."""
        return [
            self.words.text(
                "The lock keeps people who pass by from reading and typing; it does not encrypt the disk. "
                "After five wrong attempts each further one has to wait."
            )
        ]
