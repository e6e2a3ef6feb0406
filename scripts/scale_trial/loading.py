"""Loading the sample as the program's import does it, and moving an older store's tables into partitions."""

from __future__ import annotations

import itertools
import time
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from models.packing import pack_copy
from models.store import Store
from models.store.databases import dialect_of
from models.store.migrate import migrate
from models.store.migrations import MIGRATIONS, m0010_partitions
from models.store.partitions import PARTED, REGISTERS, Part, make_partition
from scripts.scale_trial.sample import FIRST, MEASURED, PROVINCES, WHOLE, YEARS, Sample, catalogue


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
