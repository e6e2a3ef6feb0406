"""The steps of an entry's life that change more than cells: states, corrections, what is set aside."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select

from models.entries import SENT, Change, EntryHead, EntryState
from models.errors import EntryStateError
from models.store.dialect import Dialect
from models.store.heads import UPDATE, head_of, insert_head, select_heads
from models.store.history import History
from models.store.lifecycle import next_state
from models.store.schema import ENTRY_ANNOTATION, ENTRY_VALUE


def set_state(
    connection: Connection, history: History, entry_id: str, state: EntryState, at: str, by: str
) -> EntryHead:
    """Take one step and return the head after it. See Entries.set_state."""
    if state is EntryState.DISCARDED:
        return discard(connection, history, entry_id, at, by, "")
    head = head_of(connection, entry_id)
    after = next_state(entry_id, head.state, state)
    if after is head.state:
        return head
    changed = msgspec.structs.replace(head, state=after, updated_at=at)
    if after is EntryState.COMPLETE:
        changed = msgspec.structs.replace(changed, completed_at=at, completed_by=by)
        _supersede(connection, history, head.replaces, at, by)
    elif after is EntryState.DRAFT:
        changed = msgspec.structs.replace(changed, completed_at=None, completed_by=None)
    _put_state(connection, history, changed, head.state, by)
    return changed


def revise(
    connection: Connection,
    dialect: Dialect,
    history: History,
    entry_id: str,
    new_id: str,
    at: str,
    by: str,
) -> EntryHead:
    """Begin a correction of what left. See Entries.revise."""
    old = head_of(connection, entry_id)
    revisions = select_heads(connection, lineage=old.lineage, current=False)
    if old.state not in SENT or any(other.revision > old.revision for other in revisions):
        raise EntryStateError(id=entry_id, state=old.state.value, wanted="revise")
    new = msgspec.structs.replace(
        old,
        id=new_id,
        revision=old.revision + 1,
        replaces=old.id,
        state=EntryState.DRAFT,
        created_at=at,
        updated_at=at,
        completed_at=None,
        completed_by=None,
    )
    connection.execute(UPDATE, {"entry": old.id, "is_current": False})
    insert_head(connection, new, current=True)
    _copy(connection, dialect, old.id, new.id)
    history.append(new.id, [Change("", "", new.state.value, at, by)], "state")
    return new


def discard(connection: Connection, history: History, entry_id: str, at: str, by: str, why: str) -> EntryHead:
    """Set a draft aside. See Entries.discard."""
    head = head_of(connection, entry_id)
    after = next_state(entry_id, head.state, EntryState.DISCARDED)
    if after is head.state:
        return head
    changed = msgspec.structs.replace(head, state=after, updated_at=at)
    connection.execute(UPDATE, {"entry": entry_id, "is_current": False})
    _put_state(connection, history, changed, head.state, by, why)
    if head.replaces is not None:
        connection.execute(UPDATE, {"entry": head.replaces, "is_current": True})
    return changed


def restore(connection: Connection, history: History, entry_id: str, at: str, by: str) -> EntryHead:
    """Make a discarded draft a draft again. See Entries.restore."""
    head = head_of(connection, entry_id)
    if head.period is None:
        current = select_heads(connection, lineage=head.lineage)
    else:
        current = select_heads(connection, form=head.form, unit=head.unit, period=head.period)
    replaced = {other.id for other in current if other.id == head.replaces and other.state in SENT}
    in_the_way = len(current) != len(replaced) or (head.replaces is not None and not replaced)
    if head.state is not EntryState.DISCARDED or in_the_way:
        raise EntryStateError(id=entry_id, state=head.state.value, wanted="restore")
    for other in replaced:
        connection.execute(UPDATE, {"entry": other, "is_current": False})
    connection.execute(UPDATE, {"entry": entry_id, "is_current": True})
    changed = msgspec.structs.replace(head, state=EntryState.DRAFT, updated_at=at)
    _put_state(connection, history, changed, head.state, by)
    return changed


def _supersede(connection: Connection, history: History, entry_id: str | None, at: str, by: str) -> None:
    if entry_id is not None:
        old = head_of(connection, entry_id)
        if old.state is not EntryState.SUPERSEDED:
            changed = msgspec.structs.replace(old, state=EntryState.SUPERSEDED, updated_at=at)
            _put_state(connection, history, changed, old.state, by)


def _put_state(
    connection: Connection, history: History, head: EntryHead, before: EntryState, by: str, why: str = ""
) -> None:
    row = {
        "entry": head.id,
        "state": head.state.value,
        "updated_at": head.updated_at,
        "completed_at": head.completed_at,
        "completed_by": head.completed_by,
    }
    connection.execute(UPDATE, row)
    change = Change("", before.value, head.state.value, head.updated_at, by, why)
    history.append(head.id, [change], "state")


def _copy(connection: Connection, dialect: Dialect, old: str, new: str) -> None:
    """Give an entry the values, notes and explanations of another."""
    for table in (ENTRY_VALUE, ENTRY_ANNOTATION):
        rest = [column for column in table.columns if column is not table.c.entry_id]
        rows = connection.execute(select(*rest).where(table.c.entry_id == old))
        dialect.insert(connection, table, [(new, *row) for row in rows])
