"""The officer's program in the states that are measured, on folders below one folder. POSIX only."""

from __future__ import annotations

import re
import shutil
import statistics
import sys
from pathlib import Path

from benchmarks.measuring.bare import bare_program, start_seconds
from benchmarks.measuring.terminal import Program, as_shipped, running


class Officer:
    """Starts the real program, as people have it, below ``base``."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.environment = as_shipped(base / "bytecode")

    # programs in a state

    def bare(self) -> Program:
        """A bare Textual app with one Input, ready for keys."""
        return bare_program(self.environment)

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

    def visidata(self, command: str) -> Program:
        """VisiData with a cell of a table in its editor."""
        table = self.base / "table.csv"
        table.write_text("a,b\n" + "x,y\n" * 300, encoding="utf-8")
        program = Program([command, str(table)], self.environment)
        program.until("table")
        program.drain(1.5)
        program.send("e")
        program.drain(0.5)
        program.sheet = True
        return program

    # starts

    def start(self, folder: Path) -> float:
        """Seconds from starting the program until home is painted."""
        return start_seconds(self.arguments(folder), "Phiếu đo", self.environment)

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

    # opening, saving

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
        log = self.base / "syncs.log"
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
