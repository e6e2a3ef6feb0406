"""A page of the province that is one list of lines: all of them are set up alike."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Generic, TypeVar

from textual.widget import Widget

from tui.province.listing import Listing
from tui.province.page import ProvincePage
from tui.widgets.sheet import Sheet

T = TypeVar("T")


class ListingPage(ProvincePage, Generic[T]):
    """One sheet over a listing; each line opens a T. The page's place names the sheet."""

    listing: Listing[T]

    @abstractmethod
    def _listing(self) -> Listing[T]:
        """Return the lines in the present language."""

    def _tell(self) -> None:
        """Say what the page or its line means."""

    def body(self) -> Iterator[Widget]:
        """One sheet."""
        self.listing = self._listing()
        place = self.PLACE
        yield Sheet(
            self.listing.model(), screen_place=place, marks=self.marks, id=place.value.replace(" ", "-")
        )

    def on_mount(self) -> None:
        """Stand on the first line."""
        self.focus_sheet()

    def reshow(self, row: int) -> None:
        """Make the lines again and stand on one of them."""
        self.listing = self._listing()
        self.query_one(Sheet).show(self.listing.model(), row)
        self._tell()

    def relabel(self) -> None:
        """Say everything in the present language."""
        self.reshow(self.query_one(Sheet).row)
        super().relabel()
        self._tell()

    def action_search(self) -> None:
        """Find a line by any of its words."""
        self.find_row(self.query_one(Sheet), self.listing.texts())
