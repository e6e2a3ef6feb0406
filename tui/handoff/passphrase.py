"""The passphrase of this computer's key: asked for when the key needs it, three times at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.keys import Place
from tui.lock.secret import Secret
from tui.screens.acting import Acting
from tui.screens.page import bindings
from tui.widgets.line import Line
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from tui.app import XasoApp
    from tui.screens.page import Page

T = TypeVar("T")
TRIES = 3


class PassphraseDialog(Acting, ModalScreen[str | None]):
    """Asks for a passphrase without showing it; None when it was left with Esc."""

    PLACE = Place.WRITING
    CSS_PATH = "../styles/officer.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.WRITING)]

    def __init__(self, title: str, *, about: str = "", tone: Tone = Tone.PLAIN, hint: str = "") -> None:
        super().__init__()
        self._title = title
        self._about = about
        self._tone = tone
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Title, what it is about, dots, hint."""
        cut = cast("XasoApp", self.app).marks.cut
        with Vertical(classes="dialog"):
            yield Line(id="dialog-title", cut=cut)
            yield Line(id="dialog-about", cut=cut)
            yield Secret(id="secret")
            yield Line(id="dialog-hint", cut=cut)

    def on_mount(self) -> None:
        """Say what this is and begin to type."""
        self.query_one("#dialog-title", Line).put(((f" {self._title}", Tone.HEADING),))
        self.query_one("#dialog-about", Line).put(((f" {self._about}", self._tone),))
        self.query_one("#dialog-hint", Line).put(((f" {self._hint}", Tone.QUIET),))
        self.query_one(Secret).focus()

    def on_screen_suspend(self) -> None:
        """Something covers the dialog (the lock): what was typed is forgotten."""
        self.query_one(Secret).take()

    def action_keep(self) -> None:
        """Give what was typed."""
        self.dismiss(self.query_one(Secret).take())

    def action_back(self) -> None:
        """Forget what was typed."""
        self.query_one(Secret).take()
        self.dismiss(None)


def with_key(
    page: Page,
    work: Callable[[str | None], T],
    done: Callable[[T], object],
    failed: Callable[[Exception], object],
    stopped: Callable[[str], object],
) -> None:
    """Do ``work`` with this computer's key in a thread, and ask for its passphrase when it has one.

    ``work`` gets the passphrase, None at first (it may know one from the environment). After three wrong
    ones, or when the officer leaves the question, ``stopped`` hears a sentence; nothing was done then.
    """
    house, text = page.house, page.words.text

    def attempt(passphrase: str | None, wrong: int) -> None:
        def trouble(error: Exception) -> None:
            if getattr(error, "code", "") != "E_PASSPHRASE":
                failed(error)
            elif passphrase is not None and wrong + 1 >= TRIES:
                stopped(text("Three wrong passphrases. Nothing was done and nothing is lost; begin again."))
            else:
                ask(wrong if passphrase is None else wrong + 1)

        house.background(lambda: work(passphrase), done, trouble)

    def ask(wrong: int) -> None:
        title = text("This computer's key is under a passphrase")
        left = TRIES - wrong
        about = (
            page.words.counted("Wrong. {count} more try.", "Wrong. {count} more tries.", left)
            if wrong
            else text("Type it; nothing shows.")
        )
        hint = text("Enter goes on, Esc leaves everything as it is.")
        dialog = PassphraseDialog(title, about=about, tone=Tone.HARD if wrong else Tone.PLAIN, hint=hint)
        house.push_screen(dialog, lambda typed: given(typed, wrong))

    def given(typed: str | None, wrong: int) -> None:
        if typed is None:
            stopped(text("Nothing was done; everything waits as it was."))
        elif not typed:
            ask(wrong)
        else:
            attempt(typed, wrong)

    attempt(None, 0)


def ask_new(page: Page, then: Callable[[str], object], left: Callable[[], object]) -> None:
    """Have a new passphrase typed twice alike; "" means none. ``left`` is called after Esc."""
    house, text = page.house, page.words.text
    hint = text("Enter alone: no passphrase. Esc leaves everything as it is.")

    def first(about: str, tone: Tone = Tone.PLAIN) -> None:
        title = text("A passphrase for this computer's key")
        house.push_screen(PassphraseDialog(title, about=about, tone=tone, hint=hint), typed)

    def typed(one: str | None) -> None:
        if one is None:
            left()
        elif not one:
            then("")
        else:
            again = PassphraseDialog(text("The same once more"), hint=text("Enter goes on, Esc leaves."))
            house.push_screen(again, lambda two: repeated(one, two))

    def repeated(one: str, two: str | None) -> None:
        if two is None:
            left()
        elif one != two:
            first(text("The two were not the same. Choose again."), Tone.HARD)
        else:
            then(one)

    first(text("It is asked for at every export. Nobody can find it out for you."))
