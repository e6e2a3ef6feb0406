"""A headless Chromium that answers questions about a page, over the pipe of its DevTools protocol."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BINARY = shutil.which("chromium") or shutil.which("chromium-browser")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
    "--remote-debugging-pipe",
)
# The protocol wants file descriptors 3 and 4: a small program puts them there and becomes the browser.
_PUT = """
import fcntl, os, sys
ends = [fcntl.fcntl(int(one), fcntl.F_DUPFD, 10) for one in sys.argv[1:3]]
os.dup2(ends[0], 3)
os.dup2(ends[1], 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_QUIET = ("stdin", "stdout", "stderr")


class Page:
    """One open page; ``complaints`` are its uncaught errors and everything its policy refused."""

    def __init__(self, read: int, write: int) -> None:
        self._read = os.fdopen(read, "rb")
        self._write = os.fdopen(write, "wb")
        self._number = 0
        self._session: str | None = None
        self.complaints: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def open(self, file: Path) -> None:
        """Open a file and wait until it is loaded."""
        self._call("Page.navigate", url=file.as_uri())
        while self.ask("document.readyState + location.protocol") != "completefile:":
            pass

    def ask(self, expression: str) -> Any:
        """Return the value of a JavaScript expression. Raises AssertionError when it throws."""
        answer = self._call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release a key."""
        text = {"Enter": "\r"}.get(key, "")
        for kind in ("keyDown", "keyUp"):
            self._call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, text=text if kind == "keyDown" else ""
            )

    def pdf(self) -> bytes:
        """Print the page."""
        import base64

        return base64.b64decode(self._call("Page.printToPDF", preferCSSPageSize=True)["data"])

    def close(self) -> None:
        """Let the browser end by itself."""
        self._session = None
        self._call("Browser.close")
        self._write.close()
        self._read.close()

    def _call(self, method: str, **parameters: object) -> dict[str, Any]:
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._write.write(json.dumps(message).encode() + b"\0")
        self._write.flush()
        while True:
            heard = self._hear()
            if heard.get("id") == self._number:
                assert "error" not in heard, heard
                return dict(heard["result"])
            if heard.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.complaints.append(json.dumps(heard["params"]))

    def _hear(self) -> dict[str, Any]:
        heard = bytearray()
        while (byte := self._read.read(1)) not in (b"\0", b""):
            heard += byte
        assert heard, "the browser went away"
        return dict(json.loads(heard))


@contextlib.contextmanager
def page(profile: Path) -> Iterator[Page]:
    """Start a browser of its own with an empty profile; it is gone afterwards."""
    asks, told = os.pipe()  # we write, it reads
    heard, says = os.pipe()  # it writes, we read
    command = [str(BINARY), *_FLAGS, f"--user-data-dir={profile}"]
    put = [sys.executable, "-c", _PUT, str(asks), str(says)]
    browser = subprocess.Popen(
        [*put, *command], pass_fds=(asks, says), **dict.fromkeys(_QUIET, subprocess.DEVNULL)
    )
    os.close(asks)
    os.close(says)
    opened = Page(heard, told)
    try:
        yield opened
    finally:
        with contextlib.suppress(OSError, AssertionError):
            opened.close()
        try:
            browser.wait(10)
        except subprocess.TimeoutExpired:
            browser.kill()
            browser.wait()
