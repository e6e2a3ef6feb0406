"""The helper's own side: a process that examines files for another one and answers one after the other.

Whatever a file does to a library, it does it here. A helper's memory is limited, it shows nothing and leaves
no core file (its memory holds keys and figures), and it ends with the process that it helps.

Tasks come through a pipe; for each file two answers go back: the digest of what was read, so that whoever
waits knows what was at work should the next answer never come, and then what came of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import pickle
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, TypeVar

from sync.errors import ExaminationError
from sync.examination import Refused
from sync.examiner import Definition, read
from sync.source import Source

MEMORY = 1024 * 1024 * 1024  # bytes of data that a helper may hold; the costliest honest file needs a half
OUT_OF_MEMORY = 77  # how a helper ends whose memory did not suffice
_WANTED, _BEGUN, _FOUND = b"w", b"b", b"f"
READY = b"r"

Found_co = TypeVar("Found_co", covariant=True)


class Examining(Protocol[Found_co]):
    """What a helper does with a file's bytes; it goes to the helper, and what it finds comes back."""

    def examine(
        self, data: bytes, at: datetime, definition: Definition, forgive: frozenset[str], /
    ) -> Found_co:
        """Examine bytes that were received ``at``; whatever it raises refuses them (E_EXAMINATION)."""


@dataclass(frozen=True, slots=True)
class Task:
    """Files that were received ``at``; codes in ``forgive`` do not refuse them."""

    sources: Sequence[Source]
    at: datetime
    forgive: frozenset[str] = frozenset()


def wanted(answer: bytes) -> str | None:
    """Return the SHA-256 of the definition that an answer asks for, None for another answer."""
    return answer[1:].decode("ascii") if answer[:1] == _WANTED else None


def begun(answer: bytes) -> str | None:
    """Return the digest of the file that an answer says is at work, None for another answer."""
    return answer[1:].decode("ascii") if answer[:1] == _BEGUN else None


def found(answer: bytes) -> Any:
    """Return what came of a file, from the answer that says so."""
    return pickle.loads(memoryview(answer)[1:])  # noqa: S301  # written by ``_look``, in our own process


def serve(connection: Connection) -> None:
    """Examine what is asked for until nobody asks any more."""
    _settle_in()
    with contextlib.suppress(EOFError, OSError):
        connection.send_bytes(READY)
        serving = _Serving(connection)
        while True:
            asked = connection.recv()
            if isinstance(asked, Task):
                serving.do(asked)
            else:
                serving = _Serving(connection, asked)
                connection.send_bytes(READY)  # what it needs is loaded: no file is blamed for that time


class _Serving:
    """One examiner at work, with the forms that it asked for."""

    def __init__(self, connection: Connection, examiner: Examining[object] | None = None) -> None:
        self._connection = connection
        self._examiner = examiner
        self._forms: dict[str, str | None] = {}

    def do(self, task: Task) -> None:
        for source in task.sources:
            try:
                self._connection.send_bytes(_FOUND + pickle.dumps(self._look(source, task), protocol=5))
            except MemoryError:
                os._exit(OUT_OF_MEMORY)

    def _look(self, source: Source, task: Task) -> object:
        data = read(source)
        if isinstance(data, Refused):
            return data
        digest = hashlib.sha256(data).hexdigest()
        self._connection.send_bytes(_BEGUN + digest.encode("ascii"))
        if self._examiner is None:
            return Refused(digest, ExaminationError.code, {"reason": "no keys"})
        try:
            return self._examiner.examine(data, task.at, self._definition, task.forgive)
        except MemoryError:
            raise
        except Exception as error:  # a fault of ours, or of a library
            return Refused(digest, ExaminationError.code, {"reason": f"{type(error).__name__}: {error}"})

    def _definition(self, sha256: str) -> str | None:
        if sha256 not in self._forms:
            self._connection.send_bytes(_WANTED + sha256.encode("ascii"))
            self._forms[sha256] = self._connection.recv()
        return self._forms[sha256]


def _settle_in() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # interrupting the import is the business of who runs it
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):  # a screen may be showing there
        os.dup2(silent, stream)
    _limit()
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _limit() -> None:
    """Limit memory and core files where the system can, and ask Windows for no dialog about a crash."""
    if sys.platform == "win32":
        runtime: Any = importlib.import_module("msvcrt")
        runtime.SetErrorMode(runtime.SEM_FAILCRITICALERRORS | runtime.SEM_NOGPFAULTERRORBOX)
        return
    resource: Any = importlib.import_module("resource")
    memory = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    for kind, most in ((memory, MEMORY), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(OSError, ValueError):
            hard = resource.getrlimit(kind)[1]
            low = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (low, low))


def _follow(parent: BaseProcess) -> None:
    """End with the import, however it ended: nobody would come for the answers any more."""
    parent.join()
    os._exit(1)
