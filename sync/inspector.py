"""Looking at a file in a process of its own: one that brings a library down does not end whoever looks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sync import encryption, verify
from sync.crew import apart
from sync.encryption import Identity
from sync.errors import ExaminationError, TooLargeError
from sync.examination import Refused
from sync.examiner import Definition
from sync.signature import CERTIFIED
from sync.trust import Trust
from sync.verify import Inspection


@dataclass(frozen=True, slots=True)
class Inspector:
    """What a helper looks with: keys as text, trust and our name, each only where we have it."""

    identities: tuple[str, ...] = field(default=(), repr=False)
    trust: Trust | None = None
    recipient: str | None = None

    def examine(
        self, data: bytes, at: datetime, _definition: Definition, _forgive: frozenset[str] = frozenset()
    ) -> Inspection:
        """Look at an envelope or a certificate."""
        if data.startswith(CERTIFIED):
            return verify.inspect_certificate(data, trust=self.trust, at=at)
        identities = [encryption.identity(text) for text in self.identities]
        return verify.inspect(data, identities=identities, trust=self.trust, recipient=self.recipient, at=at)


def inspect(
    data: bytes,
    *,
    identities: Sequence[Identity] = (),
    trust: Trust | None = None,
    recipient: str | None = None,
    at: datetime,
) -> Inspection:
    """Open and check a file or a certificate as ``sync.verify`` does, in a helper.

    Raises:
        HelperError: no process can be started to look at it.
    """
    inspector = Inspector(tuple(str(identity) for identity in identities), trust, recipient)
    found = apart(inspector, data, at)
    return found if isinstance(found, Inspection) else _unseen(data, found)


def _unseen(data: bytes, why: Refused) -> Inspection:
    """Tell of a file that could not be looked at."""
    kind = TooLargeError if why.code == TooLargeError.code else ExaminationError
    return Inspection(len(data), hashlib.sha256(data).hexdigest(), error=kind(**why.details))
