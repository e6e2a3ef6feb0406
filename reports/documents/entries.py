"""Entries as they are told outside: what a form's definition lets out, nothing sensitive."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from models.entries import EntrySnapshot, EntryState
from models.forms.definition import FormDefinition


class EntryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One current entry as the province holds it; ``received_at`` is RFC 3339 UTC text or ""."""

    snapshot: EntrySnapshot
    state: EntryState
    unit_name: str
    received_at: str = ""


class FormEntries(msgspec.Struct, frozen=True, kw_only=True):
    """The entries of one form, and every definition they were filled in, by its digest."""

    form_id: str
    definitions: Mapping[str, FormDefinition]
    entries: tuple[EntryRow, ...] = ()
