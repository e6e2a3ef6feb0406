"""The part of the program that opens screens. Each is imported when it is first opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from textual.await_complete import AwaitComplete

from tui.at_work import AtWork
from tui.marks import Marks
from tui.ports import DueView, HomeView, LeftView, RegisterView
from tui.screens.home import HomeScreen

if TYPE_CHECKING:
    from models.desk import Sitting
    from tui.pages import PageName
    from tui.screens.entry import EntryScreen

T = TypeVar("T")


class Opening(AtWork):
    """An application whose screens lie upon home; home itself may come last."""

    marks: Marks
    home: HomeScreen
    home_view: HomeView

    def pop_screen(self) -> AwaitComplete:
        """Leave the screen on top; below an entry that the program began with there is home."""
        if len(self.screen_stack) == 1 and self.screen is not self.home:
            return self.switch_screen(self.home)
        return super().pop_screen()

    def open_view(self, view: DueView | RegisterView) -> None:
        """Open a form or a register of home."""
        if isinstance(view, DueView):
            self.background(
                lambda: self.backing.open(view.form, view.period),
                lambda s: self.open_entry(s, view.title, view.period),
            )
        else:
            from tui.screens.register import RegisterScreen  # not needed for the first frame

            self.push_screen(RegisterScreen(view))

    def open_entry(self, sitting: Sitting, title: Mapping[str, str], period: str | None) -> None:
        """Show an entry."""
        self.push_screen(self.entry_screen(sitting, title, period))
        self.call_after_refresh(self.keep_front)

    def keep_front(self) -> None:
        """Keep what the next start paints from."""
        raise NotImplementedError

    def keep_place(self) -> None:
        """Have the next start begin at the cell that is under the cursor now."""
        raise NotImplementedError

    def entry_screen(
        self, sitting: Sitting, title: Mapping[str, str], period: str | None, path: str = ""
    ) -> EntryScreen:
        """Return the screen of an entry, its cursor at ``path`` or where something is still to be done."""
        from tui.screens.entry import EntryScreen  # imported already by the loading thread

        at = self.words.period(period) if period else ""
        parts = [self.words.of(title), at, self.home_view.unit_name]
        screen = EntryScreen(sitting, " · ".join(part for part in parts if part), at, self.saver)
        screen.first_path = path
        return screen

    def left_screen(self, sitting: Sitting, left: LeftView) -> EntryScreen:
        """Return the screen of the entry that was open last."""
        views: list[DueView | RegisterView] = [*self.home_view.due, *self.home_view.registers]
        known = next((each.title for each in views if each.form == left.form), None)
        title = known or sitting.session.definition.title
        return self.entry_screen(sitting, title, left.period, left.path)

    def replace_entry(self, entry: EntryScreen, sitting: Sitting) -> None:
        """Show the entry anew: it was reopened or a correction was begun."""
        from tui.screens.entry import EntryScreen  # imported already by the loading thread

        if self.screen is entry:
            self.pop_screen()
        self.push_screen(EntryScreen(sitting, entry.title_text, entry.period_text, self.saver))

    def open_export(self) -> None:
        """Show the export screen."""
        from tui.screens.export import ExportScreen  # not needed for the first frame

        self.push_screen(ExportScreen())

    def open_page(self, name: PageName) -> None:
        """Show one of the officer's further pages."""
        from tui.pages import page  # not needed for the first frame

        self.push_screen(page(name))

    def find(
        self,
        rows: Sequence[tuple[T, str]],
        then: Callable[[T], object],
        *,
        title: str = "",
        hint: str = "",
    ) -> None:
        """Find one of ``rows`` (key, label) by a part of its name."""
        from tui.dialogs.choose import ChooseDialog  # not needed for the first frame

        def chosen(keys_: tuple[str, ...] | None) -> None:
            if keys_:
                then(rows[int(keys_[0])][0])

        labels = [(str(number), label) for number, (_key, label) in enumerate(rows)]
        self.push_screen(
            ChooseDialog(
                title or self.words.text("Find"),
                labels,
                self.marks,
                hint=hint or self.words.text("Enter goes there, Esc stays"),
            ),
            chosen,
        )
