"""What the province's screens share beyond tui.screens.page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from textual.widget import Widget

from tui.screens.page import Page
from tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from tui.province.app import ProvinceApp


class ProvincePage(Page):
    """A screen of the province."""

    @property
    def province(self) -> ProvinceApp:
        """The application."""
        return cast("ProvinceApp", self.app)

    def title_of(self, titles: Mapping[str, Mapping[str, str]], form: str) -> str:
        """A form's title, its id when the catalogue has none."""
        return self.words.of(titles.get(form, {})) or form

    def find_row(self, sheet: Sheet, texts: list[tuple[int, str]]) -> None:
        """Let the user find a row by a part of its words."""
        self.house.find(texts, sheet.go)

    def focus_sheet(self) -> Widget:
        """Put the focus on the sheet."""
        return self.query_one(Sheet).focus()
