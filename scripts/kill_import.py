"""Kill an import at random points, again and again; after a last run the store must equal an undisturbed one.

    python scripts/kill_import.py [--files 500] [--kills 100] [--workers 1] [--seed N] [--json]

The files are bundles of many laptops (in order, with a gap, a fork, corrections, copies) and some that are
damaged. Every run is a process of its own that is killed outright; what it left behind is what the next one
finds, and its helpers must end with it. At the end every row of every table, the archive and its journal, the
quarantine and the receipts are compared with those of an import that nobody disturbed.
"""

# ruff: noqa: E402 - the project itself is found beside this script

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import msgspec

from benchmarks.measuring.sealed import STAMP, completed
from models.entries import EntrySnapshot
from models.forms.definition import FormDefinition, Node, definition_to_json
from models.forms.ranking import rank
from models.store import Store
from models.workspace import ProvinceWorkspace
from sync import archive_check, journal, journal_reading, keys, province_keys, settings
from sync.archive import Archive
from sync.bodies import CatalogueRef
from sync.bundle import line, seal_bundle
from sync.importer import Importer
from sync.keys import SigningKey
from sync.manifest import Place

NOW = datetime(2026, 10, 20, 3, 4, 5, tzinfo=UTC)
OF_ONE_LAPTOP = 5  # bundles
PATIENCE = 60.0  # seconds in which every process of a killed import must have ended


def form() -> str:
    """The definition of a form with forty whole numbers."""
    questions = tuple(Node(f"n{number}", type="integer", datatype="int") for number in range(40))
    root = Node("data", "group", children=questions)
    return definition_to_json(
        FormDefinition("monthly", "1", {"vi": "Tháng"}, ("vi",), "vi", root, rules=rank(root))
    )


def entry(chance: random.Random, unit: str, month: int, sha256: str) -> EntrySnapshot:
    """One completed entry with its history."""
    entry_id = f"{chance.getrandbits(128):032x}"
    values = {f"/data/n{number}": str(chance.randrange(1000)) for number in range(40)}
    return completed(entry_id, unit, f"2026M{month:02}", sha256, values, "Lan")


def make(root: Path, count: int, seed: int) -> None:
    """Make a province and ``count`` files in ``incoming``."""
    chance = random.Random(seed)
    held = province_keys.create(root / "keys", "56", NOW)
    digest = hashlib.sha256(form().encode()).hexdigest()
    incoming = root / "incoming"
    incoming.mkdir()
    made = number = 0
    while made < count:
        number += 1
        unit = f"{10_000 + number:05}"
        key = keys.generate()
        certificate = keys.certify(held.require_ca(), key.key, f"unit/{unit}", number, NOW)
        signer = key.with_certificate(certificate)
        for data in laptop(chance, held, signer, unit, digest):
            if made < count:
                (incoming / f"{made:05}.age").write_bytes(spoiled(chance, data))
                made += 1


def laptop(
    chance: random.Random, held: province_keys.ProvinceKeys, signer: SigningKey, unit: str, digest: str
) -> list[bytes]:
    """The files of one laptop, with what happens on the way."""
    chain, before = f"{chance.getrandbits(128):032x}", None
    first: EntrySnapshot | None = None
    files = []
    for seq in range(1, OF_ONE_LAPTOP + 1):
        one = entry(chance, unit, seq, digest)
        if seq == OF_ONE_LAPTOP and first is not None:  # a correction of the first one
            one = msgspec.structs.replace(
                one, lineage=first.id, period=first.period, revision=2, replaces=first.id
            )
        first = first or one
        sealed = seal_bundle(
            [one],
            [line(one)],
            sender=f"unit/{unit}",
            to="prov/56",
            place=Place(chain, seq, before),
            created=NOW,
            catalogue=CatalogueRef("c56", 1),
            signer=signer,
            recipients=held.recipients,
        )
        before = sealed.id
        if seq != 3 or chance.random() > 0.1:  # some are lost
            files.append(sealed.data)
    if chance.random() < 0.2:
        files.append(files[0])
    if chance.random() < 0.2:
        chance.shuffle(files)
    return files


def spoiled(chance: random.Random, data: bytes) -> bytes:
    """Return the file as it arrives: some are damaged."""
    if chance.random() < 0.03:
        at = chance.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    return data


def run(root: Path, name: str, workers: int) -> None:
    """Import everything into the workspace ``name``, as one process does."""
    # Chains of receipts begin with a random name: here they are told by a fixed one, to be compared.
    settings.new_chain = lambda: "c" * 32
    workspace = ProvinceWorkspace(root / name)
    workspace.create()
    receipts = root / name / "receipts"
    receipts.mkdir(exist_ok=True)
    held = province_keys.load(root / "keys")
    with Store.open(workspace.database) as store:
        with store.transaction() as t:
            t.catalogues.install(b"{}", {"monthly": form()}, {}, kit_id="k", at=STAMP)
        importer = Importer(store, held, workspace, now=lambda: NOW, workers=workers)
        importer.import_paths([root / "incoming"], receipts=receipts)
        journal.catch_up(store, held, workspace.archive)


def start(root: Path, name: str, workers: int, errors: int | None = None) -> subprocess.Popen[bytes]:
    """Start ``run`` in a process of its own; it and all that it starts are one group."""
    words = [sys.executable, str(Path(__file__)), "--run", str(root), name, "--workers", str(workers)]
    return subprocess.Popen(words, cwd=ROOT, stderr=errors, start_new_session=True)


