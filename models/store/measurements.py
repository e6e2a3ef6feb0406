"""What was measured: numerators and denominators of indicators, as exact decimals."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import Connection, text

from models.indicators import Measurement
from models.store.dialect import Dialect

_COLUMNS = ("entry_id", "indicator", "unit", "period", "numerator", "denominator", "applicable")


class Measurements:
    """The measurements of one store, within one transaction."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def replace(self, entry_id: str, measurements: Iterable[Measurement]) -> None:
        """Keep what was measured on one entry, in place of what was measured on it before."""
        self._connection.execute(text("DELETE FROM measurement WHERE entry_id = :id"), {"id": entry_id})
        self._insert(entry_id, measurements)

    def replace_registers(self, unit: str, period: str, measurements: Iterable[Measurement]) -> None:
        """Keep what was counted from one unit's registers for a period, in place of what was there before."""
        statement = text(
            "DELETE FROM measurement WHERE entry_id IS NULL AND unit = :unit AND period = :period"
        )
        self._connection.execute(statement, {"unit": unit, "period": period})
        self._insert(None, measurements)

    def of(self, period: str, indicator: str | None = None, unit: str | None = None) -> list[Measurement]:
        """Return what counts for a period: of the current revision of each entry, and of registers."""
        query = (
            f"SELECT {', '.join('m.' + name for name in _COLUMNS)} FROM measurement m "  # noqa: S608
            "LEFT JOIN entry e ON e.id = m.entry_id "
            "WHERE m.period = :period AND (m.entry_id IS NULL OR e.is_current)"
        )
        wanted = {"period": period}
        for name, value in (("indicator", indicator), ("unit", unit)):
            if value is not None:
                query += f" AND m.{name} = :{name}"
                wanted[name] = value
        found = self._connection.execute(text(query + " ORDER BY m.indicator, m.unit, m.number"), wanted)
        return [
            Measurement(
                indicator=row[1],
                unit=row[2],
                period=row[3],
                numerator=_decimal(row[4]),
                denominator=_decimal(row[5]),
                entry_id=row[0],
                applicable=bool(row[6]),
            )
            for row in found
        ]

    def _insert(self, entry_id: str | None, measurements: Iterable[Measurement]) -> None:
        rows = [
            (entry_id, m.indicator, m.unit, m.period, _text(m.numerator), _text(m.denominator), m.applicable)
            for m in measurements
        ]
        self._dialect.insert(self._connection, "measurement", _COLUMNS, rows)


def _decimal(kept: str | None) -> Decimal | None:
    return None if kept is None else Decimal(kept)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
