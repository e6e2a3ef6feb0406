"""A store that is there at once: quick answers first, the store itself as soon as it is needed or loaded.

Reading is served by the quick reader until the store is open. Writing waits for the store, its migrations
and its checks: what is said to be saved is always on the disk. What the quick reader does not know, or
stumbles over, is asked of the store.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from models.store.quick import QuickStore, QuickTransaction

if TYPE_CHECKING:  # a third of a second, spent when the store is needed
    from models.store.facade import Store
    from models.store.transaction import Transaction

GENTLE = 0.0005  # seconds after which a thread that loads makes room for the one that answers keys


class LazyStore:
    """One store's file with the interface of Store. Safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._opening = threading.Lock()
        self._store: Store | None = None
        self._quick = QuickStore.open(file)

    @property
    def quick(self) -> bool:
        """Whether reading answers at once, without the store."""
        return self._quick is not None or self._store is not None

    def store(self) -> Store:
        """Return the store itself, opened now if it was not. Raises the errors of models.store.errors."""
        found = self._store
        if found is not None:
            return found
        with self._opening:
            if self._store is None:
                with _gently():
                    from models.store.facade import Store  # the heavy part, hence all of this

                    self._store = Store.open(self._file)
                self._let_quick_go()
            return self._store

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Write, see Store.transaction; waits for the store."""
        with self.store().transaction() as transaction:
            yield transaction

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read, see Store.reading; at once where the quick reader knows the answer."""
        quick = None if self._store is not None else self._quick
        if quick is None:
            with self.store().reading() as transaction:
                yield transaction
            return
        with ExitStack() as held:
            try:
                first: QuickTransaction | None = held.enter_context(quick.reading())
            except sqlite3.Error:  # damaged, or closed a moment ago: the store knows
                first = None
            yield cast("Transaction", _Reading(first, lambda: held.enter_context(self.store().reading())))

    def close(self) -> None:
        """Close whatever is open."""
        with self._opening:
            quick, self._quick = self._quick, None
            if quick is not None:
                quick.close()
            if self._store is not None:
                self._store.close()
                self._store = None

    def _let_quick_go(self) -> None:
        quick, self._quick = self._quick, None
        if quick is not None:  # in a thread: a with-block of this very one may still be reading
            threading.Thread(target=quick.close, name="quick-close", daemon=True).start()


class _Reading:
    """A with-block's transaction: each part asks the quick reader, then the store."""

    def __init__(self, quick: QuickTransaction | None, store: Callable[[], Transaction]) -> None:
        self._quick = quick
        self._open = store

    @cached_property
    def _real(self) -> Transaction:
        return self._open()

    def __getattr__(self, name: str) -> Any:
        if "_real" in self.__dict__ or not hasattr(self._quick, name):
            return getattr(self._real, name)
        return _Part(self, name, getattr(self._quick, name))

    def real_part(self, name: str) -> Any:
        """Return a part of the store's own transaction."""
        return getattr(self._real, name)


class _Part:
    """One part (entries, catalogues, meta) of a with-block."""

    def __init__(self, reading: _Reading, name: str, quick: object) -> None:
        self._reading = reading
        self._name = name
        self._quick = quick

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._quick, name, None)
        if method is None:
            return getattr(self._reading.real_part(self._name), name)

        def ask(*arguments: Any, **named: Any) -> Any:
            try:
                return method(*arguments, **named)
            except sqlite3.Error:  # damaged here or there: the store says so in its own words
                return getattr(self._reading.real_part(self._name), name)(*arguments, **named)

        return ask


@contextmanager
def _gently() -> Iterator[None]:
    """Make room often for the thread that draws while this one loads a large library."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, GENTLE))
    try:
        yield
    finally:
        sys.setswitchinterval(before)
