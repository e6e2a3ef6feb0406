"""What the program asks of the partitions, and the same of one whole table, as PostgreSQL plans it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import psycopg
from sqlalchemy import Select, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from models.store import history, measurements, values
from models.store.parting import in_year
from models.store.schema import ENTRY, ENTRY_VALUE
from scripts.scale_trial.sample import FIRST, PROVINCES, YEARS, Sample

_LEAF = re.compile(r" on (entry_value_\d\d_(?:registers|\d{4}))\b")


def plan(connection: psycopg.Connection[Any], title: str, query: str, given: Mapping[str, object]) -> None:
    """Print a query's plan with times, and how many partitions it touched."""
    rows = connection.execute(f"EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF, SUMMARY ON) {query}", given)
    lines = [str(row[0]) for row in rows.fetchall()]
    scanned = [line for line in lines if "never executed" not in line and "Scan" in line]
    touched = {found for line in scanned for found in _LEAF.findall(line)}
    print(f"\n-- {title}" + (f": {len(touched)} of {PROVINCES * (YEARS + 1)} partitions" if touched else ""))
    shown = [line for line in lines if "never executed" not in line]
    print("\n".join(shown[:14] + ["  …"] * (len(shown) > 16) + shown[-2:] if len(shown) > 16 else shown))


def asked(statement: Select[Any]) -> str:
    """Return a statement of the program as psycopg takes it."""
    return str(statement.compile(dialect=PGDialect_psycopg()))  # type: ignore[no-untyped-call]


def plans(connection: psycopg.Connection[Any], sample: Sample) -> None:
    """Print what the program asks, and the same of one whole table."""
    province, _unit, period, name = next(sample.each())
    entry = {"entry": name}
    month = {"form_1": "monthly", "period_1": period, "of_year": FIRST}
    plan(connection, "the program: one entry's values", asked(values._VALUES), entry)
    plan(connection, "the program: one entry's history", asked(history._LINES), entry)
    wanted = values._CURRENT_VALUES.where(
        ENTRY.c.form == bindparam("form_1"),
        ENTRY.c.period == bindparam("period_1"),
        in_year(ENTRY_VALUE),
    )
    plan(connection, "the program: a month's values of every unit", asked(wanted), month)
    plan(
        connection,
        "a province's month, said by hand",
        "SELECT v.* FROM entry_value v JOIN entry e ON e.id = v.entry_id AND e.province = v.province "
        "AND e.year = v.year WHERE v.province = %(p)s AND v.year = %(y)s AND e.period = %(m)s",
        {"p": province, "y": FIRST, "m": period},
    )
    plan(
        connection,
        "a province's year",
        "SELECT COUNT(*) FROM entry_value WHERE province = %(p)s AND year = %(y)s",
        {"p": province, "y": FIRST},
    )
    plan(
        connection,
        "an entry without its part (what the program never asks)",
        "SELECT path, value FROM entry_value WHERE entry_id = %(entry)s",
        entry,
    )
    plan(
        connection,
        "one whole table: one entry's values",
        "SELECT path, value FROM whole_value WHERE entry_id = %(entry)s",
        entry,
    )
    plan(
        connection,
        "one whole table: a month's values of every unit",
        asked(wanted)
        .replace("entry_value", "whole_value")
        .replace("(whole_value.province = entry.province AND whole_value.year = entry.year)", "TRUE")
        .replace("(whole_value.year = %(of_year)s::INTEGER)", "TRUE"),
        month,
    )
    plan(connection, "a period's measurements", asked(measurements._COUNTING), {"of_period": period})
