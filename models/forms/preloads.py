"""What a form asks the device to fill in by itself: times, names, identifiers (``jr:preload``)."""

from __future__ import annotations

import uuid

from models.forms.dates import date_text, moment_text
from models.forms.world import World


def preloaded(preload: str, world: World) -> str:
    """The text of a preload ("timestamp:start", "date:today", "property:username", "uid"), "" for none."""
    kind, _, parameter = preload.partition(":")
    if kind == "timestamp" and parameter == "start":
        return moment_text(world.now(), world.zone)
    if kind == "date" and parameter == "today":
        return date_text(world.now())
    if kind == "property":
        return world.properties.get(parameter, "")
    if kind == "uid":
        return f"uuid:{uuid.UUID(int=world.random.getrandbits(128), version=4)}"
    return ""
