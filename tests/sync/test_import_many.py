"""Many files at once: decided as one by one, whatever a file does to the process that opens it."""

from __future__ import annotations

import importlib.util
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

from models.workspace import ProvinceWorkspace
from sync import payload_checks, settings
from sync.sources import count, find
from tests.rounds import rounds
from tests.sync.simulator import World, definition

ROOT = Path(__file__).resolve().parents[2]


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
        killing.run(tmp_path, name, workers=1)
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
    kills = rounds(3)
    report = killing.whole(files=60, wanted=kills, workers=1, seed=3, fresh=3)
    assert report["wrong"] == []
    assert (report["kills"], report["orphans"]) == (kills, 0)
    assert report["entries"]


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
    heavy = "{'sqlalchemy', 'sqlmodel', 'textual', 'mailbox', 'psutil'}"
    code = f"import sys, sync.helping; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_are_counted_before_any_is_read(tmp_path: Path) -> None:
    (tmp_path / "in" / "deeper").mkdir(parents=True)
    for name in ("a.age", "deeper/b.age", "deeper/.hidden", "desktop.ini", "c.age.PART"):
        (tmp_path / "in" / name).write_bytes(b"x")
    named = tmp_path / "d.age"
    named.write_bytes(b"x")
    assert count([tmp_path / "in", named]) == 3 == len(list(find([tmp_path / "in", named])))
