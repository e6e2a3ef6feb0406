"""The outbox folder: bundles exactly as they were sealed, kept also after they arrived."""

from __future__ import annotations

import hashlib
from pathlib import Path

from models.store.records import OutboxRecord
from models.workspace import CommuneWorkspace
from sync.errors import UnreadableError
from sync.handoff import folder

CONFIRMED = "confirmed"


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
