"""Programs in a pseudo-terminal, for measuring them from outside: key sent → echo painted. POSIX only.

No program outlives the script that measures it: each has a session and a terminal of its own, which hang up
when the script ends in whatever way, and everything still there is killed at the end and on signals.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import psutil

ROOT = Path(__file__).resolve().parents[2]
QUIET = 0.004  # seconds without output after which a paint counts as finished
IDLE = 0.1  # of the time: what a program that waits for keys may use
COLUMNS, ROWS = 80, 24
ESCAPES = re.compile(rb"\x1b\[[0-9;?=>]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b[=>(][A-B]?")
_RUNNING: set[Program] = set()


class Program:
    """A program in a pseudo-terminal, its output thrown away but for what is waited for."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str]) -> None:
        self.begun = time.perf_counter()
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

        def own_terminal() -> None:
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)  # so that the program hangs up when we are gone

        self.process = subprocess.Popen(
            arguments,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env=dict(environment),
            preexec_fn=own_terminal,
        )
        os.close(slave)
        self.terminal = master
        self.bytes = 0
        self.sheet = False
        _RUNNING.add(self)

    def _ready(self, seconds: float) -> bool:
        return bool(select.select([self.terminal], [], [], max(0.0, seconds))[0])

    def until(self, text: str, seconds: float = 60.0) -> float:
        """Wait until ``text`` was written; returns the moment."""
        wanted, seen = text.encode(), b""
        end = time.perf_counter() + seconds
        while wanted not in seen:
            left = end - time.perf_counter()
            if left <= 0 or not self._ready(left):
                raise TimeoutError(f"{text!r} was not painted; last output {seen[-400:]!r}")
            seen = (seen + os.read(self.terminal, 65536))[-200_000:]
        return time.perf_counter()

    def drain(self, quiet: float = QUIET) -> None:
        """Read until nothing comes for a while."""
        while self._ready(quiet):
            self.bytes += len(os.read(self.terminal, 65536))

    def settle(self, quiet: float = 0.5) -> None:
        """Read until the program neither says nor does anything for a while, in no thread of it."""
        process, before = psutil.Process(self.process.pid), -1.0
        while True:
            self.drain(quiet)
            spent = process.cpu_times()
            now = spent.user + spent.system
            if now - before < IDLE * quiet:
                return
            before = now

    def send(self, keys: str) -> None:
        """Press keys."""
        os.write(self.terminal, keys.encode())

    def echo(self, keys: str, shown: str) -> float:
        """Press keys and return the seconds until a text like ``shown`` was painted."""
        wanted, seen = re.compile(shown.encode()), b""
        begun = time.perf_counter()
        self.send(keys)
        while not wanted.search(ESCAPES.sub(b"", seen)):
            if not self._ready(10.0):
                raise TimeoutError(f"no echo of {keys!r}: {seen[-300:]!r}")
            seen += os.read(self.terminal, 65536)
        took = time.perf_counter() - begun
        self.bytes += len(seen)
        self.drain()
        return took

    def stroke(self, keys: str) -> float:
        """Press keys and return the seconds until the first piece of what they paint."""
        begun = time.perf_counter()
        self.send(keys)
        if not self._ready(5.0):
            raise TimeoutError(f"nothing was painted after {keys!r}")
        took = time.perf_counter() - begun
        self.drain(0.02)
        return took

    @property
    def memory(self) -> int:
        """Resident bytes."""
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def end(self) -> None:
        """End this program and whatever it has started."""
        if self not in _RUNNING:
            return
        _RUNNING.discard(self)
        family: list[psutil.Process] = []
        with suppress(psutil.Error):
            family = psutil.Process(self.process.pid).children(recursive=True)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for each in family:
            with suppress(psutil.Error):
                each.kill()
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)


@contextmanager
def running(arguments: list[str], environment: Mapping[str, str]) -> Iterator[Program]:
    """Run a program for one block."""
    program = Program(arguments, environment)
    try:
        yield program
    finally:
        program.end()


def end_all() -> None:
    """End every program that is still there."""
    for program in list(_RUNNING):
        program.end()


def leave_nobody_behind() -> None:
    """End all programs with this script, however it ends."""

    def stop(number: int, _frame: FrameType | None) -> None:
        end_all()
        sys.exit(128 + number)

    atexit.register(end_all)
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        signal.signal(getattr(signal, name), stop)


def as_shipped(bytecode: Path) -> dict[str, str]:
    """Return the environment of a program as people have it: with its byte code beside it.

    ``make setup`` and every installer write the byte code; a bare checkout on a machine that forbids writing
    it would measure Python's compiler. It is put into a folder of its own here, for all programs alike.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **environment,
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(bytecode),
        "XASO_LANG": "vi",
    }
