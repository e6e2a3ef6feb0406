"""Watches for idleness, locks, and holds back what threads bring while the screen is locked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic, time
from typing import TYPE_CHECKING, TypeVar

from textual import events

from tui.lock.passphrase import Passphrase
from tui.lock.settings import read_lock_settings

if TYPE_CHECKING:
    from tui.app import XasoApp

T = TypeVar("T")
HASH_FILE = "lock.json"
LOOK = 5.0  # seconds between two looks at the clock
TOUCHES = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp)


class Guard:
    """The lock of one program. ``folder`` is where its passphrase and settings are, None without one."""

    def __init__(
        self,
        app: XasoApp,
        folder: Path | None,
        *,
        steady: Callable[[], float] = monotonic,
        wall: Callable[[], float] = time,
    ) -> None:
        self._app = app
        self._steady = steady
        self._wall = wall
        self._settings = read_lock_settings(folder)
        self.passphrase = None if folder is None else Passphrase(folder / HASH_FILE)
        self.locked = False
        self._begun = False
        self._held: list[Callable[[], object]] = []
        self._touched = (steady(), wall())

    @property
    def asks(self) -> bool:
        """Whether a passphrase opens the screen."""
        return self.passphrase is not None and self.passphrase.is_set

    def begin(self) -> None:
        """Start watching; with a passphrase the program begins locked."""
        if self._begun:
            return
        self._begun = True
        if self._settings.minutes:
            self._app.set_interval(LOOK, self.look)
        if self.asks:
            self.lock()

    def saw(self, event: events.Event) -> None:
        """Note that somebody is there."""
        if isinstance(event, TOUCHES):
            self._touched = (self._steady(), self._wall())

    @property
    def idle(self) -> float:
        """Seconds since somebody was there; a lid that was closed counts."""
        steady, wall = self._touched
        return max(self._steady() - steady, self._wall() - wall)

    def look(self) -> None:
        """Lock when nobody was there for long enough."""
        if self._settings.minutes and self.idle >= self._settings.minutes * 60:
            self.lock()

    def lock(self, *, choosing: bool = False) -> None:
        """Hide the screen; with ``choosing`` a first passphrase is asked for, and nothing is locked yet."""
        from tui.lock.screen import LockScreen  # not needed for the first frame

        if self.locked or isinstance(self._app.screen, LockScreen):
            return
        self.locked = not choosing
        self._app.push_screen(LockScreen(self, choosing=choosing))

    def let(self, act: Callable[[T], object], found: T) -> None:
        """Do what a thread brings, once the screen is open."""
        if self.locked:
            self._held.append(lambda: act(found))
        else:
            act(found)

    def open(self) -> None:
        """The screen is open again: do what was held back."""
        self.locked = False
        self._touched = (self._steady(), self._wall())
        held, self._held = self._held, []
        for act in held:
            act()
