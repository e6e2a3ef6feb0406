"""Two stores held against each other, row for row, whichever databases they are.

What is compared is what a store says, in an order of its own: by key, and where rows have no key but a number
that counts by itself, in the order of that number within what they belong to. The numbers themselves say
nothing (two programs that write at once share one sequence, and an interrupted one leaves holes in it).

Left out is what is no content: when the tables were made, events on their way out, what was measured on
entries (it is calculated from them again) and noted of measuring, comments that a person is still writing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, and_, collate, not_, select
from sqlalchemy.sql.ddl import sort_tables

from models.store.schema import METADATA
from models.store.transaction import Transaction

LEFT_OUT = frozenset({"schema_version", "exchange_event"})
NO_SETTINGS = ("measured.", "review.")  # beginnings of keys of ``meta`` that are no content
KEYS = {"measurement": ["period", "unit", "indicator"]}  # of those counted from registers: no two are alike
NUMBER = "number"  # the column that counts by itself
BELONGS_TO = {"history": "entry_id", "second_keying": "entry_id", "exchange_received": "unit"}
_AT_ONCE = 2000

Key = tuple[Any, ...]
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that only one store has, or that differs: ``columns`` names where; none where it is missing."""

    table: str
    key: str
    columns: tuple[str, ...] = ()


def compared() -> dict[str, Table]:
    """Return the tables that are compared, by name; what others refer to comes first."""
    return {one.name: one for one in sort_tables(METADATA.tables.values()) if one.name not in LEFT_OUT}


def columns(name: str) -> list[str]:
    """Return the names of the columns of a table that are content."""
    return [column.name for column in _content(METADATA.tables[name])]


def rows_of(of: Transaction, name: str) -> Iterator[Row]:
    """Yield the content of one table in its order, as ``columns`` names it."""
    for _key, row in _rows(METADATA.tables[name], of.connection):
        yield row


def compare(left: Transaction, right: Transaction, most: int = 20) -> list[Difference]:
    """Return in what two stores differ, ``most`` differences at most. Raises what the driver raises."""
    found = (
        difference
        for name, table in compared().items()
        for difference in _differences(name, table, left.connection, right.connection)
    )
    return list(islice(found, most))


def rows(of: Transaction) -> dict[str, list[tuple[Key, Row]]]:
    """Return everything that a (small) store says: table → (key, row) in order."""
    return {name: list(_rows(table, of.connection)) for name, table in compared().items()}


def _differences(name: str, table: Table, left: Connection, right: Connection) -> Iterator[Difference]:
    columns = [column.name for column in _content(table)]
    ours, theirs = _rows(table, left), _rows(table, right)
    one, other = next(ours, None), next(theirs, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[0] < other[0]):
            assert one is not None  # noqa: S101  # one of them is there
            yield Difference(name, _told(one[0]))
            one = next(ours, None)
        elif one is None or other[0] < one[0]:
            yield Difference(name, _told(other[0]))
            other = next(theirs, None)
        else:
            if one[1] != other[1]:
                pairs = zip(columns, one[1], other[1], strict=True)
                yield Difference(name, _told(one[0]), tuple(column for column, a, b in pairs if a != b))
            one, other = next(ours, None), next(theirs, None)


def _told(key: Key) -> str:
    return " ".join(map(str, key))


def _content(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if not (_counts(table) and column.name == NUMBER)]


def _counts(table: Table) -> bool:
    return table.name in BELONGS_TO or table.name in KEYS


def _rows(table: Table, connection: Connection) -> Iterator[tuple[Key, Row]]:
    """Yield (key, row) of a table in its order; texts are ordered by their code points in every database."""
    columns = _content(table)
    names = [column.name for column in columns]
    owner = BELONGS_TO.get(table.name)
    keys = (
        [owner]
        if owner is not None
        else KEYS.get(table.name) or [column.name for column in table.primary_key.columns]
    )
    at = [names.index(key) for key in keys]
    last: Key | None = None
    count = 0
    for row in connection.execute(_query(table, columns, keys, connection)).yield_per(_AT_ONCE):
        key = tuple(row[place] for place in at)
        if owner is not None:
            count = count + 1 if key == last else 1
            last = key
            key = (*key, count)
        yield key, tuple(row)


def _query(table: Table, columns: list[Column[Any]], keys: list[str], connection: Connection) -> Select[Any]:
    plain = connection.dialect.name == "postgresql"
    query = select(*columns)
    if table.name == "measurement":
        query = query.where(table.c.entry_id.is_(None))
    if table.name == "meta":
        query = query.where(and_(*(not_(table.c.key.startswith(word)) for word in NO_SETTINGS)))
    order: list[Any] = [
        collate(table.c[key], "C") if plain and table.c[key].type.python_type is str else table.c[key]
        for key in keys
    ]
    if _counts(table):
        order.append(table.c[NUMBER])
    return query.order_by(*order)
