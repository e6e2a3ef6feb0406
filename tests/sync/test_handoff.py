"""How files travel: folders, sticks and mail."""

from __future__ import annotations

import email
import mailbox
import re
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import DestinationError, NoDriveError, NothingToExportError, TooLargeError, UnreadableError
from sync.handoff import email as mail
from sync.handoff import folder, mailfile, usb
from sync.outcomes import Accepted, Quarantined
from tests.sync.simulator import Commune, World


@dataclass
class FakePartition:
    mountpoint: str
    device: str = "/dev/sdb1"
    fstype: str = "vfat"
    opts: str = "rw,nosuid"


@pytest.fixture
def stick(tmp_path: Path) -> usb.Drive:
    place = tmp_path / "STICK"
    place.mkdir()
    return usb.Drive(place, "STICK", "vfat", 10**9, 10**10, writable=True)


class TestFolder:
    def test_a_file_is_there_whole_under_its_name(self, tmp_path: Path) -> None:
        path = folder.write(tmp_path / "xaso", "B.age", b"data")
        assert path.read_bytes() == b"data"
        assert [p.name for p in path.parent.iterdir()] == ["B.age"]

    def test_a_pulled_stick_is_told_and_not_made_up(self, tmp_path: Path) -> None:
        with pytest.raises(DestinationError):
            folder.write(tmp_path / "gone" / "xaso", "B.age", b"data")
        assert not (tmp_path / "gone").exists()

    def test_a_file_in_the_way_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "xaso").write_bytes(b"")
        with pytest.raises(DestinationError):
            folder.write(tmp_path / "xaso", "B.age", b"data")

    def test_what_reads_back_differently_is_not_called_written(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = Path.read_bytes
        monkeypatch.setattr(Path, "read_bytes", lambda self: real(self)[:-1] + b"?")
        with pytest.raises(Exception, match="E_READ_BACK"):
            folder.write(tmp_path, "B.age", b"data")
        assert list(tmp_path.iterdir()) == []

    def test_sizes_come_first(self, tmp_path: Path) -> None:
        (tmp_path / "big").write_bytes(b"12345")
        with pytest.raises(TooLargeError):
            folder.read(tmp_path / "big", limit=4)
        with pytest.raises(UnreadableError):
            folder.read(tmp_path / "none")

    def test_an_import_finds_files_in_sub_folders_and_passes_over_parts(
        self, world: World, laptop: Commune
    ) -> None:
        file = laptop.send().file
        deep = laptop.stick / "a" / "b"
        deep.mkdir(parents=True)
        shutil.move(file, deep / "x.bin")
        (laptop.stick / "B-1.age.PART").write_bytes(b"half")
        (laptop.stick / ".Trash").mkdir()
        (laptop.stick / ".Trash" / "x.age").write_bytes(b"old")
        report = world.take_all(laptop.stick)
        assert [type(result) for result in report.files] == [Accepted]

    def test_our_own_kits_and_receipts_on_the_stick_are_passed_over(
        self, world: World, laptop: Commune
    ) -> None:
        laptop.send()
        (laptop.stick / "K.tar").write_bytes(world.kit.data)
        world.take_all(laptop.stick, receipts=laptop.stick)
        report = world.take_all(laptop.stick)
        assert [result.status for result in report.files] == ["duplicate"]

    def test_a_bad_file_does_not_stop_the_others(self, world: World, laptop: Commune) -> None:
        for month in range(1, 6):
            laptop.send(period=f"2026M0{month}")
        files = sorted(laptop.stick.iterdir())
        files[2].write_bytes(files[2].read_bytes()[:-7])
        (laptop.stick / "báo cáo.xlsx").write_bytes(b"PK")
        report = world.take_all(laptop.stick)
        assert sorted(result.status for result in report.files) == [
            *["accepted"] * 3,
            "accepted_with_gap",
            *["quarantined"] * 2,
        ]
        assert [(hole.unit, hole.seq) for hole in report.missing] == [("22810", (3,))]

    def test_links_are_not_followed(self, world: World, laptop: Commune, tmp_path: Path) -> None:
        (tmp_path / "secret").write_bytes(b"x")
        (laptop.stick / "link").symlink_to(tmp_path / "secret")
        assert world.take_all(laptop.stick).files == []

    def test_a_path_that_is_not_there_is_told(self, world: World) -> None:
        with pytest.raises(UnreadableError):
            world.take_all(world.root / "nowhere")


class TestSticks:
    def test_what_is_mounted_where_sticks_are_mounted_is_removable(self) -> None:
        assert usb.is_removable(FakePartition("/media/lan/KINGSTON"))
        assert usb.is_removable(FakePartition("/run/media/lan/KINGSTON"))
        assert not usb.is_removable(FakePartition("/home", "/dev/none9", "ext4"))
        assert not usb.is_removable(FakePartition("/media/cdrom", fstype="iso9660"))

    def test_drives_tell_their_room_and_whether_they_can_be_written(self, tmp_path: Path) -> None:
        [writable] = usb.described([FakePartition(str(tmp_path))])
        assert writable.writable
        assert 0 < writable.free <= writable.total
        [protected] = usb.described([FakePartition(str(tmp_path), opts="ro,nosuid")])
        assert not protected.writable
        assert usb.described([FakePartition(str(tmp_path / "gone"))]) == []

    def test_one_stick_is_chosen_several_ask_a_person(self, stick: usb.Drive) -> None:
        assert usb.choose(1000, [stick]) == stick
        for wrong in ([], [stick, stick]):
            with pytest.raises(NoDriveError):
                usb.choose(1000, wrong)
        with pytest.raises(NoDriveError):
            usb.choose(10**9, [stick])

    def test_an_export_goes_into_a_folder_on_the_stick(
        self, world: World, laptop: Commune, stick: usb.Drive
    ) -> None:
        laptop.fill(1, 2)
        exported = laptop.export(destination=usb.into(stick))
        assert exported.file.parent == stick.path / "xaso"
        assert world.take(exported.file).status == "accepted"

    def test_names_fit_what_fat_allows(self, laptop: Commune) -> None:
        name = laptop.send().file.name
        assert name.isascii()
        assert len(name) <= 64
        assert not set(name) & set('<>:"/\\|?* ')
        assert name.startswith("B-56-22810-2026M10-000001-")

    def test_a_full_stick_is_told_before_it_is_written(
        self, laptop: Commune, tmp_path: Path, stick: usb.Drive
    ) -> None:
        laptop.fill(1, 2)
        full = usb.Drive(stick.path, "STICK", "vfat", 100, 1000, writable=True)
        with pytest.raises(DestinationError):
            laptop.export(destination=usb.into(full))
        assert list(stick.path.iterdir()) == []
        assert laptop.export(destination=usb.into(stick)).seq == 1

    def test_other_units_and_keys_on_the_stick_are_named(self, laptop: Commune, stick: usb.Drive) -> None:
        place = stick.path / "xaso"
        (place / "data" / "keys").mkdir(parents=True)
        (place / "data" / "keys" / "commune_ed25519").write_bytes(b"")
        (place / "B-56-22813-2026M10-000001-00000000.age").write_bytes(b"")
        (place / "B-56-22810-2026M10-000001-00000000.age").write_bytes(b"")
        assert usb.strangers(place, "22810") == [str(place / "data" / "keys"), "22813"]

    def test_what_was_taken_in_is_moved_never_copied(self, world: World, laptop: Commune) -> None:
        file = laptop.send().file
        world.take(file)
        [moved] = usb.put_away([file])
        assert not file.exists()
        assert moved == file.parent / "sent" / file.name


class TestMail:
    @pytest.fixture
    def draft(self, laptop: Commune, tmp_path: Path) -> Path:
        laptop.fill(1, 2)
        deliver = mail.into_draft(
            tmp_path / "gửi tỉnh.eml", to="so@khanhhoa.example", subject="xaso", text="Kính gửi Sở,\n"
        )
        return laptop.export(destination=deliver).file

    def test_the_draft_carries_the_bundle_binary_and_as_text(self, draft: Path) -> None:
        message = email.message_from_bytes(draft.read_bytes(), policy=policy.default)
        names = [part.get_filename() for part in message.iter_attachments()]  # type: ignore[attr-defined]
        assert [Path(name).suffix for name in names] == [".age", ".txt"]
        assert message["X-Unsent"] == "1"
        assert all(len(line) <= 998 for line in draft.read_bytes().split(b"\r\n"))

    def test_a_draft_is_dated_and_has_an_id_of_its_unit_and_of_no_computer(self, draft: Path) -> None:
        message = email.message_from_bytes(draft.read_bytes(), policy=policy.default)
        assert re.fullmatch(r"<B-56-22810-[0-9A-Z-]+\.[0-9a-f]{16}@xaso\.invalid>", message["Message-ID"])
        assert message["Date"].datetime.tzinfo is not None
        assert socket.gethostname() not in str(message["Message-ID"])

    def test_the_same_bundle_is_the_same_mail(self) -> None:
        first = [mail.message_id("B-56-22810-1.age", data) for data in (b"a", b"a", b"b")]
        assert first[0] == first[1] != first[2]

    def test_drafts_for_a_folder_are_called_like_their_bundles(self, laptop: Commune, tmp_path: Path) -> None:
        laptop.fill(1, 2)
        file = laptop.export(destination=mail.into_draft(tmp_path, subject="xaso", text="t\n")).file
        assert (file.parent, file.suffix, file.stem[:11]) == (tmp_path, ".eml", "B-56-22810-")

    @given(st.binary(max_size=300), st.binary(max_size=300))
    def test_no_mail_is_so_broken_that_reading_it_fails(self, head: bytes, body: bytes) -> None:
        for raw in (head + b"\r\n\r\n" + body, b"Content-Type: multipart/mixed; boundary=" + head + body):
            assert all(isinstance(part.name, str) for part in mailfile.parts(raw))

    def test_the_province_reads_the_draft_once(self, world: World, draft: Path) -> None:
        report = world.take_all(draft)
        assert [result.status for result in report.files] == ["accepted"]

    def test_a_gateway_that_strips_the_attachment_leaves_the_text(self, world: World, draft: Path) -> None:
        message = email.message_from_bytes(draft.read_bytes(), policy=policy.default)
        kept = [p for p in message.get_payload() if not (p.get_filename() or "").endswith(".age")]  # type: ignore[union-attr, arg-type]
        message.set_payload(kept)  # type: ignore[arg-type]
        draft.write_bytes(message.as_bytes())
        assert [result.status for result in world.take_all(draft).files] == ["accepted"]

    def test_armour_pasted_into_the_text_of_a_mail_is_found(self, world: World, laptop: Commune) -> None:
        laptop.fill(1, 2)
        armour = laptop.export(armoured=True).file.read_text()
        mailed = world.root / "pasted.eml"
        mailed.write_bytes(
            b"From: lan@example\r\nTo: so@example\r\nContent-Type: text/plain\r\n\r\nChao,\r\n"
            + armour.replace("\n", "\r\n").encode()
            + b"\r\n--\r\nLan\r\n"
        )
        assert [result.status for result in world.take_all(mailed).files] == ["accepted"]

    @pytest.fixture(params=["mbox", "maildir"])
    def box(self, request: pytest.FixtureRequest, draft: Path, tmp_path: Path) -> Iterator[Path]:
        place = tmp_path / ("box.mbox" if request.param == "mbox" else "box")
        kind = mailbox.mbox if request.param == "mbox" else mailbox.Maildir
        box = kind(place)
        box.add(draft.read_bytes())
        box.add(b"Subject: spam\n\nhello\n")
        box.flush()
        box.close()
        draft.unlink()
        return place

    def test_mailboxes_are_read(self, world: World, box: Path) -> None:
        assert [result.status for result in world.take_all(box).files] == ["accepted"]

    def test_mailboxes_below_a_folder_are_read(self, world: World, box: Path) -> None:
        inbox = world.root / "inbox"
        inbox.mkdir()
        shutil.move(box, inbox / box.name)
        assert [result.status for result in world.take_all(inbox).files] == ["accepted"]

    def test_a_mail_without_a_bundle_is_no_bundle(self, world: World) -> None:
        plain = world.root / "hello.eml"
        plain.write_bytes(b"Subject: x\r\n\r\nhello\r\n")
        [result] = world.take_all(plain).files
        assert isinstance(result, Quarantined)
        assert result.code == "E_NOT_A_BUNDLE"

    def test_several_bundles_become_several_drafts(self, laptop: Commune, tmp_path: Path) -> None:
        laptop.fill(1, 2, period="2026M01")
        failing = tmp_path / "nowhere" / "deep"
        with pytest.raises(DestinationError):
            laptop.export(destination=failing)
        laptop.fill(1, 2, period="2026M02")
        deliver = mail.into_draft(tmp_path / "out.eml", subject="xaso", text="")
        done = laptop.export(destination=deliver)
        assert [one.file.name for one in (done, *done.further)] == ["out.eml", "out-2.eml"]
        with pytest.raises(NothingToExportError):
            laptop.export()
