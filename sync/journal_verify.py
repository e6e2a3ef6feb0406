"""Telling of a journal file what it is, and whether every line of it holds."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime
from pathlib import Path

from sync.errors import SignatureError
from sync.journal_reading import Event, Flaw, read_file
from sync.trust import Trust
from sync.verify import JOURNAL, Inspection, inspect_certificate

BEGINNING = b'{"body":{"certificate":"ssh-ed25519-cert-v01@openssh.com '


def is_journal(path: Path) -> bool:
    """Tell whether a file begins as a journal does. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(BEGINNING)) == BEGINNING


def inspect_journal(path: Path, *, trust: Trust | None = None, at: datetime) -> Inspection:
    """Check every line of a journal, however long it is; ``body`` counts the events by kind.

    Without ``trust`` the authority is shown but not judged. Whether the last lines are there the file alone
    cannot tell: the province's store knows where it ends (``xaso province archive verify``). Raises OSError.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    seen = Inspection(path.stat().st_size, digest, kind=JOURNAL)
    counts: Counter[str] = Counter()
    lines = 0
    for found in read_file(path, trust.authorities if trust else None):
        if isinstance(found, Flaw):
            if seen.error is None:
                seen.error = SignatureError(
                    reason=f"line {found.number}: {found.reason} {found.detail}".rstrip()
                )
            continue
        if not lines:
            _begun(seen, found, trust, at)
        lines += 1
        counts[found.line.event] += 1
    seen.body = {"lines": lines, "events": dict(counts)}
    if seen.error is None:
        seen.checked.append("signature")
    return seen


def _begun(seen: Inspection, event: Event, trust: Trust | None, at: datetime) -> None:
    body = event.line.body
    seen.sender = str(body.get("province"))
    seen.certificate = inspect_certificate(
        str(body.get("certificate")).encode(), trust=trust, at=at
    ).certificate
