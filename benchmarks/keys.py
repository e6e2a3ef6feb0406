"""Speed of keys, measured from outside: key sent to a pseudo-terminal → its echo painted.

    python benchmarks/keys.py [--quick] [--json]

Everything is a ratio to a bare Textual app with a single Input, measured in the same run, interleaved. The
programs are the real ones, as people have them (with their byte code): ``python -m cli --data DIR`` on
folders that this script makes. What cannot be measured here (no strace, no VisiData) is null. POSIX only.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.measuring.folders import make_folder  # noqa: E402
from benchmarks.measuring.terminal import (  # noqa: E402
    Program,
    as_shipped,
    end_all,
    leave_nobody_behind,
    running,
)

BARE = """
from textual.app import App
from textual.widgets import Input
class Bare(App):
    def compose(self):
        box = Input(placeholder="READY")
        box.cursor_blink = False
        yield box
Bare().run()
"""
BARE_ARGUMENTS = [sys.executable, "-c", BARE]
READY = "EADY"  # the caret stands on the R
VISIDATA = os.environ.get("XASO_VISIDATA") or shutil.which("vd")


@dataclass
class Taken:
    """What was measured of one scene."""

    seconds: list[float] = field(default_factory=list)
    bytes: int = 0
    keys: int = 0
    memory: int = 0


class Bench:
    """The scenes, in folders of their own below ``base``."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.environment = as_shipped(base / "bytecode")

    # -- programs in a state ---------------------------------------------------------------------------

    def bare(self) -> Program:
        """A bare Textual app with one Input, ready for keys."""
        program = Program(BARE_ARGUMENTS, self.environment)
        program.until(READY)
        program.drain(0.3)
        return program

    def arguments(self, folder: Path) -> list[str]:
        """The real program on a folder."""
        return [sys.executable, "-m", "cli", "--data", str(folder)]

    def home(self, folder: Path, before: tuple[str, ...] = ()) -> Program:
        """The real program at home, its store open."""
        program = Program([*before, *self.arguments(folder)], self.environment)
        program.until("ngày")  # left until the deadline: said when the store is open
        program.drain(0.3)
        return program

    def entry(self, folder: Path, *, grid: bool, before: tuple[str, ...] = ()) -> Program:
        """The real program with its cursor in the first cell of the entry, or of its grid."""
        program = self.home(folder, before)
        program.send("\r")
        program.until("Câu 1")
        program.drain(0.3)
        if grid:
            program.send("\x1b[1;5B")  # to the section of the grid
            program.drain(0.3)
            program.send("\r")
            program.until("Cột 1")
            program.drain(0.5)
        program.sheet = True
        return program

    def visidata(self) -> Program:
        """VisiData with a cell of a table in its editor."""
        table = self.base / "table.csv"
        table.write_text("a,b\n" + "x,y\n" * 300, encoding="utf-8")
        program = Program([str(VISIDATA), str(table)], self.environment)
        program.until("table")
        program.drain(1.5)
        program.send("e")
        program.drain(0.5)
        program.sheet = True
        return program

    # -- starts ----------------------------------------------------------------------------------------

    def start(self, arguments: list[str], text: str) -> float:
        """Seconds from starting a program until ``text`` is painted."""
        with running(arguments, self.environment) as program:
            return program.until(text) - program.begun

    def resume(self, folder: Path) -> tuple[float, float]:
        """Seconds from starting where one was until the entry is painted, and until a typed key is."""
        with running(self.arguments(folder), self.environment) as program:
            painted = program.until("Câu 1") - program.begun
            echo = program.echo("7", r"\[ +7")
            return painted, painted + echo

    def leave_in_entry(self, folder: Path) -> Path:
        """Leave the program (as a power cut would) while it is in the entry."""
        program = self.entry(folder, grid=False)
        program.send("4\r")
        program.drain(1.0)
        program.end()
        return folder

    # -- opening, saving -------------------------------------------------------------------------------

    def open_seconds(self, folders: list[Path], times: int) -> list[float]:
        """Median seconds from Enter at home to the entry painted, of each folder, in turn."""
        programs = [self.home(folder) for folder in folders]
        took: list[list[float]] = [[] for _ in folders]
        for _round in range(times + 1):
            for program, found in zip(programs, took, strict=True):
                found.append(program.echo("\r", "Câu 1"))
                program.drain(0.1)
                program.send("\x1b")
                program.drain(0.3)
        for program in programs:
            program.end()
        return [statistics.median(found[1:]) for found in took]  # the first one also loads code

    def fsyncs(self, folder: Path, values: int) -> float | None:
        """How often a committed value makes the disk say that it is there; null without strace."""
        strace = shutil.which("strace")
        if strace is None:
            return None
        log = self.base / "syncs"
        before = (strace, "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", str(log))
        program = self.entry(folder, grid=True, before=before)
        done = len(_calls(log))
        for number in range(values):
            digit = str(1 + number % 9)
            program.echo(digit, rf"\[ +{digit}")
            program.send("\r")
            program.drain(0.15)  # one commit a value, as somebody types who looks at the paper
        program.drain(0.5)
        made = len(_calls(log)) - done
        program.end()
        return made / values


