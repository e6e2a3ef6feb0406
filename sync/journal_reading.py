"""Reading the journal: every line's signature, number and tie to the line before it, and what it says.

What is wrong is a value with the number of the line, and reading goes on behind it: a check names everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from models.store.records import JournalEnd
from sync import canonical, keys, signature
from sync.errors import EnvelopeError, KeyFileError
from sync.journal import BEGUN, LOG, NAMESPACE, digest, part_line
from sync.province_keys import ProvinceKeys

MAX_LINE = 256 * 1024 * 1024  # bytes; receipts of a batch are the longest


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a line says: the ``seq``-th event, what kind it is, and its content."""

    seq: int
    prev: str | None
    event: str
    body: dict[str, object]


@dataclass(frozen=True, slots=True)
class Event:
    """A line that holds, and where the journal ends with it."""

    line: Line
    end: JournalEnd


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with the ``number``-th line of the file.

    ``reason``: "altered" (its signature does not hold), "unreadable", "missing" (lines before it are),
    "twice" (it tells a number again) or "torn" (it is not the one that follows the line before it).
    """

    number: int
    reason: str
    detail: str = ""


def read(root: Path, province: ProvinceKeys) -> Iterator[Event | Flaw]:
    """Yield every line of the journal of the archive at ``root``, or what is wrong with it.

    Lines are signed by the province's key, or by one that its authority certified in the first line. Raises
    OSError.
    """
    path = root / LOG
    if path.exists():
        ours = frozenset({province.authority})
        yield from read_file(path, ours, {province.signing.key}, province.name)


def read_file(
    path: Path,
    authorities: Collection[bytes] | None,
    signers: Iterable[bytes] = (),
    name: str | None = None,
) -> Iterator[Event | Flaw]:
    """Yield every line of a journal, or what is wrong with it.

    Lines are signed by one of ``signers``, or by the key whose certificate stands in the first line if it is
    by one of ``authorities`` (None: by any) and for ``name`` (None: for any province). Raises OSError.
    """
    reader = _Reader(authorities, set(signers), name)
    with path.open("rb") as log:
        for number, raw in enumerate(log, 1):
            yield from reader.next(number, raw)


class _Reader:
    """What is known of the lines so far."""

    def __init__(self, authorities: Collection[bytes] | None, signers: set[bytes], name: str | None) -> None:
        self._authorities = authorities
        self._signers = signers
        self._name = name
        self._end = JournalEnd()
        self._torn = False  # the last line was none: what follows it cannot be tied to anything

    def next(self, number: int, raw: bytes) -> Iterator[Event | Flaw]:
        """Judge one line."""
        line = raw.removesuffix(b"\n")
        size = self._end.size + len(raw)
        read = self._signed(line) if raw.endswith(b"\n") else "unreadable"
        if isinstance(read, str):
            yield Flaw(number, read)
            self._end = msgspec.structs.replace(self._end, size=size)
            self._torn = True
            return
        yield from self._order(number, read)
        self._end = JournalEnd(seq=read.seq, sha256=digest(line), size=size)
        self._torn = False
        yield Event(read, self._end)

    def _order(self, number: int, line: Line) -> Iterator[Flaw]:
        expected = self._end.seq + 1
        if line.seq < expected:
            yield Flaw(number, "twice", str(line.seq))
        elif line.seq > expected + self._torn:
            first = expected + self._torn
            yield Flaw(number, "missing", f"{first}–{line.seq - 1}" if first < line.seq - 1 else str(first))
        elif not self._torn and line.prev != self._end.sha256:
            yield Flaw(number, "torn")

    def _signed(self, raw: bytes) -> Line | str:
        """Return what a line says, or why it says nothing."""
        parted = part_line(raw) if len(raw) <= MAX_LINE else None
        if parted is None:
            return "unreadable"
        text, armoured = parted
        try:
            line = msgspec.convert(canonical.decode(text), Line)
            signed = signature.verify(text, armoured)
        except EnvelopeError as error:
            return "altered" if error.code == "E_SIGNATURE" else "unreadable"
        except (msgspec.ValidationError, ValueError):
            return "unreadable"
        if line.event == BEGUN and line.seq == 1:
            self._learn(line)
        known = signed.key in self._signers and signed.certificate is None
        return line if known and signed.namespace == NAMESPACE else "altered"

    def _learn(self, line: Line) -> None:
        """Take in the key of the first line where an authority certified it for the province."""
        try:
            certificate = keys.read_certificate_line(str(line.body.get("certificate")))
        except KeyFileError:
            return
        known = self._authorities is None or certificate.authority in self._authorities
        here = line.body.get("province")
        named = certificate.principal == here and self._name in {None, here}
        if known and named and str(here).startswith("prov/") and certificate.is_genuine():
            self._signers.add(certificate.key)
