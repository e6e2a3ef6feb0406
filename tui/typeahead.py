"""Keys that come faster than the screen: each is finished before the next one is looked at.

A terminal hands over what was typed ahead in one piece. Textual would send all of it to the widget that has
the focus at that moment, although the first key may go to another section, open a table or a dialog: the
rest would be typed into the wrong cell. So a key that may lead somewhere is followed through the widgets it
passes, the slow work that it began (an entry that is read, a folder that is listed) and the screen that it
opened are waited for, before the next one leaves the program's queue.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.app import ScreenStackError
from textual.message_pump import MessagePump
from textual.screen import Screen

from tui import keys
from tui.places import Place

if TYPE_CHECKING:
    from textual.app import App

    from tui.at_work import AtWork

# Seconds. A slow and busy laptop takes one or two to open a large entry: a key that comes too late is better
# than one that goes astray.
PATIENCE = 3.0  # a handler that takes longer is not waited for
WORK_PATIENCE = 3.0  # nor is work in a thread, such as an export to a slow stick
POLL = 0.004  # seconds between two looks whether work is done, or a new screen has its focus
ROUNDS = 4  # a key opens a screen that opens another: more than this never happens


@dataclass(frozen=True, slots=True)
class Standing:
    """What is there already when a key comes: it is not waited for."""

    work: frozenset[object]
    screens: tuple[Screen[object], ...]


def standing(app: AtWork) -> Standing:
    """Look at what is there before a key is handled."""
    return Standing(app.under_way, tuple(app.screen_stack))


async def finished(app: AtWork, before: Standing) -> None:
    """Return when all that the last key set off was done, or after a while."""
    try:
        for _round in range(ROUNDS):
            async with asyncio.timeout(PATIENCE):
                await _followed(app, before.screens)
            if not app.under_way - before.work:
                return
            async with asyncio.timeout(WORK_PATIENCE):
                while app.under_way - before.work:
                    await asyncio.sleep(POLL)
    except (TimeoutError, ScreenStackError):
        return  # something takes long, or the program is being left


def leads_somewhere(app: App[int], event: events.Event) -> bool:
    """Whether a key or a paste, not forwarded yet, may change what the next key means."""
    if isinstance(event, events.Paste):
        return not event.is_forwarded
    if not isinstance(event, events.Key) or event.is_forwarded:
        return False
    place = getattr(app.screen, "PLACE", None)
    actions = keys.table(place, Place.APP) if isinstance(place, Place) else {}
    return not event.is_printable or event.key in actions


async def _followed(app: AtWork, known: tuple[Screen[object], ...]) -> None:
    """Drain the widgets from the focus up to the screen, twice, and the same on every screen that opens.

    A screen that is not ``known`` may be opened a moment before this begins, by what a dialog answered.
    """
    seen: Screen[object] | None = None
    for _round in range(ROUNDS):
        while app.screen not in known and not _ready(app.screen):
            await asyncio.sleep(POLL)
        screen = app.screen
        for pump in _path(screen):
            await _drained(pump)
        if screen is seen and app.screen is screen:
            return
        seen = screen


def _path(screen: Screen[object]) -> Iterator[MessagePump]:
    node: MessagePump | None = screen.focused or screen
    while node is not None:
        yield node
        node = None if node is screen else node._parent


def _ready(screen: Screen[object]) -> bool:
    return screen.is_mounted and (screen.focused is not None or not screen.focus_chain)


async def _drained(pump: MessagePump) -> None:
    """Return when a widget has handled everything that was sent to it so far."""
    done = asyncio.Event()
    if pump.is_running and pump.call_later(done.set):
        await done.wait()
