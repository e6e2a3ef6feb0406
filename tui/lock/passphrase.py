"""The passphrase of the lock: kept as a scrypt hash beside the data; five wrong attempts, then waiting.

It keeps people who pass by from reading and typing. It is no encryption: who takes the disk, takes the data.
"""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import Enum, auto
from pathlib import Path
from time import time

FREE = 5  # wrong attempts in a row before waiting begins
FIRST_WAIT = 30.0  # seconds; doubled with every further wrong attempt
LONGEST_WAIT = 900.0
SHORTEST = 6  # characters
COST = 2**15  # scrypt's n: 32 MB and a tenth of a second or so
_BLOCK, _PARALLEL = 8, 1
_FORMAT = 1


class Verdict(Enum):
    """What came of an attempt."""

    RIGHT = auto()
    WRONG = auto()
    WAIT = auto()  # it was not even looked at


@dataclass(frozen=True, slots=True)
class _Kept:
    format: int
    salt: str
    hash: str
    cost: int
    wrong: int = 0
    until: float = 0.0


class Passphrase:
    """The passphrase in one small file. ``check`` and ``choose`` take a moment: call them in a thread."""

    def __init__(self, file: Path, *, now: Callable[[], float] = time, cost: int = COST) -> None:
        self._file = file
        self._now = now
        self._cost = cost

    @property
    def is_set(self) -> bool:
        """Whether there is a passphrase."""
        return self._file.exists()

    @property
    def damaged(self) -> bool:
        """Whether the file is there and cannot be read: nothing opens the lock until it is removed."""
        return self.is_set and self._read() is None

    @property
    def file(self) -> Path:
        """Where the hash is kept."""
        return self._file

    def waits(self) -> float:
        """Return how many seconds nothing is looked at; 0 when an attempt may be made.

        A clock that was put back does not lengthen it beyond the longest wait.
        """
        kept = self._read()
        return 0.0 if kept is None else min(max(0.0, kept.until - self._now()), LONGEST_WAIT)

    def left(self) -> int:
        """Return how many wrong attempts are free before waiting begins."""
        kept = self._read()
        return FREE if kept is None else max(0, FREE - kept.wrong)

    def check(self, text: str) -> Verdict:
        """Judge an attempt and keep count of it, also over a restart. Raises OSError."""
        kept = self._read()
        if kept is None:
            return Verdict.WRONG
        if self.waits() > 0:
            return Verdict.WAIT
        from hmac import compare_digest  # only who types a passphrase waits for hashes to be loaded

        if compare_digest(_hash(text, base64.b64decode(kept.salt), kept.cost), kept.hash):
            if kept.wrong:
                self._write(replace(kept, wrong=0, until=0.0))
            return Verdict.RIGHT
        wrong = kept.wrong + 1
        wait = min(FIRST_WAIT * 2 ** min(wrong - FREE, 10), LONGEST_WAIT) if wrong >= FREE else 0.0
        self._write(replace(kept, wrong=wrong, until=self._now() + wait if wait else 0.0))
        return Verdict.WRONG

    def choose(self, text: str) -> None:
        """Keep another passphrase. Raises ValueError when it is too short, OSError."""
        if len(_plain(text)) < SHORTEST:
            raise ValueError(SHORTEST)
        salt = os.urandom(16)
        self._write(
            _Kept(_FORMAT, base64.b64encode(salt).decode(), _hash(text, salt, self._cost), self._cost)
        )

    def _read(self) -> _Kept | None:
        try:
            kept = _Kept(**json.loads(self._file.read_text(encoding="utf-8")))
            base64.b64decode(kept.salt, validate=True)
        except (OSError, ValueError, TypeError):
            return None
        sound = kept.format == _FORMAT and isinstance(kept.hash, str) and 2 <= kept.cost <= 2**20
        return kept if sound and isinstance(kept.until, int | float) and isinstance(kept.wrong, int) else None

    def _write(self, kept: _Kept) -> None:
        """Put the file in place whole: a power cut leaves the one before."""
        part = self._file.with_name(self._file.name + ".part")
        with part.open("w", encoding="utf-8") as opened:
            json.dump(asdict(kept), opened)
            opened.flush()
            os.fsync(opened.fileno())
        if os.name == "posix":
            part.chmod(0o600)
        part.replace(self._file)


def _plain(text: str) -> str:
    """The same letters however an input method sent them."""
    return unicodedata.normalize("NFC", text)


def _hash(text: str, salt: bytes, cost: int) -> str:
    from hashlib import scrypt  # only who types a passphrase waits for hashes to be loaded

    made = scrypt(
        _plain(text).encode(),
        salt=salt,
        n=cost,
        r=_BLOCK,
        p=_PARALLEL,
        maxmem=cost * _BLOCK * 256,
        dklen=32,
    )
    return base64.b64encode(made).decode()
