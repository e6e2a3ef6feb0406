"""The envelope: one way to seal, one way to open, with the checks in exactly the order of the format.

Opening runs in stages whose results are values (``unwrap`` → ``read_letter`` → ``Trust.judge`` →
``addressed_to`` → ``unfold``), so that a caller can say how far a refused file got.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from sync import container, encryption, manifest, signature
from sync.bodies import Body, EnrolBody
from sync.container import Member
from sync.encryption import Identity
from sync.errors import (
    ContainerError,
    ContentError,
    SignatureError,
    TooLargeError,
    WrongRecipientError,
)
from sync.keys import SigningKey, public_line
from sync.manifest import (
    EVERY_UNIT,
    MANIFEST_NAME,
    MAX_RAW,
    SIGNATURE_NAME,
    FileLine,
    Kind,
    Manifest,
    Place,
)
from sync.signature import Signed
from sync.trust import Trust, check_signed_kind, stamp

APP = "xaso 0.1.0"
GZIP = "application/gzip"
_GZIP_BITS = 31  # zlib's word for: a gzip header and trailer, nothing else
_ONE_GO = 32 * 1024 * 1024  # bytes up to which a file is unfolded in one call
_STEP = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Payload:
    """One file to send; ``packed`` files are compressed with gzip."""

    name: str
    type: str
    data: bytes
    packed: bool = False


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed envelope: its id, manifest, the signed container, and the bytes that travel."""

    id: str
    manifest: Manifest
    container: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A container whose signature holds; nothing is said yet of who signed or of its files."""

    id: str
    manifest: Manifest
    body: Body
    signed: Signed
    files: tuple[Member, ...]
    container: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """An envelope that passed every check short of the chain; ``contents`` are gunzipped."""

    letter: Letter
    contents: Mapping[str, bytes | bytearray]

    @property
    def id(self) -> str:
        """The id of the manifest."""
        return self.letter.id

    @property
    def manifest(self) -> Manifest:
        """Who sends what to whom."""
        return self.letter.manifest

    @property
    def body(self) -> Body:
        """The body, typed by kind."""
        return self.letter.body


def seal(
    kind: Kind,
    *,
    sender: str,
    to: str,
    place: Place,
    created: datetime,
    body: Body,
    files: Sequence[Payload],
    signer: SigningKey,
    recipients: Sequence[str] = (),
    armoured: bool = False,
) -> Sealed:
    """Sign, then encrypt to ``recipients`` (kits and receipts: none, the bare container travels).

    Raises:
        ManifestError, ContainerError, TooLargeError: what is sent breaks the format.
        KeyFileError: a recipient that is none.
    """
    stored = [_fold(file) for file in files]
    written = Manifest(
        v=manifest.VERSION,
        kind=kind,
        sender=sender,
        to=to,
        chain=place.chain,
        seq=place.seq,
        prev=place.prev,
        resumes=place.resumes,
        created=stamp(created),
        app=APP,
        files=[line for line, _ in stored],
        body=msgspec.to_builtins(body),
    )
    text = manifest.write(written)
    public = signer.key if kind is Kind.ENROL else signer.public
    signed = signature.sign(text, manifest.namespace(kind), public, signer.sign)
    members = [Member(MANIFEST_NAME, text), Member(SIGNATURE_NAME, signed)]
    plain = container.write(members + [Member(line.name, data) for line, data in stored])
    data = encryption.encrypt(plain, recipients, armoured=armoured) if recipients else plain
    return Sealed(manifest.identifier(text), written, plain, data)


def resign(letter: Letter, signer: SigningKey) -> bytes:
    """Return the same container signed anew, under another certificate; the id stays.

    Raises:
        SignatureError: the certificate is for another sender.
    """
    certificate = signer.certificate
    if certificate is None or certificate.principal != letter.manifest.sender:
        raise SignatureError(reason="another sender")
    text = bytes(container.read(letter.container)[0].data)
    signed = signature.sign(text, manifest.namespace(letter.manifest.kind), signer.public, signer.sign)
    return container.write([Member(MANIFEST_NAME, text), Member(SIGNATURE_NAME, signed), *letter.files])


def unwrap(data: bytes, identities: Sequence[Identity]) -> bytes:
    """Return the container of a file as it travels.

    Raises:
        TooLargeError, NotABundleError, DamagedError, NotForUsError: as their names say.
    """
    return encryption.decrypt(data, identities) if encryption.is_encrypted(data) else data


def read_letter(data: bytes) -> Letter:
    """Read a container up to its signature and manifest.

    Raises:
        TooLargeError, ContainerError, SignatureError, VersionError, ManifestError.
    """
    members = container.read(data)
    if [member.name for member in members[:2]] != [MANIFEST_NAME, SIGNATURE_NAME]:
        raise ContainerError(reason="manifest and signature come first")
    text = bytes(members[0].data)
    manifest.check_size(text)
    signed = signature.verify(text, bytes(members[1].data))
    read, body = manifest.read(text)
    check_signed_kind(signed, read)
    if isinstance(body, EnrolBody) and (signed.certificate or body.key != public_line(signed.key)):
        raise SignatureError(reason="an enrolment is signed with the very key that it brings")
    return Letter(manifest.identifier(text), read, body, signed, tuple(members[2:]), data)


def addressed_to(letter: Letter, recipient: str) -> None:
    """Demand that the letter is for ``recipient`` (a kit is for every unit). Raises WrongRecipientError."""
    to = letter.manifest.to
    if to != recipient and not (to == EVERY_UNIT and recipient.startswith("unit/")):
        raise WrongRecipientError(to=to)


def unfold(letter: Letter) -> Opened:
    """Check every file against the manifest and gunzip it. Raises ContentError."""
    lines = letter.manifest.files
    if [line.name for line in lines] != [member.name for member in letter.files]:
        raise ContentError(reason="members")
    pairs = zip(lines, letter.files, strict=True)
    return Opened(letter, {line.name: _unfold(line, member.data) for line, member in pairs})


def open_envelope(
    data: bytes, *, identities: Sequence[Identity], trust: Trust, recipient: str, at: datetime
) -> Opened:
    """Open a file that came in, received ``at``, for ``recipient`` (``prov/56`` or ``unit/22810``).

    Raises:
        EnvelopeError: the first check that failed.
    """
    letter = read_letter(unwrap(data, identities))
    trust.judge(letter.signed, letter.manifest, at)
    addressed_to(letter, recipient)
    return unfold(letter)


def _fold(file: Payload) -> tuple[FileLine, bytes]:
    if len(file.data) > MAX_RAW:
        raise TooLargeError(what="file", name=file.name)
    # Without a time stamp the same content gives the same bytes.
    data = gzip.compress(file.data, 6, mtime=0) if file.packed else file.data
    raw = len(file.data) if file.packed else None
    return FileLine(file.name, file.type, len(data), hashlib.sha256(data).hexdigest(), raw), data


def _unfold(line: FileLine, data: bytes | memoryview) -> bytes | bytearray:
    """Return the content of one member. Raises ContentError."""
    if len(data) != line.size or hashlib.sha256(data).hexdigest() != line.sha256:
        raise ContentError(reason="digest", name=line.name)
    if line.raw is None:
        return bytes(data)
    try:
        content = _gunzip(data, line.raw)
    except zlib.error as error:
        raise ContentError(reason="gzip", name=line.name) from error
    if content is None:
        raise ContentError(reason="gzip", name=line.name)
    return content


def _gunzip(data: bytes | memoryview, raw: int) -> bytes | bytearray | None:
    """Unfold exactly ``raw`` bytes; None where the stream is shorter, longer, unended or followed by more.

    Large files are unfolded in steps into one buffer: zlib joins its pieces and would need twice the room.
    """
    stream = zlib.decompressobj(_GZIP_BITS)
    if raw <= _ONE_GO:
        content = stream.decompress(data, raw + 1)
        return content if len(content) == raw and stream.eof and not stream.unused_data else None
    buffer = bytearray()
    rest: bytes | memoryview = data
    while len(buffer) <= raw and not stream.eof:
        piece = stream.decompress(rest, min(_STEP, raw + 1 - len(buffer)))
        if not piece and not stream.unconsumed_tail:
            break
        buffer += piece
        rest = stream.unconsumed_tail
    return buffer if len(buffer) == raw and stream.eof and not stream.unused_data else None
