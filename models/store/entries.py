"""Entries: heads, values, notes, explanations and comments, and the steps of their lives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from sqlalchemy import Connection

from models.arrivals import arrival
from models.entries import Change, Comment, EntryHead, EntrySnapshot, EntryState, Revision
from models.errors import EntryStateError
from models.measured import RegisterState
from models.store import steps, values
from models.store.absorption import Absorption
from models.store.dialect import Dialect
from models.store.heads import UPDATE, UPDATE_DRAFT, head_of, insert_head, registers_now, select_heads
from models.store.history import History, Kind
from models.store.snapshots import snapshot


class Counts(Protocol):
    """How far an entry is: input cells done of total, hard and soft violations; a session's Progress fits."""

    @property
    def done(self) -> int: ...  # noqa: D102
    @property
    def total(self) -> int: ...  # noqa: D102
    @property
    def hard(self) -> int: ...  # noqa: D102
    @property
    def soft(self) -> int: ...  # noqa: D102


class Entries:
    """The entries of one store, within one transaction."""

    def __init__(self, connection: Connection, dialect: Dialect, history: History) -> None:
        self._connection = connection
        self._dialect = dialect
        self._history = history

    # Reading

    def head(self, entry_id: str) -> EntryHead:
        """Return one head. Raises EntryNotFoundError."""
        return head_of(self._connection, entry_id)

    def heads(
        self,
        *,
        unit: str | None = None,
        form: str | None = None,
        period: str | None = None,
        states: Collection[EntryState] | None = None,
        current: bool = True,
    ) -> list[EntryHead]:
        """Return the heads that fit, oldest first; ``current=False`` brings older revisions too."""
        return select_heads(
            self._connection, unit=unit, form=form, period=period, states=states, current=current
        )

    def revisions(self, lineage: str) -> list[EntryHead]:
        """Return all revisions of one thing, lowest revision first, without discarded ones."""
        found = select_heads(self._connection, lineage=lineage, current=False)
        return sorted(found, key=lambda head: (head.revision, head.created_at, head.id))

    def find(self, form: str, unit: str, period: str) -> EntryHead | None:
        """Return the current revision of a periodic form, None when nothing was begun."""
        found = select_heads(self._connection, form=form, unit=unit, period=period)
        return found[0] if found else None

    def register_state(self) -> RegisterState:
        """Return how many records of registers count, when the last changed, the sum of their revisions."""
        return registers_now(self._connection)

    def values(self, entry_id: str) -> dict[str, str]:
        """Return path → value; blank cells are absent, values of non-relevant cells are there."""
        return values.read_values(self._connection, entry_id)

    def values_of(
        self, *, form: str, unit: str | None = None, period: str | None = None
    ) -> dict[str, dict[str, str]]:
        """Return entry id → path → value of the current revisions that fit, without what is withheld."""
        wanted = {"form": form, "unit": unit, "period": period}
        return values.read_many(self._connection, {n: v for n, v in wanted.items() if v is not None})

    def travelling(self, entry_id: str) -> dict[str, str]:
        """Return path → value without the values that are withheld."""
        withheld = values.read_withheld(self._connection, entry_id)
        return {path: value for path, value in self.values(entry_id).items() if path not in withheld}

    def earlier(self, form: str, unit: str, periods: Iterable[str]) -> dict[str, dict[str, str]]:
        """Return period → path → value of a unit's current entries of these periods, as they travel.

        One question to the database, however many periods are asked for.
        """
        return values.read_earlier(self._connection, form, unit, periods)

    def notes(self, entry_id: str) -> dict[str, str]:
        """Return path → note."""
        return values.read_annotations(self._connection, entry_id, "note")

    def explanations(self, entry_id: str) -> dict[str, str]:
        """Return path → explanation of a soft violation."""
        return values.read_annotations(self._connection, entry_id, "explanation")

    def comments(self, entry_id: str) -> list[Comment]:
        """Return what the province said of this revision, in order."""
        return values.read_comments(self._connection, entry_id)

    def snapshot(self, entry_id: str) -> EntrySnapshot:
        """Return one completed revision as it travels. Raises EntryNotFoundError, EntryStateError."""
        return snapshot(self._connection, self._history, entry_id)

    # Writing

    def add(self, head: EntryHead, changes: Sequence[Change] = (), by: str = "") -> None:
        """Begin an entry (the current one of its form, unit and period) with its first values.

        Raises EntryStateError when that form, unit and period has a current entry already.
        """
        if head.period is not None and self.find(head.form, head.unit, head.period) is not None:
            raise EntryStateError(id=head.id, form=head.form, period=head.period, wanted="new")
        insert_head(self._connection, head, current=True)
        self._history.append(head.id, [Change("", "", head.state.value, head.created_at, by)], "state")
        self._write(head.id, changes)

    def record(self, entry_id: str, changes: Sequence[Change], progress: Counts, at: str) -> None:
        """Keep changed values, the history of them and how far the entry is.

        Raises EntryStateError unless the entry is a draft, EntryNotFoundError when there is none.
        """
        row = {
            "entry": entry_id,
            "updated_at": at,
            "done": progress.done,
            "total": progress.total,
            "hard": progress.hard,
            "soft": progress.soft,
        }
        if self._connection.execute(UPDATE_DRAFT, row).rowcount != 1:
            self._refuse(entry_id, "record")
        self._write(entry_id, changes)

    def annotate(
        self,
        entry_id: str,
        path: str,
        *,
        note: str | None = None,
        explanation: str | None = None,
        at: str,
        by: str,
    ) -> None:
        """Keep a note, an explanation or both at a cell; "" removes, None leaves as it is.

        Raises EntryStateError unless the entry is a draft, EntryNotFoundError when there is none.
        """
        self._require_draft(entry_id, "annotate")
        written: tuple[tuple[Kind, str | None], ...] = (("note", note), ("explanation", explanation))
        for kind, words in written:
            if words is not None:
                self._annotate(entry_id, kind, path, words, at, by)

    def withhold(self, entry_id: str, paths: Iterable[str]) -> None:
        """Name the values that do not travel (their cells are not relevant), in place of those named before.

        Raises EntryStateError unless the entry is a draft, EntryNotFoundError when there is none.
        """
        self._require_draft(entry_id, "withhold")
        values.write_withheld(self._connection, self._dialect, entry_id, paths)

    def retarget(self, entry_id: str, form_version: str, form_sha256: str) -> None:
        """Move a draft to another version of its form; its values stay.

        Raises EntryStateError unless the entry is a draft, EntryNotFoundError when there is none.
        """
        self._require_draft(entry_id, "retarget")
        row = {"entry": entry_id, "form_version": form_version, "form_sha256": form_sha256}
        self._connection.execute(UPDATE, row)

    def set_state(self, entry_id: str, state: EntryState, at: str, by: str) -> EntryHead:
        """Take one step of the entry's life and return the head after it.

        Old news (a receipt that comes late or twice) changes nothing. Completing a correction supersedes
        what it replaces. Raises EntryStateError for a step that is not allowed, EntryNotFoundError.
        """
        return steps.set_state(self._connection, self._history, entry_id, state, at, by)

    def revise(self, entry_id: str, new_id: str, at: str, by: str) -> EntryHead:
        """Begin a correction of what left: a draft with the same values, notes and explanations.

        It becomes the current revision; the old one keeps its state until the correction is completed.
        Raises EntryStateError unless the entry has left and is the current revision, EntryNotFoundError.
        """
        return steps.revise(self._connection, self._dialect, self._history, entry_id, new_id, at, by)

    def discard(self, entry_id: str, at: str, by: str, why: str = "") -> EntryHead:
        """Set a draft aside that was begun by mistake; its values and its history, with ``why``, stay.

        It counts, is listed and travels nowhere any more. What it was to correct is current again.
        Raises EntryStateError unless the entry is a draft, EntryNotFoundError when there is none.
        """
        return steps.discard(self._connection, self._history, entry_id, at, by, why)

    def restore(self, entry_id: str, at: str, by: str) -> EntryHead:
        """Make what was discarded a draft again, with everything that was typed; it is the current one then.

        Raises EntryStateError unless it is discarded and its place is free (no other entry of its form, unit
        and period; what it corrects is still the current revision), EntryNotFoundError when there is none.
        """
        return steps.restore(self._connection, self._history, entry_id, at, by)

    def absorb(self, snapshot: EntrySnapshot, *, state: EntryState, received_at: str, bundle_id: str) -> bool:
        """Keep what a commune sent; False when this revision is here already.

        The highest revision is the current one; an older one that arrives late is stored as superseded.
        """
        taking = self.absorbing([snapshot])
        arrived = arrival(snapshot, self._dialect.pack)
        fresh = taking.take(arrived, state=state, received_at=received_at, bundle_id=bundle_id)
        taking.write()
        return fresh

    def absorbing(self, arriving: Sequence[Revision]) -> Absorption:
        """Begin to take in many revisions; ``write`` then writes all that were taken."""
        return Absorption(self._connection, self._dialect, self._history, arriving)

    def set_comments(self, entry_id: str, comments: Sequence[Comment]) -> None:
        """Replace what the province said of this revision. Raises EntryNotFoundError."""
        self.head(entry_id)
        values.write_comments(self._connection, self._dialect, entry_id, comments)

    # Inside

    def _write(self, entry_id: str, changes: Sequence[Change]) -> None:
        if changes:
            real = values.write_changes(self._connection, self._dialect, entry_id, changes)
            self._history.append(entry_id, real)

    def _annotate(self, entry_id: str, kind: Kind, path: str, words: str, at: str, by: str) -> None:
        old = values.write_annotation(
            self._connection, self._dialect, entry_id, kind, path, words, at=at, by=by
        )
        if old != words:
            self._history.append(entry_id, [Change(path, old, words, at, by)], kind)

    def _require_draft(self, entry_id: str, wanted: str) -> None:
        if self.head(entry_id).state is not EntryState.DRAFT:
            self._refuse(entry_id, wanted)

    def _refuse(self, entry_id: str, wanted: str) -> None:
        raise EntryStateError(id=entry_id, state=self.head(entry_id).state.value, wanted=wanted)
