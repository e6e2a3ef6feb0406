"""Ed25519 keys in OpenSSH files, certificates, and the digits that people read to each other."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    SSHCertificateBuilder,
    SSHCertificateType,
    load_ssh_private_key,
)

from sync.errors import KeyExistsError, KeyFileError, KeyMissingError, PassphraseError, WeakKeyError
from sync.signature import CERTIFIED, PLAIN, Certificate, key_blob, read_certificate

BCRYPT_ROUNDS = 24
VALID_BEFORE_ISSUE = timedelta(hours=24)
SERIAL_CHANCE = 29  # random bits of a serial number
VALID_MONTHS = 25
_DIGITS = 30
_GROUP = 5

# The y coordinates of the eight points of small order, and their encodings that are not reduced: with
# the sign bit set and unset these are the 14 keys under which anybody can make a signature that holds.
_P = 2**255 - 19
_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_Y = (0, 1, _P - 1, _P, _P + 1, _ORDER_8, _P - _ORDER_8)
LOW_ORDER_KEYS = frozenset((y | sign << 255).to_bytes(32, "little") for y in _SMALL_Y for sign in (0, 1))


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret key, with its certificate once there is one."""

    secret: Ed25519PrivateKey
    certificate: Certificate | None = None

    @property
    def key(self) -> bytes:
        """The wire form of the public key."""
        return key_blob(self.secret.public_key().public_bytes_raw())

    @property
    def public(self) -> bytes:
        """The wire form that goes into signatures: the certificate, or the plain key without one."""
        return self.certificate.blob if self.certificate else self.key

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of the signature over ``data``."""
        return self.secret.sign(data)

    def with_certificate(self, certificate: Certificate) -> SigningKey:
        """Return this key with its certificate. Raises KeyFileError where it certifies another key."""
        if certificate.key != self.key:
            raise KeyFileError(reason="the certificate is for another key")
        return replace(self, certificate=certificate)


def generate() -> SigningKey:
    """Return a fresh key."""
    return SigningKey(Ed25519PrivateKey.generate())


def digits(key: bytes) -> str:
    """Return the 30 digits of a key (wire form), six groups of five, as two people read them aloud."""
    number = int.from_bytes(hashlib.sha256(b"fingerprint.v1\0" + key).digest(), "big") % 10**_DIGITS
    text = f"{number:0{_DIGITS}d}"
    return " ".join(text[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def same_digits(told: str, key: bytes) -> bool:
    """Tell whether what a person typed, however grouped, are the digits of ``key``."""
    return "".join(filter(str.isdecimal, told)) == digits(key).replace(" ", "") and not any(
        character.isalpha() for character in told
    )


def fingerprint(key: bytes) -> str:
    """Return ``SHA256:…`` as ``ssh-keygen -lf`` shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


def public_line(key: bytes) -> str:
    """Return the text of a ``.pub`` file, without a comment."""
    return f"{PLAIN.decode()} {base64.b64encode(key).decode()}"


def read_public_line(text: str) -> bytes:
    """Return the wire form of ``ssh-ed25519 AAAA…``. Raises KeyFileError."""
    words = text.split()
    try:
        blob = base64.b64decode(words[1], validate=True)
    except (IndexError, binascii.Error) as error:
        raise KeyFileError(reason="no public key") from error
    if words[0] != PLAIN.decode() or blob != key_blob(blob[-32:]):
        raise KeyFileError(reason="no Ed25519 key")
    return blob


def read_certificate_line(text: str) -> Certificate:
    """Return the certificate of a ``-cert.pub`` text. Raises KeyFileError."""
    words = text.split()
    try:
        if words[0] != CERTIFIED.decode():
            raise ValueError("type")
        return read_certificate(base64.b64decode(words[1], validate=True))
    except (IndexError, ValueError, UnsupportedAlgorithm) as error:
        raise KeyFileError(reason="no certificate") from error


def check_strength(key: bytes) -> None:
    """Refuse the 14 keys of low order. Raises WeakKeyError."""
    if key[-32:] in LOW_ORDER_KEYS:
        raise WeakKeyError


def certify(authority: SigningKey, key: bytes, principal: str, serial: int, now: datetime) -> Certificate:
    """Return a user certificate for one principal: no options, −24 hours to +25 months.

    Raises:
        WeakKeyError: the key is of low order.
    """
    check_strength(key)
    built = (
        SSHCertificateBuilder()
        .public_key(Ed25519PublicKey.from_public_bytes(key[-32:]))
        .serial(serial)
        .type(SSHCertificateType.USER)
        .key_id(f"{principal} {serial}".encode())
        .valid_principals([principal.encode()])
        .valid_after(int((now - VALID_BEFORE_ISSUE).timestamp()))
        .valid_before(int(_months_later(now, VALID_MONTHS).timestamp()))
        .sign(authority.secret)
    )
    return read_certificate_line(built.public_bytes().decode())


