"""The most memory that an import needs, in a process of its own."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring.sealed import NOW, Province
from sync import province_keys
from sync.importer import Importer

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Peak:
    """The most memory that an import needed, in MB: its own process, and the largest that helped."""

    own: float
    helper: float


def memory(place: Province, part: int, workers: int) -> Peak:
    """Return the peaks of an import of the first ``part`` files, in a process of its own."""
    script = (
        "from benchmarks.measuring.peaks import one_import\n"
        f"one_import({str(place.root)!r}, {part}, {workers})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return Peak(*(round(float(line) / 1024, 1) for line in done.stdout.split()))


def one_import(root: str, part: int, workers: int) -> None:
    """Import the first ``part`` files of a province that was made before, and print the peaks in KiB."""
    made = Path(root)
    files = sorted((made / "incoming").iterdir())[:part]
    place = Province(made, (made / "form.json").read_text("utf-8"), province_keys.load(made / "keys"), files)
    workspace = place.workspace("memory")
    helpers = [0]

    def look(_done: int) -> None:
        helpers.extend(peak_kib(child.pid) for child in multiprocessing.active_children())

    with place.store(workspace.database) as store:
        importer = Importer(store, place.keys, workspace, now=lambda: NOW, workers=workers)
        report = importer.import_paths(files, progress=look)
    assert report.count("accepted") == part
    print(peak_kib(os.getpid()), max(helpers))


def peak_kib(process: int | None) -> int:
    """Return the most memory that a process had, as Linux tells it; elsewhere this one's as POSIX does, or 0.

    Linux gives a new process the ``ru_maxrss`` of the one that started it: it says nothing of an import.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        if process != os.getpid() or sys.platform == "win32":
            return 0
        resource: Any = importlib.import_module("resource")
        peak = int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return peak // 1024 if sys.platform == "darwin" else peak
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
