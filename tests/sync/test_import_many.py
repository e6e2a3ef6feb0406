"""Many files at once: decided as one by one, whatever a file does to the process that opens it."""

from __future__ import annotations

import importlib.util
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from types import ModuleType

import pytest

from models.errors import XasoError
from models.workspace import ProvinceWorkspace
from sync import examination, examiner, payload_checks, settings
from sync.examination import Examined, Ready, Refused
from sync.examiner import Looked, examined
from sync.sources import Source, count, find
from tests.sync.simulator import World, definition

ROOT = Path(__file__).resolve().parents[2]
DEADLY = b"this file ends the process that opens it"


@pytest.fixture(scope="module")
def killing() -> ModuleType:
    """The script that kills imports."""
    spec = importlib.util.spec_from_file_location("kill_import", ROOT / "scripts" / "kill_import.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["kill_import"] = module
    spec.loader.exec_module(module)
    return module


def rows(
    file: Path, apart: tuple[str, ...] = ("schema_version", "exchange_journal")
) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(file)) as connection:
        names = [n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    return {name: sorted(table, key=repr) for name, table in found.items() if name not in apart}


def test_a_hundred_in_one_transaction_give_the_rows_of_one_by_one(
    tmp_path: Path, killing: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chains in and out of order, holes, copies, corrections and damaged files."""
    monkeypatch.setattr(settings, "new_chain", lambda: "c" * 32)
    killing.make(tmp_path, 60, seed=7)
    stores = []
    for name, batch in (("many", 128), ("few", 7), ("single", 1)):
        monkeypatch.setattr("sync.importer.BATCH", batch)
        killing.run(tmp_path, name, workers=0)
        stores.append(rows(ProvinceWorkspace(tmp_path / name).database))
    assert stores[0]["entry"]
    assert {row[7] for row in stores[0]["exchange_received"]} >= {"accepted", "accepted_with_gap"}
    assert killing.told(tmp_path, "many") == killing.told(tmp_path, "few") == killing.told(tmp_path, "single")
    # A receipt is written for a unit once all files are in: the same, whatever the transactions were.
    for other in stores[1:]:
        for table, expected in stores[0].items():
            assert other[table] == expected, table


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill")
def test_an_import_killed_at_random_is_completed_row_for_row(killing: ModuleType) -> None:
    report = killing.whole(files=60, wanted=3, workers=1, seed=3, fresh=3)
    assert report["wrong"] == []
    assert (report["kills"], report["orphans"]) == (3, 0)
    assert report["entries"]


def end_the_process(self: examiner.Examiner, source: Source, at: datetime) -> Looked:
    """Stands in for a fault in a library that opens files: some content ends the process."""
    data = source.read()
    if data == DEADLY:
        os._exit(3)
    return Looked(source, Refused("", "E_NOT_A_BUNDLE"), data)


class Deadly(examiner.Examiner):
    """An examiner that some files kill; it can go to other processes."""

    look = end_the_process


def test_a_file_that_kills_its_process_is_told_and_stops_nothing(tmp_path: Path, world: World) -> None:
    for number in range(40):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{number:02}.age").write_bytes(DEADLY if number == 21 else b"rubbish")
    plain = world.importer()._examiner()
    deadly = Deadly(**{one.name: getattr(plain, one.name) for one in fields(plain)})
    sources = list(find([tmp_path / "in"]))
    batches = [sources[:20], sources[20:]]
    # The helping hand of this process must not touch the deadly file: it only waits here.
    team = examiner._Team(deadly, 1)
    team_tasks = [team.begin(batch, world.clock()) for batch in batches]
    results = [one for task in team_tasks for part in task.parts for one in team._result(part, task.at)]
    looked = [one for one in results if one is not None]
    team.close()
    codes = {Path(one.source.label).name: one.found.code for one in looked if isinstance(one.found, Refused)}
    assert len(codes) == 40
    assert codes.pop("21.age") == "E_UNREADABLE"
    assert set(codes.values()) == {"E_NOT_A_BUNDLE"}


def test_a_fault_of_ours_keeps_the_file_and_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    laptop = world.enrolled()
    for month in (1, 2, 3):
        laptop.send(period=f"2026M0{month}")
    second = sorted(laptop.stick.iterdir())[1]
    real = examination.examine

    def fails(data: bytes, **more: object) -> Examined | Refused:
        if data == second.read_bytes():
            raise ZeroDivisionError("a fault")
        return real(data, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(examiner, "examine", fails)
    report = world.take_all(laptop.stick)
    assert [(r.status, r.code) for r in report.files] == [
        ("accepted", None),
        ("quarantined", XasoError.code),
        ("accepted_with_gap", None),
    ]
    monkeypatch.undo()
    assert world.take_all(laptop.stick).count("accepted") == 1
    assert world.workspace.quarantine.exists()
    assert not list(world.workspace.quarantine.glob("*.file"))


def test_this_process_examines_what_nobody_began(world: World, tmp_path: Path) -> None:
    laptop = world.enrolled()
    for month in range(1, 7):
        laptop.send(period=f"2026M0{month}")
    sources = list(find([laptop.stick]))
    batches = [sources[:2], sources[2:4], sources[4:]]
    found = examined(world.importer()._examiner(), batches, world.clock, 1)
    looked = [one for _, batch in found for one in batch]
    assert [one.source for one in looked] == sources
    assert all(isinstance(one.found, Ready) for one in looked)


def test_what_is_remembered_of_paths_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload_checks, "MAX_REMEMBERED", 3)
    checks = payload_checks._checks(definition("remembered"))
    for row in range(1, 10):
        assert checks[f"/data/villages[{row}]/teams"] is not None
        assert checks[f"/data/villages[{row}]/other"] is None
    assert len(checks) == 3


def test_workers_need_nothing_but_what_they_are_given(world: World) -> None:
    """Keys go as text and forms as JSON: everything survives the way into a spawned process."""
    import pickle

    original = world.importer()._examiner()
    again = pickle.loads(pickle.dumps(original))
    assert again == original
    assert world.keys.ca is not None
    assert "AGE-SECRET-KEY" not in repr(original)


def test_a_process_that_only_opens_files_loads_no_database() -> None:
    """It begins in a fifth of a second instead of a whole one, and in half the memory."""
    heavy = "{'sqlalchemy', 'sqlmodel', 'textual'}"
    code = f"import sys, sync.examiner; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_are_counted_before_any_is_read(tmp_path: Path) -> None:
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    for name in ("a.age", "deeper/b.age", "deeper/.hidden", "desktop.ini", "c.age.PART"):
        (tmp_path / "in" / name).write_bytes(b"x")
    named = tmp_path / "d.age"
    named.write_bytes(b"x")
    assert count([tmp_path / "in", named]) == 3 == len(list(find([tmp_path / "in", named])))
