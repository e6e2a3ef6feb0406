"""Looking at any file without taking it in: what it is, who made it, whether every check holds."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from models.errors import XasoError
from sync.bodies import EnrolBody
from sync.bundle import read_entries
from sync.encryption import Identity, is_encrypted
from sync.envelope import Letter, addressed_to, read_letter, unfold, unwrap
from sync.errors import EnvelopeError, KeyFileError, SignatureError
from sync.keys import digits, fingerprint, read_certificate_line
from sync.manifest import Kind
from sync.signature import Certificate, Signed
from sync.trust import Trust, stamp

CERTIFICATE, JOURNAL = "certificate", "journal"  # kinds of files that are no envelopes


@dataclass(frozen=True, slots=True)
class CertificateInfo:
    """A certificate as people read it; times are RFC 3339 UTC, None without an end."""

    principal: str
    serial: str
    valid_from: str
    valid_to: str | None
    key: str
    authority: str
    authority_digits: str
    known: bool | None  # whether we know the authority; None where nothing was given to compare with


@dataclass(slots=True)
class Inspection:
    """Everything that can be told of a file; ``error`` is the first check that failed."""

    size: int
    sha256: str
    encrypted: bool | None = None
    kind: str | None = None
    id: str | None = None
    sender: str | None = None
    to: str | None = None
    chain: str | None = None
    seq: int | None = None
    prev: str | None = None
    resumes: dict[str, object] | None = None
    created: str | None = None
    app: str | None = None
    certificate: CertificateInfo | None = None
    digits: str | None = None  # of the key that an enrolment brings
    files: list[dict[str, object]] = field(default_factory=list)
    body: dict[str, object] | None = None
    checked: list[str] = field(default_factory=list)  # the stages that passed, in order
    error: XasoError | None = None

    @property
    def code(self) -> str | None:
        """The code of the check that failed."""
        return self.error.code if self.error else None

    def to_json(self) -> dict[str, object]:
        """Return the document of ``xaso verify --json``."""
        certificate = self.certificate
        return {
            "kind": self.kind,
            "encrypted": self.encrypted,
            "size": self.size,
            "sha256": self.sha256,
            "id": self.id,
            "from": self.sender,
            "to": self.to,
            "chain": self.chain,
            "seq": self.seq,
            "prev": self.prev,
            "resumes": self.resumes,
            "created": self.created,
            "app": self.app,
            "certificate": msgspec.to_builtins(certificate) if certificate else None,
            "digits": self.digits,
            "files": self.files,
            "body": self.body,
            "checked": self.checked,
            "code": self.code,
            "details": {name: str(value) for name, value in self.error.details.items()} if self.error else {},
        }


def inspect(
    data: bytes,
    *,
    identities: Sequence[Identity] = (),
    trust: Trust | None = None,
    recipient: str | None = None,
    at: datetime,
) -> Inspection:
    """Open and check a file as far as the given keys and trust allow; nothing is stored.

    Without ``trust`` the authority is shown but not judged; without ``recipient`` the address is not.
    """
    seen = Inspection(len(data), hashlib.sha256(data).hexdigest())
    try:
        _look(seen, data, identities, trust, recipient, at)
    except EnvelopeError as error:
        seen.error = error
    return seen


def _look(
    seen: Inspection,
    data: bytes,
    identities: Sequence[Identity],
    trust: Trust | None,
    recipient: str | None,
    at: datetime,
) -> None:
    seen.encrypted = is_encrypted(data)
    plain = unwrap(data, identities)
    seen.checked.append("encryption")
    letter = read_letter(plain)
    seen.checked.append("signature")
    _describe(seen, letter, trust)
    if trust is not None:
        trust.judge(letter.signed, letter.manifest, at)
        seen.checked.append("trust")
    if recipient is not None:
        addressed_to(letter, recipient)
        seen.checked.append("recipient")
    opened = unfold(letter)
    if letter.manifest.kind is Kind.BUNDLE:
        read_entries(opened)
    seen.checked.append("content")


def inspect_certificate(data: bytes, *, trust: Trust | None = None, at: datetime) -> Inspection:
    """Tell of an OpenSSH certificate file (``-cert.pub``) what it says, and whether it is in force ``at``.

    Without ``trust`` only its own signature is checked.
    """
    seen = Inspection(len(data), hashlib.sha256(data).hexdigest(), kind=CERTIFICATE)
    try:
        certificate = read_certificate_line(data.decode("utf-8", "replace"))
    except KeyFileError as error:
        seen.error = SignatureError(reason=str(error.details.get("reason", "certificate")))
        return seen
    seen.certificate = _certificate(certificate, trust)
    seen.digits = digits(certificate.key)
    try:
        if not certificate.is_genuine():
            raise SignatureError(reason="the certificate's own signature does not hold")
        seen.checked.append("signature")
        judge = trust or Trust(frozenset({certificate.authority}))
        judge.authority(Signed("", certificate.key, certificate))
        judge.validity(certificate, at)
        judge.revocation(certificate, at)
        seen.checked.append("trust")
    except EnvelopeError as error:
        seen.error = error
    return seen


def _describe(seen: Inspection, letter: Letter, trust: Trust | None) -> None:
    here = letter.manifest
    seen.kind, seen.id, seen.sender, seen.to = str(here.kind), letter.id, here.sender, here.to
    seen.chain, seen.seq, seen.prev = here.chain, here.seq, here.prev
    seen.resumes = msgspec.to_builtins(here.resumes)
    seen.created, seen.app = here.created, here.app
    seen.files = msgspec.to_builtins(here.files)
    seen.body = dict(here.body)
    if isinstance(letter.body, EnrolBody):
        seen.digits = digits(letter.signed.key)
    if letter.signed.certificate is not None:
        seen.certificate = _certificate(letter.signed.certificate, trust)


def _certificate(certificate: Certificate, trust: Trust | None) -> CertificateInfo:
    known = None
    if trust is not None:
        known = certificate.authority in trust.authorities and certificate.is_genuine()
    return CertificateInfo(
        principal=certificate.principal,
        serial=str(certificate.serial),
        valid_from=_time(certificate.valid_after) or "",
        valid_to=_time(certificate.valid_before),
        key=fingerprint(certificate.key),
        authority=fingerprint(certificate.authority),
        authority_digits=digits(certificate.authority),
        known=known,
    )


def _time(seconds: int) -> str | None:
    try:
        return stamp(datetime.fromtimestamp(seconds, UTC))
    except (OverflowError, ValueError, OSError):  # "for ever" is the largest number there is
        return None
