"""Looking at a file, taking one in at a laptop: a process of its own opens it, and only that one may end."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from multiprocessing import active_children
from pathlib import Path

import pytest

from models.errors import XasoError
from sync import crew, helper, inbox, inspector, opening, receipt, verify
from sync.answers import Taken
from sync.encryption import MAX_WIRE
from sync.errors import ExaminationError, HelperError, TooLargeError
from sync.examiner import Definition
from sync.helping import Examining
from sync.inspector import Inspector
from sync.kit import KitTaken
from sync.opening import Opener
from tests.sync.simulator import Commune, World

Codes = frozenset[str]
ROOT = Path(__file__).resolve().parents[2]


class Aborting:
    """Ends whoever opens a file, as a fault in a library does."""

    def examine(self, data: bytes, at: datetime, definition: Definition, forgive: Codes) -> None:
        os.abort()


class Faulty:
    """Does not know how to go on."""

    def examine(self, data: bytes, at: datetime, definition: Definition, forgive: Codes) -> None:
        raise ZeroDivisionError("nobody expected that")


class Endless:
    """Never comes back."""

    def examine(self, data: bytes, at: datetime, definition: Definition, forgive: Codes) -> None:
        while True:
            time.sleep(1)


class Slow:
    """Needs long to get ready, and no time for a file."""

    def __reduce__(self) -> tuple[Callable[[], Slow], tuple[()]]:
        return slowly, ()

    def examine(self, data: bytes, at: datetime, definition: Definition, forgive: Codes) -> int:
        return len(data)


def slowly() -> Slow:
    time.sleep(3.5)
    return Slow()


class Lost:
    """Cannot be made where it arrives."""

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return sys.exit, ("lost",)

    def examine(self, data: bytes, at: datetime, definition: Definition, forgive: Codes) -> None:
        """Never comes to that."""


def beside(examiner: Examining[None]) -> Callable[..., Examining[None]]:
    return lambda *_fields: examiner


WAYS = [
    pytest.param(
        Aborting(), "exit -6", id="abort", marks=pytest.mark.skipif(os.name == "nt", reason="POSIX")
    ),
    pytest.param(Faulty(), "ZeroDivisionError: nobody expected that", id="fault"),
    pytest.param(Endless(), "time", id="for ever"),
]


@pytest.mark.parametrize(("examiner", "reason"), WAYS)
def test_a_deadly_file_does_not_end_who_looks_at_it(
    world: World, monkeypatch: pytest.MonkeyPatch, examiner: Examining[None], reason: str
) -> None:
    with monkeypatch.context() as bent:
        bent.setattr(inspector, "Inspector", beside(examiner))
        bent.setattr(helper, "PATIENCE", 3 if reason == "time" else 30)
        seen = inspector.inspect(world.kit.data, at=world.clock())
    assert isinstance(seen.error, ExaminationError)
    assert (seen.error.details, seen.size, seen.checked) == ({"reason": reason}, len(world.kit.data), [])
    assert inspector.inspect(world.kit.data, at=world.clock()).error is None


@pytest.mark.parametrize(("examiner", "reason"), WAYS)
def test_a_deadly_kit_or_receipt_does_not_end_who_takes_it_in(
    world: World, laptop: Commune, monkeypatch: pytest.MonkeyPatch, examiner: Examining[None], reason: str
) -> None:
    laptop.send()
    world.take_all(laptop.stick)
    answer = receipt.issue(world.store, world.keys, unit="22810", now=world.clock())[-1].data
    for data, kind in ((world.kit.data, KitTaken), (answer, Taken)):
        with monkeypatch.context() as bent:
            bent.setattr(opening, "Opener", beside(examiner))
            bent.setattr(helper, "PATIENCE", 3 if reason == "time" else 30)
            with pytest.raises(ExaminationError) as told:
                inbox.take_in(laptop.store, laptop.workspace, data, now=world.clock())
        assert told.value.details == {"reason": reason}
        taken = inbox.take_in(laptop.store, laptop.workspace, data, now=world.clock())
        assert isinstance(taken, kind)


def _helpers() -> set[int | None]:
    return {child.pid for child in active_children() if child.name == "xaso-helper"}


def test_a_laptop_takes_in_one_file_after_the_other_with_one_helper(world: World, laptop: Commune) -> None:
    inbox.take_in(laptop.store, laptop.workspace, world.kit.data, now=world.clock())
    after_one = _helpers()  # of this test, and of others that are idle yet
    inbox.take_in(laptop.store, laptop.workspace, world.kit.data, now=world.clock())
    assert _helpers() <= after_one


def test_what_a_helper_saw_is_what_would_have_been_seen_here(world: World, laptop: Commune) -> None:
    files = [laptop.send().file.read_bytes(), world.kit.data, world.kit.data[:-700], b"", b"PK\3\4"]
    certificate = laptop.keys.signing.certificate
    assert certificate is not None
    for data in files:
        for identities, trust in (([], None), (world.keys.identities, world.keys.trust)):
            at = world.clock()
            here = verify.inspect(data, identities=identities, trust=trust, at=at)
            there = inspector.inspect(data, identities=identities, trust=trust, at=at)
            assert there.to_json() == here.to_json()
            assert type(there.error) is type(here.error)


def test_what_is_larger_than_anything_that_is_read_is_told_so(world: World) -> None:
    seen = inspector.inspect(bytes(MAX_WIRE + 1), at=world.clock())
    assert isinstance(seen.error, TooLargeError)


def test_where_no_helper_begins_nothing_is_taken_in_and_no_file_is_blamed(
    world: World, laptop: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew.end_idle()

    def cannot(self: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", cannot)
    with pytest.raises(HelperError):
        inbox.take_in(laptop.store, laptop.workspace, world.kit.data, now=world.clock())
    with pytest.raises(HelperError):
        inspector.inspect(world.kit.data, at=world.clock())


def test_no_file_is_blamed_for_what_a_helper_needs_to_get_ready(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helper, "PATIENCE", 3)
    assert crew.apart(Slow(), b"abc", world.clock()) == 3


def test_an_examiner_that_no_helper_can_load_is_no_files_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(HelperError):
        crew.apart(Lost(), b"abc", world.clock())


@pytest.mark.parametrize("examiner", [Inspector(), Opener()])
def test_helpers_need_no_store_to_look_or_to_open(examiner: Examining[object]) -> None:
    """They begin in a tenth of a second instead of a half."""
    code = (
        f"import pickle, sys; pickle.loads({pickle.dumps(examiner)!r}); sys.exit('sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_errors_go_to_another_process_with_their_details() -> None:
    error = pickle.loads(pickle.dumps(TooLargeError(what="file", size=3)))
    assert (type(error), error.details, str(error)) == (
        TooLargeError,
        {"what": "file", "size": 3},
        "E_TOO_LARGE(what='file', size=3)",
    )
    assert isinstance(error, XasoError)
