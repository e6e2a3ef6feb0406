"""Mail over TLS with real servers on this computer: whom we trust, whom not, and servers that hang."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.workspace import CommuneWorkspace
from sync.errors import BadSettingsError, MailError, MailTrustError
from sync.handoff import email as mail
from sync.handoff.imap import Address, Mailbox
from sync.handoff.mail_settings import post_of
from sync.handoff.smtp import MailQueue, Security, Server, send_due
from tests.mail_servers import Authority, Post

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
LETTER = mail.draft("B-56-22810-X.age", b"age", sender="xa@x", to="so@x", subject="s", text="t", date=NOW)


@pytest.fixture
def queue(tmp_path: Path) -> MailQueue:
    queue = MailQueue(tmp_path / "queue")
    queue.put("B-56-22810-X", LETTER)
    return queue


class TestSending:
    def test_a_server_of_the_authority_that_the_settings_name_is_trusted(
        self, queue: MailQueue, secure_post: tuple[Post, Server], authority: Authority
    ) -> None:
        keeper, server = secure_post
        done = send_due(queue, replace(server, context=authority.trusting()), NOW)
        assert (done.sent, done.waiting, len(keeper.taken)) == (("B-56-22810-X",), (), 1)

    def test_without_that_file_it_is_refused_with_a_sentence_and_nothing_was_sent(
        self, queue: MailQueue, secure_post: tuple[Post, Server]
    ) -> None:
        keeper, server = secure_post
        [waiting] = send_due(queue, replace(server, user="xa", password="bí mật"), NOW).waiting
        assert (waiting.state.code, keeper.taken) == ("E_MAIL_TRUST", [])
        assert waiting.state.reason == "unable to get local issuer certificate"

    def test_a_server_of_another_name_is_refused(
        self, queue: MailQueue, secure_post: tuple[Post, Server], authority: Authority
    ) -> None:
        keeper, server = secure_post
        wrong = replace(server, host="127.0.0.1", context=authority.trusting())
        [waiting] = send_due(queue, wrong, NOW).waiting
        assert (waiting.state.code, keeper.taken) == ("E_MAIL_TRUST", [])
        assert "127.0.0.1" in waiting.state.reason

    def test_a_server_that_offers_no_encryption_gets_nothing(
        self, queue: MailQueue, post: tuple[Post, Server]
    ) -> None:
        keeper, server = post
        [waiting] = send_due(queue, replace(server, security=Security.STARTTLS), NOW).waiting
        assert (waiting.state.code, keeper.taken) == ("E_MAIL", [])
        assert "STARTTLS" in waiting.state.reason

    @pytest.mark.parametrize("security", list(Security))
    def test_a_server_that_never_answers_is_left_after_its_time(
        self, queue: MailQueue, silent: int, security: Security
    ) -> None:
        hanging = Server("127.0.0.1", silent, security, timeout=0.2)
        [waiting] = send_due(queue, hanging, NOW).waiting
        assert (waiting.state.attempts, waiting.state.code) == (1, "E_MAIL")
        assert "timed out" in waiting.state.reason

    def test_settings_name_the_authority_beside_them(
        self,
        tmp_path: Path,
        queue: MailQueue,
        secure_post: tuple[Post, Server],
        authority: Authority,
    ) -> None:
        keeper, server = secure_post
        workspace = CommuneWorkspace(tmp_path / "commune")
        workspace.root.mkdir()
        (workspace.root / "office.pem").write_bytes(authority.ca.read_bytes())
        lines = ["[mail]", 'host = "localhost"', f"port = {server.port}", f'security = "{server.security}"']
        settings = workspace.root / "settings.toml"
        settings.write_text("\n".join([*lines, 'from = "xa@x"', 'to = "so@x"', 'ca = "office.pem"']))
        assert send_due(queue, post_of(workspace).server, NOW).sent
        assert len(keeper.taken) == 1
        (workspace.root / "office.pem").write_text("no certificate")
        with pytest.raises(BadSettingsError, match="E_BAD_SETTINGS"):
            post_of(workspace)


class TestFetching:
    @pytest.fixture(params=["imaps", "imap+starttls"])
    def named(
        self, request: pytest.FixtureRequest, secure_dovecot: tuple[int, int]
    ) -> Callable[[str], Address]:
        scheme: str = request.param
        port = secure_dovecot[1] if scheme == "imaps" else secure_dovecot[0]
        return lambda host: Address.parse(f"{scheme}://tls@{host}:{port}/INBOX")

    def test_a_mailbox_of_the_authority_that_the_settings_name_is_read(
        self, named: Callable[[str], Address], authority: Authority
    ) -> None:
        with Mailbox(named("localhost"), "secret", authority.trusting()) as mailbox:
            assert list(mailbox.unseen()) == []

    def test_without_that_file_it_is_refused(self, named: Callable[[str], Address]) -> None:
        with pytest.raises(MailTrustError, match="E_MAIL_TRUST") as refused, Mailbox(named("localhost"), "x"):
            pass
        assert refused.value.details["reason"] == "unable to get local issuer certificate"

    def test_a_mailbox_of_another_name_is_refused(
        self, named: Callable[[str], Address], authority: Authority
    ) -> None:
        with pytest.raises(MailTrustError), Mailbox(named("127.0.0.1"), "x", authority.trusting()):
            pass

    def test_a_mailbox_that_never_answers_is_left_after_its_time(
        self, silent: int, authority: Authority
    ) -> None:
        for scheme in ("imap", "imaps", "imap+starttls"):
            address = Address.parse(f"{scheme}://a@127.0.0.1:{silent}/INBOX")
            with pytest.raises(MailError), Mailbox(address, "x", authority.trusting(), timeout=0.2):
                pass

    def test_a_password_goes_over_no_open_line(self, dovecot: int, authority: Authority) -> None:
        address = Address.parse(f"imap+starttls://tls@localhost:{dovecot}/INBOX")
        with pytest.raises(MailError), Mailbox(address, "secret", authority.trusting()):
            pass


def test_addresses_are_written_as_they_were_read() -> None:
    for url in ("imaps://so%40kh@mail.example/INBOX", "imap+starttls://a@mail.example:1143/Inbox/x"):
        assert str(Address.parse(url)) == url
