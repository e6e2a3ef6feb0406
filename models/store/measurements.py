"""What was measured: numerators and denominators of indicators, as exact decimals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy import Connection, bindparam, delete, or_, select

from models.indicators import Measurement
from models.measured import measurements_of
from models.store.dialect import Dialect
from models.store.exchange_events import Events
from models.store.schema import ENTRY, MEASUREMENT

_m = MEASUREMENT.c

_DROP = delete(MEASUREMENT).where(_m.entry_id == bindparam("entry"))
_DROP_REGISTERS = delete(MEASUREMENT).where(
    _m.entry_id.is_(None),
    _m.period == bindparam("of_period"),
    _m.unit.in_(bindparam("of_units", expanding=True)),
)
_REGISTERS = select(_m.unit, _m.indicator, _m.numerator, _m.denominator, _m.applicable).where(
    _m.entry_id.is_(None), _m.period == bindparam("of_period")
)
# The current entries are looked up once, not once a measurement; an entry's measurements have its period.
_CURRENT = select(ENTRY.c.id).where(ENTRY.c.period == bindparam("of_period"), ENTRY.c.is_current)
_COUNTING = (
    select(_m.entry_id, _m.indicator, _m.unit, _m.numerator, _m.denominator, _m.applicable)
    .where(_m.period == bindparam("of_period"), or_(_m.entry_id.is_(None), _m.entry_id.in_(_CURRENT)))
    .order_by(_m.indicator, _m.unit, _m.number)
)


Counted = tuple[str, str | None, str | None, bool]  # indicator, numerator, denominator, applicable


class Measurements:
    """The measurements of one store, within one transaction."""

    def __init__(self, connection: Connection, dialect: Dialect, events: Events) -> None:
        self._connection = connection
        self._dialect = dialect
        self._events = events

    def replace(self, entry_id: str, measurements: Iterable[Measurement]) -> None:
        """Keep what was measured on one entry, in place of what was measured on it before."""
        self._connection.execute(_DROP, {"entry": entry_id})
        self._insert(entry_id, measurements)

    def replace_registers(self, period: str, counted: Mapping[str, Iterable[Measurement]]) -> None:
        """Keep what was counted from units' registers for a period, in place of what was there of them.

        All units at once: a period's measurements are walked through once, not once a unit. What changed is
        an event: a register counts as it stood on that day, and nobody could count it anew.
        """
        before: dict[str, set[Counted]] = {}
        for unit, *row in self._connection.execute(_REGISTERS, {"of_period": period}):
            before.setdefault(unit, set()).add((row[0], row[1], row[2], bool(row[3])))
        rows = {unit: [_counted(one) for one in measurements] for unit, measurements in counted.items()}
        changed = {unit: found for unit, found in rows.items() if before.get(unit, set()) != set(found)}
        if not changed:
            return
        self._connection.execute(_DROP_REGISTERS, {"of_units": list(changed), "of_period": period})
        given = [
            (None, name, unit, period, top, bottom, applicable)
            for unit, found in changed.items()
            for name, top, bottom, applicable in found
        ]
        self._dialect.insert(self._connection, MEASUREMENT, given)
        self._events.note("counted", {"period": period, "units": changed})

    def of(self, period: str, indicator: str | None = None, unit: str | None = None) -> list[Measurement]:
        """Return what counts for a period: of the current revision of each entry, and of registers."""
        query = _COUNTING
        if indicator is not None:
            query = query.where(_m.indicator == indicator)
        if unit is not None:
            query = query.where(_m.unit == unit)
        found = self._connection.execute(query, {"of_period": period})
        # A period of a large province has some hundred thousand rows: they are taken from the driver as they
        # are, SQLAlchemy's rows would take longer than all the rest.
        rows = found.cursor.fetchall() if found.cursor is not None else ()
        found.close()
        return measurements_of(period, rows)

    def _insert(self, entry_id: str | None, measurements: Iterable[Measurement]) -> None:
        rows = [
            (entry_id, m.indicator, m.unit, m.period, _text(m.numerator), _text(m.denominator), m.applicable)
            for m in measurements
        ]
        self._dialect.insert(self._connection, MEASUREMENT, rows)


def _counted(one: Measurement) -> Counted:
    return one.indicator, _text(one.numerator), _text(one.denominator), one.applicable


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
