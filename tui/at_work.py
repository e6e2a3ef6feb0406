"""The part of the program that works: slow work in threads, writes in the saver, trouble in plain words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.app import App

from locales.words import Words
from tui.lock.guard import Guard
from tui.saver import Saver
from tui.screens.page import Page
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from tui.ports import House

T = TypeVar("T")


class AtWork(App[int]):
    """An application with a house behind it. Those who build on it give it what is named here."""

    backing: House
    words: Words
    saver: Saver
    guard: Guard
    under_way: frozenset[object] = frozenset()
    """Slow work whose end has not been shown yet. Replaced, never changed: see ``tui.typeahead``."""
    _leaving = False

    def background(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
        *,
        behind_lock: bool = True,
    ) -> None:
        """Do slow work in a thread; ``done`` or ``failed`` are called on the screen's thread.

        Behind the lock they wait until it is open; only the lock itself does not (``behind_lock`` False).
        """
        shown = self.guard.let if behind_lock else _at_once

        def run() -> None:
            try:
                found = work()
            except Exception as error:  # every trouble of the house is shown, none ends the program
                self._back(partial(shown, self._failed if failed is None else failed, error), run)
            else:
                self._back(partial(shown, done, found), run)

        self.under_way |= {run}
        self.run_worker(run, thread=True, exit_on_error=False)

    def _back(self, show: Callable[[], object], work: object) -> None:
        if self._leaving:
            return
        try:
            self.call_from_thread(self._show, show, work)
        except RuntimeError:
            return  # the program ended meanwhile

    def brought(self, show: Callable[..., object], *found: object) -> None:
        """Show what another thread brings; nothing once the screens are being taken apart."""
        if self.is_running:
            show(*found)

    def _show(self, show: Callable[[], object], work: object) -> None:
        try:
            self.brought(show)
        finally:
            self.under_way -= {work}

    def _failed(self, error: Exception) -> None:
        if isinstance(self.screen, Page):
            self.screen.say(self.explained(error), Tone.HARD)

    def explained(self, error: Exception) -> str:
        """Return what went wrong in the user's language."""
        from locales.explain import explain  # the words of trouble are loaded when there is trouble
        from models.errors import XasoError

        if isinstance(error, XasoError):
            told = explain(error, self.words)
            return f"{told.title}. {told.body} {told.remedy}"
        if isinstance(error, OSError):
            where = str(error.filename or "")
            return self.words.text(
                "The folder or file cannot be used: {reason} {where}",
                reason=error.strerror or error,
                where=where,
            )
        return self.words.text(
            "Something unexpected went wrong: {reason}", reason=f"{type(error).__name__}: {error}"
        )

    def saver_moved(self) -> None:
        """The writer got on. Called in its thread."""
        try:
            self.call_later(self.brought, self._show_saved)
        except RuntimeError:
            return

    def _show_saved(self) -> None:
        page = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Page)), None)
        if page is not None and page.is_mounted:
            page.saved_changed()


def _at_once(act: Callable[[T], object], found: T) -> None:
    act(found)
