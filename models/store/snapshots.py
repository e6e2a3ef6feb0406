"""Whole revisions: taken out as they travel, and taken in where they arrive."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select, union

from models.entries import Change, EntryHead, EntrySnapshot, EntryState
from models.errors import EntryStateError
from models.store import values
from models.store.dialect import Dialect
from models.store.heads import ENTRY, UPDATE, head_of, insert_head, is_here
from models.store.history import History

_e = ENTRY.c
_CURRENT = select(_e.id, _e.state, _e.revision, _e.completed_at).where(_e.is_current)
# What is current now for the same thing: of its lineage, or of its form, unit and period.
_RIVALS = union(
    _CURRENT.where(_e.lineage == bindparam("of_lineage")),
    _CURRENT.where(
        _e.form == bindparam("of_form"),
        _e.unit == bindparam("of_unit"),
        _e.period == bindparam("of_period"),
    ),
)


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
        history=history.of(entry_id),
    )


def absorb(
    connection: Connection,
    dialect: Dialect,
    history: History,
    arrived: EntrySnapshot,
    *,
    state: EntryState,
    received_at: str,
    bundle_id: str,
) -> bool:
    """Keep one revision that arrived; False when its id is here already. See Entries.absorb."""
    # Two clerks with the same unit's files take turns: which revision is current is decided by one at a time.
    dialect.alone(connection, arrived.unit)
    if is_here(connection, arrived.id):
        return False
    rivals = _rivals(connection, arrived)
    current = all(_rank(arrived) > rank for _, rank in rivals)
    if current:
        for rival, _ in rivals:
            _step_back(connection, history, rival, received_at)
    head = _head(arrived, state if current else EntryState.SUPERSEDED, received_at)
    insert_head(connection, head, current=current, received_at=received_at, bundle_id=bundle_id)
    _fill(connection, dialect, arrived)
    history.append(head.id, arrived.history)
    history.append(head.id, [Change("", "", head.state.value, received_at, "")], "state")
    return True


def _rivals(connection: Connection, arrived: EntrySnapshot) -> list[tuple[Any, tuple[int, str, str]]]:
    wanted = {"of_lineage": arrived.lineage, "of_form": arrived.form, "of_unit": arrived.unit}
    found = connection.execute(_RIVALS, wanted | {"of_period": arrived.period})
    return [(row, (row.revision, row.completed_at or "", row.id)) for row in found]


def _rank(arrived: EntrySnapshot) -> tuple[int, str, str]:
    # The highest revision wins. Equal ones come from two laptops: any order would do as long as it does not
    # depend on which file was imported first, so that two imports of the same files give the same store.
    return (arrived.revision, arrived.completed_at, arrived.id)


def _step_back(connection: Connection, history: History, rival: Any, at: str) -> None:
    row = {"entry": rival.id, "is_current": False, "state": EntryState.SUPERSEDED.value}
    connection.execute(UPDATE, row)
    history.append(rival.id, [Change("", rival.state, EntryState.SUPERSEDED.value, at, "")], "state")


def _head(arrived: EntrySnapshot, state: EntryState, at: str) -> EntryHead:
    return EntryHead(
        id=arrived.id,
        lineage=arrived.lineage,
        form=arrived.form,
        form_version=arrived.form_version,
        form_sha256=arrived.form_sha256,
        unit=arrived.unit,
        period=arrived.period,
        revision=arrived.revision,
        replaces=arrived.replaces,
        state=state,
        created_at=at,
        updated_at=at,
        completed_at=arrived.completed_at,
        completed_by=arrived.completed_by,
        done=len(arrived.values),
        total=len(arrived.values),
    )


def _fill(connection: Connection, dialect: Dialect, arrived: EntrySnapshot) -> None:
    rows = [(arrived.id, path, value) for path, value in arrived.values.items() if value]
    dialect.insert(connection, values.VALUE, rows)
    notes = [
        (arrived.id, path, kind, words, arrived.completed_by, arrived.completed_at)
        for kind, found in (("note", arrived.notes), ("explanation", arrived.explanations))
        for path, words in found.items()
        if words
    ]
    dialect.insert(connection, values.ANNOTATION, notes)
