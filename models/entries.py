"""Entries: the life of one filled form, draft → complete → exported → received → accepted | returned;
a draft that was begun by mistake is discarded.

Content that left is frozen: a correction is a new revision with an id of its own, which names the
one it replaces. All revisions of one thing share a lineage.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class EntryState(StrEnum):
    """Where an entry stands."""

    DRAFT = "draft"
    COMPLETE = "complete"
    EXPORTED = "exported"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    SUPERSEDED = "superseded"  # a later revision took its place
    DISCARDED = "discarded"  # a draft begun by mistake: it counts nowhere and never leaves


SENT = frozenset({EntryState.EXPORTED, EntryState.RECEIVED, EntryState.ACCEPTED, EntryState.RETURNED})


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the history: what a cell was, what it became, when (RFC 3339 UTC), by whom, why."""

    path: str
    old: str
    new: str
    at: str
    by: str
    why: str = ""


class Comment(msgspec.Struct, frozen=True):
    """What the province says of one cell (``path`` with row numbers) or, with ``path`` "", of the entry."""

    path: str
    text: str
    by: str
    at: str = ""


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """What names one revision of an entry, and tells where it belongs.

    ``period`` is canonical text (models.periods) or None for a record of a register.
    ``lineage`` is the id of the first revision, ``replaces`` that of the one before.
    """

    id: str
    lineage: str
    form: str
    form_version: str
    form_sha256: str
    unit: str
    period: str | None
    revision: int
    replaces: str | None


class EntryHead(Revision, frozen=True, kw_only=True):
    """An entry without its values.

    ``done``/``total`` count relevant input cells, ``hard``/``soft`` count violations; they are the session's
    last word, kept so that lists are quick.
    """

    state: EntryState
    created_at: str
    updated_at: str
    completed_at: str | None = None
    completed_by: str | None = None
    done: int = 0
    total: int = 0
    hard: int = 0
    soft: int = 0


class EntrySnapshot(Revision, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of one revision, as it travels: one line of entries.ndjson.gz.

    ``values`` maps concrete paths ("/data/villages[3]/x") to canonical text; blank and non-relevant
    nodes are left out. Written by hand-typed people, hence validated again where it arrives.
    """

    completed_at: str
    completed_by: str
    values: dict[str, str]
    notes: dict[str, str] = {}
    explanations: dict[str, str] = {}
    history: list[Change] = []
