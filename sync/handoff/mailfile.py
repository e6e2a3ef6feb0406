"""Reading mails: what in a mail, an mbox or a Maildir may be an envelope, in bounded memory and time.

Anybody can write a mail. Sizes come first; what has more lines, parts or levels than a mail of people is not
taken apart at all; and no header is longer than it needs to be, because reading parameters out of long ones
takes the square of their length.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from pathlib import Path

from sync.encryption import looks_like_one, without_armour
from sync.errors import DamagedError, TooLargeError, UnreadableError
from sync.handoff import folder

MAX_MAIL = 56 * 1024 * 1024  # bytes of one mail; the largest bundle of ours, twice in base64, has 54 MiB
MAX_PARTS = 64  # that are looked at
MAX_LINES = 1_500_000  # a mail of MAX_MAIL in lines of base64 has a million
LINE = 1000  # bytes of a line, as mails have them; a few longer ones are borne
LONG_LINES = 8 * 1024 * 1024  # bytes of a mail that need no line ends
MAX_DELIMITERS = 10_000  # lines that begin as those between parts do
MAX_LEVELS = 32  # headers that may open another level
MAX_HEADER = 4096  # characters of one header
CHUNK = 64 * 1024  # bytes of a line that are read at once

_ARMOUR_BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOUR_END = b"-----END AGE ENCRYPTED FILE-----"
_ENVELOPES = frozenset({".age", ".tar"})
_SUFFIXES = frozenset({".eml", ".mbox"})
_LEVEL = re.compile(rb"(?:multipart|message)/", re.IGNORECASE)
_FROM = b"From "  # begins a mail in an mbox


@dataclass(frozen=True, slots=True)
class Attachment:
    """One part of a mail that may be an envelope."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it came; ``data`` is None where it is larger than we read."""

    size: int
    data: bytes | None


class _Bounded(Compat32):
    """Reads mails as leniently as the standard library can, and no header beyond its first characters."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name[:MAX_HEADER], value[:MAX_HEADER]


_PARSER = BytesParser(policy=_Bounded())


def is_mail(path: Path) -> bool:
    """Tell mails, mbox files and Maildirs from other files and folders."""
    try:
        if path.is_dir():
            return (path / "cur").is_dir() and (path / "new").is_dir()
    except OSError:  # a folder that nobody may look into
        return False
    return path.suffix.lower() in _SUFFIXES


def attachments(path: Path) -> Iterator[Attachment]:
    """Yield everything in a mail, mbox or Maildir that may be an envelope; each content once a mail.

    Raises:
        UnreadableError, TooLargeError: the file cannot be read.
    """
    for mail in mails(path):
        if mail.data is None:
            raise TooLargeError(what="mail", path=str(path))
        yield from parts(mail.data)


def mails(path: Path) -> Iterator[Mail]:
    """Yield the mails of a file or folder, one after the other. Raises UnreadableError."""
    try:
        if path.is_dir():
            for one in _of_maildir(path):
                yield _read(one)
        elif path.suffix.lower() == ".mbox":
            yield from _of_mbox(path)
        else:
            yield _read(path)
    except OSError as error:
        raise UnreadableError(path=str(path), reason=error.strerror or str(error)) from error


def parts(mail: bytes) -> Iterator[Attachment]:
    """Yield the parts of one mail that may be envelopes: attachments, and armour anywhere in a text.

    What is built as no mail of people is yields nothing.
    """
    seen: set[bytes] = set()
    for part in _leaves(mail):
        found = _envelope(part)
        if found is None:
            continue
        plain = _plain(found.data)
        if plain not in seen:
            seen.add(plain)
            yield found


def _leaves(mail: bytes) -> Iterator[Message]:
    if not is_bearable(mail):
        return
    for number, part in enumerate(_PARSER.parsebytes(mail).walk()):
        if number >= MAX_PARTS:
            return
        if not part.is_multipart():
            yield part


def is_bearable(mail: bytes) -> bool:
    """Tell whether taking a mail apart costs no more than its size does."""
    lines = mail.count(b"\n") + mail.count(b"\r")
    return (
        len(mail) <= MAX_MAIL
        and (len(mail) - LONG_LINES) / LINE <= lines <= 2 * MAX_LINES
        and mail.count(b"\n--") + mail.count(b"\r--") <= MAX_DELIMITERS
        and sum(1 for _ in zip(_LEVEL.finditer(mail), range(MAX_LEVELS + 1), strict=False)) <= MAX_LEVELS
    )


def _envelope(part: Message) -> Attachment | None:
    try:
        payload, name = part.get_payload(decode=True), part.get_filename() or ""
    except (LookupError, ValueError, TypeError):  # headers that make no sense: nobody's bundle
        return None
    if not isinstance(payload, bytes) or not payload:
        return None
    begin, end = payload.find(_ARMOUR_BEGIN), payload.find(_ARMOUR_END)
    if 0 <= begin < end:
        return Attachment(name or "text", payload[begin : end + len(_ARMOUR_END)] + b"\n")
    if looks_like_one(payload) or Path(name).suffix.lower() in _ENVELOPES:
        return Attachment(name or "attachment", payload)
    return None  # a picture in a signature, a calendar entry: nobody's bundle


def _plain(data: bytes) -> bytes:
    """Return what tells two parts of one mail apart: the same bundle comes binary and armoured."""
    try:
        return without_armour(data)
    except DamagedError:
        return data


def _read(path: Path) -> Mail:
    try:
        data = folder.read(path, MAX_MAIL)
    except TooLargeError:
        return Mail(path.stat().st_size, None)
    return Mail(len(data), data)


def _of_maildir(place: Path) -> Iterator[Path]:
    """Yield the files of a Maildir, and nothing that only points elsewhere."""
    for name in ("new", "cur"):
        with os.scandir(place / name) as found:
            yield from sorted(
                Path(one.path)
                for one in found
                if one.is_file(follow_symlinks=False) and not one.name.startswith(".")
            )


def _of_mbox(path: Path) -> Iterator[Mail]:
    """Yield the mails of an mbox, however large it is: one is in memory at a time, and that has a limit."""
    mail = bytearray()
    size = -1  # of the mail that is being read; -1 before the first
    with folder.opened(path) as box:
        begins = True  # a line, not the rest of one
        while line := box.readline(CHUNK):
            if begins and line.startswith(_FROM):
                if size >= 0:
                    yield _mail(mail, size)
                mail, size = bytearray(), 0
                skipping = True  # the line "From …" itself
            elif begins:
                skipping = False
            begins = line.endswith(b"\n")
            if size < 0 or skipping:
                continue
            size += len(line)
            if size <= MAX_MAIL:
                mail += line
    if size >= 0:
        yield _mail(mail, size)


def _mail(content: bytearray, size: int) -> Mail:
    return Mail(size, bytes(content) if size <= MAX_MAIL else None)
