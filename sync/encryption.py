"""age encryption in memory: X25519 recipients only, with the header looked at before it is parsed.

pyrage parses headers in quadratic time and can leave half-written files behind; therefore the header
is measured first (4 KiB, 8 stanzas, also inside ASCII armour) and everything happens in memory.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Protocol

import pyrage  # type: ignore[import-untyped]

from sync.container import MAGIC, MAGIC_AT, MAX_CONTAINER
from sync.errors import DamagedError, KeyFileError, NotABundleError, NotForUsError, TooLargeError

MAX_WIRE = 72 * 1024 * 1024  # bytes of a file as it travels
MAX_HEADER = 4096  # bytes of an age header
MAX_STANZAS = 8
MAX_RECIPIENTS = 4

_AGE = b"age-encryption.org/v1\n"
_ARMOUR_BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOUR_END = b"-----END AGE ENCRYPTED FILE-----"
_ARMOUR_LINE = 64
_HEADER_END = re.compile(rb"\n--- [A-Za-z0-9+/]{43}\n")
_WHITE = b"\xef\xbb\xbf \t\r\n"  # a byte order mark and blanks that mail programs add around armour


class Identity(Protocol):
    """A secret age X25519 key, as pyrage holds it; its text is ``AGE-SECRET-KEY-1…``."""

    def to_public(self) -> object:
        """Return the recipient that belongs to it; its text is ``age1…``."""


def new_identity() -> Identity:
    """Return a fresh secret key."""
    secret: Identity = pyrage.x25519.Identity.generate()
    return secret


def identity(text: str) -> Identity:
    """Read ``AGE-SECRET-KEY-1…``. Raises KeyFileError."""
    try:
        secret: Identity = pyrage.x25519.Identity.from_str(text.strip())
    except (pyrage.IdentityError, ValueError) as error:
        raise KeyFileError(reason="no age identity") from error
    return secret


def recipient_of(secret: Identity) -> str:
    """Return the ``age1…`` text that others encrypt to."""
    return str(secret.to_public())


def encrypt(data: bytes, recipients: Sequence[str], *, armoured: bool = False) -> bytes:
    """Return ``data`` encrypted to one to four recipients (``age1…``).

    Raises:
        KeyFileError: a recipient that is none, or none, or more than four.
        TooLargeError: the container is above its limit.
    """
    if not 1 <= len(recipients) <= MAX_RECIPIENTS:
        raise KeyFileError(reason="one to four recipients", count=len(recipients))
    if len(data) > MAX_CONTAINER:
        raise TooLargeError(what="container")
    try:
        keys = [pyrage.x25519.Recipient.from_str(text) for text in recipients]
    except (pyrage.RecipientError, ValueError) as error:
        raise KeyFileError(reason="no age recipient") from error
    return bytes(pyrage.encrypt(data, keys, armored=armoured))


def armour(data: bytes) -> bytes:
    """Return a binary age file as ASCII armour, for mail gateways that strip attachments."""
    text = base64.b64encode(data)
    lines = [text[at : at + _ARMOUR_LINE] for at in range(0, len(text), _ARMOUR_LINE)]
    return b"\n".join((_ARMOUR_BEGIN, *lines, _ARMOUR_END, b""))


def is_encrypted(data: bytes) -> bool:
    """Tell age files (True) from bare containers (False) by their content.

    Raises:
        TooLargeError: above 72 MiB.
        NotABundleError: neither of the two.
    """
    if len(data) > MAX_WIRE:
        raise TooLargeError(what="file", size=len(data))
    if not looks_like_one(data):
        raise NotABundleError
    return data.startswith(_AGE) or _is_armour(data)


def looks_like_one(data: bytes) -> bool:
    """Tell whether content begins like an age file, binary or armoured, or like a container."""
    return data.startswith(_AGE) or _is_armour(data) or data[MAGIC_AT : MAGIC_AT + len(MAGIC)] == MAGIC


def decrypt(data: bytes, identities: Sequence[Identity]) -> bytes:
    """Return the plaintext of an age file, binary or armoured.

    Raises:
        DamagedError: header, armour or content cut off or altered.
        NotForUsError: encrypted to other keys.
        TooLargeError: the content is above the container's limit.
    """
    data = without_armour(data)
    _check_header(data)
    if not identities:
        raise NotForUsError
    try:
        plain: bytes = pyrage.decrypt(data, identities)
    except (pyrage.DecryptError, ValueError) as error:
        # That no key matches is told by pyrage 1.4.0 in the words alone.
        if "matching keys" in str(error).lower():
            raise NotForUsError from error
        raise DamagedError(reason="content") from error
    if len(plain) > MAX_CONTAINER:
        raise TooLargeError(what="container")
    return plain


def _is_armour(data: bytes) -> bool:
    if data.startswith(_AGE):
        return False
    return data[:256].lstrip(_WHITE).startswith(_ARMOUR_BEGIN)


def without_armour(data: bytes) -> bytes:
    """Return the binary form of an armoured file; anything else as it is. Raises DamagedError."""
    if not _is_armour(data):
        return data
    lines = data.strip(_WHITE).splitlines()
    if lines[0].rstrip() != _ARMOUR_BEGIN or lines[-1].rstrip() != _ARMOUR_END:
        raise DamagedError(reason="armour")
    try:
        return base64.b64decode(b"".join(line.strip() for line in lines[1:-1]), validate=True)
    except binascii.Error as error:
        raise DamagedError(reason="armour") from error


def _check_header(data: bytes) -> None:
    """Refuse a header that is larger than ours can be, before a parser sees it."""
    start = data[:MAX_HEADER]
    end = _HEADER_END.search(start)
    if not start.startswith(_AGE) or end is None:
        raise DamagedError(reason="header")
    if start.count(b"\n-> ", 0, end.end()) > MAX_STANZAS:
        raise DamagedError(reason="header")
