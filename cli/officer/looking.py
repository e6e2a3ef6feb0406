"""Looking at a file with what this computer has: the province's keys, or the commune's kit and outbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.call import Call
from cli.errors import NoProvinceError, UsageError
from cli.workspace import commune, province, province_folder
from models.errors import NotSetUpError
from sync.errors import KeyMissingError, TooLargeError, UnreadableError

if TYPE_CHECKING:  # cryptography is loaded when it is used
    from sync.encryption import Identity
    from sync.trust import Trust
    from sync.verify import Inspection


@dataclass(frozen=True, slots=True)
class AtHand:
    """What a computer judges with: nothing where it has nothing.

    ``name`` is its own (``prov/56``, ``unit/22810``), ``addressed`` the kinds that must be addressed to it;
    ``kept`` finds the signed container of what this very computer sealed, by the file's SHA-256.
    """

    identities: Sequence[Identity] = ()
    trust: Trust | None = None
    name: str | None = None
    addressed: frozenset[str] = frozenset()
    kept: Callable[[str], bytes | None] = lambda _sha256: None


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a file; ``ours``: this computer sealed it."""

    found: Inspection
    ours: bool
    province: bool


def look(said: Call, file: Path) -> list[tuple[str, Look]]:
    """Open and check a file, or every envelope in a mail: (name, what was seen); nothing is stored.

    Raises:
        TooLargeError: nobody reads as much.
        UsageError: it is a folder.
        UnreadableError: the file cannot be read.
        HelperError: no process can be started to look at it.
        StoreError, BadSettingsError, OSError: as their names say.
    """
    from sync.encryption import MAX_WIRE
    from sync.handoff import mailfile
    from sync.journal_verify import inspect_journal, is_journal

    size = file.stat().st_size
    if file.is_dir() and not mailfile.is_mail(file):
        raise UsageError(problem=said.words.text("“{path}” is a folder: name a file", path=file))
    hand, now = _at_hand(said), said.clock()
    if mailfile.is_mail(file):
        inside = [(f"{file.name}!{one.name}", one.data) for one in mailfile.attachments(file)]
        if inside:
            return [(name, _look(data, hand, now)) for name, data in inside]
    elif is_journal(file):
        seen = inspect_journal(file, trust=hand.trust, at=now)
        return [(file.name, Look(seen, ours=False, province=bool(hand.identities)))]
    if size > MAX_WIRE:
        raise TooLargeError(what="file", size=size)
    data = file.read_bytes() if file.is_file() else b""
    return [(file.name, _look(data, hand, now))]


def _look(data: bytes, hand: AtHand, now: datetime) -> Look:
    """Open and check one envelope or certificate, in a process of its own."""
    from sync.inspector import inspect

    found = inspect(data, identities=hand.identities, trust=hand.trust, at=now)
    container = hand.kept(found.sha256) if found.code == "E_NOT_FOR_US" else None
    if container is not None:
        inside = inspect(container, trust=hand.trust, at=now)
        inside.size, inside.sha256, inside.encrypted = found.size, found.sha256, True
        found = inside
    elif found.error is None and found.kind in hand.addressed and found.to != hand.name:
        found = inspect(data, identities=hand.identities, trust=hand.trust, recipient=hand.name, at=now)
    return Look(found, container is not None, bool(hand.identities))


def _at_hand(said: Call) -> AtHand:
    """Return the province's keys in a province workspace, else what the installed kit says."""
    if said.province is not None or said.data is None:
        with suppress(NoProvinceError):
            province_folder(said)
            return _of_province(said)
    with suppress(NotSetUpError, KeyMissingError):
        return _of_commune(said)
    return AtHand()


def _of_province(said: Call) -> AtHand:
    from sync import province_keys
    from sync.rotation import revocations

    with province(said, archived=False) as opened:
        keys = province_keys.load(opened.workspace.keys)
        with opened.store.reading() as reading:
            trust = keys.trust.with_revoked(revocations(reading))
    return AtHand(keys.identities, trust, keys.name, frozenset({"bundle", "enrol"}))


def _of_commune(said: Call) -> AtHand:
    from sync import settings
    from sync.handoff import folder
    from sync.outbox import plain_name

    with commune(said) as opened:
        with opened.store.reading() as reading:
            trust = settings.trust_of(settings.kit_body(reading))
            unit = settings.unit(reading)
            names = {record.sha256: plain_name(record.name) for record in reading.exchange.outbox.all()}
        outbox = opened.workspace.outbox

    def kept(sha256: str) -> bytes | None:
        if sha256 not in names:
            return None
        with suppress(UnreadableError):
            return folder.read(outbox / names[sha256])
        return None  # the province has it: the container is needed no more

    name = f"unit/{unit}" if unit else None
    return AtHand((), trust, name, frozenset({"receipt"}) if name else frozenset(), kept)