def _calls(log: Path) -> list[str]:
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    return re.findall(r"\b(?:fsync|fdatasync)\(\d+\)\s*=", text)


# -- keys ----------------------------------------------------------------------------------------------------


def type_digits(program: Program, keys: int) -> list[float]:
    """Type digits into the cell (or Input) under the cursor; seconds from key to echo."""
    took = []
    for number in range(keys):
        if number and number % 6 == 0:
            program.send("\x15" if program.sheet else "\x08" * 6)
            program.drain(0.02)
        digit = str(1 + number % 9)
        took.append(program.echo(digit, digit))
    return took


def move_and_type(program: Program, keys: int) -> list[float]:
    """Enter and the first digit of the next cell at once, again and again: seconds until that digit shows."""
    took = []
    program.echo("5", "5")
    for number in range(keys):
        digit = str(1 + number % 9)
        took.append(program.echo(f"\r{digit}", rf"\[ +{digit}"))
    return took


def type_after_commit(program: Program, keys: int) -> list[float]:
    """Commit, see the cursor move, type: seconds of that key, while the commit is on its way to the disk."""
    took = []
    program.echo("5", r"\[ +5")
    for number in range(keys):
        digit = str(1 + number % 9)
        program.send("\r")
        program.drain()
        took.append(program.echo(digit, rf"\[ +{digit}"))
    return took


def measure_keys(scenes: dict[str, Callable[[], Program]], keys: int, rounds: int) -> dict[str, Taken]:
    """Type into every scene in turn, ``rounds`` times, ``keys`` keys each time."""
    found = {name: Taken() for name in scenes}
    programs = {name: start() for name, start in scenes.items()}
    try:
        for program in programs.values():
            type_digits(program, 6)  # warm
        for _ in range(rounds):
            for name, program in programs.items():
                before = program.bytes
                taken = found[name]
                taken.seconds += type_digits(program, keys)
                taken.bytes += program.bytes - before
                taken.keys += keys
        for name, program in programs.items():
            found[name].memory = program.memory
    finally:
        for program in programs.values():
            program.end()
    return found


def in_program(program: Program, work: Callable[[Program, int], list[float]], keys: int) -> list[float]:
    """Do ``work`` in a program and end it."""
    try:
        return work(program, keys)
    finally:
        program.end()


def p95(seconds: list[float]) -> float:
    """The 95th of a hundred."""
    return statistics.quantiles(seconds, n=20)[-1]


