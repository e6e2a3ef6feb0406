"""What a person inside might try with real keys, and what bad luck does: each has its code."""

from __future__ import annotations

import os
import shutil
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest

from models.store import Store
from sync import encryption, kit, receipt
from sync.envelope import unwrap
from sync.errors import EnvelopeError, KitRollbackError, UnenrolledError, WrongRecipientError
from sync.exporter import reexport
from sync.quarantine import Quarantine
from sync.source import Source
from sync.sources import find
from tests.sync.forge import Forger
from tests.sync.simulator import Commune, World


def neighbour(world: World) -> World:
    root = world.root / "neighbour"
    root.mkdir()
    return World(root, code="68", communes=("24769",))


def test_a_bundle_replayed_to_another_province_is_not_for_it(world: World, laptop: Commune) -> None:
    other = neighbour(world)
    assert other.take(laptop.send().file).code == "E_NOT_FOR_US"


def test_nor_when_somebody_inside_encrypts_it_to_the_other_province(world: World, laptop: Commune) -> None:
    other = neighbour(world)
    plain = unwrap(laptop.send().file.read_bytes(), world.keys.identities)
    assert other.take_bytes(encryption.encrypt(plain, other.keys.recipients)).code == "E_UNENROLLED"


def test_nor_when_the_other_province_certified_the_sender_too(world: World) -> None:
    other = neighbour(world)
    forger = Forger(world)
    plain = unwrap(forger.bundle(), world.keys.identities)
    assert other.keys.ca is not None
    twice = Forger(other, forger.unit, key=forger.key)
    assert other.take_bytes(twice.bundle(to="prov/56")).code == "E_WRONG_RECIPIENT"
    assert other.take_bytes(encryption.encrypt(plain, other.keys.recipients)).code == "E_UNENROLLED"


def test_a_receipt_for_another_unit_or_from_another_province_changes_nothing(world: World) -> None:
    first, second = world.enrolled("22810"), world.enrolled("22813")
    entry = first.fill(1, 2)
    first.export()
    with pytest.raises(WrongRecipientError):
        first.take(world.receipts(second.unit)[-1])
    other = neighbour(world)
    forged = receipt.issue(other.store, other.keys, unit="22810", now=world.clock())[-1]
    with pytest.raises(UnenrolledError):
        first.take(forged.data)
    assert first.state(entry) == "exported"


def test_a_kit_cannot_be_rolled_back(world: World, laptop: Commune) -> None:
    newer = world.publish(2)
    kit.receive(laptop.store, newer.data, confirmed=None, now=world.clock())
    with pytest.raises(KitRollbackError):
        kit.receive(laptop.store, world.kit.data, confirmed=None, now=world.clock())
    foreign = neighbour(world).kit
    with pytest.raises(EnvelopeError):
        kit.receive(laptop.store, foreign.data, confirmed=None, now=world.clock())


@pytest.mark.parametrize("days", [-3650, -1, 300], ids=["ten years back", "a day back", "ahead"])
def test_the_laptop_s_clock_decides_nothing(world: World, laptop: Commune, days: int) -> None:
    world.clock.forward(days=days)
    sent = [laptop.send(period="2026M09").file]
    world.clock.forward(days=-days)
    sent.append(laptop.send(period="2026M10").file)
    assert [world.take(file).status for file in sent] == ["accepted", "accepted"]


def test_a_laptop_from_a_backup_uses_a_number_again_and_is_told(world: World, laptop: Commune) -> None:
    laptop.send(period="2026M08")
    laptop.store.close()
    backup = world.root / "backup.db"
    shutil.copy(laptop.workspace.database, backup)
    laptop.store = Store.open(laptop.workspace.database)
    world.take(laptop.send(period="2026M09").file)
    laptop.store.close()
    shutil.copy(backup, laptop.workspace.database)
    laptop.store = Store.open(laptop.workspace.database)
    again = laptop.send(period="2026M10").file
    forked = world.take(again)
    assert (forked.status, forked.code) == ("quarantined", "E_FORK")
    assert [laptop.take(data).forked for data in world.receipts()][-1]
    assert world.take(laptop.export().file).status in {"accepted", "accepted_with_gap"}


