"""Heads of entries: from rows, into rows, and how they are looked for."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from models.entries import EntryHead, EntryState
from models.errors import EntryNotFoundError
from models.measured import RegisterState
from models.store.schema import ENTRY

FIELDS = EntryHead.__struct_fields__

_ADD = insert(ENTRY).inline()
_HEADS = select(*(ENTRY.c[name] for name in FIELDS))
_HEAD = _HEADS.where(ENTRY.c.id == bindparam("entry"))
_ORDERED = _HEADS.order_by(ENTRY.c.created_at, ENTRY.c.revision, ENTRY.c.id)
_REGISTERS = select(func.count(), func.max(ENTRY.c.updated_at), func.sum(ENTRY.c.revision)).where(
    ENTRY.c.is_current, ENTRY.c.period.is_(None)
)

UPDATE = update(ENTRY).where(ENTRY.c.id == bindparam("entry"))
"""Give the entry ``entry`` new values of the columns that are named beside it."""
UPDATE_DRAFT = UPDATE.where(ENTRY.c.state == EntryState.DRAFT.value)
"""The same, if it is a draft."""


def head_of(connection: Connection, entry_id: str) -> EntryHead:
    """Return the head with this id. Raises EntryNotFoundError."""
    row = connection.execute(_HEAD, {"entry": entry_id}).one_or_none()
    if row is None:
        raise EntryNotFoundError(id=entry_id)
    return _head(row)


def registers_now(connection: Connection) -> RegisterState:
    """Return what the records of all registers are like."""
    count, last, revisions = connection.execute(_REGISTERS).one()
    return int(count), last, None if revisions is None else int(revisions)


def insert_head(
    connection: Connection,
    head: EntryHead,
    *,
    current: bool,
    received_at: str | None = None,
    bundle_id: str | None = None,
) -> None:
    """Add one head."""
    row: dict[str, object] = {name: getattr(head, name) for name in FIELDS}
    row |= {"state": head.state.value, "is_current": current}
    row |= {"received_at": received_at, "bundle_id": bundle_id}
    connection.execute(_ADD, row)


def select_heads(
    connection: Connection,
    *,
    unit: str | None = None,
    form: str | None = None,
    period: str | None = None,
    lineage: str | None = None,
    states: Collection[EntryState] | None = None,
    current: bool = True,
) -> list[EntryHead]:
    """Return the heads that fit every given filter, oldest first; ``current=False`` brings all revisions.

    Discarded ones only come when ``states`` asks for them.
    """
    wanted = {"unit": unit, "form": form, "period": period, "lineage": lineage}
    values: dict[str, object] = {name: value for name, value in wanted.items() if value is not None}
    query = _fitting(tuple(values), current, states is not None)
    if states is not None:
        values["states"] = [state.value for state in states]
    return [_head(row) for row in connection.execute(query, values)]


@cache
def _fitting(names: tuple[str, ...], current: bool, states: bool) -> Select[Any]:
    query = _ORDERED.where(*(ENTRY.c[name] == bindparam(name) for name in names))
    if current:
        query = query.where(ENTRY.c.is_current)
    if states:
        return query.where(ENTRY.c.state.in_(bindparam("states", expanding=True)))
    return query if current else query.where(ENTRY.c.state != EntryState.DISCARDED.value)


def _head(row: Row[Any]) -> EntryHead:
    fields = dict(zip(FIELDS, row, strict=True))
    return EntryHead(**fields | {"state": EntryState(fields["state"])})
