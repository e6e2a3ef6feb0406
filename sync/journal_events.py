"""What the journal's events are: the kinds, and the content of each as a type.

docs/bundle-format.md describes them for others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from models.entries import Comment
from models.store.records import CertificateRecord, ReceiptRecord, ReceivedRecord, RequestRecord

T = TypeVar("T", bound=msgspec.Struct)


class Begun(msgspec.Struct, frozen=True):
    """The journal begins: whose it is, and the certificate of the key that signs it."""

    province: str
    certificate: str


class Adopted(msgspec.Struct, frozen=True):
    """Rows that the store held when its journal was begun: a program without a journal had worked with it."""

    table: str
    columns: list[str]
    rows: list[list[str | int | bool | None]]


class KitPublished(msgspec.Struct, frozen=True):
    """A kit was published; its container is in the archive."""

    id: str
    at: str


class Received(msgspec.Struct, frozen=True):
    """What one transaction of an import wrote of bundles: accepted, refused and held ones.

    ``refused``: (bundle id, entry id, revision) of what bundles announced whose content was refused.
    """

    bundles: list[ReceivedRecord]
    refused: list[tuple[str, str, int]] = []


class Released(msgspec.Struct, frozen=True):
    """A person let a bundle pass that was quarantined or held for ``code``; it follows as received.

    ``by`` and ``why`` are who did and what they gave as the reason, where it was said.
    """

    id: str
    code: str
    forgiven: list[str]
    by: str = ""
    why: str = ""


class Receipts(msgspec.Struct, frozen=True):
    """Receipts that went out, and which bundle (id) is answered by which receipt (id)."""

    receipts: list[ReceiptRecord]
    about: list[tuple[str, str]]


class Revoked(msgspec.Struct, frozen=True):
    """A certificate was revoked."""

    serial: str
    at: str
    why: str


class Decided(msgspec.Struct, frozen=True):
    """The province accepted or returned an entry."""

    entry: str
    state: str
    at: str
    by: str
    comments: list[Comment]


class Counted(msgspec.Struct, frozen=True):
    """Registers were counted: unit → (indicator, numerator, denominator, applicable), where that changed."""

    period: str
    units: dict[str, list[tuple[str, str | None, str | None, bool]]]


Told = (
    Begun
    | Adopted
    | KitPublished
    | Received
    | Released
    | Receipts
    | Revoked
    | Decided
    | Counted
    | CertificateRecord
    | RequestRecord
)

KINDS: Mapping[str, type[Told]] = {
    "begun": Begun,
    "adopted": Adopted,
    "kit": KitPublished,
    "certified": CertificateRecord,
    "asked": RequestRecord,
    "revoked": Revoked,
    "received": Received,
    "released": Released,
    "receipts": Receipts,
    "decided": Decided,
    "counted": Counted,
}


def told(kind: str, body: object) -> Told:
    """Return what an event says, as its type. Raises ValueError (msgspec.ValidationError is one)."""
    wanted = KINDS.get(kind)
    if wanted is None:
        raise ValueError(f"unknown event: {kind}")
    return msgspec.convert(body, wanted)
