"""A page from which drafts are set aside; light, because home is one of them."""

from __future__ import annotations

from tui.screens.page import Page


class AsidePage(Page):
    """``asking`` while a question of this page itself is over it: coming back from that is no news."""

    asking = False

    def came_back(self) -> bool:
        """Whether the page is seen again after another page, not after its own question."""
        asked, self.asking = self.asking, False
        return not asked

    def anew(self, said: str) -> None:
        """Read everything anew, then say what was done."""
        raise NotImplementedError
