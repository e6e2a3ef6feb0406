"""The journal of the archive: killed anywhere it is completed, and stock tools can check it."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from models.store import Store
from models.store.exchange_events import Events
from sync import archive_check, enrolment, journal, journal_reading
from sync.archive import Archive
from sync.errors import ArchiveError
from sync.handoff import folder
from sync.journal_reading import Event
from sync.keys import public_line
from tests.sync.simulator import Commune, World


@pytest.fixture
def root(world: World) -> Path:
    return world.workspace.archive


def catch_up(world: World) -> int:
    return journal.catch_up(world.store, world.keys, world.workspace.archive)


def kinds(world: World) -> list[str]:
    found = list(journal_reading.read(world.workspace.archive, world.keys))
    assert all(isinstance(one, Event) for one in found)
    return [one.line.event for one in found if isinstance(one, Event)]


def test_what_the_province_does_becomes_lines_in_the_order_it_was_done(world: World, laptop: Commune) -> None:
    world.take_all(laptop.send().file.parent)
    enrolment.revoke(world.store, "22810", why="mất máy", now=world.clock())
    assert catch_up(world) == 6
    expected = ["begun", "kit", "certified", "receipts", "received", "receipts", "revoked"]
    assert kinds(world) == expected
    assert catch_up(world) == 0
    assert kinds(world) == expected


def test_a_transaction_that_fails_leaves_no_event(world: World, laptop: Commune) -> None:
    catch_up(world)
    with suppress(ZeroDivisionError), world.store.transaction() as t:
        t.exchange.events.note("revoked", {})
        raise ZeroDivisionError
    assert catch_up(world) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize(
    ("where", "name"),
    [(folder, "force_files"), (Events, "drop"), (Events, "set_end"), (journal, "write_line")],
)
@pytest.mark.parametrize("call", [1, 2, 3])
def test_killed_anywhere_the_next_call_completes_it(
    world: World, laptop: Commune, where: object, name: str, call: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "AT_ONCE", 2)
    world.take_all(laptop.send().file.parent)
    enrolment.revoke(world.store, "22810", why="mất máy", now=world.clock())
    location = world.workspace.database
    world.store.close()
    child = os.fork()
    if child == 0:
        _killed_at(world, location, where, name, call)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    world.store = Store.open(location)
    assert catch_up(world) > 0
    expected = ["begun", "kit", "certified", "receipts", "received", "receipts", "revoked"]
    assert kinds(world) == expected
    report = archive_check.verify(world.store, world.keys, Archive(world.workspace.archive))
    assert (report.problems, report.differences, report.compared) == ([], [], True)


def _killed_at(world: World, location: Path, where: object, name: str, call: int) -> None:
    """Catch up in this process and end it outright at the n-th call of a function."""
    done: Callable[..., object] = getattr(where, name)
    calls = iter(range(1, 1000))

    def dying(*given: object) -> object:
        if next(calls) == call:
            os._exit(9)
        return done(*given)

    setattr(where, name, dying)
    with Store.open(location) as store:
        journal.catch_up(store, world.keys, world.workspace.archive)
    os._exit(0)


def test_a_last_line_that_was_cut_off_by_a_crash_is_written_again(
    world: World, laptop: Commune, root: Path
) -> None:
    catch_up(world)
    world.take(laptop.send().file)
    with (root / journal.LOG).open("ab") as log:
        log.write(b'{"body":{"bundles":[{"br')
    assert catch_up(world) == 2
    assert archive_check.verify(world.store, world.keys, Archive(root)).sound


def test_a_store_from_an_old_backup_is_not_written_on_with(world: World, laptop: Commune, root: Path) -> None:
    catch_up(world)
    world.store.close()
    old = shutil.copy(world.workspace.database, world.root / "old.db")
    world.store = Store.open(world.workspace.database)
    first = laptop.send().file
    world.take(first)
    catch_up(world)
    with Store.open(Path(old)) as store:
        with pytest.raises(ArchiveError, match="ahead"):
            journal.catch_up(store, world.keys, root)
        assert not archive_check.verify(store, world.keys, Archive(root)).sound
    assert archive_check.verify(world.store, world.keys, Archive(root)).sound


def test_a_journal_that_is_gone_stops_nobody_and_what_is_done_waits(
    world: World, laptop: Commune, root: Path
) -> None:
    catch_up(world)
    away = (root / journal.LOG).rename(world.root / "away")
    assert world.take(laptop.send().file).status == "accepted"
    with pytest.raises(ArchiveError, match="cut off"):
        catch_up(world)
    away.rename(root / journal.LOG)
    assert catch_up(world) == 2
    assert archive_check.verify(world.store, world.keys, Archive(root)).sound


def test_a_renewed_certificate_of_the_province_changes_nothing(world: World, laptop: Commune) -> None:
    from sync import province_keys

    catch_up(world)
    world.keys = province_keys.renew(world.workspace.keys, world.clock.forward(days=700))
    enrolment.revoke(world.store, "22810", why="mất máy", now=world.clock())
    assert catch_up(world) == 1
    assert archive_check.verify(world.store, world.keys, Archive(world.workspace.archive)).sound


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_ssh_keygen_checks_a_line(world: World, laptop: Commune, root: Path, tmp_path: Path) -> None:
    catch_up(world)
    line = (root / journal.LOG).read_bytes().splitlines()[-1]
    told = json.loads(line)
    code = told.pop("sig")
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    lines = [code[at : at + 70] for at in range(0, len(code), 70)]
    armour = "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])
    (tmp_path / "line.sig").write_text(armour)
    allowed = f'prov/56 namespaces="{journal.NAMESPACE}" {public_line(world.keys.signing.key)}\n'
    (tmp_path / "allowed").write_text(allowed)
    words = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "prov/56", "-n", journal.NAMESPACE]
    done = subprocess.run(
        [*words, "-s", "line.sig"], input=text, cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert base64.b64decode(code).startswith(b"SSHSIG")


def test_a_store_that_an_older_program_filled_is_adopted(world: World, laptop: Commune, root: Path) -> None:
    world.take_all(laptop.send(period="2026M01").file)
    catch_up(world)
    (root / journal.LOG).unlink()  # as if there had never been one
    with world.store.transaction() as t:
        t.connection.exec_driver_sql("DELETE FROM exchange_journal")
    (root / "notes.ndjson").write_text("{}\n")
    assert catch_up(world) > 3
    assert kinds(world)[:2] == ["begun", "adopted"]
    world.take_all(laptop.send(period="2026M02").file)
    enrolment.revoke(world.store, "22810", why="mất máy", now=world.clock())
    report = archive_check.verify(world.store, world.keys, Archive(root))
    assert (report.problems, report.differences, report.checked, report.compared) == ([], [], 2, True)
    assert len(report.extra) == 1  # the kit of those days: nothing told then that it is here
    with Store.open(world.root / "new.db") as fresh:
        assert archive_check.rebuild(Archive(root), world.keys, fresh).bundles == 2
    with world.store.transaction() as t:  # killed before the store knew where the journal ends
        t.connection.exec_driver_sql("DELETE FROM exchange_journal")
    with pytest.raises(ArchiveError, match="ahead"):
        catch_up(world)
