"""Whole revisions: taken out as they travel, and taken in where they arrive."""

from __future__ import annotations

from sqlalchemy import Connection

from models.entries import Change, EntrySnapshot
from models.errors import EntryStateError
from models.store import values
from models.store.heads import head_of
from models.store.history import History
from models.store.second_keying import lines_of
from models.verification import as_change


def _told(connection: Connection, history: History, entry_id: str) -> list[Change]:
    """Return the changes of an entry and, among them by time, who keyed which cell a second time."""
    keyed = [as_change(line) for line in lines_of(connection, entry_id)]
    changes = history.of(entry_id)
    return sorted([*changes, *keyed], key=lambda line: line.at) if keyed else changes


def snapshot(connection: Connection, history: History, entry_id: str) -> EntrySnapshot:
    """Return one completed revision as it travels, without the values that are withheld.

    Raises EntryNotFoundError, EntryStateError for an entry that was never completed.
    """
    head = head_of(connection, entry_id)
    if head.completed_at is None or head.completed_by is None:
        raise EntryStateError(id=entry_id, state=head.state.value, wanted="snapshot")
    withheld = values.read_withheld(connection, entry_id)
    kept = values.read_values(connection, entry_id)
    return EntrySnapshot(
        id=head.id,
        lineage=head.lineage,
        form=head.form,
        form_version=head.form_version,
        form_sha256=head.form_sha256,
        unit=head.unit,
        period=head.period,
        revision=head.revision,
        replaces=head.replaces,
        completed_at=head.completed_at,
        completed_by=head.completed_by,
        values={path: value for path, value in sorted(kept.items()) if path not in withheld},
        notes=dict(sorted(values.read_annotations(connection, entry_id, "note").items())),
        explanations=dict(sorted(values.read_annotations(connection, entry_id, "explanation").items())),
        history=_told(connection, history, entry_id),
    )
