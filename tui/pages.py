"""The officer's further pages by name, so that those who open them need not load them."""

from __future__ import annotations

from typing import Literal

from tui.screens.page import Page

PageName = Literal["outbox", "enrolment", "trends"]


def page(name: PageName) -> Page:
    """Return a new page."""
    if name == "outbox":
        from tui.handoff.screen import OutboxScreen  # each page is loaded when it is first opened

        return OutboxScreen()
    if name == "enrolment":
        from tui.enrolment.screen import EnrolmentScreen  # each page is loaded when it is first opened

        return EnrolmentScreen()
    from tui.trends.screen import TrendsScreen  # each page is loaded when it is first opened

    return TrendsScreen()
