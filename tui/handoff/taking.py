"""Taking in receipts and kits: choose files, take them in beside the screen, say what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from locales.words import mark as _
from tui.handoff.choose_file import ChooseFileDialog, usual_places
from tui.handoff.ports import TakenFile
from tui.ports import Destination
from tui.screens.page import Page
from tui.widgets.sheet_model import Tone


class TakingPage(Page):
    """A page on which receipts and kits are taken in; ``WHICH`` is asked when files are chosen."""

    WHICH: ClassVar[str] = _("Which receipt or kit?")
    busy = False  # something of this page is being done beside the screen

    def action_receive(self) -> None:
        """Choose a receipt or a kit, on sticks first."""
        self.house.background(self.house.backing.destinations, self._ask_file, self._failed)

    def _ask_file(self, sticks: Sequence[Destination]) -> None:
        text = self.words.text
        places = usual_places(sticks, None, (text("Downloads"), text("Home folder")))
        self.app.push_screen(ChooseFileDialog(text(self.WHICH), places), self._take)

    def _take(self, files: list[Path] | None) -> None:
        if not files or self.busy:
            return
        self.busy = True
        self.say(self.words.text("Taking in…"), Tone.QUIET)
        handoff, saver = self.house.backing.services.handoff, self.house.saver

        def work() -> Sequence[TakenFile]:
            saver.flush(10)
            return handoff.take(files)

        self.house.background(work, self._took, self._failed)

    def _took(self, taken: Sequence[TakenFile]) -> None:
        self.busy = False
        self.taken(taken)

    def taken(self, taken: Sequence[TakenFile]) -> None:
        """Say what came of the files."""
        raise NotImplementedError

    def _failed(self, error: Exception) -> None:
        self.busy = False
        self.say(f"{self.marks.hard} {self.house.explained(error)}", Tone.HARD)
