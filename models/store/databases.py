"""From a place to its database: which dialect speaks to a file or a URL."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url

from models.store.dialect import Dialect
from models.store.sqlite import SqliteDialect


def dialect_of(url: URL) -> Dialect:
    """Return the dialect of ``url``. Raises ValueError for a database that is not supported."""
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return SqliteDialect()
    if backend == "postgresql":
        from models.store.postgres import PostgresDialect  # loaded where it is used: laptops have no server

        return PostgresDialect()
    raise ValueError(f"no store for {url.render_as_string(hide_password=True)}")


def location_url(location: Path | str) -> URL:
    """Return the URL of a store: ``location`` is a file, or a URL already."""
    if isinstance(location, str) and "://" in location:
        return make_url(location)
    return URL.create("sqlite", database=str(location))
