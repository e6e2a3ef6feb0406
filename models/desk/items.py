"""What lies on the desk: the periodic forms that are due and the registers that are kept."""

from __future__ import annotations

from datetime import date

import msgspec

from models.entries import EntryHead, EntryState
from models.forms.outcomes import Progress
from models.periods import Period

NOTHING = Progress(0, 0, 0, 0)


class DueItem(msgspec.Struct, frozen=True):
    """One form and period: ``head`` is its current revision, None when nothing was begun."""

    form_id: str
    title: str
    period: Period
    deadline: date
    head: EntryHead | None
    waits: bool
    """It still needs the officer: to be filled, to be sent, to be corrected."""
    late: bool
    """The deadline has passed and nothing was sent."""

    @property
    def state(self) -> EntryState | None:
        """Where the entry stands, None when nothing was begun."""
        return self.head.state if self.head else None

    @property
    def progress(self) -> Progress:
        """How far the entry is; all 0 when nothing was begun."""
        return progress_of(self.head)


class RegisterItem(msgspec.Struct, frozen=True):
    """One register: how many records, how many of them are unfinished, complete but not sent, or returned."""

    form_id: str
    title: str
    records: int
    drafts: int
    complete: int
    returned: int


def progress_of(head: EntryHead | None) -> Progress:
    """Return what the head remembers of the session's last word."""
    return Progress(head.done, head.total, head.hard, head.soft) if head else NOTHING
