"""The bench a sitting works on: definitions and lists from the store, and sessions opened over entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from models.catalogue import Catalogue
from models.entries import Comment, EntryHead, EntryState
from models.forms.definition import FormDefinition, definition_from_json
from models.forms.outcomes import CellChange
from models.forms.telling import differences
from models.forms.usual import PERIODS
from models.media import read_media
from models.periods import parse_period
from models.session import EntrySession, SessionContext
from models.store.errors import StoreError
from models.store.stamps import stamp

if TYPE_CHECKING:  # a screen may name a sitting before SQLAlchemy is loaded
    from models.forms.migration import Dropped
    from models.store import Store, Transaction
    from models.store.lazy import LazyStore


class Lists(Mapping[str, Sequence[Mapping[str, str]]]):
    """The kit's lists by name (without ".csv"), each read when it is first asked for."""

    def __init__(self, media: Mapping[str, str]) -> None:
        self._texts = {
            name.removesuffix(".csv"): text for name, text in media.items() if name.endswith(".csv")
        }
        self._rows: dict[str, list[dict[str, str]]] = {}

    def __getitem__(self, name: str) -> Sequence[Mapping[str, str]]:
        if name not in self._rows:
            self._rows[name] = read_media(self._texts[name])
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class Opened(msgspec.Struct, frozen=True):
    """An entry on the bench.

    ``made`` is what opening made of the values that the store holds: presets, calculations. ``moved``
    when a draft went over to a newer version of its form; ``dropped`` are then the answers that the newer
    version has no place for, and they are gone in ``made``, too.
    """

    head: EntryHead
    session: EntrySession
    made: tuple[CellChange, ...]
    comments: tuple[Comment, ...]
    moved: bool = False
    dropped: tuple[Dropped, ...] = ()


class Bench:
    """What every sitting of one desk shares."""

    def __init__(
        self,
        store: Store | LazyStore,
        catalogue: Catalogue,
        unit: str,
        *,
        who: str,
        clock: Callable[[], datetime],
        language: str,
    ) -> None:
        self.store = store
        self.catalogue = catalogue
        self.unit = unit
        self.who = who
        self.clock = clock
        self.language = language
        self._definitions: dict[str, FormDefinition] = {}
        self._lists: Lists | None = None

    def now(self) -> str:
        """Return this instant by the desk's clock, as the store writes it."""
        return stamp(self.clock())

    def begin(self, head: EntryHead) -> Opened:
        """Open a session for a new entry, not in the store yet."""
        with self.store.reading() as transaction:
            session = self._session(transaction, head)
        return Opened(head, session, session.initial_changes(), ())

    def resume(self, head: EntryHead) -> Opened:
        """Open a session over what the store holds; a draft goes over to the newest version of its form.

        Raises UnknownFormError, StoreError.
        """
        with self.store.reading() as transaction:
            kept = transaction.entries.values(head.id)
            target = self._at_newest(head)
            fitting, dropped = self._fitting(transaction, kept, head, target)
            session = self._session(transaction, target, values=fitting)
            comments = _comments(transaction, head)
        moved = target is not head
        made = tuple(differences(kept, session.values())) if moved else session.initial_changes()
        return Opened(target, session, made, comments, moved, dropped)

    def comments(self, head: EntryHead) -> tuple[Comment, ...]:
        """Return what the province said: of the entry, or of the one that a correction at home replaces."""
        with self.store.reading() as transaction:
            return _comments(transaction, head)

    def _at_newest(self, head: EntryHead) -> EntryHead:
        if head.state is not EntryState.DRAFT:
            return head
        form = self.catalogue.form(head.form)
        if head.form_sha256 == form.sha256:
            return head
        return msgspec.structs.replace(head, form_version=form.version, form_sha256=form.sha256)

    def _fitting(
        self, transaction: Transaction, kept: Mapping[str, str], head: EntryHead, target: EntryHead
    ) -> tuple[Mapping[str, str], tuple[Dropped, ...]]:
        """Return the values that the newest version of the form has places for, and those without one."""
        if target is head:
            return kept, ()
        from models.forms.migration import migrate  # few drafts live through a new version of their form

        old = self._definition(transaction, head.form_sha256)
        moved = migrate(kept, old, self._definition(transaction, target.form_sha256))
        return moved.kept, moved.dropped

    def _session(
        self, transaction: Transaction, head: EntryHead, values: Mapping[str, str] | None = None
    ) -> EntrySession:
        presets = {"/data/unit": head.unit}
        if head.period is not None:
            presets["/data/period"] = head.period
        known = values is not None
        return EntrySession.open(
            self._definition(transaction, head.form_sha256),
            self._context(transaction, head),
            values=values,
            presets=presets if head.state is EntryState.DRAFT else None,
            previous=self._previous(transaction, head),
            earlier=(lambda: self._earlier(head)) if head.period is not None else None,
            notes=transaction.entries.notes(head.id) if known else None,
            explanations=transaction.entries.explanations(head.id) if known else None,
        )

    def _context(self, transaction: Transaction, head: EntryHead) -> SessionContext:
        if self._lists is None:
            self._lists = Lists(transaction.catalogues.media())
        return SessionContext(
            now=self.clock,
            username=self.who,
            device=transaction.meta.get("device") or "",
            instances=self._lists,
            language=self.language,
            seed=int(head.lineage[:8], 16),  # what was drawn at random stays drawn
        )

    def _previous(self, transaction: Transaction, head: EntryHead) -> Mapping[str, str]:
        if head.period is None:
            return {}
        before = str(parse_period(head.period).previous)
        found = transaction.entries.find(head.form, head.unit, before)
        return transaction.entries.travelling(found.id) if found else {}

    def _earlier(self, head: EntryHead) -> list[Mapping[str, str]]:
        """Return the values of the periods before, newest first: asked for in the middle of a sitting."""
        if head.period is None:
            return []
        own = parse_period(head.period)
        periods = [str(own.shifted(-steps)) for steps in range(1, PERIODS + 1)]
        try:
            with self.store.reading() as transaction:
                found = transaction.entries.earlier(head.form, head.unit, periods)
        except StoreError:  # the cell is typed all the same; saving it says what is wrong with the disk
            return []
        return [found[period] for period in periods if period in found]

    def _definition(self, transaction: Transaction, sha256: str) -> FormDefinition:
        if sha256 not in self._definitions:
            self._definitions[sha256] = definition_from_json(transaction.catalogues.definition(sha256))
        return self._definitions[sha256]


def _comments(transaction: Transaction, head: EntryHead) -> tuple[Comment, ...]:
    at_home = head.state in (EntryState.DRAFT, EntryState.COMPLETE)
    return tuple(transaction.entries.comments(head.replaces if at_home and head.replaces else head.id))
