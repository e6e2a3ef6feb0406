"""The store: one database, opened once, used through with-blocks that are one transaction each."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Engine

from models.store.backup import copy_before_migration
from models.store.databases import dialect_of, location_url
from models.store.dialect import WRITE, Dialect
from models.store.migrate import migrate
from models.store.transaction import Transaction
from models.store.translate import translated


class Store:
    """One database. Safe to use from several threads; one with-block at a time in each."""

    def __init__(self, engine: Engine, dialect: Dialect) -> None:
        self._engine = engine
        self._dialect = dialect
        # SQLite's own waiting sleeps and is unfair: threads of one program queue here first.
        self._queue = threading.Lock() if dialect.one_writer else None
        self._busy = threading.local()

    @classmethod
    def open(cls, location: Path | str) -> Store:
        """Open the store at a file or a URL, make or migrate its tables, and return it.

        A filled file of an older program is copied into ``backups`` beside it first.
        Raises the errors of models.store.errors; ValueError for a URL of an unknown database.
        """
        url = location_url(location)
        dialect = dialect_of(url)
        file = dialect.file(url)
        engine = dialect.engine(url)

        def before(number: int) -> None:
            if file is not None:
                copy_before_migration(file, number, datetime.now(UTC))

        try:
            with translated(files=True):
                if file is not None and not file.exists():
                    file.touch(mode=0o600)  # personal data: nobody else on this computer needs to read it
                migrate(engine, dialect, before)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, dialect)

    def close(self) -> None:
        """Close every connection; the last one folds the write-ahead log into the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Write: all of the block is kept, or nothing of it when it raises.

        When the block ends well, what it wrote is on the disk. Raises models.store.errors.StoreError.
        """
        with self._alone(), self._queue or nullcontext(), self._connected(writes=True) as transaction:
            yield transaction

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read: the block sees one moment of the store and cannot write. Raises StoreError."""
        with self._alone(), self._connected(writes=False) as transaction:
            yield transaction

    @contextmanager
    def _connected(self, *, writes: bool) -> Iterator[Transaction]:
        options = {WRITE: writes}
        with (
            translated(),
            self._engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield Transaction(connection, self._dialect)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        # A block within a block would wait for itself: a mistake in the program, told at once.
        if getattr(self._busy, "inside", False):
            raise RuntimeError("a store transaction inside another one of the same thread")
        self._busy.inside = True
        try:
            yield
        finally:
            self._busy.inside = False
