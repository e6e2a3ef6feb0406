"""What can go wrong with the store: every class says what the officer must hear."""

from __future__ import annotations

from models.errors import Family, XasoError


class StoreError(XasoError):
    """The store could not do what was asked; nothing was half-written."""

    code = "E_STORE_FAILED"
    family = Family.STORE


class StoreFailedError(StoreError):
    """The disk or the database failed in a way that has no better name. Details: reason."""

    code = "E_STORE_FAILED"


class StoreLockedError(StoreError):
    """Another program holds the data folder or the database. Details: holder or reason."""

    code = "E_STORE_LOCKED"


class StoreFullError(StoreError):
    """The disk is full. Details: reason."""

    code = "E_STORE_FULL"


class StoreReadOnlyError(StoreError):
    """The folder or the file may not be written. Details: reason."""

    code = "E_STORE_READONLY"


class StoreDamagedError(StoreError):
    """The file is damaged or is no store of ours. Details: reason."""

    code = "E_STORE_DAMAGED"


class StoreNewerError(StoreError):
    """A newer program wrote this file. Details: found, known (schema numbers)."""

    code = "E_STORE_NEWER"
