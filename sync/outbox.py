"""The outbox folder: bundles exactly as they were sealed, kept also after they arrived."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from models.store.records import OutboxRecord
from models.workspace import CommuneWorkspace
from sync.errors import UnreadableError
from sync.handoff import folder, usb

CONFIRMED = "confirmed"
ARRIVED = frozenset({"accepted", "accepted_with_gap"})


def kept(workspace: CommuneWorkspace, record: OutboxRecord) -> bytes:
    """Return the sealed bytes of a bundle as they were first written. Raises UnreadableError."""
    path = workspace.outbox / record.name
    if not path.exists():
        path = workspace.outbox / CONFIRMED / record.name
    data = folder.read(path)
    if hashlib.sha256(data).hexdigest() != record.sha256:
        raise UnreadableError(path=str(path), reason="changed since it was sealed")
    return data


def plain_name(name: str) -> str:
    """Return the name under which the signed container lies beside the sealed file."""
    return Path(name).with_suffix(".tar").name


def copies(records: Iterable[OutboxRecord]) -> list[Path]:
    """Return the copies of arrived bundles that still lie where they were handed off, as far as we see.

    Only exact copies count: a file that became another one is nobody's business here.
    """
    return [
        Path(record.written_to)
        for record in records
        if record.status in ARRIVED and record.written_to and _is_copy(Path(record.written_to), record)
    ]


def put_away(records: Iterable[OutboxRecord]) -> list[Path]:
    """Move those copies into ``sent`` beside where they lay: what counts is the province's receipt."""
    return usb.put_away(copies(records))


def _is_copy(path: Path, record: OutboxRecord) -> bool:
    try:
        if not path.is_file() or path.stat().st_size != record.size:
            return False
        return hashlib.sha256(folder.read(path)).hexdigest() == record.sha256
    except (OSError, UnreadableError):
        return False
