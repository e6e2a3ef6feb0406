"""The archive's journal: what the province did, a signed line an event, each naming the line before it.

    {"body":{…},"event":"decided","prev":"<SHA-256 of the line before>","seq":17,"sig":"<SSHSIG in base64>"}

A line without its signature is canonical JSON (sync.canonical); that text is what the province's key signs.
The containers hold what the communes said; the journal holds what the province made of it, so that the two
together say everything that the store says (sync.archive_replay).

Events are noted in the transaction of the store that does them (models.store.exchange_events) and written
here after it committed: a line stands for what happened, and what happened is never without its line for
longer than until the next call of ``catch_up``, however a program ended.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from models.store import Store
from models.store.errors import StoreLockedError
from models.store.lock import WorkspaceLock
from models.store.records import EventRecord, JournalEnd
from models.store.transaction import Transaction
from sync import canonical, signature
from sync.archive import Archive
from sync.errors import ArchiveError, DestinationError
from sync.handoff import folder
from sync.journal_adoption import is_due, tell
from sync.keys import SigningKey
from sync.province_keys import ProvinceKeys

LOG = "journal.ndjson"
NAMESPACE = "journal.v1@xaso"
BEGUN = "begun"  # the event of the first line: whose journal it is, and the certificate of the key
CUT_OFF = "cut off"  # reasons: the journal ends before, or goes on after, what the store knows of it
AHEAD = "ahead"
AT_ONCE = 64  # events read, written and dropped together
ALL = 2**31 - 1
PATIENCE = 30.0  # seconds to wait while another clerk writes

_ARMOUR_LINE = 70
_BEFORE_SIGNATURE = b',"sig":"'
_AFTER_SIGNATURE = b'"}'


def write_line(seq: int, prev: str | None, event: str, body: object, signer: SigningKey) -> bytes:
    """Return one signed line, without its line feed."""
    text = canonical.encode({"body": body, "event": event, "prev": prev, "seq": seq})
    armoured = signature.sign(text, NAMESPACE, signer.key, signer.sign)
    code = b"".join(armoured.split(b"\n")[1:-2])
    return text[:-1] + _BEFORE_SIGNATURE + code + _AFTER_SIGNATURE


def part_line(line: bytes) -> tuple[bytes, bytes] | None:
    """Return the text that a line signs and the armoured signature; None for what is no such line."""
    text, found, rest = line.rpartition(_BEFORE_SIGNATURE)
    if not found or not rest.endswith(_AFTER_SIGNATURE):
        return None
    code = rest[: -len(_AFTER_SIGNATURE)]
    lines = [code[at : at + _ARMOUR_LINE] for at in range(0, len(code), _ARMOUR_LINE)]
    armour = (b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b"")
    return text + b"}", b"\n".join(armour)


def digest(line: bytes) -> str:
    """Return the SHA-256 by which the next line names this one."""
    return hashlib.sha256(line).hexdigest()


def catch_up(store: Store, province: ProvinceKeys, root: Path) -> int:
    """Write the events that wait in ``store`` into the journal of the archive at ``root``; how many.

    Killed anywhere, the next call goes on: a line that was written already is found and not written again.

    Raises:
        ArchiveError: the journal is shorter than the store remembers, or goes on with what the store does
            not know (``reason`` "cut off" or "ahead"). Nothing is written; the events wait.
        DestinationError, models.store.errors.StoreError: the archive or the store failed.
    """
    with store.reading() as t:
        if not t.exchange.events.behind(root / LOG):
            return 0
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _alone(root):
            return _Writer(store, province, root).run()
    except OSError as error:
        raise DestinationError(path=str(root), reason=error.strerror or str(error)) from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the archive's lock; wait for another clerk. Raises StoreLockedError when it takes too long."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            lock = WorkspaceLock.take(root)
            break
        except StoreLockedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
    with lock:
        yield


class _Writer:
    """Appends events, while nobody else does."""

    def __init__(self, store: Store, province: ProvinceKeys, root: Path) -> None:
        self._store = store
        self._province = province
        self._archive = Archive(root)
        self._path = root / LOG

    def run(self) -> int:
        """Write all that waits and return how many events."""
        count = self._adopt()
        while True:
            with self._store.reading() as t:
                end = t.exchange.events.end()
                torn = _size(self._path) > end.size  # a call before this one was killed: compare with all
                waiting = t.exchange.events.waiting(ALL if torn else AT_ONCE)
                bodies = [_body(t, event) for event in waiting]
            if not waiting and end.size == _size(self._path):
                return count
            end = self._append(end, waiting, bodies)
            with self._store.transaction() as t:
                t.exchange.events.drop([event.number for event in waiting])
                t.exchange.events.set_end(end)
            count += len(waiting)

    def _adopt(self) -> int:
        """Begin the journal of a store that an older program filled, if it is one; how many lines.

        Written beside it and renamed: killed before the store knows, the next call makes the same bytes.
        """
        with self._store.reading() as t:
            if not is_due(t):
                return 0
            bodies = ((BEGUN, self._begun()), *(("adopted", body) for body in tell(t)))
        end, lines = JournalEnd(), []
        for event, body in bodies:
            lines.append(write_line(end.seq + 1, end.sha256, event, body, self._province.signing))
            end = _after(end, lines[-1])
        content = b"".join(line + b"\n" for line in lines)
        if not self._path.exists():
            folder.write(self._path.parent, self._path.name, content)
        elif self._path.read_bytes() != content:
            raise ArchiveError(id=LOG, reason=AHEAD)
        with self._store.transaction() as t:
            t.exchange.events.set_end(end)
        return len(lines)

    def _begun(self) -> dict[str, object]:
        return {"province": self._province.name, "certificate": _certificate(self._province)}

    def _append(
        self, end: JournalEnd, waiting: Sequence[EventRecord], bodies: Sequence[object]
    ) -> JournalEnd:
        todo = dict(enumerate(zip(waiting, bodies, strict=True)))
        lines: list[bytes] = []
        for line in self._beyond(end):
            if self._first(end.seq, line):
                pass
            elif not _take_out(todo, line):
                raise ArchiveError(id=LOG, reason=AHEAD)
            end = _after(end, line)
        if end.seq == 0:
            lines.append(write_line(1, None, BEGUN, self._begun(), self._province.signing))
            end = _after(end, lines[-1])
        for event, body in todo.values():
            if event.container is not None:
                self._keep(event, base64.b64decode(event.container))
            lines.append(write_line(end.seq + 1, end.sha256, event.kind, body, self._province.signing))
            end = _after(end, lines[-1])
        self._write(lines)
        return end

    def _beyond(self, end: JournalEnd) -> list[bytes]:
        """Return the whole lines behind what the store knows; a last one that was cut off goes away.

        They were written by a call that was killed before it told the store so. Raises ArchiveError.
        """
        size = _size(self._path)
        if size < end.size:
            raise ArchiveError(id=LOG, reason=CUT_OFF)
        if size == end.size:
            return []
        with self._path.open("r+b") as log:
            log.seek(end.size)
            tail = log.read()
            whole = tail.rfind(b"\n") + 1
            if whole < len(tail):
                log.truncate(end.size + whole)
        return tail[:whole].splitlines()

    def _first(self, seq: int, line: bytes) -> bool:
        """Tell whether this is the line that began the journal."""
        parted = part_line(line)
        if seq or parted is None:
            return False
        return parted[0] == canonical.encode({"body": self._begun(), "event": BEGUN, "prev": None, "seq": 1})

    def _keep(self, event: EventRecord, container: bytes) -> None:
        body = msgspec.json.decode(event.content, type=dict[str, object])
        self._archive.put(str(body["id"]), container)

    def _write(self, lines: Sequence[bytes]) -> None:
        if not lines:
            return
        self._archive.secure()
        with self._path.open("ab") as log:
            log.write(b"".join(line + b"\n" for line in lines))
        folder.force_files([self._path])


def _after(end: JournalEnd, line: bytes) -> JournalEnd:
    return JournalEnd(seq=end.seq + 1, sha256=digest(line), size=end.size + len(line) + 1)


def _certificate(province: ProvinceKeys) -> str:
    certificate = province.signing.certificate
    return certificate.line if certificate is not None else ""


def _take_out(todo: dict[int, tuple[EventRecord, object]], line: bytes) -> bool:
    """Take the event out of ``todo`` that ``line`` tells; False when none of them is it."""
    parted = part_line(line)
    if parted is None:
        return False
    told = msgspec.json.decode(parted[0], type=dict[str, object])
    for number, (event, body) in todo.items():
        if event.kind == told.get("event") and body == told.get("body"):
            del todo[number]
            return True
    return False


def _body(t: Transaction, event: EventRecord) -> object:
    """Return what a line says of an event: its content, with the receipts that it only names."""
    body: dict[str, object] = msgspec.json.decode(event.content, type=dict[str, object])
    if event.kind == "receipts":
        ids = msgspec.convert(body["ids"], list[str])
        records = [msgspec.structs.asdict(one) for one in t.exchange.receipts.of_ids(ids)]
        body = {"about": body["about"], "receipts": records}
    return body
