"""The first half of an import, without a store: read, open and verify one file.

It needs nothing but bytes, keys and trust, and its results are plain values, so that it can run in other
processes while one writer settles what was examined (sync.settlement).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.arrivals import Arrival, arrival
from models.entries import EntrySnapshot
from models.packing import Pack
from sync.bodies import BundleBody, EnrolBody
from sync.bundle import ENROL, read_entries
from sync.encryption import Identity
from sync.envelope import Letter, addressed_to, read_letter, unfold, unwrap
from sync.errors import (
    CertificateExpiredError,
    ContentError,
    EnvelopeError,
    RevokedError,
    UnenrolledError,
    WrongRecipientError,
)
from sync.manifest import Kind, Manifest
from sync.rotation import read_rotation
from sync.trust import Trust

AS_OBJECTS = 6  # times the bytes of their text, that is what entries take as objects
# What a person may release: the file is genuine, only the moment or the order speaks against it.
TIMELY = frozenset({RevokedError.code, CertificateExpiredError.code})


@dataclass(frozen=True, slots=True)
class Examined:
    """A bundle that passed every check that needs no store."""

    sha256: str  # of the file as it came
    id: str
    manifest: Manifest
    catalogue_version: int
    entries: tuple[EntrySnapshot, ...]
    container: bytes
    enrolment: bytes | None

    @property
    def weight(self) -> int:
        """About how many bytes it takes in memory: entries as objects take some times their text."""
        raw = sum(file.raw or file.size for file in self.manifest.files)
        return len(self.container) + AS_OBJECTS * raw


@dataclass(frozen=True, slots=True)
class Ready:
    """An examined bundle whose entries fit their forms: their rows lie packed for the store."""

    sha256: str
    id: str
    manifest: Manifest
    catalogue_version: int
    entries: tuple[Arrival, ...]
    container: bytes
    enrolment: bytes | None

    @property
    def weight(self) -> int:
        """About how many bytes it takes in memory."""
        return len(self.container) + sum(entry.weight for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that did not pass: why, what it claims to be, and whether its sender is genuine."""

    sha256: str
    code: str
    details: dict[str, object] = field(default_factory=dict)
    id: str | None = None
    manifest: Manifest | None = None
    genuine: bool = False

    @property
    def weight(self) -> int:
        """About how many bytes it takes in memory: nothing to speak of."""
        return 0


def examine(
    data: bytes,
    *,
    identities: Sequence[Identity],
    trust: Trust,
    recipient: str,
    at: datetime,
    forgive: frozenset[str] = frozenset(),
) -> Examined | Refused:
    """Examine a file received ``at``; codes in ``forgive`` (of TIMELY) do not refuse it."""
    digest = hashlib.sha256(data).hexdigest()
    letter: Letter | None = None
    genuine = False
    try:
        letter = read_letter(unwrap(data, identities))
        if isinstance(letter.body, EnrolBody):
            addressed_to(letter, recipient)
            raise UnenrolledError(reason="an enrolment waits for a person")
        trust.judge(letter.signed, letter.manifest, at, forgive & TIMELY)
        addressed_to(letter, recipient)
        genuine = True
        if letter.manifest.kind is not Kind.BUNDLE:
            raise WrongRecipientError(to=letter.manifest.to)
        return _examined(letter, digest)
    except EnvelopeError as error:
        genuine = genuine or isinstance(error, CertificateExpiredError)
        return Refused(
            sha256=digest,
            code=error.code,
            details=dict(error.details),
            id=letter.id if letter else None,
            manifest=letter.manifest if letter else None,
            genuine=genuine and letter is not None and letter.manifest.kind is Kind.BUNDLE,
        )


def ready(found: Examined, pack: Pack) -> Ready:
    """Return a bundle whose entries fit their forms, ready for a store that packs by ``pack``."""
    return Ready(
        sha256=found.sha256,
        id=found.id,
        manifest=found.manifest,
        catalogue_version=found.catalogue_version,
        entries=tuple([arrival(entry, pack) for entry in found.entries]),
        container=found.container,
        enrolment=found.enrolment,
    )


def _examined(letter: Letter, digest: str) -> Examined:
    opened = unfold(letter)
    entries = read_entries(opened)
    enrolment = opened.contents.get(ENROL)
    if enrolment is not None:
        read_rotation(bytes(enrolment), letter)
    body = opened.body
    if not isinstance(body, BundleBody):
        raise ContentError(reason="no bundle")
    return Examined(
        sha256=digest,
        id=letter.id,
        manifest=letter.manifest,
        catalogue_version=body.catalogue.version,
        entries=tuple(entries),
        container=letter.container,
        enrolment=bytes(enrolment) if enrolment is not None else None,
    )
