"""Conditions that let PostgreSQL look into one partition only; other databases have none, and no condition.

The rows of values and history carry the province and the year of their entry (models.store.partitions).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, Table, and_, bindparam, column, literal_column, select
from sqlalchemy import table as named
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

_KEYS = ("province", "year")
_HOME = named("entry", column("id"), column("province"), column("year")).alias("home")


class _OnlyParted(ColumnElement[bool]):
    """A condition for databases that part; what it says follows from the table, which stands beside it."""

    inherit_cache = True

    def __init__(self, condition: ColumnElement[bool]) -> None:
        self.condition = condition


@compiles(_OnlyParted)  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _no_condition(element: _OnlyParted, compiler: SQLCompiler, **words: Any) -> str:  # noqa: ARG001
    return "1 = 1"


@compiles(_OnlyParted, "postgresql")  # type: ignore[no-untyped-call,untyped-decorator,unused-ignore]
def _condition(element: _OnlyParted, compiler: SQLCompiler, **words: Any) -> str:
    return "(" + compiler.process(element.condition, **words) + ")"


def in_part_of_entry(table: Table) -> ColumnElement[bool]:
    """Return the condition that rows of ``table`` lie where those of the entry ``:entry`` do."""
    return _OnlyParted(
        and_(
            *(
                literal_column(f"{table.name}.{key}")
                == select(_HOME.c[key]).where(_HOME.c.id == bindparam("entry")).scalar_subquery()
                for key in _KEYS
            )
        )
    )


def in_year(table: Table) -> ColumnElement[bool]:
    """Return the condition that rows of ``table`` lie in a part of the year ``:of_year`` (a number)."""
    return _OnlyParted(literal_column(f"{table.name}.year", Integer) == bindparam("of_year", type_=Integer))


def in_part_beside(table: Table, entry: Table) -> ColumnElement[bool]:
    """Return the condition that joined rows of ``table`` and of ``entry`` lie in the same part."""
    return _OnlyParted(
        and_(
            *(literal_column(f"{table.name}.{key}") == literal_column(f"{entry.name}.{key}") for key in _KEYS)
        )
    )


def year_of(period: str) -> int:
    """Return the year of a period (canonical text) as ``in_year`` wants it."""
    year = period[:4]
    return int(year) if len(year) == 4 and year.isascii() and year.isdigit() else 0
