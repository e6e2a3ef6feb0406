"""Once a day, while the officer works, what is kept is copied into ``backups``; nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.ports import House

if TYPE_CHECKING:
    from tui.at_work import AtWork

COPY_LATER = (
    30.0  # seconds after the store was opened: who only looks in is not kept, nor what is typed first
)


class Copying:
    """Copies once, some time after the beginning, in a thread of its own."""

    def __init__(self, app: AtWork, house: House, tell: Callable[[Exception], object]) -> None:
        self._app = app
        self._house = house
        self._tell = tell
        self._begun = False

    def begin(self) -> None:
        """Copy a while from now; asked again it does nothing more."""
        if not self._begun:
            self._begun = True
            self._app.set_timer(COPY_LATER, self._copy)

    def _copy(self) -> None:
        self._app.run_worker(self._work, thread=True, exit_on_error=False)

    def _work(self) -> None:
        try:
            self._house.copy()
        except Exception as error:  # every trouble of the house is shown, none ends the program
            self._app.call_from_thread(self._app.brought, self._tell, error)