def test_one_number_signed_twice_with_other_content_is_a_fork_and_the_first_stands(world: World) -> None:
    forger = Forger(world)
    first = forger.bundle([forger.snapshot(1)])
    second = forger.bundle([forger.snapshot(1, values={"/data/numerator": "2"})])
    assert world.take_bytes(first).status == "accepted"
    assert world.take_bytes(second).code == "E_FORK"
    [kept] = world.snapshots()
    assert kept.values == {"/data/numerator": "1"}


def test_archives_and_pieces_are_no_bundles(world: World, laptop: Commune, tmp_path: Path) -> None:
    file = laptop.send().file
    data = file.read_bytes()
    place = tmp_path / "odd"
    place.mkdir()
    with zipfile.ZipFile(place / "a.zip", "w") as zipped:
        zipped.write(file, "../../../etc/b.age")
    with tarfile.open(place / "b.tar", "w") as tar:
        tar.add(file, "../b.age")
    (place / "c.age").write_bytes(data[: len(data) // 2])
    (place / "d.age").write_bytes(data + data)
    (place / "e.age").write_bytes(data + b"\n")
    (place / "f.age").write_bytes(b"")
    report = world.take_all(place)
    assert {Path(one.path).name: one.code for one in report.files} == {
        "a.zip": "E_NOT_A_BUNDLE",
        "b.tar": "E_CONTAINER",
        "c.age": "E_DAMAGED",
        "d.age": "E_DAMAGED",
        "e.age": "E_DAMAGED",
        "f.age": "E_NOT_A_BUNDLE",
    }


@pytest.mark.parametrize(
    "name",
    [
        "a\nb.age",
        "\x1b[2Jb.age",
        "\u202eega.b.age",
        "ế" * 80 + ".age",
        b"\xff\xfe.age",
        "a'; --.age",
        "con.age",
    ],
)
def test_names_are_shown_without_what_steers_and_decide_nothing(
    world: World, laptop: Commune, tmp_path: Path, name: str | bytes
) -> None:
    place = tmp_path / "names"
    place.mkdir()
    target = os.fsencode(place) + b"/" + (name if isinstance(name, bytes) else name.encode())
    for data in (laptop.send().file.read_bytes(), b"rubbish"):
        Path(os.fsdecode(target)).write_bytes(data)
        [result] = world.take_all(place).files
        assert result.path.isprintable()
        result.path.encode()  # no half of a sign, which no document can hold
    assert result.code == "E_NOT_A_BUNDLE"
    [case] = Quarantine(world.workspace.quarantine).list()
    assert case.path == result.path


def test_a_file_that_is_another_one_by_the_time_it_is_kept_leaves_a_note_alone(
    world: World, laptop: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was judged is gone; keeping the other one under its name would be a lie."""
    bad = world.root / "changing.age"
    bad.write_bytes(b"rubbish")
    monkeypatch.setattr(Source, "read", lambda _self: b"something else")
    result = world.take(bad)
    assert result.code == "E_NOT_A_BUNDLE"
    [case] = Quarantine(world.workspace.quarantine).list()
    assert (case.kept, case.sha256) == (False, result.sha256)
    assert list(world.workspace.quarantine.glob("*.file")) == []


def test_two_clerks_refuse_the_same_files_at_once(world: World, tmp_path: Path) -> None:
    place = tmp_path / "same"
    place.mkdir()
    for number in range(40):
        (place / f"{number}.age").write_bytes(b"rubbish %d" % number)
    failed: list[BaseException] = []

    def refuse() -> None:
        try:
            assert world.take_all(place).count("quarantined") == 40
        except BaseException as error:
            failed.append(error)

    clerks = [threading.Thread(target=refuse) for _ in range(3)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert failed == []
    assert len(Quarantine(world.workspace.quarantine).list()) == 40
    assert list(world.workspace.quarantine.glob("*.PART")) == []


def test_a_folder_of_ten_thousand_names_is_read_one_batch_after_the_other(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.age").touch()
    found = find([tmp_path])
    assert next(found).size == 0
    assert sum(1 for _ in found) == 299


def test_what_was_sent_again_is_known_and_gets_the_same_receipt(world: World, laptop: Commune) -> None:
    file = laptop.send().file
    world.take(file)
    before = world.receipts()
    again = reexport(laptop.store, laptop.workspace, seqs=[1], destination=laptop.stick, now=world.clock())[0]
    assert world.take(again.file).status == "duplicate"
    assert world.receipts()[: len(before)] == before
