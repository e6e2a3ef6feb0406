"""The desk of one unit: what is due, which registers there are, and sittings to work on entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from models.calendar import parse_reported_period
from models.catalogue import Catalogue, CatalogueForm, FormKind
from models.desk.bench import Bench
from models.desk.due import due_items, title_of
from models.desk.items import DueItem, RegisterItem
from models.desk.sitting import Sitting
from models.entries import EntryHead, EntryState
from models.errors import EntryNotFoundError, UnknownFormError
from models.identifiers import new_entry_id
from models.periods import Period

if TYPE_CHECKING:  # a screen may name a desk before SQLAlchemy is loaded
    from models.store import Store
    from models.store.lazy import LazyStore


class Desk:
    """Where one officer (``who``) of one unit works.

    ``clock`` gives aware moments; ``language`` is that of sessions and titles, by default the catalogue's.
    """

    def __init__(
        self,
        store: Store | LazyStore,
        catalogue: Catalogue,
        unit: str,
        *,
        who: str,
        clock: Callable[[], datetime],
        language: str = "",
    ) -> None:
        """Raises UnknownUnitError when the catalogue has no such unit."""
        catalogue.units.get(unit)
        self._bench = Bench(
            store, catalogue, unit, who=who, clock=clock, language=language or catalogue.default_language
        )

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue in force."""
        return self._bench.catalogue

    @property
    def unit(self) -> str:
        """The code of the unit that works here."""
        return self._bench.unit

    @property
    def language(self) -> str:
        """The language of titles and of sittings to come."""
        return self._bench.language

    @language.setter
    def language(self, language: str) -> None:
        self._bench.language = language

    def due(self, today: date) -> list[DueItem]:
        """Return what is due by the calendar and what still waits, see ``due_items``. Raises StoreError."""
        with self._bench.store.reading() as transaction:
            heads = transaction.entries.heads(unit=self.unit)
        return due_items(self.catalogue, self.unit, heads, today, self.language)

    def registers(self) -> list[RegisterItem]:
        """Return the unit's registers with how many records each holds. Raises StoreError."""
        with self._bench.store.reading() as transaction:
            heads = transaction.entries.heads(unit=self.unit)
        counts = Counter((head.form, head.state) for head in heads if head.period is None)
        return [self._register(form, counts) for form in self.catalogue.registers(self.unit)]

    def records(self, form_id: str) -> list[EntryHead]:
        """Return the current revisions of a register's records, in the order in which they were begun.

        Raises UnknownFormError, StoreError.
        """
        self._form(form_id, FormKind.REGISTER)
        with self._bench.store.reading() as transaction:
            all_revisions = transaction.entries.heads(unit=self.unit, form=form_id, current=False)
        latest: dict[str, EntryHead] = {}
        for head in all_revisions:  # oldest first: the place of a lineage is that of its first revision
            if head.lineage not in latest or head.revision > latest[head.lineage].revision:
                latest[head.lineage] = head
        return list(latest.values())

    def record_values(self, form_id: str) -> dict[str, dict[str, str]]:
        """Return entry id → path → value of the register's records, for a list of them.

        Raises UnknownFormError, StoreError.
        """
        self._form(form_id, FormKind.REGISTER)
        with self._bench.store.reading() as transaction:
            return transaction.entries.values_of(form=form_id, unit=self.unit)

    def open(self, form_id: str, period: Period | str) -> Sitting:
        """Sit down to a periodic form: to its current revision, or to a new entry.

        Raises UnknownFormError, UnknownPeriodError, StoreError.
        """
        form = self._form(form_id, FormKind.PERIODIC)
        wanted = str(parse_reported_period(str(period), form.period))
        with self._bench.store.reading() as transaction:
            head = transaction.entries.find(form_id, self.unit, wanted)
        return self._resume(head) if head else self._begin(form, wanted)

    def open_record(self, form_id: str, entry_id: str | None = None) -> Sitting:
        """Sit down to a record of a register: to the current revision of this one, or to a new one (None).

        Raises UnknownFormError, EntryNotFoundError, StoreError.
        """
        form = self._form(form_id, FormKind.REGISTER)
        if entry_id is None:
            return self._begin(form, None)
        with self._bench.store.reading() as transaction:
            head = transaction.entries.head(entry_id)
            if head.state is not EntryState.DISCARDED:
                head = transaction.entries.revisions(head.lineage)[-1]
        if (head.form, head.unit) != (form_id, self.unit):
            raise EntryNotFoundError(id=entry_id, form=form_id)
        return self._resume(head)

    def open_entry(self, entry_id: str) -> Sitting:
        """Sit down to exactly this revision, of whatever form. Raises EntryNotFoundError, StoreError."""
        with self._bench.store.reading() as transaction:
            head = transaction.entries.head(entry_id)
        return self._resume(head)

    def _form(self, form_id: str, kind: FormKind) -> CatalogueForm:
        form = self.catalogue.form(form_id)
        if form.kind is not kind:
            raise UnknownFormError(value=form_id, expected=kind.value)
        return form

    def _begin(self, form: CatalogueForm, period: str | None) -> Sitting:
        entry_id, at = new_entry_id(), self._bench.now()
        head = EntryHead(
            id=entry_id,
            lineage=entry_id,
            form=form.form_id,
            form_version=form.version,
            form_sha256=form.sha256,
            unit=self.unit,
            period=period,
            revision=1,
            replaces=None,
            state=EntryState.DRAFT,
            created_at=at,
            updated_at=at,
        )
        return Sitting(self._bench, self._bench.begin(head), stored=False)

    def _resume(self, head: EntryHead) -> Sitting:
        return Sitting(self._bench, self._bench.resume(head), stored=True)

    def _register(self, form: CatalogueForm, counts: Counter[tuple[str, EntryState]]) -> RegisterItem:
        here = {state: counts[form.form_id, state] for state in EntryState}
        return RegisterItem(
            form_id=form.form_id,
            title=title_of(self.catalogue, form, self.language),
            records=sum(here.values()),
            drafts=here[EntryState.DRAFT],
            complete=here[EntryState.COMPLETE],
            returned=here[EntryState.RETURNED],
        )
