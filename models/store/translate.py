"""The one place where failures of the driver and of the system become StoreErrors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from models.store.failures import store_error as store_error


@contextmanager
def translated(*, files: bool = False) -> Iterator[None]:
    """Turn what the driver raises inside into a StoreError; with ``files`` what the system raises too.

    Without ``files`` an OSError passes: a with-block of the store may well write some other file.
    """
    try:
        yield
    except (DBAPIError, PoolTimeoutError, sqlite3.Error) as error:
        raise store_error(error) from error
    except OSError as error:
        if not files:
            raise
        raise store_error(error) from error
