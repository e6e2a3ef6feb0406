"""Where values and history lie on PostgreSQL: a partition a province and year (docs/adr/0012-partitions.md).

An entry's province and year never change; they stand in its row of ``entry`` and in every row of its values
and its history. Rows go straight into their partition, which fills in both by itself.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, MetaData, Table, bindparam, column, select
from sqlalchemy import table as named

from models.store.dialect import WRITE
from models.store.errors import StoreFailedError

PARTED = ("entry_value", "history")
"""The tables that are parted; in both, rows as they are written begin with the entry's id."""
REGISTERS = 0
"""The year of what belongs to no period: the records of registers."""

_KEYS = {
    "entry_value": ("PRIMARY KEY (entry_id, path)",),
    "history": ("PRIMARY KEY (number)",),
}
_INDEXES = {"entry_value": (), "history": ("(entry_id, path)",)}
_ENTRY = named("entry", column("id"), column("province"), column("year"))
_PARTS = select(_ENTRY.c.id, _ENTRY.c.province, _ENTRY.c.year).where(
    _ENTRY.c.id.in_(bindparam("ids", expanding=True))
)
_PLAIN = re.compile(r"[0-9a-z]{1,20}")


@dataclass(frozen=True, slots=True)
class Part:
    """One province ("" where the catalogue does not know the unit) and one year (0 for registers)."""

    province: str
    year: int

    def province_table(self, table: str) -> str:
        """Return the name of the province's own table, which is parted by year."""
        code = self.province
        return f"{table}_{code if _PLAIN.fullmatch(code) else '_' + code.encode().hex()[:20]}"

    def table(self, table: str) -> str:
        """Return the name of the partition of ``table``."""
        return f"{self.province_table(table)}_{self.year or 'registers'}"


class Partitions:
    """The partitions of one database: found, made when a new province or year arrives, kept in mind."""

    def __init__(self) -> None:
        self._leaves: dict[tuple[str, Part], Table] = {}

    def parts(self, connection: Connection, entries: Collection[str]) -> Mapping[str, Part]:
        """Return entry id → part. Raises StoreFailedError for an entry that is not there."""
        found = {row[0]: Part(row[1], row[2]) for row in connection.execute(_PARTS, {"ids": list(entries)})}
        missing = sorted(set(entries) - found.keys())
        if missing:
            raise StoreFailedError(reason=f"foreign key: no entry {missing[0]}")
        return found

    def leaf(self, connection: Connection, table: Table, part: Part) -> Table:
        """Return the partition as a table to write to; it is made if it is not there.

        It is made in a transaction of its own, so that no other clerk waits for the end of this one.
        """
        known = self._leaves.get((table.name, part))
        if known is None:
            if not _is_there(connection, part.table(table.name)):
                with connection.engine.connect().execution_options(**{WRITE: True}) as own, own.begin():
                    make_partition(own, table.name, part)
            known = table.to_metadata(MetaData(), name=part.table(table.name))
            self._leaves[table.name, part] = known
        return known


def make_partition(connection: Connection, table: str, part: Part) -> None:
    """Make a partition of ``table``, and its province's, unless another program was quicker.

    Attaching locks out only who makes or drops partitions of the same table, neither readers nor writers.
    """
    run = connection.exec_driver_sql
    run("SELECT pg_advisory_xact_lock(hashtextextended('xaso partitions', 0))")
    above, name = part.province_table(table), part.table(table)
    like = f"LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS"
    province = "'" + part.province.replace("'", "''") + "'"
    if not _is_there(connection, above):
        run(f"CREATE TABLE {above} ({like}) PARTITION BY LIST (year)")
        run(f"ALTER TABLE {table} ATTACH PARTITION {above} FOR VALUES IN ({province})")
    if _is_there(connection, name):
        return
    run(f"CREATE TABLE {name} ({like})")
    run(f"ALTER TABLE {name} ALTER COLUMN province SET DEFAULT {province}")
    run(f"ALTER TABLE {name} ALTER COLUMN year SET DEFAULT {part.year}")
    for key in _KEYS[table]:
        run(f"ALTER TABLE {name} ADD {key}")
    for columns in _INDEXES[table]:
        run(f"CREATE INDEX ON {name} {columns}")
    run(f"ALTER TABLE {above} ATTACH PARTITION {name} FOR VALUES IN ({part.year})")


def _is_there(connection: Connection, name: str) -> bool:
    found: Any = connection.exec_driver_sql("SELECT to_regclass(%s)", (name,)).scalar()
    return found is not None