def orphaned(process: subprocess.Popen[bytes]) -> bool:
    """Tell whether a process that ended left others behind; they get some seconds to see it, then an end."""
    if not hasattr(os, "killpg"):
        return False
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.01)
    with contextlib.suppress(ProcessLookupError):  # it ended at the last moment: too late all the same
        os.killpg(process.pid, signal.SIGKILL)
    return True


def finish(root: Path, name: str, workers: int) -> float:
    """Run to the end and return the seconds it took."""
    begun = time.monotonic()
    process = start(root, name, workers)
    try:
        failed = process.wait()
    except BaseException:
        process.kill()
        raise
    if failed or orphaned(process):
        raise SystemExit(f"the import of {name} failed or left a process behind")
    return time.monotonic() - begun


def rows(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(file)) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in sorted(names)}
    found.pop("schema_version")  # says when this file was made
    # What one transaction took in is one event, and is parted otherwise after a kill: ``told`` compares it.
    for name in ("exchange_event", "exchange_journal"):
        found.pop(name)
    return {name: sorted(table, key=repr) for name, table in found.items()}


def told(root: Path, name: str) -> list[str]:
    """What the journal of the archive tells, one by one and in an order of its own: bundles, receipts."""
    found: list[str] = []
    archive = ProvinceWorkspace(root / name).archive
    for event in journal_reading.read(archive, province_keys.load(root / "keys")):
        if isinstance(event, journal_reading.Flaw):
            found.append(f"line {event.number} is {event.reason}")
            continue
        said = event.line.body
        each = said.get("bundles") or said.get("receipts") or [said]
        assert isinstance(each, list)
        found += [f"{event.line.event} {json.dumps(one, sort_keys=True)}" for one in each]
    return sorted(found)


def kept(folder: Path, pattern: str) -> dict[str, str]:
    """Name → SHA-256 of what lies in a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob(pattern)}


def compare(root: Path) -> list[str]:
    """Return what differs between the disturbed and the undisturbed import."""
    calm, torn = (ProvinceWorkspace(root / name) for name in ("calm", "torn"))
    left, right = rows(calm.database), rows(torn.database)
    wrong = [
        f"{name}: {len(left[name])} rows against {len(right[name])}"
        for name in left
        if left[name] != right[name]
    ]
    if kept(calm.archive, "??/*.tar") != kept(torn.archive, "??/*.tar"):
        wrong.append("archive")
    if kept(calm.quarantine, "*.file") != kept(torn.quarantine, "*.file"):
        wrong.append("quarantine")
    if told(root, "calm") != told(root, "torn"):
        wrong.append("journal")
    with Store.open(torn.database) as store:
        held = province_keys.load(root / "keys")
        report = archive_check.verify(store, held, Archive(torn.archive), rows=False)
    wrong += [f"archive: {problem.id} {problem.reason}" for problem in report.problems]
    if kept(root / "calm" / "receipts", "*.tar*") != kept(root / "torn" / "receipts", "*.tar*"):
        wrong.append("receipts")
    return wrong


@dataclass
class Kills:
    """How often an import was killed before it was done, and how often a process of it stayed behind."""

    done: int = 0
    too_late: int = 0
    orphans: int = 0


def disturb(root: Path, workers: int, seconds: float, chance: random.Random, kills: Kills) -> None:
    """Run the import, and kill it at a random point of its time."""
    # What the helpers of a killed process say of it is of no interest.
    process = start(root, "torn", workers, subprocess.DEVNULL)
    try:
        process.wait(chance.uniform(0, seconds))
    except subprocess.TimeoutExpired:
        process.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()
        kills.done += 1
    except BaseException:
        process.kill()
        raise
    else:
        kills.too_late += 1
    kills.orphans += orphaned(process)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=56)
    parser.add_argument("--fresh", type=int, default=10, help="begin with an empty store after so many kills")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--run", nargs=2, metavar=("ROOT", "NAME"), help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.run:
        run(Path(words.run[0]), words.run[1], words.workers)
        return
    report = whole(words.files, words.kills, words.workers, words.seed, words.fresh)
    print(
        json.dumps(report) if words.json else "\n".join(f"{name}: {value}" for name, value in report.items())
    )
    sys.exit(bool(report["wrong"] or report["orphans"]))


def whole(files: int, wanted: int, workers: int, seed: int, fresh: int) -> dict[str, object]:
    """Import the same files undisturbed and killed ``wanted`` times; compare after every ``fresh`` kills."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="xaso-kill-") as folder:
        root = Path(folder)
        make(root, files, seed)
        seconds = finish(root, "calm", workers)
        kills, wrong, series = Kills(), [], 0
        while kills.done < wanted:
            goal = min(wanted, kills.done + fresh)
            while kills.done < goal:
                disturb(root, workers, seconds, chance, kills)
            finish(root, "torn", workers)
            wrong += compare(root)
            (root / "torn").rename(root / f"torn{series}")
            series += 1
        entries = len(rows(ProvinceWorkspace(root / "calm").database)["entry"])
    return {
        "seed": seed,
        "files": files,
        "entries": entries,
        "seconds_undisturbed": round(seconds, 2),
        "kills": kills.done,
        "ended_before_the_kill": kills.too_late,
        "orphans": kills.orphans,
        "series": series,
        "wrong": wrong,
    }


if __name__ == "__main__":
    main()
