"""One sitting: one entry with its session, until it is complete, corrected or set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.desk.working import Working
from models.entries import SENT, EntryHead, EntryState
from models.errors import NotVerifiedError, ViolationsRemainError
from models.forms.outcomes import Violation
from models.identifiers import new_entry_id, nfc

if TYPE_CHECKING:
    from models.desk.shares import ColumnShare
    from models.verification import Unverified


class Sitting(Working):
    """An entry at work, and the steps of its life at home."""

    @property
    def can_reopen(self) -> bool:
        """Whether ``reopen`` is the way back to work: complete, not sent."""
        return self.head.state is EntryState.COMPLETE

    @property
    def can_revise(self) -> bool:
        """Whether ``revise`` is the way back to work: it left, perhaps it came back."""
        return self.head.state in SENT

    @property
    def keyed_twice_whole(self) -> bool:
        """Whether the catalogue wants every cell of this form keyed twice, not only those the form marks."""
        form = next((each for each in self._bench.catalogue.forms if each.form_id == self.head.form), None)
        return form is not None and form.verify

    def shares(self, repeat: str) -> tuple[ColumnShare, ...]:
        """Return what of a table's columns is a share of others: where it is added up, sums are divided."""
        from models.desk.shares import shares_of  # not needed to open an entry

        return shares_of(self._bench.catalogue.indicators, self._session.definition, repeat)

    def remaining(self) -> list[Violation]:
        """Return what still stands in the way of completion: hard violations and unexplained soft ones."""
        return [v for v in self._session.violations() if v.severity == "hard" or not v.explained]

    def unverified(self) -> Unverified:
        """Tell which cells are still to be keyed twice, or differ, before completion. Raises StoreError."""
        from models.verification import Unverified, demanded, unverified  # not needed to open an entry

        whole = self.keyed_twice_whole
        if not demanded(self._session, whole=whole):
            return Unverified()
        with self._bench.store.reading() as t:
            lines = t.second_keyings.of_lineage(self.head.lineage)
        return unverified(self._session, lines, whole=whole)

    def complete(self) -> None:
        """Declare the entry complete.

        Raises ViolationsRemainError (details: hard, soft, violations), NotVerifiedError (details: total,
        waiting, differing, paths), EntryStateError, StoreError.
        """
        self._require_draft("complete")
        self.flush()
        remaining = self.remaining()
        if remaining:
            hard = sum(violation.severity == "hard" for violation in remaining)
            raise ViolationsRemainError(hard=hard, soft=len(remaining) - hard, violations=tuple(remaining))
        blind = self.unverified()
        if blind:
            waiting, differing = len(blind.waiting), len(blind.differing)
            paths = (*blind.waiting, *blind.differing)
            raise NotVerifiedError(total=len(paths), waiting=waiting, differing=differing, paths=paths)
        session = self._session
        self._remember(session.finish())
        self._keeper.complete(self._bench.now(), session.values(), session.sent_values(), session.progress())

    def reopen(self) -> None:
        """Make a complete entry that was not sent a draft again. Raises EntryStateError, StoreError."""
        with self._bench.store.transaction() as transaction:
            head = transaction.entries.set_state(
                self.head.id, EntryState.DRAFT, self._bench.now(), self._bench.who
            )
        self._take(self._bench.resume(head), stored=True)

    def revise(self) -> None:
        """Begin a correction of an entry that left: this sitting goes on with the new revision.

        Raises EntryStateError, StoreError.
        """
        with self._bench.store.transaction() as transaction:
            head = transaction.entries.revise(
                self.head.id, new_entry_id(), self._bench.now(), self._bench.who
            )
        self._take(self._bench.resume(head), stored=True)

    def discard(self, why: str = "") -> None:
        """Set a draft aside that was begun by mistake; it never left, so it stays at home for good.

        The sitting is read-only then. Its values and its history, with ``why``, stay in the store, but it is
        listed, counted and exported no more; what a correction was to replace is current again.
        Raises EntryStateError unless the entry is a draft, StoreError.
        """
        self._require_draft("discard")
        self._keeper.discard(self._bench.now(), nfc(why))

    def refresh(self) -> EntryHead:
        """Look at the store for what happened to the entry meanwhile (sent, received, returned)."""
        self._keeper.refresh()
        self._comments = self._bench.comments(self.head)
        return self.head
