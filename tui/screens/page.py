"""What all screens share: title line, rule, body, message line, key line, and keys from tui.keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from locales.words import Words
from tui import keys
from tui.keys import Place
from tui.marks import Marks
from tui.saver import Keeping
from tui.screens.acting import Acting
from tui.widgets.line import Line, Piece, Rule
from tui.widgets.message import Message
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from tui.app import XasoApp


def bindings(place: Place) -> list[Binding]:
    """Return Textual bindings of a screen's own keys; moving and typing are the sheet's business."""
    return [
        Binding(",".join(action.keys), f"screen.{action.name}", action.label, show=False)
        for action in keys.ACTIONS
        if action.place is place
    ]


class Page(Acting, Screen[None]):
    """A screen of the program. ``PLACE`` says which keys are active."""

    PLACE: ClassVar[Place]
    ENTER_LABEL = ""  # what Enter does here, for the key line

    def compose(self) -> ComposeResult:
        """Title, body, message, keys."""
        marks = self.marks
        yield Line(id="title", cut=marks.cut)
        yield Rule(marks.rule, id="rule")
        yield from self.body()
        yield Message(id="message", cut=marks.cut)
        yield Line(id="keys", cut=marks.cut)

    def body(self) -> Iterator[Widget]:
        """The widgets between title and message."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Fill the lines.

        Textual calls this after a screen's own ``on_mount``, as it does with every ``on_`` method of a base
        class: calling it by ``super()`` too would fill the lines twice.
        """
        self.relabel()

    # -- what the app lends ------------------------------------------------------------------------

    @property
    def house(self) -> XasoApp:
        """The application."""
        return cast("XasoApp", self.app)

    @property
    def words(self) -> Words:
        """The language of the screen."""
        return self.house.words

    @property
    def marks(self) -> Marks:
        """The marks of this console."""
        return self.house.marks

    # -- lines -------------------------------------------------------------------------------------

    def relabel(self) -> None:
        """Say everything in the present language; called at the start and when the language changes."""
        self.retitle()
        self.rekey()

    def retitle(self) -> None:
        """Fill the title line."""
        left, right = self.title_line()
        self.query_one("#title", Line).put(((f" {left}", Tone.STRONG),), (*right, *self.saved_mark()))

    def title_line(self) -> tuple[str, tuple[Piece, ...]]:
        """Where am I, and what stands at the right."""
        raise NotImplementedError

    def saved_mark(self) -> tuple[Piece, ...]:
        """Whether everything typed is on the disk."""
        keeping = self.house.saver.keeping
        if keeping is Keeping.SAVED:
            return ((f" {self.marks.saved} ", Tone.GOOD),)
        if keeping is Keeping.SAVING:
            return ((f" {self.marks.saving} ", Tone.QUIET),)
        return ((f" {self.marks.unsaved} {self.words.text('NOT SAVED')} ", Tone.HARD),)

    def say(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Fill the message line."""
        self.query_one("#message", Message).put(text, tone)

    def key_overrides(self) -> tuple[tuple[str, str], ...]:
        """Keys whose meaning here deserves a word of its own."""
        return (("Enter", self.ENTER_LABEL),) if self.ENTER_LABEL else ()

    def rekey(self) -> None:
        """Fill the key line with as many keys as fit; the way back and help always do."""
        line = self.query_one("#keys", Line)
        pairs = [
            (key, self.words.text(label)) for key, label in keys.key_line(self.PLACE, self.key_overrides())
        ]
        width = self.size.width or 80
        ending = [pair for pair in pairs if pair[0] in {"Esc", "F1"}]
        shown = [pair for pair in pairs if pair not in ending]
        while shown and _length([*shown, *ending]) > width - 1:
            shown.pop()
        while ending and _length([*shown, *ending]) > width - 1:
            ending.pop()
        pieces: list[Piece] = []
        for key, label in [*shown, *ending]:
            pieces += [(" ", Tone.QUIET), (key, Tone.STRONG), (f" {label} ", Tone.QUIET)]
        line.put(tuple(pieces))

    def on_resize(self) -> None:
        """Fit the key line."""
        self.rekey()

    # -- what happens everywhere -----------------------------------------------------------------------

    def saved_changed(self) -> None:
        """The writer thread got on: show it."""
        self.retitle()

    def may_leave(self) -> bool:
        """Keep what is being typed; False when it was refused and should be seen first."""
        return True

    def cell_help(self) -> list[str]:
        """Sentences about this very screen and cell, for F1."""
        return []

    def action_back(self) -> None:
        """Go back; nothing is lost."""
        if self.may_leave():
            self.app.pop_screen()


def _length(pairs: list[tuple[str, str]]) -> int:
    return sum(len(key) + len(label) + 3 for key, label in pairs)
