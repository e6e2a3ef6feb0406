"""What the pages of the blind sitting share: what is typed goes to the record, not to the entry."""

from __future__ import annotations

from tui.dialogs.choose import ChooseDialog
from tui.screens.page import Page
from tui.widgets.sheet import Sheet


class BlindPage(Page):
    """A page on which cells are keyed a second time."""

    @property
    def sheet(self) -> Sheet:
        """The cells."""
        return self.query_one("#second", Sheet)

    def here(self) -> str:
        """The path of the cell under the cursor, "" where none is keyed."""
        raise NotImplementedError

    def choices_of(self, path: str) -> tuple[str, bool, list[tuple[str, str]]]:
        """Return (question, whether several may be taken, choices as key and label) of a cell."""
        raise NotImplementedError

    def record(self, path: str, second: str) -> bool:
        """Keep what was keyed, canonical text; False while nobody said who keys."""
        raise NotImplementedError

    def may_leave(self) -> bool:
        """Keep what is being typed; stay when it was refused."""
        return self.sheet.commit()

    def on_sheet_erased(self, event: Sheet.Erased) -> None:
        """The paper is blank here."""
        event.stop()
        path = self.here()
        if path and self.record(path, ""):
            self._on()

    def on_sheet_choosing(self, event: Sheet.Choosing) -> None:
        """F2: a list where there are choices, the editor otherwise."""
        event.stop()
        path = self.here()
        if not path:
            self.sheet.do_enter()
            return
        title, several, choices = self.choices_of(path)
        if not choices:
            self.sheet.begin("")
            return

        def take(keys: tuple[str, ...] | None) -> None:
            if keys is not None and self.record(path, " ".join(keys)):
                self._on()

        self.app.push_screen(ChooseDialog(title, choices, self.marks, several=several), take)

    def _on(self) -> None:
        """Show what was kept and go to the next cell."""
        self.sheet.refresh_rows({self.sheet.row})
        self.sheet.do_enter()
