"""A screen acts on its own keys itself, as soon as they reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events

from tui import keys
from tui.places import Place

if TYPE_CHECKING:
    from textual.screen import Screen


class Acting:
    """To be mixed into screens that have a ``PLACE``.

    Textual would let the key go on to the program and look for its binding there, behind keys that were typed
    meanwhile; then those would be typed into the screen before (see tui.typeahead).
    """

    PLACE: ClassVar[Place]

    async def on_key(self, event: events.Key) -> None:
        """Act on a key of the screen, or of the program."""
        screen = cast("Screen[object]", self)
        for place, target in ((self.PLACE, "screen"), (Place.APP, "app")):
            name = keys.table(place).get(event.key)
            if name is not None:
                event.stop()
                event.prevent_default()
                await screen.app.run_action(f"{target}.{name}", default_namespace=screen)
                return
