"""Mail by real servers on this computer: aiosmtpd takes what is sent, dovecot holds what is fetched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sync.errors import MailError
from sync.handoff import email as mail
from sync.handoff import imap
from sync.handoff.imap import Address, Mailbox
from sync.handoff.smtp import MailQueue, Security, Server, send_due
from sync.mail_import import import_mailbox
from sync.quarantine import Quarantine
from tests.mail_servers import Post, free_port
from tests.sync.simulator import Commune, World

PATIENCE = 3.0  # seconds in which every step of an honest server is done, however busy the machine is


def draft(laptop: Commune, to: str = "so@khanhhoa.example", period: str = "2026M10") -> tuple[str, bytes]:
    laptop.fill(1, 2, period=period)
    exported = laptop.export()
    data = exported.file.read_bytes()
    return exported.file.stem, mail.draft(
        exported.file.name, data, sender="xa@example", to=to, subject="xaso", text="Kính gửi"
    )


class TestSending:
    def test_a_queued_bundle_arrives_and_imports(
        self, world: World, laptop: Commune, post: tuple[Post, Server], tmp_path: Path
    ) -> None:
        keeper, server = post
        queue = MailQueue(tmp_path / "queue")
        queue.put(*draft(laptop))
        done = send_due(queue, server, world.clock())
        assert (len(done.sent), done.waiting) == (1, ())
        assert len(list((tmp_path / "queue" / "sent").iterdir())) == 1
        [content] = keeper.taken
        assert b"X-Unsent" not in content
        (tmp_path / "arrived.eml").write_bytes(content)
        assert [r.status for r in world.take_all(tmp_path / "arrived.eml").files] == ["accepted"]

    def test_a_server_that_is_away_loses_nothing_and_is_tried_later_and_later(
        self, world: World, laptop: Commune, post: tuple[Post, Server], tmp_path: Path
    ) -> None:
        queue = MailQueue(tmp_path / "queue")
        queue.put(*draft(laptop))
        nobody = Server("127.0.0.1", free_port(), Security.NONE)
        waits = []
        for _ in range(3):
            [waiting] = send_due(queue, nobody, world.clock()).waiting
            waits.append((waiting.state.attempts, waiting.state.due))
            world.clock.forward(hours=10)
        assert [attempts for attempts, _ in waits] == [1, 2, 3]
        assert send_due(MailQueue(queue.root), post[1], world.clock()).waiting == ()
        assert len(post[0].taken) == 1

    def test_before_its_time_nothing_is_tried_again(
        self, world: World, laptop: Commune, post: tuple[Post, Server], tmp_path: Path
    ) -> None:
        queue = MailQueue(tmp_path / "queue")
        queue.put(*draft(laptop))
        send_due(queue, Server("127.0.0.1", free_port(), Security.NONE), world.clock())
        assert send_due(queue, post[1], world.clock() + timedelta(seconds=30)).sent == ()
        assert len(send_due(queue, post[1], world.clock() + timedelta(seconds=61)).sent) == 1

    def test_one_refused_recipient_does_not_stop_the_others(
        self, world: World, laptop: Commune, post: tuple[Post, Server], tmp_path: Path
    ) -> None:
        keeper, server = post
        keeper.refuse = "sai@khanhhoa.example"
        queue = MailQueue(tmp_path / "queue")
        queue.put(*draft(laptop, to=keeper.refuse, period="2026M01"))
        queue.put(*draft(laptop, period="2026M02"))
        done = send_due(queue, server, world.clock())
        assert (len(done.sent), len(done.waiting)) == (1, 1)
        assert "550" in done.waiting[0].state.reason

    def test_a_server_that_hangs_after_the_mail_was_taken_has_taken_it(
        self, world: World, laptop: Commune, post: tuple[Post, Server], tmp_path: Path
    ) -> None:
        keeper, server = post
        keeper.hang_at_goodbye = True
        queue = MailQueue(tmp_path / "queue")
        queue.put(*draft(laptop))
        assert len(send_due(queue, replace(server, timeout=PATIENCE), world.clock()).sent) == 1
        assert (len(keeper.taken), queue.waiting()) == (1, [])

    def test_a_server_that_hangs_while_it_takes_the_mail_leaves_it_waiting_and_twice_is_harmless(
        self, world: World, laptop: Commune, post: tuple[Post, Server], tmp_path: Path
    ) -> None:
        keeper, server = post
        keeper.hang_at_content = True
        queue = MailQueue(tmp_path / "queue")
        queue.put(*draft(laptop))
        [waiting] = send_due(queue, replace(server, timeout=PATIENCE), world.clock()).waiting
        assert "timed out" in waiting.state.reason
        keeper.hang_at_content = False
        queue.hurry()
        assert len(send_due(queue, server, world.clock()).sent) == 1
        for number, content in enumerate([keeper.taken[-1]] * 2):
            (tmp_path / f"{number}.eml").write_bytes(content)
        report = world.take_all(tmp_path / "0.eml", tmp_path / "1.eml")
        assert sorted(result.status for result in report.files) == ["accepted", "duplicate"]

    def test_a_person_can_ask_for_all_of_them_now(
        self, world: World, laptop: Commune, post: tuple[Post, Server], tmp_path: Path
    ) -> None:
        queue = MailQueue(tmp_path / "queue")
        queue.put(*draft(laptop))
        send_due(queue, Server("127.0.0.1", free_port(), Security.NONE), world.clock())
        queue.hurry()
        assert len(send_due(queue, post[1], world.clock()).sent) == 1

    def test_secrets_do_not_go_over_an_open_line(self, world: World, laptop: Commune, tmp_path: Path) -> None:
        queue = MailQueue(tmp_path / "queue")
        queue.put(*draft(laptop))
        open_line = Server("mail.example", 25, Security.NONE, "xa", "mật khẩu")
        [waiting] = send_due(queue, open_line, world.clock()).waiting
        assert "encryption" in waiting.state.reason
        assert "mật khẩu" not in repr(open_line)


class TestFetching:
    @pytest.fixture
    def address(self, dovecot: int, request: pytest.FixtureRequest) -> Address:
        user = f"u{abs(hash(request.node.name)) % 10**8}"
        return Address.parse(f"imap://{user}@127.0.0.1:{dovecot}/INBOX")

    def put(self, address: Address, *mails: bytes) -> None:
        import imaplib

        with imaplib.IMAP4(address.host, address.port) as connection:
            connection.login(address.user, "secret")
            for one in mails:
                connection.append("INBOX", "", "", one)

    def count(self, address: Address, folder: str) -> int:
        import imaplib

        with imaplib.IMAP4(address.host, address.port) as connection:
            connection.login(address.user, "secret")
            status, data = connection.select(folder, readonly=True)
            return int(data[0] or 0) if status == "OK" else 0

    def test_unseen_bundles_are_imported_and_moved_away(
        self, world: World, laptop: Commune, address: Address
    ) -> None:
        bundles = [draft(laptop, period=f"2026M0{n}")[1] for n in (1, 2)]
        self.put(address, *bundles, b"From: a@b\r\nSubject: spam\r\n\r\nhello\r\n")
        report = import_mailbox(world.importer(), Mailbox(address, "secret"))
        assert sorted(result.status for result in report.files) == ["accepted", "accepted"]
        assert self.count(address, "INBOX") == 1
        assert self.count(address, "xaso") == 2
        again = import_mailbox(world.importer(), Mailbox(address, "secret"))
        assert again.files == []

    def test_a_rehearsal_leaves_the_mails_unseen_where_they_are(
        self, world: World, laptop: Commune, address: Address
    ) -> None:
        self.put(address, draft(laptop)[1])
        report = import_mailbox(world.importer(), Mailbox(address, "secret"), dry_run=True)
        assert [result.status for result in report.files] == ["accepted"]
        assert self.count(address, "INBOX") == 1
        real = import_mailbox(world.importer(), Mailbox(address, "secret"))
        assert [result.status for result in real.files] == ["accepted"]

    def test_a_damaged_bundle_is_quarantined_and_its_mail_moved(
        self, world: World, laptop: Commune, address: Address
    ) -> None:
        exported = laptop.send()
        broken = mail.draft(
            exported.file.name, exported.file.read_bytes()[:-9], sender="", to="", subject="", text=""
        )
        self.put(address, broken)
        report = import_mailbox(world.importer(), Mailbox(address, "secret"))
        assert [result.code for result in report.files] == ["E_DAMAGED"]
        assert self.count(address, "xaso") == 1

    def test_what_is_refused_is_called_by_mailbox_and_mail(
        self, world: World, laptop: Commune, address: Address
    ) -> None:
        name, letter = draft(laptop)
        data = b"-----BEGIN AGE ENCRYPTED FILE-----\r\nAAAA\r\n-----END AGE ENCRYPTED FILE-----\r\n"
        broken = b"Message-ID: <rac-1@x.example>\r\nFrom: a@b\r\n\r\n" + data
        self.put(address, letter, broken, b"From: a@b\r\n\r\n" + data.replace(b"AAAA", b"BBBB"))
        report = import_mailbox(world.importer(), Mailbox(address, "secret"))
        [case, other] = Quarantine(world.workspace.quarantine).list()
        assert {case.path, other.path} == {f"{address}!rac-1@x.example!text", f"{address}!3!text"}
        accepted = next(result for result in report.files if result.status == "accepted")
        assert accepted.path.startswith(f"{address}!{name}.")

    def test_rubbish_in_a_mailbox_stops_nothing(
        self, world: World, laptop: Commune, address: Address
    ) -> None:
        rubbish = [
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nno end",
            (
                b"Content-Type: application/x; name*=bogus''%FF%FE; name=\"\xff.age\"\r\n"
                b"Content-Transfer-Encoding: base64\r\n\r\n!!!!"
            ),
            b"Message-ID: <[>\r\nFrom: =?x?q?\r\nContent-Disposition: attachment; filename=a.age\r\n\r\nx",
            b"\x00\x01\x02" * 500,
            b"Content-Transfer-Encoding: uuencode\r\nContent-Type: text/x; charset=\x80\r\n\r\nbegin 1\r\n",
        ]
        self.put(address, *rubbish, draft(laptop)[1])
        report = import_mailbox(world.importer(), Mailbox(address, "secret"))
        assert [result.status for result in report.files if result.unit] == ["accepted"]
        assert {result.status for result in report.files} <= {"accepted", "quarantined"}

    @pytest.mark.parametrize("lies", [False, True], ids=["announced", "announced too small"])
    def test_a_mail_that_is_too_large_is_told_and_stays_where_it_is(
        self, world: World, laptop: Commune, address: Address, monkeypatch: pytest.MonkeyPatch, lies: bool
    ) -> None:
        monkeypatch.setattr(imap, "MAX_MAIL", 100_000)
        if lies:
            monkeypatch.setattr(Mailbox, "_size", lambda _self, _uid: 99)
        huge = b"Message-ID: <huge@x.example>\r\n\r\n" + b"a" * 120_000 + b"\r\n"
        self.put(address, huge, draft(laptop)[1])
        report = import_mailbox(world.importer(), Mailbox(address, "secret"))
        assert sorted((one.status, one.code) for one in report.files) == [
            ("accepted", None),
            ("quarantined", "E_TOO_LARGE"),
        ]
        assert self.count(address, "INBOX") == 1
        [case] = Quarantine(world.workspace.quarantine).list()
        assert case.path == f"{address}!{'huge@x.example' if lies else '1'}"
        assert not case.kept

    def test_a_wrong_password_is_told(self, world: World, address: Address) -> None:
        with pytest.raises(MailError):
            import_mailbox(world.importer(), Mailbox(address, "sai"))


@pytest.mark.parametrize("url", ["imap://a@mail.example/INBOX", "imaps://mail.example", "http://a@b/c", "x"])
def test_an_address_must_be_encrypted_and_name_its_user(url: str) -> None:
    with pytest.raises(MailError):
        Address.parse(url)


def test_an_address_names_server_user_and_folder() -> None:
    found = Address.parse("imaps://so%40khanhhoa@mail.example/Inbox/xaso")
    assert (found.host, found.port, found.user, found.folder, found.encrypted) == (
        *("mail.example", 993, "so@khanhhoa", "Inbox/xaso"),
        True,
    )


def test_a_server_that_is_not_there_is_told(world: World) -> None:
    address = Address.parse(f"imap://a@127.0.0.1:{free_port()}/INBOX")
    with pytest.raises(MailError):
        import_mailbox(world.importer(), Mailbox(address, "secret"))
