"""Export with the real store, envelopes and mail server: what waits, trouble, passphrases, mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sync import commune_keys
from sync.errors import DestinationError, PassphraseError
from sync.handoff import mail_settings, usb
from tests.mail_servers import Post, free_port
from tests.sync.simulator import Commune, World
from tests.tui.driving import begin, press, said, until
from tui.app import XasoApp
from tui.handoff import postman
from tui.handoff.house import CommuneHandoff
from tui.handoff.sending import CommuneSending
from tui.handoff.sending_ports import Order, Target, Way
from tui.house import CommuneHouse
from tui.marks import UNICODE
from tui.ports import Clock


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def laptop(world: World) -> Commune:
    return world.enrolled()


@pytest.fixture
def commune(laptop: Commune) -> Iterator[CommuneHouse]:
    house = CommuneHouse(laptop.workspace, "vi", clock=Clock(laptop.world.clock))
    house.load()
    yield house
    house.close()


@pytest.fixture
def stick(tmp_path: Path) -> usb.Drive:
    (tmp_path / "STICK").mkdir()
    return usb.Drive(tmp_path / "STICK", "STICK", "vfat", 10**9, 10**10, writable=True)


def settings(laptop: Commune, port: int, security: str = "none") -> None:
    lines = ["[mail]", 'host = "127.0.0.1"', f"port = {port}", f'security = "{security}"']
    text = "\n".join([*lines, 'from = "xa@example"', 'to = "so@khanhhoa.example"', ""])
    (laptop.workspace.root / "settings.toml").write_text(text)


def everything(sending: CommuneSending, target: Target) -> Order:
    entries = tuple(one for each in sending.offer().waiting for one in each.entries)
    return Order(target, entries, subject="Số liệu", text="Kính gửi\n")


class TestOffer:
    def test_it_groups_what_waits_and_names_the_next_bundle(
        self, laptop: Commune, commune: CommuneHouse, stick: usb.Drive
    ) -> None:
        for period in ("2026M09", "2026M10"):
            laptop.fill(1, 2, period)
        offer = CommuneSending(commune, lambda: [stick]).offer()
        assert [(each.form, each.period, len(each.entries)) for each in offer.waiting] == [
            ("monthly", "2026M10", 1),
            ("monthly", "2026M09", 1),
        ]
        assert (offer.seq, offer.sealed, offer.trouble, offer.kit_day) == (1, (), None, "")
        assert [target.way for target in offer.targets] == [Way.STICK, Way.DRAFT, Way.FOLDER]

    def test_it_names_what_belongs_to_others_and_offers_the_folder_of_last_time(
        self, laptop: Commune, commune: CommuneHouse, stick: usb.Drive
    ) -> None:
        (stick.path / "B-56-22813-2026M10-000001-00000000.age").write_bytes(b"")
        laptop.send()
        offer = CommuneSending(commune, lambda: [stick]).offer()
        assert offer.targets[0].strangers == ("22813",)
        assert offer.targets[1].folder == laptop.stick

    def test_a_key_that_may_not_sign_is_told_beforehand(
        self, world: World, laptop: Commune, commune: CommuneHouse
    ) -> None:
        world.clock.forward(days=900)
        trouble = CommuneSending(commune, list).offer().trouble
        assert trouble is not None
        assert getattr(trouble, "code", "") == "E_CERT_EXPIRED"

    def test_an_old_kit_is_told_here_and_at_home(self, world: World, commune: CommuneHouse) -> None:
        day = world.clock().date().isoformat()
        world.clock.forward(days=401)
        assert CommuneSending(commune, list).offer().kit_day == day
        assert "hơn một năm" in commune.home().message or "quá một năm" in commune.home().message

    def test_wrong_mail_settings_are_told_and_leave_the_other_ways(
        self, laptop: Commune, commune: CommuneHouse
    ) -> None:
        (laptop.workspace.root / "settings.toml").write_text("[mail]\nhots = 1\n")
        offer = CommuneSending(commune, list).offer()
        assert getattr(offer.mail_trouble, "code", "") == "E_BAD_SETTINGS"
        assert [target.way for target in offer.targets] == [Way.DRAFT, Way.FOLDER]


class TestStick:
    def test_what_is_chosen_lands_in_its_folder_and_imports(
        self, world: World, laptop: Commune, commune: CommuneHouse, stick: usb.Drive
    ) -> None:
        chosen, left = laptop.fill(1, 2, "2026M09"), laptop.fill(1, 2, "2026M10")
        sending = CommuneSending(commune, lambda: [stick])
        told: list[str] = []
        sent = sending.export(Order(Target(Way.STICK, stick.path), (chosen,)), None, told.append)
        [written] = sent.written
        assert written.file.parent == stick.path / "xaso"
        assert told == ["seal", "write", "read back", "match"]
        assert world.take(written.file).status == "accepted"
        [waits] = sending.offer().waiting
        assert waits.entries == (left,)

    def test_a_stick_that_was_pulled_out_leaves_a_sealed_bundle_that_goes_along(
        self, world: World, laptop: Commune, commune: CommuneHouse, stick: usb.Drive
    ) -> None:
        laptop.fill(1, 2)
        plugged: list[usb.Drive] = [stick]
        sending = CommuneSending(commune, lambda: list(plugged))
        order = everything(sending, Target(Way.STICK, stick.path))
        plugged.clear()
        with pytest.raises(DestinationError):
            sending.export(order, None, lambda _step: None)
        plugged.append(replace(stick, free=100))  # back again, and full
        with pytest.raises(DestinationError):
            sending.export(everything(sending, order.target), None, lambda _step: None)
        assert sending.offer().sealed == (1,)
        plugged[:] = [stick]
        sent = sending.export(everything(sending, order.target), None, lambda _step: None)
        assert [each.seq for each in sent.written] == [1]
        assert world.take(sent.written[0].file).status == "accepted"

    def test_a_stick_that_vanishes_while_it_is_written_leaves_nothing_half(
        self, laptop: Commune, commune: CommuneHouse, stick: usb.Drive
    ) -> None:
        import shutil

        laptop.fill(1, 2)
        sending = CommuneSending(commune, lambda: [stick])

        def pull(step: str) -> None:
            if step == "read back":
                shutil.rmtree(stick.path)

        with pytest.raises(DestinationError):
            sending.export(everything(sending, Target(Way.STICK, stick.path)), None, pull)
        assert not stick.path.exists()
        assert sending.offer().sealed == (1,)


class TestPassphrase:
    def test_a_protected_key_wants_its_passphrase_and_a_wrong_one_seals_nothing(
        self, laptop: Commune, commune: CommuneHouse, stick: usb.Drive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("XASO_PASSPHRASE", raising=False)
        laptop.fill(1, 2)
        commune_keys.change_passphrase(laptop.workspace.keys, None, "gió núi")
        sending = CommuneSending(commune, lambda: [stick])
        order = everything(sending, Target(Way.STICK, stick.path))
        for wrong in (None, "sai"):
            with pytest.raises(PassphraseError):
                sending.export(order, wrong, lambda _step: None)
        assert sending.offer().seq == 1
        assert len(sending.export(order, "gió núi", lambda _step: None).written) == 1
        monkeypatch.setenv("XASO_PASSPHRASE", "gió núi")
        laptop.fill(1, 2, "2026M11")
        again = everything(sending, order.target)
        assert len(sending.export(again, None, lambda _step: None).written) == 1


class TestMail:
    def test_a_bundle_goes_out_by_the_server_and_imports(
        self, world: World, laptop: Commune, commune: CommuneHouse, post: Any, tmp_path: Path
    ) -> None:
        keeper: Post = post[0]
        settings(laptop, post[1].port)
        laptop.fill(1, 2)
        sending = CommuneSending(commune, list)
        target = sending.offer().targets[0]
        assert (target.way, target.label) == (Way.MAIL, "so@khanhhoa.example")
        sent = sending.export(everything(sending, target), None, lambda _step: None)
        assert sent.mails == ()
        (tmp_path / "arrived.eml").write_bytes(keeper.taken[0])
        assert [each.status for each in world.take_all(tmp_path / "arrived.eml").files] == ["accepted"]

    def test_a_server_that_is_away_leaves_it_waiting_and_a_person_can_hurry(
        self, world: World, laptop: Commune, commune: CommuneHouse, post: Any
    ) -> None:
        settings(laptop, free_port())
        laptop.fill(1, 2)
        sending = CommuneSending(commune, list)
        order = everything(sending, Target(Way.MAIL, label="so"))
        [waits] = sending.export(order, None, lambda _step: None).mails
        assert (waits.attempts, waits.code) == (1, "E_MAIL")
        assert sending.pending()
        settings(laptop, post[1].port)
        assert len(sending.post()) == 1  # its minute is not over yet
        assert sending.post(now=True) == ()
        assert len(post[0].taken) == 1

    def test_a_draft_is_addressed_as_the_settings_say(
        self, world: World, laptop: Commune, commune: CommuneHouse, tmp_path: Path
    ) -> None:
        settings(laptop, 25)
        laptop.fill(1, 2)
        sending = CommuneSending(commune, list)
        sent = sending.export(everything(sending, Target(Way.DRAFT, tmp_path)), None, lambda _step: None)
        [written] = sent.written
        letter = written.file.read_bytes()
        assert b"To: so@khanhhoa.example" in letter
        assert b"@xaso.invalid>" in letter
        assert [each.status for each in world.take_all(written.file).files] == ["accepted"]

    async def test_what_waits_since_the_last_time_goes_out_when_the_program_starts(
        self, laptop: Commune, commune: CommuneHouse, post: Any
    ) -> None:
        settings(laptop, free_port())
        laptop.fill(1, 2)
        sending = CommuneSending(commune, list)
        sending.export(everything(sending, Target(Way.MAIL, label="so")), None, lambda _step: None)
        settings(laptop, post[1].port)
        laptop.world.clock.forward(minutes=2)
        app = XasoApp(
            commune, language="vi", clock=commune.clock, the_marks=UNICODE, front=laptop.workspace.root / "f"
        )
        async with app.run_test(size=(80, 24)) as pilot:
            await begin(pilot)
            await until(pilot, lambda: post[0].taken)
        assert len(post[0].taken) == 1


async def test_a_whole_hand_off_by_keys(
    world: World, laptop: Commune, commune: CommuneHouse, stick: usb.Drive, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(usb, "drives", lambda: [stick])
    laptop.fill(3, 4)
    app = XasoApp(commune, language="vi", clock=commune.clock, the_marks=UNICODE)
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9", "enter")
        world.take_all(stick.path, receipts=stick.path)
        await press(pilot, "f10", "f10", tuple(str(stick.path)), "enter", "f9")
        assert "biên nhận số 2" in said(app)
        await press(pilot, "escape", "f10", "f5")
        assert "sent" in said(app)
    assert [path.suffix for path in (stick.path / "xaso" / "sent").iterdir()] == [".age"]


def test_the_screens_know_the_sticks_that_the_hand_off_knows(
    commune: CommuneHouse, stick: usb.Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    protected = replace(stick, label="ĐĨA", writable=False)
    monkeypatch.setattr(usb, "drives", lambda: [stick, protected])
    assert [(place.label, place.folder, place.free, place.writable) for place in commune.destinations()] == [
        ("USB STICK", stick.path, stick.free, True),
        ("USB ĐĨA", stick.path, stick.free, False),
    ]


def test_what_is_mounted_below_mnt_is_a_stick_for_the_screens_and_an_image_of_a_disk_is_not(
    commune: CommuneHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted = [
        SimpleNamespace(device="/dev/sdb1", mountpoint=f"/mnt/{tmp_path.name}", fstype="vfat", opts="rw"),
        SimpleNamespace(device="/dev/loop3", mountpoint="/media/lan/image", fstype="squashfs", opts="rw"),
        SimpleNamespace(device="/dev/sr0", mountpoint="/media/lan/cd", fstype="iso9660", opts="ro"),
    ]
    monkeypatch.setattr("psutil.disk_partitions", lambda all: mounted)  # noqa: A006 - psutil's own name
    monkeypatch.setattr("psutil.disk_usage", lambda _place: SimpleNamespace(free=10, total=20))
    assert [place.folder for place in commune.destinations()] == [Path("/mnt", tmp_path.name)]


def test_receipts_are_taken_in_without_the_passphrase_of_the_key(
    world: World, laptop: Commune, commune: CommuneHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XASO_PASSPHRASE", raising=False)
    world.take_all(laptop.send().file, receipts=tmp_path)
    commune_keys.change_passphrase(laptop.workspace.keys, None, "gió núi")
    taken = CommuneHandoff(commune).take(sorted(tmp_path.glob("R-*.tar")))
    assert [(each.kind, each.error) for each in taken] == [("receipt", None)]


def test_the_postman_looks_where_mails_wait() -> None:
    assert postman.QUEUE == mail_settings.QUEUE
