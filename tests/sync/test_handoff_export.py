"""What an export takes, what it tells while it works, and the copies that lie around afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync import commune_keys, outbox
from sync.errors import DestinationError, PassphraseError
from sync.exporter import waiting_entries
from sync.handoff import email, usb
from sync.handoff.folder import Step
from sync.handoff.smtp import MailQueue
from tests.sync.simulator import Commune, World

ALL = [Step.SEAL, Step.WRITE, Step.READ, Step.MATCH]


def waiting(laptop: Commune) -> list[str]:
    with laptop.store.reading() as t:
        return [head.id for head in waiting_entries(t)]


class TestChoosing:
    def test_what_was_not_chosen_waits_for_the_next_export(self, world: World, laptop: Commune) -> None:
        first = laptop.fill(1, 2, period="2026M01")
        second = laptop.fill(1, 2, period="2026M02")
        assert sorted(waiting(laptop)) == sorted([first, second])
        done = laptop.export(entries=[second])
        assert (done.entries, waiting(laptop)) == (1, [first])
        assert world.take(done.file).status == "accepted"
        assert laptop.export().entries == 1

    def test_steps_are_told_in_their_order(self, laptop: Commune) -> None:
        told: list[Step] = []
        laptop.fill(1, 2)
        laptop.export(tell=told.append)
        assert told == ALL

    def test_drafts_mails_and_sticks_tell_the_same_steps(self, laptop: Commune, tmp_path: Path) -> None:
        told: list[Step] = []
        drive = usb.Drive(tmp_path, "STICK", "vfat", 10**9, 10**10, writable=True)
        places = (
            email.into_draft(tmp_path, subject="s", text="t", tell=told.append),
            email.into_queue(
                MailQueue(tmp_path / "q"), sender="", to="", subject="s", text="t", tell=told.append
            ),
            usb.into(drive, told.append),
        )
        for month, place in enumerate(places, start=1):
            told.clear()
            laptop.fill(1, 2, period=f"2026M0{month}")
            laptop.export(destination=place, tell=told.append)
            assert told == ALL

    def test_a_queue_that_cannot_be_made_is_a_destination_that_failed(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(DestinationError):
            MailQueue(tmp_path / "file" / "queue").put("B", b"mail")


class TestCopies:
    def test_copies_of_what_arrived_are_put_away_and_nothing_else(
        self, world: World, laptop: Commune
    ) -> None:
        arrived, waits = laptop.send(period="2026M01"), laptop.send(period="2026M02")
        world.take(arrived.file)
        for receipt in world.receipts():
            laptop.take(receipt)
        with laptop.store.reading() as t:
            records = t.exchange.outbox.all()
        assert outbox.copies(records) == [arrived.file]
        assert outbox.put_away(records) == [arrived.file.parent / "sent" / arrived.file.name]
        assert waits.file.exists()
        assert outbox.copies(records) == []

    def test_a_file_that_became_another_one_stays(self, world: World, laptop: Commune) -> None:
        arrived = laptop.send()
        world.take(arrived.file)
        for receipt in world.receipts():
            laptop.take(receipt)
        arrived.file.write_bytes(b"something else")
        with laptop.store.reading() as t:
            assert outbox.put_away(t.exchange.outbox.all()) == []


class TestPassphrases:
    def test_a_passphrase_is_given_changed_and_taken_away(self, laptop: Commune) -> None:
        folder = laptop.workspace.keys
        public = commune_keys.load(folder).signing.key
        commune_keys.change_passphrase(folder, None, "một hai ba")
        assert commune_keys.is_protected(folder)
        for wrong in (None, "bốn năm sáu"):
            with pytest.raises(PassphraseError):
                commune_keys.load(folder, wrong)
        commune_keys.change_passphrase(folder, "một hai ba", "bốn năm sáu")
        assert commune_keys.load(folder, "bốn năm sáu").signing.key == public
        commune_keys.change_passphrase(folder, "bốn năm sáu", "")
        assert not commune_keys.is_protected(folder)
        assert commune_keys.load(folder).certificate is not None
        assert not list(folder.glob("*.PART"))

    def test_a_wrong_one_changes_nothing(self, laptop: Commune) -> None:
        folder = laptop.workspace.keys
        commune_keys.change_passphrase(folder, None, "một hai ba")
        before = {path: path.read_bytes() for path in folder.iterdir()}
        with pytest.raises(PassphraseError):
            commune_keys.change_passphrase(folder, "sai", "mới")
        assert {path: path.read_bytes() for path in folder.iterdir()} == before

    def test_killed_between_two_keys_the_same_call_completes(
        self, laptop: Commune, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = laptop.workspace.keys
        commune_keys.begin_rotation(folder)
        real, done = Path.replace, []

        def dies(self: Path, target: Path) -> Path:
            if done:
                raise KeyboardInterrupt
            done.append(self)
            return real(self, target)

        monkeypatch.setattr(Path, "replace", dies)
        with pytest.raises(KeyboardInterrupt):
            commune_keys.change_passphrase(folder, None, "một hai ba")
        monkeypatch.undo()
        commune_keys.change_passphrase(folder, None, "một hai ba")
        assert all(commune_keys.keys.is_protected(path) for path in commune_keys.paths(folder))


class TestRotationOnDemand:
    def test_a_new_key_goes_with_the_next_bundle_and_comes_back_certified_without_a_call(
        self, world: World, laptop: Commune
    ) -> None:
        folder = laptop.workspace.keys
        old = commune_keys.load(folder).signing.key
        world.clock.forward(days=1)
        waits = commune_keys.begin_rotation(folder)
        assert commune_keys.begin_rotation(folder) == waits
        world.take(laptop.send(period="2026M01").file)
        again = laptop.send(period="2026M02")  # before the answer: the same key travels once more
        assert world.take(again.file).status == "accepted"
        for receipt in world.receipts():
            laptop.take(receipt)
        now = commune_keys.load(folder)
        assert now.signing.key != old
        assert now.certificate is not None
        assert world.take(laptop.send(period="2026M03").file).status == "accepted"
        assert commune_keys.pending(folder) is None


def test_a_stick_full_of_pictures_is_not_read_to_its_end(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b" / "c" / "d" / "e"
    deep.mkdir(parents=True)
    (deep / "commune_ed25519").write_bytes(b"")
    (tmp_path / "xaso").mkdir()
    (tmp_path / "xaso" / "B-56-22813-2026M10-000001-00000000.age").write_bytes(b"")
    assert usb.strangers(tmp_path, "22810") == ["22813"]
    own = tmp_path / "a" / "keys"
    own.mkdir()
    (own / "commune_ed25519").write_bytes(b"")
    assert usb.strangers(tmp_path, "22813", own) == []
