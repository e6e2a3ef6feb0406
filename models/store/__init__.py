"""The store: one façade (``models.store.Store``), one transaction per with-block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.store.facade import Store as Store
    from models.store.transaction import Transaction as Transaction

_AT = {"Store": "models.store.facade", "Transaction": "models.store.transaction"}


def __getattr__(name: str) -> Any:
    # models.store.errors must be importable without SQLAlchemy, which costs a third of a second.
    if name in _AT:
        from importlib import import_module

        return getattr(import_module(_AT[name]), name)
    raise AttributeError(name)
