"""Putting a sitting's steps on the disk, in order, from whichever thread.

What could not be saved waits and is saved before anything that came after it, so that the disk never holds a
later change without the earlier one.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from models.desk.bench import Bench
from models.desk.steps import Pending, Step, runs
from models.entries import Change, EntryHead, EntryState
from models.errors import EntryNotFoundError
from models.forms.outcomes import Outcome, Progress

if TYPE_CHECKING:  # a screen may name a sitting before SQLAlchemy is loaded
    from models.store import Transaction


class Keeper:
    """The writing side of one sitting on one revision.

    ``first`` is what opening the session made of the entry (defaults, calculations). It is written together
    with the first step: an entry that was only looked at is not begun.
    """

    def __init__(self, bench: Bench, head: EntryHead, first: Step, *, stored: bool, moved: bool) -> None:
        self._bench = bench
        self._head = head
        self._first: Step | None = first
        self._stored = stored
        self._moved = moved
        self._pending = Pending()
        self._saving = threading.Lock()

    @property
    def head(self) -> EntryHead:
        """The entry as the disk holds it (as it will be begun, before the first save)."""
        return self._head

    @property
    def waiting(self) -> int:
        """How many steps the disk does not hold yet."""
        return len(self._pending)

    def add(self, step: Step) -> None:
        """Take a step that is to be saved."""
        self._pending.add(step)

    def save(self, outcome: Outcome | None) -> None:
        """Write the steps up to the one of ``outcome`` (None: all) in one transaction.

        Raises StoreError and EntryStateError; then nothing is written and everything goes on waiting.
        """
        with self._saving:
            steps = self._pending.up_to(outcome)
            if not steps:
                return
            with self._bench.store.transaction() as transaction:
                self._write(transaction, steps)
            self._kept(len(steps), self._after(steps[-1]))

    def complete(
        self, at: str, values: Mapping[str, str], travelling: Mapping[str, str], progress: Progress
    ) -> None:
        """Write what waits, make the disk agree with the session's values, and complete the entry.

        Values that are not in ``travelling`` stay at home. Raises StoreError, EntryStateError.
        """
        with self._saving:
            steps = self._pending.up_to()
            with self._bench.store.transaction() as transaction:
                self._write(transaction, steps)
                self._agree(transaction, Step(at, progress), values, travelling)
                head = transaction.entries.set_state(self._head.id, EntryState.COMPLETE, at, self._bench.who)
            self._kept(len(steps), head)

    def discard(self, at: str, why: str) -> None:
        """Write what waits and set the draft aside; what was never begun is only forgotten.

        Raises StoreError, EntryStateError.
        """
        with self._saving:
            if not self._stored:
                self._pending.drop(len(self._pending))
                self._head = msgspec.structs.replace(self._head, state=EntryState.DISCARDED, updated_at=at)
                return
            steps = self._pending.up_to()
            with self._bench.store.transaction() as transaction:
                if steps:
                    self._write(transaction, steps)
                head = transaction.entries.discard(self._head.id, at, self._bench.who, why)
            self._kept(len(steps), head)

    def refresh(self) -> None:
        """Read the head again. Raises StoreError."""
        with self._saving:
            if self._stored:
                with self._bench.store.reading() as transaction:
                    self._head = transaction.entries.head(self._head.id)

    def _write(self, transaction: Transaction, steps: list[Step]) -> None:
        entries = transaction.entries
        if not self._stored and not self._is_there(transaction):
            entries.add(self._head, by=self._bench.who)
        if self._moved:
            entries.retarget(self._head.id, self._head.form_version, self._head.form_sha256)
        for changes, step in runs([self._first, *steps] if self._first else steps):
            entries.record(self._head.id, changes, step.progress, step.at)
            for path, text in step.notes.items():
                entries.annotate(self._head.id, path, note=text, at=step.at, by=self._bench.who)
            for path, text in step.explanations.items():
                entries.annotate(self._head.id, path, explanation=text, at=step.at, by=self._bench.who)

    def _is_there(self, transaction: Transaction) -> bool:
        # A commit whose success was reported as a failure: trying again must not stumble over it.
        try:
            transaction.entries.head(self._head.id)
        except EntryNotFoundError:
            return False
        return True

    def _agree(
        self, transaction: Transaction, step: Step, values: Mapping[str, str], travelling: Mapping[str, str]
    ) -> None:
        # What travels must be what was judged, to the letter, whatever an older program left in the file.
        kept = transaction.entries.values(self._head.id)
        who = self._bench.who
        changes = [
            Change(path, kept.get(path, ""), value, step.at, who)
            for path, value in values.items()
            if kept.get(path, "") != value
        ]
        transaction.entries.record(self._head.id, changes, step.progress, step.at)
        transaction.entries.withhold(self._head.id, sorted({*kept, *values} - set(travelling)))

    def _after(self, last: Step) -> EntryHead:
        counts = last.progress
        return msgspec.structs.replace(
            self._head,
            updated_at=last.at,
            done=counts.done,
            total=counts.total,
            hard=counts.hard,
            soft=counts.soft,
        )

    def _kept(self, count: int, head: EntryHead) -> None:
        self._pending.drop(count)
        self._head = head
        self._stored, self._moved, self._first = True, False, None
