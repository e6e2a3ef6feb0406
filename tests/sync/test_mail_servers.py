"""Mail by real servers on this computer: aiosmtpd takes what is sent, dovecot holds what is fetched."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from sync.errors import MailError
from sync.handoff import email as mail
from sync.handoff.imap import Address, Mailbox
from sync.handoff.smtp import MailQueue, Security, Server, send_due
from sync.mail_import import import_mailbox
from tests.sync.simulator import Commune, World


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Post:
    """A mail server that keeps what it gets, or refuses some recipients."""

    taken: list[bytes] = field(default_factory=list)
    refuse: str = ""

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's own name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address == self.refuse:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, Server]]:
    keeper, port = Post(), free_port()
    controller = Controller(keeper, hostname="127.0.0.1", port=port)
    controller.start()
    yield keeper, Server("127.0.0.1", port, Security.NONE)
    controller.stop()


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

    def test_secrets_do_not_go_over_an_open_line(self, world: World, laptop: Commune, tmp_path: Path) -> None:
        queue = MailQueue(tmp_path / "queue")
        queue.put(*draft(laptop))
        open_line = Server("mail.example", 25, Security.NONE, "xa", "mật khẩu")
        [waiting] = send_due(queue, open_line, world.clock()).waiting
        assert "encryption" in waiting.state.reason
        assert "mật khẩu" not in repr(open_line)


CONFIGURATION = """
protocols = imap
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{root}/mail/%u
first_valid_uid = 1
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@pytest.fixture(scope="module")
def dovecot() -> Iterator[int]:
    """A dovecot of our own; gives its port."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        pytest.skip("dovecot is not installed")
    as_root = os.geteuid() == 0
    user = "nobody" if as_root else getpass.getuser()
    account = pwd.getpwnam(user)
    # Not below pytest's folder: that one is private, and dovecot's processes run as somebody else.
    root = Path(tempfile.mkdtemp(prefix="xaso-dovecot-"))
    root.chmod(0o755)
    for name in ("run", "state", "mail", "home"):
        (root / name).mkdir()
        if as_root:
            os.chown(root / name, account.pw_uid, account.pw_gid)
    import grp

    port, group = free_port(), grp.getgrgid(account.pw_gid).gr_name
    settings = CONFIGURATION.format(root=root, user=user, group=group, port=port)
    (root / "dovecot.conf").write_text(settings, encoding="utf-8")
    running = subprocess.Popen([program, "-F", "-c", str(root / "dovecot.conf")], stderr=subprocess.PIPE)
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        if running.poll() is not None:
            break
        time.sleep(0.1)
    if running.poll() is not None:
        said = (running.stderr.read() if running.stderr else b"").decode(errors="replace")
        shutil.rmtree(root, ignore_errors=True)
        pytest.skip(f"dovecot does not start here: {said.strip()[:200]}")
    yield port
    running.terminate()
    running.wait(10)
    shutil.rmtree(root, ignore_errors=True)


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
