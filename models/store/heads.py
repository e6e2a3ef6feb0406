"""Heads of entries: from rows, into rows, and how they are looked for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, text

from models.entries import EntryHead, EntryState
from models.errors import EntryNotFoundError

FIELDS = EntryHead.__struct_fields__
_PLACES = ("is_current", "received_at", "bundle_id")
_SELECT = f"SELECT {', '.join(FIELDS)} FROM entry"  # noqa: S608
_INSERT = text(
    f"INSERT INTO entry ({', '.join((*FIELDS, *_PLACES))}) "  # noqa: S608
    f"VALUES ({', '.join(':' + name for name in (*FIELDS, *_PLACES))})"
)


def head_of(connection: Connection, entry_id: str) -> EntryHead:
    """Return the head with this id. Raises EntryNotFoundError."""
    row = connection.execute(text(_SELECT + " WHERE id = :id"), {"id": entry_id}).one_or_none()
    if row is None:
        raise EntryNotFoundError(id=entry_id)
    return _head(row)


def insert_head(
    connection: Connection,
    head: EntryHead,
    *,
    current: bool,
    received_at: str | None = None,
    bundle_id: str | None = None,
) -> None:
    """Add one head."""
    row = {name: getattr(head, name) for name in FIELDS}
    row |= {"state": head.state.value, "is_current": current}
    row |= {"received_at": received_at, "bundle_id": bundle_id}
    connection.execute(_INSERT, row)


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
    """Return the heads that fit every given filter, oldest first; ``current=False`` brings all revisions."""
    wanted = {"unit": unit, "form": form, "period": period, "lineage": lineage}
    clauses = [f"{name} = :{name}" for name, value in wanted.items() if value is not None]
    values: dict[str, Any] = {name: value for name, value in wanted.items() if value is not None}
    if current:
        clauses.append("is_current")
    if states is not None:
        names = {f"state_{number}": state.value for number, state in enumerate(states)}
        clauses.append(f"state IN ({', '.join(':' + name for name in names)})" if names else "1 = 0")
        values |= names
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    found = connection.execute(text(f"{_SELECT}{where} ORDER BY created_at, revision, id"), values)
    return [_head(row) for row in found]


def _head(row: Row[Any]) -> EntryHead:
    fields = dict(zip(FIELDS, row, strict=True))
    return EntryHead(**fields | {"state": EntryState(fields["state"])})
