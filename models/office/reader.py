"""Opening entries as they were sent, for measuring and for review: what loads the form engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from models.catalogue import Catalogue
from models.desk.bench import Lists
from models.entries import EntryHead
from models.forms.definition import FormDefinition, definition_from_json
from models.forms.usual import PERIODS
from models.indicators import Measurement
from models.measures import measure_entry
from models.office.facts import entry_facts
from models.periods import parse_period
from models.session import EntrySession, SessionContext
from models.store import Transaction


class Reader:
    """Opens entries as they were sent, each with the version of the form it was filled in with."""

    def __init__(self, catalogue: Catalogue, now: datetime, language: str = "vi") -> None:
        self.reading: Transaction
        self._catalogue = catalogue
        self._now = now
        self._language = language
        self._definitions: dict[str, FormDefinition] = {}
        self._lists: Lists | None = None

    def open(self, head: EntryHead) -> EntrySession:
        """Open a session over the entry as it was sent, beside the period before. Raises StoreError."""
        entries = self.reading.entries
        if self._lists is None:
            self._lists = Lists(self.reading.catalogues.media())
        return EntrySession.open(
            self._definition(head.form_sha256),
            SessionContext(now=lambda: self._now, instances=self._lists, language=self._language),
            values=entries.values(head.id),
            previous=self._previous(head),
            earlier=lambda: self._earlier(head),
            notes=entries.notes(head.id),
            explanations=entries.explanations(head.id),
        )

    def measured(self, head: EntryHead) -> list[Measurement]:
        """Measure an entry, and count its cells and warnings."""
        session, period = self.open(head), head.period or ""
        found = measure_entry(self._catalogue, session, unit=head.unit, period=period, entry_id=head.id)
        return [*found, *entry_facts(session, head.unit, period, head.id)]

    def _previous(self, head: EntryHead) -> Mapping[str, str]:
        if head.period is None:
            return {}
        before = str(parse_period(head.period).previous)
        found = self.reading.entries.find(head.form, head.unit, before)
        return self.reading.entries.travelling(found.id) if found else {}

    def _earlier(self, head: EntryHead) -> Sequence[Mapping[str, str]]:
        """Return what the unit sent for the periods before, newest first."""
        if head.period is None:
            return ()
        own = parse_period(head.period)
        periods = [str(own.shifted(-steps)) for steps in range(1, PERIODS + 1)]
        found = self.reading.entries.earlier(head.form, head.unit, periods)
        return [found[period] for period in periods if period in found]

    def _definition(self, sha256: str) -> FormDefinition:
        if sha256 not in self._definitions:
            self._definitions[sha256] = definition_from_json(self.reading.catalogues.definition(sha256))
        return self._definitions[sha256]
