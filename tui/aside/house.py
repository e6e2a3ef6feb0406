"""The commune's drafts that were set aside, over the store."""

from __future__ import annotations

from collections.abc import Sequence

from models.desk import Desk
from models.desk.aside import bring_back, discard, set_aside
from models.entries import EntryHead, EntryState
from models.errors import EntryNotFoundError, UnknownFormError
from models.forms.definition import definition_from_json
from models.registers import record_of
from models.store.transaction import Transaction
from tui.aside.ports import AsideEntry
from tui.registry import columns_of
from tui.services import Footing


class CommuneAside:
    """Drafts that were begun by mistake."""

    def __init__(self, footing: Footing) -> None:
        self._footing = footing

    def draft(self, form: str, period: str) -> AsideEntry | None:
        """Return the draft of a period."""
        desk = self._footing.desk
        with self._footing.store.reading() as t:
            head = t.entries.find(form, desk.unit, period)
            return _told(t, desk, head) if head and head.state is EntryState.DRAFT else None

    def look(self, entry: str) -> AsideEntry | None:
        """Return this draft."""
        with self._footing.store.reading() as t:
            try:
                head = t.entries.head(entry)
            except EntryNotFoundError:
                return None
            return _told(t, self._footing.desk, head) if head.state is EntryState.DRAFT else None

    def discard(self, entry: str, why: str) -> None:
        """Set a draft aside."""
        footing = self._footing
        discard(footing.store, entry, footing.officer, why, footing.clock.now())

    def all(self) -> Sequence[AsideEntry]:
        """Return what was set aside."""
        desk = self._footing.desk
        found = set_aside(self._footing.store, desk.unit)
        with self._footing.store.reading() as t:
            return [_told(t, desk, head) for head in found]

    def restore(self, entry: str) -> None:
        """Make it a draft again."""
        footing = self._footing
        bring_back(footing.store, entry, footing.officer, footing.clock.now())


def _told(t: Transaction, desk: Desk, head: EntryHead) -> AsideEntry:
    try:
        title = dict(desk.catalogue.form(head.form).title)
    except UnknownFormError:  # a form that the newest catalogue dropped
        title = {"vi": head.form}
    steps = [line.change for line in t.history.lines(head.id, "") if line.kind == "state"]
    last = next((change for change in reversed(steps) if change.new == EntryState.DISCARDED), None)
    return AsideEntry(
        entry=head.id,
        title=title,
        period=head.period,
        name=_name(t, desk, head) if head.period is None else "",
        done=head.done,
        revision=head.revision,
        at=last.at if last else head.updated_at,
        by=last.by if last else "",
        why=last.why if last else "",
    )


def _name(t: Transaction, desk: Desk, head: EntryHead) -> str:
    """What a record calls itself: the answer of the first question that names it."""
    definition = definition_from_json(t.catalogues.definition(head.form_sha256))
    columns = columns_of(definition, desk.language)
    fields = record_of(head.id, head.unit, t.entries.values(head.id)).fields
    return fields.get(columns[0].name, "") if columns else ""
