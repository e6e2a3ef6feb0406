"""Driving a pilot: wait until home is ready, rest after keys, type ahead, read the message line."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from textual import events

from tui.widgets.message import Message


async def begin(pilot: Any) -> None:
    """Wait until the store is open."""
    app = pilot.app
    end = time.monotonic() + 10
    while not (app.home is not None and app.home.ready) and time.monotonic() < end:
        await pilot.pause(0.01)
    await pilot.pause(0.05)


async def rest(pilot: Any) -> None:
    """Wait for threads."""
    for _ in range(2):
        await pilot.pause(0.05)
        await pilot.app.workers.wait_for_complete()
    pilot.app.saver.flush(3)
    await pilot.pause(0.1)


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
    await asyncio.wait_for(looked.wait(), 30)
    for _ in range(4):
        await rest(pilot)


def said(app: Any) -> str:
    """What the message line says."""
    return str(app.screen.query_one("#message", Message).text)
