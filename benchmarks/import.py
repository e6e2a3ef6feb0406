"""How long the province's import takes, as ratios to the floor of the same run on the same files.

    python benchmarks/import.py [--quick] [--json] [--bundles N] [--no-postgres]

Every bundle holds one entry of 600 values with the 600 lines of its history, from a laptop of its own. The
floor is what cannot be left out for the same bytes: read, age decryption, one Ed25519 verification of the
certificate and one of the signature, SHA-256 of the stored file, gunzip, JSON, and executemany (PostgreSQL:
COPY) of the same rows into the same tables with as many commits; on one core. It keeps no archive, judges no
chain, checks no form and writes no receipts: all that is ours to pay. Ours and the floor run in turn, each
into an empty store; a ratio is the median over the turns. The floor is always on one core; ours on as many as
the name says, ``postgres`` on both, as it runs on such a machine (``postgres_1core`` beside it).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring.import_floor import postgres_floor, sqlite_floor
from benchmarks.measuring.peaks import memory
from benchmarks.measuring.postgres import schemas
from benchmarks.measuring.sealed import NOW, QUESTIONS, VILLAGES, Province, province
from benchmarks.measuring.telling import Found, tell, words
from benchmarks.measuring.ways import Turns, Way, cores, measured
from models.store import Store
from sync import crew
from sync.importer import Importer

FEW = 300
QUICK = f"{FEW} bundles instead of 3,321, for slope and memory instead of 10,000; 1 to 3 turns instead of 3"


def ours(place: Province, location: str | None, workers: int) -> Callable[[], None]:
    """Return an import of all files into an empty store."""
    workspace = place.workspace("ours")
    where = location if location is not None else workspace.database
    place.store(where).close()

    def run() -> None:
        # A spawned process loads the main module again: the program's own is light, this one is not.
        vars(sys.modules["__main__"]).pop("__file__", None)
        with Store.open(where) as store:
            importer = Importer(store, place.keys, workspace, now=lambda: NOW, workers=workers)
            report = importer.import_paths(place.files)
        crew.end_idle()  # a command starts its helper anew; its processor time counts once it has ended
        assert report.count("accepted") == len(place.files), report.to_json()["summary"]

    return run


def slopes(place: Province, small: int, times: int) -> dict[str, float]:
    """Return processor seconds a bundle when all are imported over those when ``small`` are; the floor's too.

    What is few is measured ``times`` before and after what is many: a busy moment must not decide.
    """
    few = Province(place.root, place.form, place.keys, place.files[:small])

    def cost(prepare: Callable[[Province], Callable[[], None]], which: Province) -> float:
        action = prepare(which)
        with cores(1):
            return measured(action).processor / len(which.files)

    found: dict[str, float] = {}
    for name, prepare in (("slope", lambda which: ours(which, None, 1)), ("slope_floor", sqlite_floor)):
        before = [cost(prepare, few) for _ in range(times)]
        many = cost(prepare, place)
        after = [cost(prepare, few) for _ in range(times)]
        found[name] = round(many / statistics.median(before + after), 3)
    return found


@dataclass(frozen=True)
class Sizes:
    """How much is measured: bundles in turn, and for slope and memory; no turn begins after ``seconds``."""

    bundles: int
    many: int
    turns: int
    seconds: float | None = None

    def until(self, begun: float, part: float) -> float | None:
        """Return when that part of the time is over."""
        return None if self.seconds is None else begun + part * self.seconds


def run(sizes: Sizes, *, with_postgres: bool) -> tuple[dict[str, float], dict[str, float]]:
    """Return ratios and figures."""
    begun = time.monotonic()
    count = sizes.bundles
    ratios: dict[str, float] = {}
    figures: dict[str, float] = {"bundles": count, "values": VILLAGES * QUESTIONS}
    with tempfile.TemporaryDirectory(prefix="xaso-import-") as folder:
        place = province(Path(folder), count)
        figures["file_bytes"] = round(statistics.mean(path.stat().st_size for path in place.files))
        figures |= _sqlite(place, sizes.turns, sizes.until(begun, 0.25), ratios)
        if with_postgres:
            part = Province(place.root, place.form, place.keys, place.files[: min(count, 1000)])
            figures |= _postgres(part, sizes.turns, sizes.until(begun, 0.5), ratios)
        whole = sizes.many > count
        place = province(Path(folder), sizes.many) if whole else place
        found = slopes(place, min(100, len(place.files) // 3), 3 if whole else 1)
        ratios["slope"] = found.pop("slope")
        figures |= found
        figures["slope_bundles"] = len(place.files)
        figures |= _memory(place, ratios)
    return ratios, figures


def _sqlite(place: Province, most: int, until: float | None, ratios: dict[str, float]) -> dict[str, float]:
    ways: dict[str, Way] = {
        "floor": (1, lambda: sqlite_floor(place)),
        "sqlite_1core": (1, lambda: ours(place, None, 1)),
        "sqlite_2cores": (2, lambda: ours(place, None, 1)),
    }
    took = Turns.of(ways, most, until)
    figures: dict[str, float] = {"turns": len(took.took["floor"])}
    for name in ("sqlite_1core", "sqlite_2cores"):
        ratios[name] = took.ratio(name, "floor")
        # Of all processes together: what the machine has to do.
        figures[f"{name}_processor"] = took.processor_ratio(name, "floor")
    return figures | took.medians()


def _memory(place: Province, ratios: dict[str, float]) -> dict[str, float]:
    """Note the largest peak, and return what each process of an import needs, for few files and for all."""
    parts = sorted({min(len(place.files), 1000), len(place.files)})
    peaks = {part: memory(place, part, 1) for part in parts}
    ratios["memory_mb"] = max(peak.own + peak.helper for peak in peaks.values())
    figures = {f"memory_mb_{part}": peak.own for part, peak in peaks.items()}
    return figures | {"memory_mb_helper": max(peak.helper for peak in peaks.values())}


def _postgres(place: Province, most: int, until: float | None, ratios: dict[str, float]) -> dict[str, float]:
    with schemas() as schema:
        if schema is None:
            return {}
        ways: dict[str, Way] = {
            "postgres_floor": (1, lambda: postgres_floor(place, schema())),
            "postgres": (2, lambda: ours(place, schema(), 1)),
            "postgres_1core": (1, lambda: ours(place, schema(), 1)),
        }
        took = Turns.of(ways, most, until)
    ratios["postgres"] = took.ratio("postgres", "postgres_floor")
    ratios["postgres_1core"] = took.ratio("postgres_1core", "postgres_floor")
    figures = {"postgres_processor": took.processor_ratio("postgres", "postgres_floor")}
    return figures | {"postgres_bundles": len(place.files)} | took.medians()


def main() -> None:
    """Measure and print."""
    parser = words(__doc__, QUICK)
    parser.add_argument("--bundles", type=int, help="how many bundles (3321, with --quick 300)")
    parser.add_argument("--turns", type=int, default=3, help="how often each way runs (3)")
    parser.add_argument("--no-postgres", action="store_true")
    asked = parser.parse_args()
    count = asked.bundles or (FEW if asked.quick else 3321)
    many = count if asked.quick or asked.bundles else 10_000
    sizes = Sizes(count, many, asked.turns, 45.0 if asked.quick else None)
    ratios, figures = run(sizes, with_postgres=not asked.no_postgres)
    tell(Found(ratios, figures, QUICK if asked.quick else None), as_json=asked.json)


if __name__ == "__main__":
    main()
