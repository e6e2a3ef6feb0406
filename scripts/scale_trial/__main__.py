"""A nation's values in one PostgreSQL, parted by province and year as the program does it, measured.

    python -m scripts.scale_trial [--provinces 3] [--communes 33] [--months 12] [--values 629]

Loads a sample by COPY into the store that the program makes, with all partitions of 34 provinces and five
years, and the same values into one whole table beside it; prints bytes a row, seconds, how long moving an
older store over takes, the plans of what the program asks, and what 34 provinces, 3,321 communes, 12 months
and 5 years would take by these figures. Works in schemas of its own that are dropped at the end. Honours
TEST_DATABASE_URL, else starts a server of its own.
"""

from __future__ import annotations

import argparse
import sys
import uuid
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url

from benchmarks.measuring.postgres import server
from models.store.partitions import PARTED
from scripts.scale_trial.loading import load, move_over, prepare
from scripts.scale_trial.plans import plans
from scripts.scale_trial.sample import COMMUNES, MEASURED, PROVINCES, YEARS, Sample


def main() -> None:
    """Load, measure, print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, standard in (("provinces", 3), ("communes", 33), ("months", 12), ("values", 629)):
        words.add_argument(f"--{name}", type=int, default=standard)
    asked = words.parse_args()
    sample = Sample(asked.provinces, asked.communes, asked.months, asked.values)
    with server() as given:
        if given is None:
            sys.exit("There is no PostgreSQL: name one in TEST_DATABASE_URL.")
        plain_url = make_url(given).set(drivername="postgresql")
        schemas = [f"scale_{uuid.uuid4().hex[:8]}" for _ in range(2)]
        with psycopg.connect(plain_url.render_as_string(hide_password=False), autocommit=True) as first:
            print("PostgreSQL", *first.execute("SHOW server_version").fetchone() or ())
            for schema in schemas:
                first.execute(f"CREATE SCHEMA {schema}")
            measure(plain_url, sample, *schemas)
            for schema in schemas:
                first.execute(f"DROP SCHEMA {schema} CASCADE")


def measure(server_url: URL, sample: Sample, parted: str, older: str) -> None:
    """Load, move over, and print."""
    plain, own = {}, {}
    for schema in (parted, older):
        there = server_url.update_query_dict({"options": f"-csearch_path={schema}"})
        plain[schema] = there.render_as_string(hide_password=False)
        own[schema] = there.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    count = PROVINCES * (YEARS + 1)
    print(f"{count} partitions of {len(PARTED)} tables made in {prepare(own[parted], sample):.1f} s")
    with psycopg.connect(plain[parted]) as connection:
        rows = sample.entries * sample.values
        for name, spent in zip(("parted", "whole"), load(connection, sample), strict=True):
            print(f"{name}: {rows:,} values by COPY in {spent:.1f} s, {rows / spent:,.0f} a second")
        spent = move_over(own[older], plain[older], sample, parted)
        print(f"moving {rows:,} values and as many lines of history over: {spent:.1f} s")
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
        sizes = {
            table: (number, *size(connection, table))
            for table, number in (
                ("entry", sample.entries),
                ("entry_value", rows),
                ("whole_value", rows),
                ("history", rows),
                ("measurement", sample.entries * MEASURED),
            )
        }
        extrapolate(sizes, sample.values)
        plans(connection, sample)


def size(connection: psycopg.Connection[Any], table: str) -> tuple[int, int]:
    """Return bytes of the rows and of the indexes of a table and all its partitions."""
    row = connection.execute(
        "SELECT SUM(pg_table_size(one)), SUM(pg_indexes_size(one)) FROM (SELECT %s::regclass AS one UNION "
        "SELECT relid FROM pg_partition_tree(%s::regclass) WHERE isleaf) AS leaves",
        (table, table),
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def extrapolate(sizes: dict[str, tuple[int, int, int]], values: int) -> None:
    """Print what the nation would take by the measured bytes a row."""
    entries = COMMUNES * 12 * YEARS
    counts = {
        "entry": entries,
        "entry_value": entries * values,
        "whole_value": entries * values,
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


if __name__ == "__main__":
    main()
