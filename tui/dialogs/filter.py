"""Choose which rows of a grid show: type a part of a name, or take one of the ready filters."""

from __future__ import annotations

from tui.dialogs.choose import ChooseDialog
from tui.marks import Marks
from tui.sheets.grid_filter import Filter, Wanted
from tui.sheets.grid_rows import GridRows

READY = (Wanted.ALL, Wanted.INCOMPLETE, Wanted.PROBLEMS)


class FilterDialog(ChooseDialog):
    """Offers the ready filters with how many rows each shows; typed words look for names first."""

    def __init__(self, grid: GridRows, marks: Marks) -> None:
        self._grid = grid
        text = grid.words.text
        choices = [(wanted.value, self._told(Filter(wanted))) for wanted in READY]
        super().__init__(
            text("Which rows are shown?"),
            choices,
            marks,
            chosen=[grid.filter.wanted.value],
            hint=text("Type a part of a name. Enter shows these rows, Esc changes nothing."),
        )

    def offered(self, typed: str) -> list[tuple[str, str]]:
        """Rows by name where the typed words are a part of any; the ready filters by number or words."""
        found = super().offered(typed)
        if typed and (named := self._grid.count(Filter(Wanted.NAMED, typed))):
            told = self._grid.words.counted(
                "{count} row with “{words}” in its name",
                "{count} rows with “{words}” in their name",
                named,
                words=typed,
            )
            return [(f"{Wanted.NAMED}:{typed}", told), *found]
        return found

    def _told(self, chosen: Filter) -> str:
        count, text = self._grid.count(chosen), self._grid.words.text
        if chosen.wanted is Wanted.INCOMPLETE:
            return text("Only rows with blanks ({count})", count=count)
        if chosen.wanted is Wanted.PROBLEMS:
            return text("Only rows with problems ({count})", count=count)
        return text("All rows ({count})", count=count)


def chosen_filter(keys: tuple[str, ...]) -> Filter:
    """Return the filter that a key of the dialog stands for."""
    wanted, _colon, words = keys[0].partition(":")
    return Filter(Wanted(wanted), words)
