"""Taking in revisions that arrived: what is known of them is read at once, what is kept is written at once.

One revision or the hundred of a transaction go the same way, so that an import in bulk decides exactly what
an import one by one decides, with a handful of statements instead of a handful for each. The rows come packed
(models.packing): nothing here touches a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select, tuple_, union

from models.arrivals import Arrival
from models.entries import Change, EntryState, Revision
from models.store.dialect import Dialect
from models.store.heads import UPDATE
from models.store.history import History
from models.store.rows import written
from models.store.schema import ENTRY, ENTRY_ANNOTATION, ENTRY_VALUE

_e = ENTRY.c
_STANDING = select(
    _e.id, _e.lineage, _e.form, _e.unit, _e.period, _e.revision, _e.completed_at, _e.state, _e.is_current
)
_KNOWN = _STANDING.where(
    or_(_e.id.in_(bindparam("ids", expanding=True)), _e.lineage.in_(bindparam("lineages", expanding=True)))
)
_IN_SLOTS = _STANDING.where(
    _e.is_current, tuple_(_e.form, _e.unit, _e.period).in_(bindparam("slots", expanding=True))
)
_KNOWN_OR_IN_SLOTS = union(_KNOWN, _IN_SLOTS)
_COLUMNS = tuple(column.name for column in written(ENTRY))

Slot = tuple[str, str, str]


@dataclass(slots=True)
class _Standing:
    """What must be known of an entry to place another one beside it."""

    id: str
    lineage: str
    unit: str
    slot: Slot | None
    rank: tuple[int, str, str]
    state: str
    current: bool
    row: dict[str, object] | None = None  # of an entry that arrived and is not written yet


class Absorption:
    """Some revisions that arrived, on their way into one store, within one transaction."""

    def __init__(
        self, connection: Connection, dialect: Dialect, history: History, arriving: Sequence[Revision]
    ) -> None:
        """Wait for the turn of the units, then read what the store knows of ``arriving``."""
        self._connection = connection
        self._dialect = dialect
        self._history = history
        self._by_id: dict[str, _Standing] = {}
        self._by_lineage: dict[str, list[_Standing]] = {}
        self._in_slot: dict[Slot, _Standing] = {}
        self._fresh: list[_Standing] = []
        self._stepped_back: list[_Standing] = []
        self._values: list[bytes] = []
        self._annotations: list[bytes] = []
        self._lines: list[bytes] = []
        if arriving:
            self._read(arriving)

    def owners(self, arrived: Revision) -> list[tuple[str, str, str]]:
        """Return (entry id, lineage, unit) of every entry of this id or lineage, fresh ones too."""
        found = {one.id: one for one in self._by_lineage.get(arrived.lineage, ())}
        known = self._by_id.get(arrived.id)
        if known is not None:
            found[known.id] = known
        return [(one.id, one.lineage, one.unit) for one in found.values()]

    def take(self, arrived: Arrival, *, state: EntryState, received_at: str, bundle_id: str) -> bool:
        """Keep one revision; False when it is here already. See Entries.absorb. ``write`` writes it."""
        if arrived.id in self._by_id:
            return False
        rank = (arrived.revision, arrived.completed_at, arrived.id)
        rivals = self._rivals(arrived)
        # The highest revision wins. Equal ones come from two laptops: any order would do as long as it does
        # not depend on which file was first, so that two imports of the same files give the same store.
        current = all(rank > rival.rank for rival in rivals)
        if current:
            for rival in rivals:
                self._step_back(rival, received_at)
        final = state if current else EntryState.SUPERSEDED
        self._keep(arrived, final, current, received_at, bundle_id)
        return True

    def write(self) -> None:
        """Write what was taken, and forget it."""
        packed = self._dialect.insert_packed
        for rival in self._stepped_back:
            row = {"entry": rival.id, "is_current": False, "state": rival.state}
            self._connection.execute(UPDATE, row)
        rows = [one.row for one in self._fresh if one.row is not None]
        heads = [tuple(row[name] for name in _COLUMNS) for row in rows]
        self._dialect.insert(self._connection, ENTRY, heads)
        packed(self._connection, ENTRY_VALUE, self._values)
        packed(self._connection, ENTRY_ANNOTATION, self._annotations)
        self._history.write_packed(self._lines)
        for one in self._fresh:
            one.row = None
        for kept in (self._fresh, self._stepped_back, self._values, self._annotations, self._lines):
            kept.clear()

    def _read(self, arriving: Sequence[Revision]) -> None:
        # Two clerks with the same unit's files take turns: what is current is decided by one at a time.
        self._dialect.alone(self._connection, sorted({one.unit for one in arriving}))
        wanted: dict[str, list[Any]] = {
            "ids": list({one.id for one in arriving}),
            "lineages": list({one.lineage for one in arriving}),
        }
        slots = {slot for slot in map(_slot, arriving) if slot is not None}
        if slots:
            found = self._connection.execute(_KNOWN_OR_IN_SLOTS, wanted | {"slots": list(slots)})
        else:
            found = self._connection.execute(_KNOWN, wanted)
        for row in found:
            self._know(_standing(row))

    def _know(self, one: _Standing) -> None:
        self._by_id[one.id] = one
        self._by_lineage.setdefault(one.lineage, []).append(one)
        if one.current and one.slot is not None:
            self._in_slot[one.slot] = one

    def _rivals(self, arrived: Revision) -> list[_Standing]:
        # What is current now for the same thing: of its lineage, or of its form, unit and period.
        found = [one for one in self._by_lineage.get(arrived.lineage, ()) if one.current]
        slot = _slot(arrived)
        holder = self._in_slot.get(slot) if slot is not None else None
        return found if holder is None or holder in found else [*found, holder]

    def _step_back(self, rival: _Standing, at: str) -> None:
        change = Change("", rival.state, EntryState.SUPERSEDED.value, at, "")
        self._lines.append(self._dialect.pack(self._history.rows(rival.id, [change], "state")))
        rival.current, rival.state = False, EntryState.SUPERSEDED.value
        if rival.slot is not None:
            self._in_slot.pop(rival.slot, None)
        if rival.row is None:
            self._stepped_back.append(rival)
        else:
            rival.row |= {"is_current": False, "state": rival.state}

    def _keep(self, arrived: Arrival, state: EntryState, current: bool, at: str, bundle_id: str) -> None:
        standing = _Standing(
            id=arrived.id,
            lineage=arrived.lineage,
            unit=arrived.unit,
            slot=_slot(arrived),
            rank=(arrived.revision, arrived.completed_at, arrived.id),
            state=state.value,
            current=current,
            row=_row(arrived, state, current, at, bundle_id),
        )
        self._know(standing)
        self._fresh.append(standing)
        received = self._history.rows(arrived.id, [Change("", "", state.value, at, "")], "state")
        self._values += arrived.values
        self._annotations += arrived.annotations
        self._lines += (*arrived.lines, self._dialect.pack(received))


def _slot(arrived: Revision) -> Slot | None:
    return None if arrived.period is None else (arrived.form, arrived.unit, arrived.period)


def _standing(row: Row[Any]) -> _Standing:
    return _Standing(
        id=row.id,
        lineage=row.lineage,
        unit=row.unit,
        slot=None if row.period is None else (row.form, row.unit, row.period),
        rank=(row.revision, row.completed_at or "", row.id),
        state=row.state,
        current=bool(row.is_current),
    )


def _row(arrived: Arrival, state: EntryState, current: bool, at: str, bundle_id: str) -> dict[str, object]:
    return {
        "id": arrived.id,
        "lineage": arrived.lineage,
        "form": arrived.form,
        "form_version": arrived.form_version,
        "form_sha256": arrived.form_sha256,
        "unit": arrived.unit,
        "period": arrived.period,
        "revision": arrived.revision,
        "replaces": arrived.replaces,
        "state": state.value,
        "is_current": current,
        "created_at": at,
        "updated_at": at,
        "completed_at": arrived.completed_at,
        "completed_by": arrived.completed_by,
        "done": arrived.count,
        "total": arrived.count,
        "hard": 0,
        "soft": 0,
        "received_at": at,
        "bundle_id": bundle_id,
    }