def new_serial(now: datetime, highest: int = 0) -> int:
    """Return a serial number that no other certificate has, greater than ``highest``, the unit's last one.

    Of two certificates of a unit the greater serial is the newer one, for the province and for the laptop:
    it says so itself, and neither a clock that was set back nor two within a second make it doubtful. Its
    upper bits are the second of issue, or the next free one; its lower 29 bits are random.
    """
    first = max(int(now.timestamp()), (highest >> SERIAL_CHANCE) + 1)
    return first << SERIAL_CHANCE | secrets.randbits(SERIAL_CHANCE)


def load(path: Path, passphrase: str | None = None) -> SigningKey:
    """Read a secret key, and the certificate beside it where there is one (``NAME-cert.pub``).

    Raises:
        KeyMissingError: no such file.
        PassphraseError: the key is under a passphrase and none or a wrong one was given.
        KeyFileError: not an Ed25519 key in OpenSSH's format.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeyMissingError(path=str(path)) from error
    try:
        secret = load_ssh_private_key(data, passphrase.encode() if passphrase else None)
    except TypeError as error:  # encrypted without a passphrase given, or the other way round
        if passphrase:
            return load(path)
        raise PassphraseError(path=str(path)) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        if passphrase:
            raise PassphraseError(path=str(path)) from error
        raise KeyFileError(path=str(path)) from error
    if not isinstance(secret, Ed25519PrivateKey):
        raise KeyFileError(path=str(path))
    key = SigningKey(secret)
    certificate = certificate_path(path)
    if not certificate.exists():
        return key
    return key.with_certificate(read_certificate_line(certificate.read_text(encoding="utf-8")))


def save(key: SigningKey, path: Path, passphrase: str | None = None, comment: str = "xaso") -> None:
    """Write a secret key (mode 600) and its ``.pub`` and ``-cert.pub``.

    Raises:
        KeyExistsError: there is a key already.
        OSError: the folder cannot be written.
    """
    if path.exists():
        raise KeyExistsError(path=str(path))
    data = key.secret.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, _encryption(passphrase))
    write_secret(path, data)
    path.with_name(path.name + ".pub").write_text(f"{public_line(key.key)} {comment}\n", encoding="utf-8")
    if key.certificate is not None:
        save_certificate(key.certificate, path)


def is_protected(path: Path) -> bool:
    """Tell whether a key file is under a passphrase. Raises KeyMissingError, KeyFileError."""
    try:
        load(path)
    except PassphraseError:
        return True
    return False


def prepare(key: SigningKey, path: Path, passphrase: str | None) -> Path:
    """Write a secret key beside its file ``path``, under another passphrase; renaming it puts it in force.

    Raises OSError.
    """
    part = path.with_name(path.name + ".PART")
    part.unlink(missing_ok=True)
    write_secret(part, key.secret.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, _encryption(passphrase)))
    return part


def save_certificate(certificate: Certificate, path: Path) -> None:
    """Write the certificate beside the key file ``path``, whole or not at all. Raises OSError."""
    target = certificate_path(path)
    part = target.with_name(target.name + ".PART")
    part.write_text(certificate.line + "\n", encoding="utf-8")
    part.replace(target)


def certificate_path(path: Path) -> Path:
    """Return where the certificate of the key file ``path`` lies, as OpenSSH names it."""
    return path.with_name(path.name + "-cert.pub")


def write_secret(path: Path, data: bytes) -> None:
    """Write a new file that only its owner may read. Raises KeyExistsError or OSError."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except FileExistsError as error:
        raise KeyExistsError(path=str(path)) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _encryption(passphrase: str | None) -> KeySerializationEncryption:
    if not passphrase:
        return NoEncryption()
    builder = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(BCRYPT_ROUNDS)
    built: KeySerializationEncryption | BestAvailableEncryption = builder.build(passphrase.encode())
    return built


def _months_later(moment: datetime, months: int) -> datetime:
    index = moment.month - 1 + months
    # Day 28 exists in every month: a certificate may end up to three days early, never late.
    return moment.replace(year=moment.year + index // 12, month=index % 12 + 1, day=min(moment.day, 28))
