"""Speed of keys, measured from outside: key sent to a pseudo-terminal → its echo painted.

    python benchmarks/keys.py [--quick] [--json]

Everything is a ratio to a bare Textual app with a single Input, measured in the same run, interleaved. The
programs are the real ones, as people have them (with their byte code): ``python -m cli --data DIR`` on
folders that this script makes. What cannot be measured here (no strace, no VisiData) is null. POSIX only.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring.bare import bare_start
from benchmarks.measuring.folders import make_folder
from benchmarks.measuring.officer import Officer
from benchmarks.measuring.strokes import Taken, in_program, move_and_type, type_after_commit, type_into
from benchmarks.measuring.telling import Found, tell, words
from benchmarks.measuring.terminal import Program, end_all, leave_nobody_behind
from benchmarks.measuring.turns import beside, p95, spread, turns

VISIDATA = os.environ.get("XASO_VISIDATA") or shutil.which("vd")
QUICK = "80 keys instead of 300, 4 starts instead of 9 (3 on a slow machine), 3 openings instead of 9"


@dataclass(frozen=True)
class Sizes:
    """How much is measured; ``seconds`` after which no further start is begun."""

    keys: int = 100
    rounds: int = 3
    growth: int = 100
    openings: int = 9
    starts: int = 9
    saved: int = 20
    seconds: float | None = None


FEW = Sizes(keys=40, rounds=2, growth=20, openings=3, starts=4, saved=6, seconds=40)


@dataclass(frozen=True)
class Folders:
    """Folders of communes: one medium form in several copies, and what it is compared with."""

    grid: Path
    entry: Path
    advance: Path
    commit: Path
    left: Path
    idle: Path
    syncs: Path
    small: Path
    large: Path
    many: Path
    empty: Path

    @classmethod
    def make(cls, base: Path) -> Folders:
        """Make them below ``base``: 300 questions before a grid of 30 columns."""
        medium = make_folder(base / "medium", 300, 30)
        copies = ("entry", "advance", "commit", "left", "idle", "syncs")
        return cls(
            grid=medium,
            small=make_folder(base / "small", 24, 30),
            large=make_folder(base / "large", 1200, 30),
            many=make_folder(base / "many", 0, 0),
            empty=make_folder(base / "empty", 0, 0, questions=1),
            **{name: shutil.copytree(medium, base / name) for name in copies},
        )


@dataclass(frozen=True)
class Starts:
    """Seconds of starts, each beside a bare one of the same round."""

    bare: list[float]
    screen: list[float]
    resume: list[float]
    resume_key: list[float]

    def beside_bare(self, seconds: list[float]) -> float:
        """Return the median of the ratios: a machine that slows down slows both."""
        return beside(seconds, self.bare)


def start(officer: Officer, folders: Folders, sizes: Sizes, begun: float) -> Starts:
    """Start the bare app, home, and where somebody was left, in turn."""
    found = Starts([], [], [], [])
    until = None if sizes.seconds is None else begun + sizes.seconds
    for _ in turns(sizes.starts, least=3, until=until):
        found.bare.append(bare_start(officer.environment))
        found.screen.append(officer.start(folders.idle))
        painted, key = officer.resume(folders.left)
        found.resume.append(painted)
        found.resume_key.append(key)
    return found


def scenes(officer: Officer, folders: Folders) -> dict[str, Callable[[], Program]]:
    """What is typed into, beside each other."""
    found: dict[str, Callable[[], Program]] = {
        "bare": officer.bare,
        "entry": lambda: officer.entry(folders.entry, grid=False),
        "grid": lambda: officer.entry(folders.grid, grid=True),
    }
    return found if VISIDATA is None else {**found, "visidata": lambda: officer.visidata(VISIDATA)}


@dataclass(frozen=True)
class Measured:
    """All that was measured; seconds, but for ``syncs`` a value."""

    typed: dict[str, Taken]
    growth: dict[str, Taken]
    advance: list[float]
    commit: list[float]
    opened: list[float]
    starts: Starts
    syncs: float | None

    @classmethod
    def below(cls, base: Path, sizes: Sizes) -> Measured:
        """Make folders below ``base`` and measure in them."""
        begun = time.monotonic()
        officer, folders = Officer(base), Folders.make(base)
        officer.bare().end()  # writes the byte code
        officer.home(folders.idle).end()
        officer.leave_in_entry(folders.left)
        grids = {"small": folders.small, "large": folders.large}
        grown = {name: _grid(officer, folder) for name, folder in grids.items()}
        return cls(
            typed=type_into(scenes(officer, folders), sizes.keys, sizes.rounds),
            growth=type_into(grown, sizes.growth, 1),
            advance=in_program(_grid(officer, folders.advance)(), move_and_type, sizes.keys),
            commit=in_program(_grid(officer, folders.commit)(), type_after_commit, sizes.keys),
            opened=officer.open_seconds([folders.many, folders.empty], sizes.openings),
            syncs=officer.fsyncs(folders.syncs, sizes.saved),
            starts=start(officer, folders, sizes, begun),
        )


def _grid(officer: Officer, folder: Path) -> Callable[[], Program]:
    return lambda: officer.entry(folder, grid=True)


def ratios(found: Measured) -> dict[str, float | None]:
    """Everything that is compared."""
    typed, starts = found.typed, found.starts
    reference, entry = p95(typed["bare"].seconds), p95(typed["entry"].seconds)
    exact = {
        "entry_key_p95": entry / reference,
        "grid_key_p95": p95(typed["grid"].seconds) / reference,
        "cold_start": starts.beside_bare(starts.screen),
        "resume_start": starts.beside_bare(starts.resume_key),
        "memory": typed["grid"].memory / typed["bare"].memory,
        "advance_save_key_p95": p95(found.advance) / reference,
        "commit_key_p95": p95(found.commit) / reference,
        "grid_growth": p95(found.growth["large"].seconds) / p95(found.growth["small"].seconds),
        "visidata_key_p95": entry / p95(typed["visidata"].seconds) if "visidata" in typed else None,
    }
    return {name: None if value is None else round(value, 3) for name, value in exact.items()}


def figures(found: Measured) -> dict[str, object]:
    """What the ratios are made of, and what has no reference."""
    keys = {
        f"{name}_ms_p50_p95_p99": spread(one.seconds) for name, one in (found.typed | found.growth).items()
    }
    many, one = (1000 * seconds for seconds in found.opened)
    starts = found.starts
    medians = {name: round(statistics.median(values), 3) for name, values in vars(starts).items()}
    return {
        **keys,
        "advance_ms_p50_p95_p99": spread(found.advance),
        "commit_key_ms_p50_p95_p99": spread(found.commit),
        "open_300_ms_more": round(many - one, 1),
        "open_ms": {"300 questions": round(many, 1), "1 question": round(one, 1)},
        "fsyncs_per_value": None if found.syncs is None else round(found.syncs, 2),
        "bytes_per_key": {name: round(one.bytes / one.keys) for name, one in found.typed.items()},
        "start_seconds": medians,
        "starts": len(starts.bare),
        "resume_painted": round(starts.beside_bare(starts.resume), 3),
        "memory_mb": {name: round(one.memory / 1e6, 1) for name, one in found.typed.items()},
        "keys": found.typed["entry"].keys,
    }


def main() -> None:
    """Measure and print."""
    asked = words(__doc__, QUICK).parse_args()
    leave_nobody_behind()
    base = Path(tempfile.mkdtemp(prefix="xaso-keys-"))
    try:
        found = Measured.below(base, FEW if asked.quick else Sizes())
    finally:
        end_all()
        shutil.rmtree(base, ignore_errors=True)
    tell(Found(ratios(found), figures(found), QUICK if asked.quick else None), as_json=asked.json)


if __name__ == "__main__":
    main()