def spread(seconds: list[float]) -> list[float]:
    """Median, 95th and 99th of a hundred, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    return [round(1000 * value, 2) for value in (statistics.median(seconds), cuts[94], cuts[98])]


# -- all of it -----------------------------------------------------------------------------------------------


def measure(*, quick: bool) -> dict[str, dict[str, object]]:
    """All ratios and figures."""
    keys, rounds, starts = (40, 2, 4) if quick else (100, 3, 9)
    base = Path(tempfile.mkdtemp(prefix="xaso-keys-"))
    try:
        bench = Bench(base)
        medium = make_folder(base / "medium", 300, 30)
        one, two, three, four, left, idle = (
            shutil.copytree(medium, base / name) for name in ("one", "two", "three", "four", "left", "idle")
        )
        small, large = make_folder(base / "small", 24, 30), make_folder(base / "large", 1200, 30)
        many, empty = make_folder(base / "many", 0, 0), make_folder(base / "empty", 0, 0, questions=1)
        bench.bare().end()  # writes the byte code
        bench.home(idle).end()
        bench.leave_in_entry(left)
        scenes: dict[str, Callable[[], Program]] = {
            "bare": bench.bare,
            "entry": lambda: bench.entry(one, grid=False),
            "grid": lambda: bench.entry(medium, grid=True),
        }
        if VISIDATA:
            scenes["visidata"] = bench.visidata
        typed = measure_keys(scenes, keys, rounds)
        growth = measure_keys(
            {
                "small": lambda: bench.entry(small, grid=True),
                "large": lambda: bench.entry(large, grid=True),
            },
            keys // 2 if quick else keys,
            1,
        )
        advance = in_program(bench.entry(two, grid=True), move_and_type, keys)
        commit = in_program(bench.entry(three, grid=True), type_after_commit, keys)
        opened = bench.open_seconds([many, empty], 3 if quick else 9)
        cold: dict[str, list[float]] = {"bare": [], "screen": [], "resume": [], "resume_key": []}
        for _ in range(starts):
            cold["bare"].append(bench.start(BARE_ARGUMENTS, READY))
            cold["screen"].append(bench.start(bench.arguments(idle), "Phiếu đo"))
            for name, seconds in zip(("resume", "resume_key"), bench.resume(left), strict=True):
                cold[name].append(seconds)
        syncs = bench.fsyncs(four, 6 if quick else 20)
    finally:
        end_all()
        shutil.rmtree(base, ignore_errors=True)
    reference = p95(typed["bare"].seconds)
    # Each start beside the bare one of the same round: a machine that slows down slows both.
    beside = {
        name: statistics.median(own / bare for own, bare in zip(cold[name], cold["bare"], strict=True))
        for name in ("screen", "resume", "resume_key")
    }
    ratios: dict[str, float | None] = {
        "entry_key_p95": p95(typed["entry"].seconds) / reference,
        "grid_key_p95": p95(typed["grid"].seconds) / reference,
        "cold_start": beside["screen"],
        "resume_start": beside["resume_key"],
        "memory": typed["grid"].memory / typed["bare"].memory,
        "advance_save_key_p95": p95(advance) / reference,
        "commit_key_p95": p95(commit) / reference,
        "grid_growth": p95(growth["large"].seconds) / p95(growth["small"].seconds),
        "visidata_key_p95": (
            p95(typed["entry"].seconds) / p95(typed["visidata"].seconds) if "visidata" in typed else None
        ),
    }
    figures: dict[str, object] = {
        f"{name}_ms_p50_p95_p99": spread(taken.seconds)
        for name, taken in itertools.chain(typed.items(), growth.items())
    }
    figures |= {
        "advance_ms_p50_p95_p99": spread(advance),
        "commit_key_ms_p50_p95_p99": spread(commit),
        "open_300_ms_more": round(1000 * (opened[0] - opened[1]), 1),
        "open_ms": {"300 questions": round(1000 * opened[0], 1), "1 question": round(1000 * opened[1], 1)},
        "fsyncs_per_value": None if syncs is None else round(syncs, 2),
        "bytes_per_key": {name: round(taken.bytes / taken.keys) for name, taken in typed.items()},
        "start_seconds": {name: round(statistics.median(values), 3) for name, values in cold.items()},
        "resume_painted": round(beside["resume"], 3),
        "memory_mb": {name: round(taken.memory / 1e6, 1) for name, taken in typed.items()},
        "keys": typed["entry"].keys,
    }
    machine: dict[str, object] = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
    }
    return {
        "ratios": {name: None if value is None else round(value, 3) for name, value in ratios.items()},
        "figures": figures,
        "machine": machine,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="end within 50 seconds")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    said = parser.parse_args()
    leave_nobody_behind()
    found = measure(quick=said.quick)
    if said.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for part in ("ratios", "figures", "machine"):
        for name, value in found[part].items():
            print(f"{part:8} {name:32} {value}")


if __name__ == "__main__":
    main()
