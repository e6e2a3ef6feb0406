"""A catalogue as the store keeps it; a value, so that it can be told without a database."""

from __future__ import annotations

import msgspec


class InstalledCatalogue(msgspec.Struct, frozen=True, kw_only=True):
    """One catalogue: ``content`` is its JSON, ``forms`` maps form ids to the SHA-256 of their definitions."""

    kit_id: str
    content: bytes
    installed_at: str
    forms: dict[str, str]
