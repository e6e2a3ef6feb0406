"""The manifest: who sends what to whom, its place in the chain, and the digests of every file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec

from sync.bodies import (
    Body,
    BundleBody,
    ChainId,
    EnrolBody,
    Head,
    KitBody,
    Part,
    ReceiptBody,
    Seq,
    Sha256,
    Short,
    Time,
)
from sync.canonical import decode, encode, plain_text
from sync.container import NAME
from sync.entry_checks import is_time
from sync.errors import ManifestError, TooLargeError, VersionError

VERSION = 1
MANIFEST_NAME = "manifest.json"
SIGNATURE_NAME = "manifest.json.sig"
MAX_MANIFEST = 64 * 1024  # bytes
MAX_KIT_MANIFEST = 256 * 1024
MAX_FILES = 32
MAX_RAW = 256 * 1024 * 1024  # bytes of each file and of all files, gunzipped
EVERY_UNIT = "unit/*"
_LONG = re.compile(rb"[:,\[]-?[0-9]{16}")  # perhaps an integer beyond 53 bits: the strict writer decides


class Kind(StrEnum):
    """The four things that travel."""

    ENROL = "enrol"
    BUNDLE = "bundle"
    RECEIPT = "receipt"
    KIT = "kit"


BODIES: dict[Kind, type[Body]] = {
    Kind.ENROL: EnrolBody,
    Kind.BUNDLE: BundleBody,
    Kind.RECEIPT: ReceiptBody,
    Kind.KIT: KitBody,
}

Role = Annotated[str, msgspec.Meta(pattern=r"^(unit/[0-9]{5}|prov/[0-9]{2})\Z")]
Recipient = Annotated[str, msgspec.Meta(pattern=r"^(unit/([0-9]{5}|\*)|prov/[0-9]{2})\Z")]


class FileLine(Part, frozen=True):
    """One file: ``size`` bytes with this digest; ``raw`` bytes when gunzipped, None if it is no gzip."""

    name: Annotated[str, msgspec.Meta(pattern=rf"^{NAME.pattern}\Z")]
    type: Short
    size: Annotated[int, msgspec.Meta(ge=0)]
    sha256: Sha256
    raw: Annotated[int, msgspec.Meta(ge=0)] | None


class Manifest(Part, frozen=True, kw_only=True):
    """A manifest as version 1 of the format knows it; the body is typed apart (``body_of``)."""

    v: int
    kind: Kind = msgspec.field(name="type")
    sender: Role = msgspec.field(name="from")
    to: Recipient
    chain: ChainId
    seq: Seq
    prev: Sha256 | None
    resumes: Head | None
    created: Time
    app: Short
    files: Annotated[list[FileLine], msgspec.Meta(max_length=MAX_FILES)]
    body: dict[str, object]

    @property
    def unit(self) -> str | None:
        """The code of the sending unit, None where a province sends."""
        return self.sender[5:] if self.sender.startswith("unit/") else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a manifest stands in its chain."""

    chain: str
    seq: int
    prev: str | None
    resumes: Head | None = None


def namespace(kind: Kind) -> str:
    """Return the SSHSIG namespace of a kind."""
    return f"{kind}.v1@xaso"


def identifier(data: bytes) -> str:
    """Return the id of a manifest: the SHA-256 of its bytes."""
    return hashlib.sha256(data).hexdigest()


def write(manifest: Manifest) -> bytes:
    """Return the bytes of a manifest. Raises ManifestError or TooLargeError where it breaks the format."""
    value: dict[str, object] = msgspec.to_builtins(manifest)
    text = plain_text(manifest)
    data = (encode(value) if text is None or _LONG.search(text) else text) + b"\n"
    check_size(data)
    _typed(value, data)
    return data


def read(data: bytes) -> tuple[Manifest, Body]:
    """Return the manifest and its body.

    Raises:
        TooLargeError: above 64 KiB (kit: 256 KiB).
        VersionError: of another version.
        ManifestError: not canonical, or not of the shape that the format demands.
    """
    check_size(data)
    if not data.endswith(b"\n"):
        raise ManifestError(reason="no final line feed")
    value = decode(data[:-1])
    if not isinstance(value, dict):
        raise ManifestError(reason="no object")
    if value.get("v") != VERSION or isinstance(value["v"], bool):
        raise VersionError(version=value.get("v"))
    return _typed(value, data)


def _typed(value: dict[str, object], data: bytes) -> tuple[Manifest, Body]:
    """Return what ``value`` says, whose canonical text is ``data``. Raises ManifestError, TooLargeError."""
    try:
        manifest = msgspec.convert(value, Manifest)
        body = msgspec.convert(manifest.body, BODIES[manifest.kind])
    except (msgspec.ValidationError, RecursionError) as error:
        raise ManifestError(reason=str(error)) from error
    check_size(data, MAX_KIT_MANIFEST if manifest.kind is Kind.KIT else MAX_MANIFEST)
    _check(manifest)
    return manifest, body


def check_size(data: bytes, limit: int = MAX_KIT_MANIFEST) -> None:
    """Refuse a manifest above its limit. Raises TooLargeError."""
    if len(data) > limit:
        raise TooLargeError(what="manifest", size=len(data))


def _check(manifest: Manifest) -> None:
    """Check what types cannot say. Raises ManifestError or TooLargeError."""
    if (manifest.prev is None) != (manifest.seq == 1):
        raise ManifestError(reason="prev")
    if not is_time(manifest.created):
        raise ManifestError(reason="created")
    if (manifest.to == EVERY_UNIT) != (manifest.kind is Kind.KIT):
        raise ManifestError(reason="to")
    names = {line.name for line in manifest.files} | {MANIFEST_NAME, SIGNATURE_NAME}
    if len(names) != len(manifest.files) + 2:
        raise ManifestError(reason="file names")
    if sum(_unfolded(line) for line in manifest.files) > MAX_RAW:
        raise TooLargeError(what="files")


def _unfolded(line: FileLine) -> int:
    return line.size if line.raw is None else line.raw
