"""The real program in a real pseudo-terminal: pexpect holds the keys, pyte draws the screen."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest

from tests.once import once

ROOT = Path(__file__).resolve().parents[2]
WAIT = 30.0  # seconds; a slow and busy machine is no failure


class Terminal:
    """One run of the program on a terminal of ``columns`` × ``rows``."""

    def __init__(
        self,
        arguments: list[str],
        *,
        columns: int = 80,
        rows: int = 24,
        home: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        around = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }
        for name in ("XASO_LANG", "XASO_DATA", "NO_COLOR", "XASO_MARKS", "COLUMNS", "LINES"):
            around.pop(name, None)
        around.update(environment or {})
        self.raw = bytearray()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.process: Any = pexpect.spawn(
            sys.executable,
            ["-m", "cli", *arguments],
            env=around,
            cwd=str(home),
            dimensions=(rows, columns),
            timeout=WAIT,
        )
        self.process.delaybeforesend = None

    @property
    def lines(self) -> list[str]:
        """What the screen shows."""
        return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """What the screen shows, as one text."""
        return "\n".join(self.lines)

    def read(self, seconds: float = 0.05) -> None:
        """Draw what the program has written meanwhile."""
        try:
            found = self.process.read_nonblocking(65536, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return
        self.raw += found
        self._stream.feed(found)

    def until(self, condition: Callable[[], bool] | str, seconds: float = WAIT) -> None:
        """Wait until something is so, or until a text shows."""
        met = condition if callable(condition) else (lambda: condition in self.text)
        end = time.monotonic() + seconds
        while not met():
            assert time.monotonic() < end, f"it never came: {condition!r}\n{self.text}"
            self.read()

    def send(self, keys: str | bytes) -> None:
        """Press keys; a text is typed as it is."""
        self.process.send(keys)

    def press(self, *names: str) -> None:
        """Press keys by name."""
        for name in names:
            self.send(KEYS[name])
            self.read(0.02)

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size; the program hears of it by a signal."""
        self.screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def kill(self) -> None:
        """End the program as a power cut would."""
        if self.process.isalive():
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process.close(force=True)

    def end(self) -> int | None:
        """Wait for the program to end by itself; returns its exit code."""
        end = time.monotonic() + WAIT
        while self.process.isalive() and time.monotonic() < end:
            self.read()
        code: int | None = self.process.exitstatus
        return code


KEYS = {
    "enter": "\r",
    "tab": "\t",
    "esc": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "ctrl+home": "\x1b[1;5H",
    "ctrl+down": "\x1b[1;5B",
    "shift+right": "\x1b[1;2C",
    "ctrl+p": "\x10",
    "ctrl+q": "\x11",
    "ctrl+z": "\x1a",
    "f1": "\x1bOP",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
}


def xaso(*arguments: str | Path) -> Any:
    """Run a command and return its JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@dataclass(frozen=True)
class Places:
    """A province and a commune that know each other; the commune has typed nothing yet."""

    root: Path

    @property
    def province(self) -> Path:
        return self.root / "province"

    @property
    def commune(self) -> Path:
        return self.root / "commune"

    @property
    def stick(self) -> Path:
        return self.root / "stick"


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Set up by the commands themselves; made once a run, copied for each test."""
    return once(tmp_path_factory, "set-up", establish)


def establish(root: Path) -> None:
    """Province, kit, key, certificate."""
    found = Places(root)
    found.stick.mkdir()
    begun = xaso("province", "init", found.province, "--code", "56")
    out = found.root / "kits"
    out.mkdir()
    kit = xaso("--workspace", found.province, "province", "publish", "--out", out)["kit"]["file"]
    xaso("--data", found.commune, "receive", kit, "--unit", "22810", "--digits", begun["digits"])
    asked = xaso("--data", found.commune, "enrol", "--officer", "Lan", "--out", found.root)
    answered = xaso(
        "--workspace", found.province, "province", "enrol", asked["file"],
        "--digits", asked["digits"], "--receipts", found.root / "receipts",
    )  # fmt: skip
    xaso("--data", found.commune, "receive", answered["receipt"])


@pytest.fixture
def places(set_up: Path, tmp_path: Path) -> Places:
    """A province and a commune of this test's own."""
    shutil.copytree(set_up, tmp_path / "places")
    return Places(tmp_path / "places")


@pytest.fixture(scope="session")
def command() -> Callable[..., Any]:
    return xaso


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start the program; every terminal is closed at the end."""
    begun: list[Terminal] = []

    def begin(*arguments: str | Path, **more: Any) -> Terminal:
        terminal = Terminal([str(a) for a in arguments], home=tmp_path, **more)
        begun.append(terminal)
        return terminal

    yield begin
    for terminal in begun:
        terminal.kill()
