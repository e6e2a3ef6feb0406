"""The floor of an import: what cannot be left out for the same bytes, with the rows into the same tables."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.measuring.postgres import plain
from benchmarks.measuring.sealed import STAMP, Province
from models.entries import EntrySnapshot
from models.store.partitions import PARTED, Part, make_partition
from sync import encryption
from sync.container import read as read_container
from sync.importer import BATCH


@dataclass(frozen=True)
class Rows:
    """The rows of one bundle, table by table, as the import writes them."""

    received: tuple[Any, ...]
    brought: tuple[Any, ...]
    head: tuple[Any, ...]
    values: list[tuple[Any, ...]]
    history: list[tuple[Any, ...]]


COLUMNS = {
    "exchange_received": "id unit chain seq prev branch status code entries catalogue_version created_at"
    " received_at receipt_id",
    "exchange_received_entry": "bundle_id entry_id revision",
    "entry": "id lineage form form_version form_sha256 unit period revision replaces state is_current"
    " created_at updated_at completed_at completed_by done total hard soft received_at bundle_id",
    "entry_value": "entry_id path value",
    "history": "entry_id kind path old_value new_value at author why",
}


class Floor:
    """Opens a bundle with the fewest steps that the same bytes allow."""

    def __init__(self, place: Province) -> None:
        self._identities = place.keys.identities
        self._authority = place.keys.require_ca()
        self._message = os.urandom(400)
        self._signature = self._authority.sign(self._message)
        self._public = self._authority.secret.public_key()

    def open(self, path: Path) -> Rows:
        """Read, decrypt, verify twice, digest, gunzip, parse, and lay the rows out."""
        container = encryption.decrypt(path.read_bytes(), self._identities)
        for _ in range(2):
            self._public.verify(self._signature, self._message)
        stored = read_container(container)[-1].data
        hashlib.sha256(stored).hexdigest()
        one = _DECODER.decode(zlib.decompress(stored, 31))
        key, unit, at, by, count = one.id, one.unit, one.completed_at, one.completed_by, len(one.values)
        bundle = hashlib.sha256(container).hexdigest()
        history = [(key, "value", c.path, c.old, c.new, c.at, c.by, c.why) for c in one.history]
        head = (key, key, "monthly", "1", one.form_sha256, unit, one.period, 1, None, "received", True)
        return Rows(
            (bundle, unit, bundle[:32], 1, None, 0, "accepted", None, 1, 1, at, STAMP, None),
            (bundle, key, 1),
            (*head, STAMP, STAMP, at, by, count, count, 0, 0, STAMP, bundle),
            [(key, path, value) for path, value in one.values.items()],
            [*history, (key, "state", "", "", "received", STAMP, "", "")],
        )


_DECODER = msgspec.json.Decoder(EntrySnapshot)  # quicker than JSON into dictionaries


def in_batches(floor: Floor, files: Sequence[Path]) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    """Open files and give the rows of as many as the import takes into one transaction."""
    for start in range(0, len(files), BATCH):
        found = [floor.open(path) for path in files[start : start + BATCH]]
        yield {
            "exchange_received": [rows.received for rows in found],
            "exchange_received_entry": [rows.brought for rows in found],
            "entry": [rows.head for rows in found],
            "entry_value": [row for rows in found for row in rows.values],
            "history": [row for rows in found for row in rows.history],
        }


def sqlite_floor(place: Province) -> Callable[[], None]:
    """Return the floor for SQLite: raw sqlite3 with the settings of the store."""
    floor = Floor(place)
    file = place.workspace("floor").database
    place.store(file).close()

    def run() -> None:
        connection = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        for batch in in_batches(floor, place.files):
            connection.execute("BEGIN IMMEDIATE")
            for table, rows in batch.items():
                names = COLUMNS[table].split()
                marks = ", ".join("?" * len(names))
                connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
            connection.execute("COMMIT")
        connection.close()

    return run


def postgres_floor(place: Province, url: str) -> Callable[[], None]:
    """Return the floor for PostgreSQL: psycopg's COPY of the same rows into where they lie."""
    import psycopg

    floor = Floor(place)
    part = Part("", int(STAMP[:4]))  # the benchmark's catalogue names no units
    with place.store(url) as store, store.transaction() as t:
        for table in PARTED:
            make_partition(t.connection, table, part)

    def run() -> None:
        with psycopg.connect(plain(url)) as connection:
            for batch in in_batches(floor, place.files):
                for table, rows in batch.items():
                    names = ", ".join(COLUMNS[table].split())
                    into = part.table(table) if table in PARTED else table
                    with (
                        connection.cursor() as cursor,
                        cursor.copy(f"COPY {into} ({names}) FROM STDIN") as copy,
                    ):
                        for row in rows:
                            copy.write_row(row)
                connection.commit()

    return run
