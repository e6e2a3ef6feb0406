"""Work on one entry: what is typed, noted and taken back, and every change of it on the disk.

The screen calls ``apply`` (at once, no disk) and hands the outcome to one writer thread that calls ``save``;
commands and tests call ``record``, which is both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from models.desk.bench import Bench, Opened
from models.desk.keeper import Keeper
from models.desk.steps import Step
from models.entries import Change, Comment, EntryHead, EntryState
from models.errors import EntryStateError
from models.forms.outcomes import CellChange, Outcome, Progress
from models.identifiers import nfc
from models.session import EntrySession

if TYPE_CHECKING:
    from models.forms.migration import Dropped

Done = TypeVar("Done", Outcome, Outcome | None)

FORM_VERSION = "form_version"
"""The history's ``why`` of an answer that a newer version of the form has no place for."""
COUNTED_EACH_STEP = 2000
"""Up to so many input cells (about 2 ms) each step counts how far the entry is; others wait for recount."""


class Working:
    """An entry at work. ``save`` and ``flush`` may run in another thread than everything else."""

    def __init__(self, bench: Bench, opened: Opened, *, stored: bool) -> None:
        self._bench = bench
        self._keeper: Keeper
        self._progress: Progress
        self._counting = True
        self._take(opened, stored=stored)

    # What is here

    @property
    def head(self) -> EntryHead:
        """The entry as the disk holds it (as it will be begun, before the first save)."""
        return self._keeper.head

    @property
    def session(self) -> EntrySession:
        """The session; another one after reopen and revise."""
        return self._session

    @property
    def comments(self) -> tuple[Comment, ...]:
        """What the province said of this entry; in a correction, of what it replaces."""
        return self._comments

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """Answers that the newer version of the form, to which this draft went over, has no place for.

        With the first save they leave the entry; its history keeps them, with ``why`` FORM_VERSION.
        """
        return self._dropped

    @property
    def read_only(self) -> bool:
        """Whether the entry must be reopened or revised before it can be changed."""
        return self.head.state is not EntryState.DRAFT

    @property
    def unsaved(self) -> int:
        """How many steps the disk does not hold yet."""
        return self._keeper.waiting

    # Working: at once, nothing on the disk yet. Each raises EntryStateError when the entry is read-only.

    def apply(self, path: str, raw: str) -> Outcome:
        """Take what a person typed at a cell."""
        return self._work(lambda: self._session.record(path, raw))

    def apply_value(self, path: str, value: str) -> Outcome:
        """Take canonical text at a cell."""
        return self._work(lambda: self._session.set(path, value))

    def clear(self, path: str) -> Outcome:
        """Blank a cell."""
        return self._work(lambda: self._session.clear(path))

    def add_row(self, repeat: str) -> Outcome:
        """Add a row at the end of a repeat."""
        return self._work(lambda: self._session.add_row(repeat))

    def remove_row(self, row: str) -> Outcome:
        """Remove a row of a repeat."""
        return self._work(lambda: self._session.remove_row(row))

    def undo(self) -> Outcome | None:
        """Take back the last step; None when there is none."""
        return self._work(self._session.undo)

    def redo(self) -> Outcome | None:
        """Do again what was taken back; None when there is nothing."""
        return self._work(self._session.redo)

    def apply_note(self, path: str, text: str) -> None:
        """Put a note at a cell, "" takes it away; ``flush`` saves it."""
        self._require_draft("note")
        self._session.note(path, nfc(text))
        self._remember(None)

    def apply_explanation(self, path: str, text: str) -> None:
        """Explain a soft violation, "" takes it back; ``flush`` saves it."""
        self._require_draft("explain")
        self._session.explain(path, nfc(text))
        self._remember(None)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Many changes that are counted once, at the end: a file, a pasted block."""
        self._counting = False
        try:
            yield
        finally:
            self._counting = True
            if not self.read_only:
                self.recount()

    def recount(self) -> Progress:
        """Count how far the entry is; ``flush`` saves it.

        For when nobody types: a large entry is not counted at every step.
        """
        progress = self._session.progress()
        if progress != self._progress and not self.read_only:
            self._keeper.add(Step(self._bench.now(), progress))
        self._progress = progress
        return progress

    # Saving

    def save(self, outcome: Outcome) -> None:
        """Put an outcome on the disk, after everything that came before it; again is harmless.

        When it returns, the outcome survives a power cut. Raises StoreError, and then nothing of it is kept
        and everything waits for the next call; EntryStateError when another program took the entry further.
        """
        self._keeper.save(outcome)

    def flush(self) -> None:
        """Put everything that waits on the disk. Raises StoreError, EntryStateError."""
        self._keeper.save(None)

    def record(self, path: str, raw: str) -> Outcome:
        """Take what a person typed and put it on the disk. Raises StoreError, EntryStateError."""
        outcome = self.apply(path, raw)
        self.save(outcome)
        return outcome

    def note(self, path: str, text: str) -> None:
        """Put a note at a cell and on the disk. Raises StoreError, EntryStateError."""
        self.apply_note(path, text)
        self.flush()

    def explain(self, path: str, text: str) -> None:
        """Explain a soft violation, and put it on the disk. Raises StoreError, EntryStateError."""
        self.apply_explanation(path, text)
        self.flush()

    # Inside

    def _take(self, opened: Opened, *, stored: bool) -> None:
        self._session, self._comments = opened.session, opened.comments
        self._notes, self._explanations = dict(opened.session.notes), dict(opened.session.explanations)
        self._dropped = opened.dropped
        self._progress = opened.session.progress()
        first = Step(self._bench.now(), self._progress, self._initial(opened))
        self._keeper = Keeper(self._bench, opened.head, first, stored=stored, moved=opened.moved)

    def _initial(self, opened: Opened) -> tuple[Change, ...]:
        """What opening made of what the store holds: defaults, calculations, answers without a place."""
        if opened.head.state is not EntryState.DRAFT:
            return ()
        gone = {dropped.path for dropped in opened.dropped}
        at, who = self._bench.now(), self._bench.who
        return tuple(
            Change(c.path, c.old, c.new, at, who, FORM_VERSION if c.path in gone else "") for c in opened.made
        )

    def _require_draft(self, wanted: str) -> None:
        if self.read_only:
            raise EntryStateError(id=self.head.id, state=self.head.state.value, wanted=wanted)

    def _work(self, action: Callable[[], Done]) -> Done:
        self._require_draft("record")
        outcome = action()
        if outcome is not None and outcome.refusal is None:
            self._remember(outcome)
        return outcome

    def _remember(self, outcome: Outcome | None) -> None:
        at = self._bench.now()
        notes = _differences(self._notes, self._session.notes)
        explanations = _differences(self._explanations, self._session.explanations)
        changes = self._changes(outcome.changes, at) if outcome else ()
        before = self._progress
        if self._counting and before.total <= COUNTED_EACH_STEP:
            self._progress = self._session.progress()
        if changes or notes or explanations or self._progress != before:
            self._notes, self._explanations = dict(self._session.notes), dict(self._session.explanations)
            self._keeper.add(Step(at, self._progress, changes, notes, explanations, outcome))

    def _changes(self, changes: tuple[CellChange, ...], at: str) -> tuple[Change, ...]:
        return tuple(Change(c.path, c.old, c.new, at, self._bench.who) for c in changes if c.old != c.new)


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return what must be written so that ``before`` becomes ``after``: "" for what went away."""
    paths = {**before, **after}
    return {path: after.get(path, "") for path in paths if before.get(path, "") != after.get(path, "")}
