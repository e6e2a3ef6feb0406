"""The ground the commune's house stands on: the folder taken, its store, the desk.

The folder is taken first, so that no second program is at it. Then the store answers at once for what opening
an entry asks (models.store.lazy); whoever needs all of it asks for ``store`` and waits. Every method may be
called in any thread.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from locales.words import Words, choose_language
from models.errors import NotSetUpError, XasoError
from models.workspace import CommuneWorkspace
from tui.ports import Clock

if TYPE_CHECKING:
    from models.catalogue import Catalogue
    from models.desk import Desk
    from models.store import Store
    from models.store.lazy import LazyStore
    from models.store.lock import WorkspaceLock

OFFICER, UNIT = "officer", "unit"  # settings of this computer in the store


class Ground:
    """One commune's workspace, opened as far as it is needed."""

    def __init__(self, workspace: CommuneWorkspace, language: str | None, clock: Clock) -> None:
        self.workspace = workspace
        self.clock = clock
        self._words = Words(choose_language(language))
        self._taking = threading.RLock()
        self._lock: WorkspaceLock | None = None
        self._lazy: LazyStore | None = None
        self._desk: Desk | None = None

    def at_once(self) -> bool:
        """Take the folder, and tell whether an entry can be opened without waiting for the store."""
        try:
            return self.workspace.database.exists() and self._opened().quick
        except (XasoError, OSError):  # whoever loads all of it says why
            return False

    def _opened(self) -> LazyStore:
        from models.store.lazy import LazyStore  # rule 7: paint first
        from models.store.lock import WorkspaceLock

        with self._taking:
            if self._lazy is None:
                self.workspace.create()
                if self._lock is None:
                    self._lock = WorkspaceLock.take(self.workspace.root)
                self._lazy = LazyStore(self.workspace.database)
            return self._lazy

    @property
    def store(self) -> Store:
        """The store, open."""
        return self._opened().store()

    @property
    def desk(self) -> Desk:
        """The desk. Raises NotSetUpError before the first kit."""
        with self._taking:
            if self._desk is None:
                self._desk = self._make_desk()
            return self._desk

    def _make_desk(self) -> Desk:
        from models.catalogue import catalogue_from_json
        from models.desk import Desk

        store = self._opened()
        with store.reading() as reading:
            installed = reading.catalogues.current()
            unit = reading.meta.get(UNIT)
            officer = reading.meta.get(OFFICER)
        if installed is None:
            raise NotSetUpError(path=str(self.workspace.root))
        catalogue = catalogue_from_json(installed.content)
        return Desk(
            store,
            catalogue,
            unit or _only_commune(catalogue),
            who=officer or account(),
            clock=self.clock.now,
            language=self._words.language,
        )

    @property
    def officer(self) -> str:
        """Who works here: as enrolled, else the account's name."""
        with self._opened().reading() as reading:
            return reading.meta.get(OFFICER) or account()

    def renew(self) -> None:
        """Make the desk anew when it is next asked for."""
        with self._taking:
            self._desk = None

    def close(self) -> None:
        """Close the store and let go of the folder."""
        with self._taking:
            self._desk = None
            if self._lazy is not None:
                self._lazy.close()
                self._lazy = None
            if self._lock is not None:
                self._lock.release()
                self._lock = None


def _only_commune(catalogue: Catalogue) -> str:
    communes = catalogue.communes()
    if len(communes) == 1:
        return communes[0].code
    raise NotSetUpError(reason="unit")


def account() -> str:
    """Return the name of the account, a dash where the system knows none."""
    import getpass  # only where nobody is enrolled yet

    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "-"
