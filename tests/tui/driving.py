"""Driving a pilot: keys one by one or ahead, and waits for what can be told, never for a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from textual import events

from tui.saver import Keeping
from tui.widgets.message import Message

PATIENCE = 30.0  # seconds; a slow and busy machine is no failure


def drawn(app: Any) -> list[str]:
    """The screen as lines of text."""
    size = app.size
    return [strip.text.ljust(size.width) for strip in app.screen._compositor.render_strips(size)]


async def until(pilot: Any, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came:\n" + "\n".join(drawn(pilot.app))
        await pilot.pause(0.002)


async def begin(pilot: Any) -> None:
    """Wait until the store is open, and home says what is due."""
    app = pilot.app
    await until(pilot, lambda: app.home is not None and app.home.ready)
    await rest(pilot)


async def rest(pilot: Any) -> None:
    """Wait until nothing is under way: no thread, no write, no message, and the picture stands still."""
    app, end = pilot.app, time.monotonic() + PATIENCE

    async def finish() -> bool:
        await app.workers.wait_for_complete()
        while app.saver.keeping is Keeping.SAVING and time.monotonic() < end:
            app.saver.flush(0.01)  # spares the writer its grace; a failing disk is not waited for
            await pilot.pause(0)
        await pilot.pause(0)
        return all(worker.is_finished for worker in app.workers)

    await _stand_still(pilot, finish, rounds=2)


async def still(pilot: Any) -> None:
    """Wait until the picture stands still, whatever threads and writes the test itself holds up."""

    async def finish() -> bool:
        await pilot.pause(0.002)
        return True

    await _stand_still(pilot, finish, rounds=4)


async def _stand_still(pilot: Any, finish: Callable[[], Awaitable[bool]], rounds: int) -> None:
    """Wait for the same picture in so many rounds, one after the other, with nothing to come in between."""
    app, end = pilot.app, time.monotonic() + PATIENCE
    seen: list[Hashable] = []
    while len(seen) < rounds:
        assert time.monotonic() < end, "it never came to rest:\n" + "\n".join(drawn(app))
        await pilot.pause(0)
        now = _seen(app) if await finish() and not _to_come(app) else None
        seen = [*seen, now] if now is not None and now == (seen or [now])[-1] else []


def _to_come(app: Any) -> bool:
    """Whether a message waits that may change the picture, or a large entry is to be counted yet."""
    screen = app.screen
    return (
        not screen.is_mounted
        or getattr(screen, "_counting", None) is not None
        or any(pump.message_queue_size for pump in (app, *screen.walk_children(with_self=True)))
    )


def _seen(app: Any) -> Hashable:
    screen = app.screen
    return id(screen), id(screen.focused), *drawn(app)


async def press(pilot: Any, *steps: str | tuple[str, ...]) -> None:
    """Press keys, resting after each step."""
    for step in steps:
        await pilot.press(*([step] if isinstance(step, str) else step))
        await rest(pilot)


def typed_ahead(app: Any, *names: str) -> None:
    """Put keys into the program's queue without waiting between them."""
    for name in names:
        character = {"space": " "}.get(name, name if len(name) == 1 else None)
        app.post_message(events.Key("slash" if name == "/" else name, character))


async def settled(pilot: Any) -> None:
    """Wait until all that was typed ahead has been looked at, and what it began is done."""
    app, looked = pilot.app, asyncio.Event()
    app.call_later(looked.set)  # behind the keys in the program's queue
    await asyncio.wait_for(looked.wait(), PATIENCE)
    await rest(pilot)


def said(app: Any) -> str:
    """What the message line says."""
    return str(app.screen.query_one("#message", Message).text)
