"""What the tests share among processes: dear folders are made once, and a failure is told to all."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tests import memory
from tests.once import once

Factory = pytest.TempPathFactory


@pytest.fixture
def run(tmp_path: Path, tmp_path_factory: Factory, monkeypatch: pytest.MonkeyPatch) -> Factory:
    """The folders of a run of its own, as the first process of pytest-xdist sees them."""
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    (tmp_path / "gw0").mkdir()
    monkeypatch.setattr(tmp_path_factory, "getbasetemp", lambda: tmp_path / "gw0")
    return tmp_path_factory


def test_the_second_who_asks_gets_what_the_first_made(run: Factory) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "house").touch()

    assert once(run, "x", make) == once(run, "x", make)
    assert len(made) == 1
    assert (made[0] / "house").exists()


def test_who_comes_while_it_is_made_waits_for_all_of_it(run: Factory) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def make(folder: Path) -> None:
        begun.set()
        assert go_on.wait(30)
        (folder / "house").touch()

    first = threading.Thread(target=once, args=(run, "x", make))
    first.start()
    assert begun.wait(30)
    threading.Timer(0.05, go_on.set).start()
    assert (once(run, "x", make) / "house").exists()
    first.join(30)


def test_what_could_not_be_made_fails_for_everyone(run: Factory) -> None:
    def make(_folder: Path) -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        once(run, "x", make)
    with pytest.raises(pytest.fail.Exception, match="no room"):
        once(run, "x", make)


def test_a_place_that_someone_chose_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    memory.work_there()
    assert os.environ["TMPDIR"] == str(tmp_path)
