"""Programs that benchmarks start: none outlives the script that measures it, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.pty

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import sys, time
from pathlib import Path
from benchmarks.measuring.terminal import Program, as_shipped, leave_nobody_behind
leave_nobody_behind()
token = sys.argv[1]
sleeper = "import time; time.sleep(60)"
again = f"subprocess.Popen([sys.executable, '-c', {{sleeper!r}}, {{token!r}}])"
child = f"import subprocess, sys; {{again}}; {{sleeper}}"
program = Program([sys.executable, "-c", child, token], as_shipped(Path(token)))
time.sleep(1)
print(program.process.pid, flush=True)
{end}
time.sleep(60)
"""


def gone(process: int) -> bool:
    try:
        return psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize(
    ("end", "number"),
    [
        ("sys.exit(0)", None),
        ("raise RuntimeError", None),
        ("", signal.SIGTERM),
        ("", signal.SIGINT),
        ("", signal.SIGKILL),
    ],
)
def test_no_program_outlives_the_script(end: str, number: signal.Signals | None, tmp_path: Path) -> None:
    script = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(end=end), str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    assert script.stdout is not None
    program = int(script.stdout.readline())
    if number is not None:
        os.kill(script.pid, number)
    script.wait(20)
    ending = time.monotonic() + 10
    while not gone(program) and time.monotonic() < ending:
        time.sleep(0.05)
    assert gone(program)
    token = str(tmp_path)  # on the command line of each of them
    assert [each for each in psutil.process_iter(["cmdline"]) if token in (each.info["cmdline"] or [])] == []
