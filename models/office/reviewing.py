"""One entry opened for review: its session, what the province said, and what the last correction changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.entries import Change, Comment, EntryHead
from models.office.deciding import comments_in_waiting
from models.office.revisions import Difference, differences
from models.store import Transaction
from models.verification import is_keying

if TYPE_CHECKING:  # only who opens an entry loads the form engine
    from models.office.reader import Reader
    from models.session import EntrySession


@dataclass(frozen=True, slots=True)
class Review:
    """One revision. ``comments`` are those being written, else those of the last decision (``said`` False).

    ``replaced`` is the revision before it, where it came, and ``changed`` who changed what since.
    """

    head: EntryHead
    session: EntrySession
    comments: tuple[Comment, ...]
    said: bool
    replaced: EntryHead | None
    changed: tuple[Difference, ...]
    revisions: tuple[EntryHead, ...]
    keyed: tuple[Change, ...] = ()  # who keyed which cell a second time, and what was settled, oldest first


def review_of(reading: Transaction, reader: Reader, entry_id: str) -> Review:
    """Open an entry. Raises EntryNotFoundError."""
    head = reading.entries.head(entry_id)
    reader.reading = reading
    waiting = comments_in_waiting(reading, entry_id)
    revisions = reading.entries.revisions(head.lineage)
    before = before_of(head, revisions)
    session = reader.open(head)
    session.progress()  # what its checks want of earlier periods is read while the store is open
    return Review(
        head=head,
        session=session,
        comments=tuple(reading.entries.comments(entry_id) if waiting is None else waiting),
        said=waiting is None,
        replaced=before,
        changed=tuple(differences(reading, before, head)) if before else (),
        revisions=tuple(revisions),
        keyed=tuple(change for change in reading.history.of(entry_id) if is_keying(change)),
    )


def before_of(head: EntryHead, revisions: Sequence[EntryHead]) -> EntryHead | None:
    """Return the highest earlier revision that is here; None for the first one, or when none came."""
    earlier = [other for other in revisions if other.revision < head.revision]
    return earlier[-1] if earlier else None
