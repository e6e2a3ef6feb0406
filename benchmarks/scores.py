"""How long the scoreboard of a nation takes: 3,321 communes × 44 indicators in a store of twelve months.

    python benchmarks/scores.py [--quick] [--json] [--keep DIR]

The store is SQLite, filled as importing and measuring leave it: for every commune and month an entry, its 44
measurements and the three counts of its quality, and the same month of last year. Figures are
seconds of one period: ``command`` is ``xaso province scores --json`` as a process of its own, start of the
program included; ``command_cpu`` its processor time; ``scores`` the same inside a running program, ``read``
the part of it that reads the store. ``floor`` is bare sqlite3 reading the same rows.

The province's screen runs in a pseudo-terminal of 80 × 24: ``status_start`` is from the start of
``xaso province`` to the first frame with units and marks, as it was seen last; ``status_first`` without
anything kept, when the store has to be read; ``status_key_p95`` from a key that moves or
scrolls the matrix to the painted line;
``bare`` is an app of Textual alone to its first frame.
"""

from __future__ import annotations

import gc
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring.bare import bare_start
from benchmarks.measuring.nation import INDICATORS, LAST, NOW, catalogue, fill
from benchmarks.measuring.telling import Found, tell, words
from benchmarks.measuring.terminal import Program, as_shipped, leave_nobody_behind
from benchmarks.measuring.turns import beside, p95
from cli.printing import json_bytes
from models.catalogue import Catalogue
from models.office import Office
from models.store import Store
from reports.scoreboard import scoreboard
from reports.scores_json import scores_answer

MONTHS = 12
QUICK = "3 months in the store instead of 12, 3 turns instead of 7, 24 keys a turn instead of 60"


def scores(root: Path, known: Catalogue) -> tuple[float, float, int]:
    """Return seconds of a scoreboard, of its reading, and the size of its JSON."""
    with Store.open(root / "province.db") as store:
        office = Office(store, known, lambda: NOW)
        gc.collect()
        gc.disable()
        begun = time.perf_counter()
        now = office.measured(LAST).indicators
        read = time.perf_counter()
        written = json_bytes(scores_answer(scoreboard(known, LAST, now)))
        done = time.perf_counter()
        gc.enable()
        return done - begun, read - begun, len(written)


def command(root: Path, environment: Mapping[str, str]) -> tuple[float, float]:
    """Return seconds and processor seconds of the command as a process of its own, as it is shipped."""
    program = [sys.executable, "-m", "cli", "province", "scores", "--period", str(LAST), "--json"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    done = subprocess.run(
        [*program, "--workspace", str(root)],
        cwd=Path(__file__).resolve().parents[1],
        stdout=subprocess.PIPE,
        check=True,
        env=dict(environment),
    )
    spent = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout.startswith(b"{")
    return spent, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def floor(root: Path) -> float:
    """Return seconds of bare sqlite3 for the rows of the period."""
    begun = time.perf_counter()
    bare = sqlite3.connect(root / "province.db")
    bare.execute(
        "SELECT indicator, unit, numerator, denominator FROM measurement WHERE period = ?", (str(LAST),)
    ).fetchall()
    bare.close()
    return time.perf_counter() - begun


FIRST_UNIT = "Ba Đình"  # the first of the national list
DOWN, PAGE_DOWN, LEAVE = "\x1b[B", "\x1b[6~", "\x11"


def status(root: Path, keys: int, environment: Mapping[str, str]) -> tuple[float, list[float]]:
    """Return seconds from starting the province's screen to units, and of each key after that."""
    program = Program([sys.executable, "-m", "cli", "province", "--workspace", str(root)], environment)
    try:
        started = program.until(FIRST_UNIT) - program.begun
        program.settle()  # the store is read and what is new is measured in threads
        took = [program.stroke(PAGE_DOWN if number % 4 == 3 else DOWN) for number in range(keys)]
        program.send(LEAVE)
        program.process.wait(10)
        return started, took
    finally:
        program.end()


def screen(root: Path, most: int, keys: int, environment: Mapping[str, str]) -> dict[str, float]:
    """Measure the province's screen beside a bare app, in turn."""
    front = root / "front.json"
    front.unlink(missing_ok=True)
    first, _ = status(root, 4, environment)  # leaves what it saw for the next start
    bares, starts, strokes = [], [], []
    for _ in range(most):
        bares.append(bare_start(environment))
        started, took = status(root, keys, environment)
        starts.append(started)
        strokes += took
    middle = statistics.median
    return {
        "status_first": round(first, 3),
        "bare": round(middle(bares), 3),
        "status_start": round(middle(starts), 3),
        "status_start_least": round(min(starts), 3),
        "status_key_p95": round(p95(strokes), 4),
    }


@dataclass
class Board:
    """Seconds of the scoreboard turn by turn, and of bare sqlite3 beside it; ``size`` is of its JSON."""

    floor: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    command: list[float] = field(default_factory=list)
    command_cpu: list[float] = field(default_factory=list)
    size: int = 0

    def turn(self, root: Path, known: Catalogue, environment: Mapping[str, str]) -> None:
        """Measure all of them once."""
        self.floor.append(floor(root))
        spent, read, self.size = scores(root, known)
        self.scores.append(spent)
        self.read.append(read)
        spent, used = command(root, environment)
        self.command.append(spent)
        self.command_cpu.append(used)

    def figures(self) -> dict[str, float]:
        """Return the medians."""
        names = ("floor", "scores", "read", "command", "command_cpu")
        medians = {name: round(statistics.median(getattr(self, name)), 3) for name in names}
        return medians | {"command_least": round(min(self.command), 3), "answer_bytes": self.size}


def main() -> None:
    """Measure and print."""
    parser = words(__doc__, QUICK)
    parser.add_argument("--communes", type=int, default=3321)
    parser.add_argument("--keep", type=Path, help="where the store is made and kept")
    asked = parser.parse_args()
    months, most, keys = (3, 3, 24) if asked.quick else (MONTHS, 7, 60)
    with tempfile.TemporaryDirectory() as folder:
        root = asked.keep or Path(folder)
        made = (root / "province.db").exists()
        known = catalogue(asked.communes) if made else fill(root, asked.communes, months)
        environment = as_shipped(root / "bytecode")
        leave_nobody_behind()
        command(root, environment)  # writes the byte code
        board = Board()
        for _ in range(most):
            board.turn(root, known, environment)
        seen = screen(root, most, keys, environment)
    figures: dict[str, object] = {
        "communes": asked.communes,
        "indicators": INDICATORS,
        "months": "kept" if made else months,
        "sqlite": sqlite3.sqlite_version,
        **board.figures(),
        **seen,
    }
    ratios = {
        "scores": round(beside(board.scores, board.floor), 2),
        "command": round(beside(board.command, board.floor), 2),
        "status_start": round(seen["status_start"] / seen["bare"], 2),
    }
    tell(Found(ratios, figures, QUICK if asked.quick else None), as_json=asked.json)


if __name__ == "__main__":
    main()
