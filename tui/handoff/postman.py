"""Mails that wait go out by themselves while the program runs, also those of the last time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.app import XasoApp
    from tui.handoff.sending_ports import Mail

EVERY = 60.0  # seconds
QUEUE = "mail"  # sync.handoff.mail_settings.QUEUE, which is not loaded for a look into an empty folder


class Postman:
    """Sends what is due. ``folder`` is the officer's; nothing of mail is loaded while nothing waits."""

    def __init__(self, app: XasoApp, folder: Path) -> None:
        self._app = app
        self._queue = folder / QUEUE
        self._busy = False

    def begin(self) -> None:
        """Look now, and from now on once a minute."""
        self._app.set_interval(EVERY, self.look)
        self.look()

    def look(self) -> None:
        """Send in a thread what is due; whatever fails is noted at the mail and told by the pages."""
        if self._busy or not any(self._queue.glob("*.eml")):
            return
        self._busy = True
        services = self._app.backing.services

        def work() -> Sequence[Mail]:
            return services.sending.post()

        self._app.background(work, lambda _mails: self._ready(), lambda _error: self._ready())

    def _ready(self) -> None:
        self._busy = False
