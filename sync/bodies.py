"""The bodies of the four envelopes, as typed values; what each holds is told in docs/bundle-format.md."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
ChainId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
EntryId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
Seq = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
Short = Annotated[str, msgspec.Meta(max_length=64)]
Line = Annotated[str, msgspec.Meta(max_length=256)]
Time = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")]
PublicKey = Annotated[str, msgspec.Meta(pattern=r"^ssh-ed25519 [A-Za-z0-9+/=]{68}\Z")]
Unit = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{5}\Z")]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything in a manifest: frozen, and without members that the format does not know."""


class Head(Part, frozen=True):
    """The place of one manifest: its chain, its number and its id."""

    chain: ChainId
    seq: Seq
    id: Sha256


class CatalogueRef(Part, frozen=True):
    """The catalogue that was in use."""

    id: Short
    version: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class EntryLine(Part, frozen=True, kw_only=True):
    """One entry of a bundle; ``rows`` counts its values."""

    id: EntryId
    form: Short
    form_version: Short
    form_sha256: Sha256
    period: Annotated[str, msgspec.Meta(max_length=7)] | None
    revision: Seq
    replaces: EntryId | None
    state: Short
    rows: Annotated[int, msgspec.Meta(ge=0)]


class BundleBody(Part, frozen=True):
    """What a bundle announces of its entries."""

    catalogue: CatalogueRef
    entries: list[EntryLine]


class ItemStatus(StrEnum):
    """What the province did with one bundle."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_GAP = "accepted_with_gap"
    QUARANTINED = "quarantined"
    HELD = "held"


class EntryStatus(StrEnum):
    """What the province says of one entry."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class CellComment(Part, frozen=True):
    """A comment at a cell: concrete path, row number of the innermost repeat, words, and by whom."""

    path: Line
    row: int | None
    text: Annotated[str, msgspec.Meta(max_length=4000)]
    by: Line


class EntryAnswer(Part, frozen=True):
    """What a receipt says of one entry."""

    id: EntryId
    revision: Seq
    status: EntryStatus
    comments: list[CellComment] = []


class Item(Part, frozen=True, kw_only=True):
    """What a receipt says of one bundle; ``code`` is the error where it was refused or held."""

    id: Sha256
    chain: ChainId
    seq: Seq
    status: ItemStatus
    code: Short | None
    received_at: Time
    entries: list[EntryAnswer] = []


class ReceiptBody(Part, frozen=True, omit_defaults=True):
    """What the province holds of one unit: ``missing`` numbers belong to the chain of ``head``."""

    items: list[Item]
    head: Head | None
    missing: list[Seq]
    certificate: Annotated[str, msgspec.Meta(max_length=2000)] | None = None


class RevokedKey(Part, frozen=True):
    """A key that is refused in files received from ``at`` on."""

    key: PublicKey
    of: Line  # unit/<code> or prov/<code>
    at: Time


class KitBody(Part, frozen=True):
    """What a kit installs besides its files."""

    catalogue: CatalogueRef
    revoked: list[RevokedKey]
    recipients: Annotated[list[Line], msgspec.Meta(min_length=1, max_length=4)]
    ca: Annotated[list[PublicKey], msgspec.Meta(min_length=1, max_length=8)]


class EnrolBody(Part, frozen=True):
    """The key that asks to be certified, and who asks on which machine."""

    key: PublicKey
    officer: Line
    machine: Line


Body = BundleBody | ReceiptBody | KitBody | EnrolBody
