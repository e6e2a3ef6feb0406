"""SSHSIG signatures and OpenSSH certificates, Ed25519 only, as ``ssh-keygen -Y`` writes and checks them.

The formats are OpenSSH's PROTOCOL.sshsig and PROTOCOL.certkeys. What ssh-keygen lets pass is refused here:
critical options, host certificates, several principals, trailing bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.errors import SignatureError, TooLargeError

PLAIN = b"ssh-ed25519"
CERTIFIED = b"ssh-ed25519-cert-v01@openssh.com"
MAX_SIGNATURE = 16 * 1024  # bytes of the armoured text

_MAGIC = b"SSHSIG"
_VERSION = b"\0\0\0\1"
_HASH = b"sha512"
_ARMOUR = re.compile(rb"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n?\Z")
_LINE = 70
_USER = b"\0\0\0\1"
# What stands in every Ed25519 certificate between the signed part and the 64 bytes of the signature.
_CERTIFICATE_END = b"\0\0\0\x53" + b"\0\0\0\x0bssh-ed25519" + b"\0\0\0\x40"


@dataclass(frozen=True, slots=True)
class Certificate:
    """An OpenSSH user certificate: whose key, for which one principal, when (seconds since 1970)."""

    blob: bytes
    key: bytes  # wire form of the certified key
    authority: bytes  # wire form of the key that certified it
    principal: str
    serial: int
    valid_after: int
    valid_before: int

    def is_genuine(self) -> bool:
        """Tell whether the authority's signature on this certificate holds."""
        authority = Ed25519PublicKey.from_public_bytes(self.authority[-32:])
        try:
            authority.verify(self.blob[-64:], self.blob[: -len(_CERTIFICATE_END) - 64])
        except InvalidSignature:
            return False
        return True

    @property
    def line(self) -> str:
        """The text of a ``-cert.pub`` file."""
        return f"{CERTIFIED.decode()} {base64.b64encode(self.blob).decode()}"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature that holds says: under which namespace, by which key, with which certificate."""

    namespace: str
    key: bytes
    certificate: Certificate | None


def string(data: bytes) -> bytes:
    """Return SSH's wire form of a string: four bytes of length, big-endian, then the bytes."""
    return len(data).to_bytes(4, "big") + data


def key_blob(raw: bytes) -> bytes:
    """Return SSH's wire form of an Ed25519 public key of 32 bytes."""
    return string(PLAIN) + string(raw)


def sign(message: bytes, namespace: str, public: bytes, signer: Callable[[bytes], bytes]) -> bytes:
    """Return the armoured SSHSIG over ``message``.

    ``public`` is the wire form of the key or certificate to embed; ``signer`` is Ed25519 over bytes.
    """
    name = namespace.encode("ascii")
    signature = string(PLAIN) + string(signer(_signed_bytes(message, name)))
    blob = b"".join(
        (_MAGIC, _VERSION, string(public), string(name), string(b""), string(_HASH), string(signature))
    )
    text = base64.b64encode(blob)
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return b"\n".join((b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""))


def verify(message: bytes, armoured: bytes) -> Signed:
    """Check that the embedded key signed ``message``. Who may use that key is for sync.trust to judge.

    Raises:
        TooLargeError: above 16 KiB.
        SignatureError: anything malformed, of another algorithm, or a signature that does not hold.
    """
    if len(armoured) > MAX_SIGNATURE:
        raise TooLargeError(what="signature")
    match = _ARMOUR.match(armoured)
    if match is None:
        raise SignatureError(reason="armour")
    try:
        return _verify(message, binascii.a2b_base64(match[1].replace(b"\n", b""), strict_mode=True))
    except (ValueError, InvalidSignature) as error:
        raise SignatureError(reason=str(error) or "does not fit") from error


