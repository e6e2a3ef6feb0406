"""The container: one canonical ustar archive, with one possible reading.

Every header is a function of name and size alone. The reader builds the header that it expects and
demands byte equality, so links, paths, PAX records and second meanings cannot occur.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sync.errors import ContainerError, TooLargeError

BLOCK = 512
END = bytes(2 * BLOCK)
MAX_CONTAINER = 52 * 1024 * 1024  # bytes
MAX_MEMBERS = 34  # 32 files, the manifest and its signature
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
MAGIC_AT = 257
MAGIC = b"ustar\x0000"

_SIZE_AT = 124
_BEFORE_SIZE = b"0000644\x00" + b"0000000\x00" * 2  # mode, uid, gid
_TIME = b"00000000000\x00"
_AFTER_CHECKSUM = b"0" + bytes(100) + MAGIC  # type, link name, magic and version
_REST = _AFTER_CHECKSUM + bytes(BLOCK - MAGIC_AT - len(MAGIC))
_FIXED_SUM = sum(_BEFORE_SIZE) + sum(b"\0" + _TIME) + 8 * ord(" ") + sum(_AFTER_CHECKSUM)
_OCTAL = re.compile(rb"[0-7]{11}")


class Member(NamedTuple):
    """One file of a container: its name and its bytes (a view into the container when it was read)."""

    name: str
    data: bytes | memoryview


def header(name: str, size: int) -> bytes:
    """Return the 512 bytes that announce a member of ``size`` bytes. Raises ContainerError."""
    if not NAME.fullmatch(name):
        raise ContainerError(reason="name", name=name)
    text, digits = name.encode("ascii"), b"%011o" % size
    checksum = sum(text) + sum(digits) + _FIXED_SUM
    return b"%b%b%b\0%b%06o\0 %b" % (text.ljust(100, b"\0"), _BEFORE_SIZE, digits, _TIME, checksum, _REST)


def write(members: Iterable[Member]) -> bytes:
    """Return the container of ``members``, in their order.

    Raises:
        ContainerError: a name that the format does not know, or one that comes twice.
        TooLargeError: more than 34 members or 52 MiB.
    """
    parts: list[bytes | memoryview] = []
    names: set[str] = set()
    for member in members:
        if member.name in names:
            raise ContainerError(reason="duplicate", name=member.name)
        names.add(member.name)
        size = len(member.data)
        parts += (header(member.name, size), member.data, bytes(-size % BLOCK))
    parts.append(END)
    if len(names) > MAX_MEMBERS or sum(map(len, parts)) > MAX_CONTAINER:
        raise TooLargeError(what="container")
    return b"".join(parts)


def read(data: bytes) -> list[Member]:
    """Return the members of a container, as views into ``data``.

    Raises:
        TooLargeError: more than 52 MiB.
        ContainerError: any byte that the writer would not have written.
    """
    if len(data) > MAX_CONTAINER:
        raise TooLargeError(what="container")
    view = memoryview(data)
    members: list[Member] = []
    names: set[str] = set()
    at = 0
    while data[at : at + 1].strip(b"\0"):  # a name begins here, or the end
        member = _member(view, at)
        if member.name in names or len(members) == MAX_MEMBERS:
            raise ContainerError(reason="duplicate or too many members", name=member.name)
        names.add(member.name)
        members.append(member)
        at += BLOCK + len(member.data) + (-len(member.data) % BLOCK)
    if not members or data[at:] != END:
        raise ContainerError(reason="end")
    return members


def _member(view: memoryview, at: int) -> Member:
    """Read the member whose header stands at ``at``. Raises ContainerError."""
    head = bytes(view[at : at + BLOCK])
    name = head[:100].rstrip(b"\0").decode("ascii", "replace")
    digits = head[_SIZE_AT : _SIZE_AT + 11]
    if not _OCTAL.fullmatch(digits):
        raise ContainerError(reason="size")
    size = int(digits, 8)
    if header(name, size) != head:
        raise ContainerError(reason="header")
    start = at + BLOCK
    end = start + size
    padded = end + (-size % BLOCK)
    if padded > len(view) or bytes(view[end:padded]).strip(b"\0"):
        raise ContainerError(reason="padding or length")
    return Member(name, view[start:end])
