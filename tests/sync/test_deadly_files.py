"""Files that end, exhaust or occupy whoever examines them: they are refused, and stop nothing.

Genuine bundles of a certified laptop; what a remark says is done by the rule that the entries are
held against, in the process that examines. That stands in for a fault in a library.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from models.entries import EntrySnapshot
from sync import crew, helper, helping, payload_checks
from sync.errors import ExaminationError, HelperError, NotQuarantinedError
from sync.quarantine import Quarantine
from sync.sources import find
from tests.sync.simulator import Commune, World


def deadly(entry: EntrySnapshot, definition: str) -> str | None:
    """Do what the remark says, or judge as usual."""
    remark = entry.values.get("/data/remark", "")
    if remark == "abort":
        os.abort()
    elif remark == "segfault":
        ctypes.string_at(0)
    elif remark == "exit":
        os._exit(0)
    elif remark == "system exit":
        sys.exit(3)
    elif remark == "memory":
        pieces = []
        while True:
            pieces.append(bytearray(64 * 1024 * 1024))
    elif remark == "for ever":
        while True:
            time.sleep(1)
    elif remark == "recursion":
        return deadly(entry, definition)
    elif remark == "a fault":
        raise ZeroDivisionError(remark)
    elif remark.startswith("once ") and not Path(remark[5:]).exists():
        Path(remark[5:]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return payload_checks.validate(entry, definition)


def sent(laptop: Commune, *remarks: str) -> list[Path]:
    """Export one bundle a remark."""
    files = []
    for month, remark in enumerate(remarks, 1):
        laptop.fill(1, 2, f"2026M{month:02}", **({"/data/remark": remark} if remark else {}))
        files.append(laptop.export().file)
    return files


@pytest.mark.parametrize(
    ("remark", "code", "reason"),
    [
        ("abort", "E_EXAMINATION", "exit -6"),
        ("segfault", "E_EXAMINATION", "exit -11"),
        ("exit", "E_EXAMINATION", "exit 0"),
        ("system exit", "E_EXAMINATION", "exit 3"),
        ("memory", "E_EXAMINATION", "memory"),
        ("for ever", "E_EXAMINATION", "time"),
        ("recursion", "E_EXAMINATION", "RecursionError"),
        ("a fault", "E_EXAMINATION", "ZeroDivisionError"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="the ways in which processes end are those of POSIX")
def test_a_deadly_file_is_refused_and_the_others_are_taken_in(
    world: World, laptop: Commune, monkeypatch: pytest.MonkeyPatch, remark: str, code: str, reason: str
) -> None:
    monkeypatch.setattr(helper, "PATIENCE", 8 if remark == "for ever" else 30)
    bad = sent(laptop, "", remark, "")[1]
    report = world.importer(validate=deadly).import_paths([laptop.stick])
    assert [one.status for one in report.files] == ["accepted", "quarantined", "accepted_with_gap"]
    assert report.files[1].code == code
    assert reason in str(report.files[1].details["reason"])
    [case] = Quarantine(world.workspace.quarantine).list()
    assert (case.code, case.kept, case.path) == (code, True, str(bad))
    assert (world.workspace.quarantine / f"{case.id}.file").read_bytes() == bad.read_bytes()
    # Once the fault is mended the same stick is taken in, and the case is closed.
    assert [one.status for one in world.take_all(laptop.stick).files] == [
        "duplicate",
        "accepted",
        "duplicate",
    ]
    assert Quarantine(world.workspace.quarantine).list() == []


@pytest.mark.parametrize("way", ["take", "rehearse", "release", "workers"])
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill")
def test_no_way_into_the_province_examines_in_the_process_that_writes(
    world: World, laptop: Commune, way: str
) -> None:
    (bad,) = sent(laptop, "abort")
    importer = world.importer(validate=deadly, workers=3 if way == "workers" else 0)
    if way == "rehearse":
        assert importer.import_paths([bad], dry_run=True).files[0].code == ExaminationError.code
    elif way == "release":
        world.clock.forward(days=3000)
        assert importer.take(bad).code == "E_CERT_EXPIRED"
        [case] = Quarantine(world.workspace.quarantine).list()
        with pytest.raises(NotQuarantinedError) as refused:
            importer.release(case.id)
        assert refused.value.details["code"] == ExaminationError.code
    else:
        assert importer.take(bad).code == ExaminationError.code


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill")
def test_a_file_is_not_blamed_for_a_helper_that_somebody_else_ended(world: World, laptop: Commune) -> None:
    sent(laptop, f"once {world.root / 'gone'}", "")
    report = world.importer(validate=deadly).import_paths([laptop.stick])
    assert [one.status for one in report.files] == ["accepted", "accepted"]
    assert (world.root / "gone").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the ways in which processes end are those of POSIX")
def test_many_deadly_files_in_a_row_stop_nothing(world: World, laptop: Commune) -> None:
    sent(laptop, "", "abort", "exit", "abort", "")
    report = world.importer(validate=deadly, workers=2).import_paths([laptop.stick])
    assert [one.status for one in report.files] == [
        "accepted",
        *["quarantined"] * 3,
        "accepted_with_gap",
    ]
    assert report.missing[0].seq == (2, 3, 4)


def test_without_any_helper_the_import_says_so_and_blames_no_file(
    world: World, laptop: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew.end_idle()
    (file,) = sent(laptop, "")

    def cannot(self: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", cannot)
    with pytest.raises(HelperError) as told:
        world.take(file)
    assert told.value.details["reason"] == "Resource temporarily unavailable"
    assert Quarantine(world.workspace.quarantine).list() == []
    monkeypatch.undo()
    assert world.take(file).status == "accepted"


def test_helpers_rest_and_come_back(world: World, laptop: Commune, monkeypatch: pytest.MonkeyPatch) -> None:
    crew.end_idle()
    first, second = sent(laptop, "", "")
    monkeypatch.setattr(helper, "REST", 0.1)
    assert world.take(first).status == "accepted"
    until = time.monotonic() + 60
    while any(child.name == "xaso-helper" for child in active_children()):
        assert time.monotonic() < until
        time.sleep(0.02)
    assert world.take(second).status == "accepted"


def test_an_import_that_is_given_up_leaves_no_helper_at_work(world: World, laptop: Commune) -> None:
    crew.end_idle()
    sent(laptop, "", "for ever")
    sources = list(find([laptop.stick]))
    importer = world.importer(validate=deadly)

    def take_one_and_give_up() -> None:
        with importer._crew() as helpers:
            next(helpers.examined([sources[:1], sources[1:]], world.clock))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_one_and_give_up()
    assert not [child for child in active_children() if child.name == "xaso-helper"]


@pytest.mark.skipif(sys.platform != "linux", reason="limits as Linux knows them")
def test_a_helper_has_a_limit_of_memory_and_leaves_no_core_file(world: World, laptop: Commune) -> None:
    (file,) = sent(laptop, "")
    assert world.take(file).status == "accepted"
    child = next(child for child in active_children() if child.name == "xaso-helper")
    limits = Path(f"/proc/{child.pid}/limits").read_text().splitlines()
    told = {line[:26].strip(): line[26:].split() for line in limits[1:]}
    assert told["Max data size"][0] == str(helping.MEMORY)
    assert told["Max core file size"][0] == "0"
    assert Path(f"/proc/{child.pid}/fd/1").readlink() == Path(os.devnull)