def read_public(blob: bytes) -> tuple[bytes, Certificate | None]:
    """Return the wire form of the plain key in ``blob`` and, where it is one, the certificate.

    Raises:
        ValueError: not an Ed25519 key or user certificate, or one that the format does not allow.
    """
    kind, _ = _take(blob)
    if kind == CERTIFIED:
        certificate = read_certificate(blob)
        return certificate.key, certificate
    kind, raw = _strings(blob, 2)
    if kind != PLAIN or len(raw) != 32:
        raise ValueError("key type")
    return blob, None


def read_certificate(blob: bytes) -> Certificate:
    """Read the wire form of an Ed25519 user certificate (OpenSSH's PROTOCOL.certkeys), strictly.

    Read by hand: this happens for every file, and cryptography's reader takes three times as long. A test
    holds the two against each other. Raises ValueError.
    """
    *start, rest = _first(blob, 3)
    kind, _nonce, key = start
    serial, sort = rest[:8], rest[8:12]
    _key_id, principals, rest = _first(rest[12:], 2)
    after, before = rest[:8], rest[8:16]
    options, extensions, reserved, authority, signature = _strings(rest[16:], 5)
    if kind != CERTIFIED or sort != _USER or len(key) != 32 or reserved:
        raise ValueError("no user certificate")
    if options:
        raise ValueError("critical options")
    _check_extensions(extensions)
    (principal,) = _strings(principals, 1)
    if authority != key_blob(authority[-32:]) or not blob.endswith(_CERTIFICATE_END, 0, -64):
        raise ValueError("authority")
    if len(signature) != len(_CERTIFICATE_END) - 4 + 64:
        raise ValueError("signature of the certificate")
    return Certificate(
        blob=blob,
        key=key_blob(key),
        authority=authority,
        principal=principal.decode("ascii"),
        serial=int.from_bytes(serial, "big"),
        valid_after=int.from_bytes(after, "big"),
        valid_before=int.from_bytes(before, "big"),
    )


def _verify(message: bytes, blob: bytes) -> Signed:
    if not blob.startswith(_MAGIC + _VERSION):
        raise ValueError("preamble")
    public, name, reserved, digest, signature = _strings(blob[len(_MAGIC + _VERSION) :], 5)
    if reserved or digest != _HASH:
        raise ValueError("hash or reserved")
    kind, raw = _strings(signature, 2)
    if kind != PLAIN or len(raw) != 64:
        raise ValueError("signature type")
    key, certificate = read_public(public)
    Ed25519PublicKey.from_public_bytes(key[-32:]).verify(raw, _signed_bytes(message, name))
    return Signed(name.decode("ascii"), key, certificate)


def _signed_bytes(message: bytes, namespace: bytes) -> bytes:
    digest = hashlib.sha512(message).digest()
    return _MAGIC + string(namespace) + string(b"") + string(_HASH) + string(digest)


def _take(data: bytes) -> tuple[bytes, bytes]:
    size = int.from_bytes(data[:4], "big")
    if len(data) < 4 + size:
        raise ValueError("cut off")
    return data[4 : 4 + size], data[4 + size :]


def _check_extensions(data: bytes) -> None:
    """Extensions mean nothing here, but must be pairs in order, each once. Raises ValueError."""
    last = b""
    while data:
        name, _value, data = _first(data, 2)
        if name <= last:
            raise ValueError("extensions")
        last = name


def _first(data: bytes, count: int) -> list[bytes]:
    """Read ``count`` strings; the last of the list is what follows them."""
    found = []
    at, end = 0, len(data)
    for _ in range(count):
        start = at + 4
        at = start + int.from_bytes(data[at:start], "big")
        if at > end:
            raise ValueError("cut off")
        found.append(data[start:at])
    found.append(data[at:])
    return found


def _strings(data: bytes, count: int) -> list[bytes]:
    """Read exactly ``count`` strings, with nothing behind them."""
    *found, rest = _first(data, count)
    if rest:
        raise ValueError("trailing bytes")
    return found
