"""The province imports from a mailbox, a Maildir, and with several processes."""

from __future__ import annotations

import imaplib
import mailbox
from pathlib import Path

import pytest

from sync import importer
from tests.cli.conftest import House, Run
from tests.mail_servers import free_port


@pytest.fixture
def mail(run: Run, house: House, month: str, figures: Path, tmp_path: Path) -> bytes:
    """A bundle as it comes by mail."""
    assert run("enter", "monthly", month, "--from", figures, *house.here).code == 0
    assert run("export", "--eml", tmp_path / "thu.eml", *house.here).code == 0
    return (tmp_path / "thu.eml").read_bytes()


def put(port: int, user: str, *mails: bytes) -> str:
    with imaplib.IMAP4("127.0.0.1", port) as connection:
        connection.login(user, "secret")
        for one in mails:
            connection.append("INBOX", "", "", one)
    return f"imap://{user}@127.0.0.1:{port}/INBOX"


def test_a_mailbox_is_imported_once_and_its_mails_are_called_by_it(
    run: Run, house: House, mail: bytes, dovecot: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = put(dovecot, "cli-once", mail, b"From: a@b\r\nSubject: spam\r\n\r\nhello\r\n")
    monkeypatch.setenv("XASO_MAIL_PASSWORD", "secret")
    said = run("province", "import", url, "--receipts", house.stick / "in", *house.there, "--json")
    assert said.code == 0, said.err
    assert [
        (file["status"], file["path"].startswith(url + "!B-56-22810-")) for file in said.json["files"]
    ] == [("accepted", True)]
    assert len(list((house.stick / "in").glob("R-*.tar"))) == 1
    again = run("province", "import", url, *house.there, "--json")
    assert (again.code, again.json["files"]) == (0, [])


def test_the_password_may_stand_in_the_settings_but_not_in_the_call(
    run: Run, house: House, mail: bytes, dovecot: int
) -> None:
    url = put(dovecot, "cli-settings", mail)
    with (house.province / "province.toml").open("a", encoding="utf-8") as file:
        file.write('\n[mail]\npassword = "secret"\n')
    open_secret = url.replace("@", ":secret@")
    said = run("province", "import", open_secret, *house.there)
    assert (said.code, "XASO_MAIL_PASSWORD" in said.err, "secret" in said.out + said.err) == (2, True, False)
    assert run("province", "import", url, *house.there, "--json").json["summary"]["accepted"] == 1


def test_files_are_taken_in_though_the_mailbox_cannot_be_reached(
    run: Run, house: House, mail: bytes, tmp_path: Path
) -> None:
    nobody = f"imap://so@127.0.0.1:{free_port()}/INBOX"
    said = run("province", "import", tmp_path / "thu.eml", nobody, *house.there, "--json")
    assert (said.code, said.json["summary"]["accepted"], said.json["error"]["code"]) == (1, 1, "E_MAIL")
    assert "✗" in said.err


@pytest.mark.parametrize("url", ["imap://so@mail.example/INBOX", "imaps://mail.example/INBOX"])
def test_an_open_line_or_nobody_s_mailbox_is_refused_before_anything_is_taken_in(
    run: Run, house: House, mail: bytes, tmp_path: Path, url: str
) -> None:
    said = run("province", "import", tmp_path / "thu.eml", url, *house.there, "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "E_MAIL")
    taken = run("province", "import", tmp_path / "thu.eml", *house.there, "--json").json
    assert taken["summary"]["accepted"] == 1


def test_a_maildir_is_a_path_like_any_other(run: Run, house: House, mail: bytes, tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "Maildir")
    box.add(mail)
    box.close()
    said = run("province", "import", tmp_path / "Maildir", *house.there, "--json")
    assert (said.code, said.json["summary"]["accepted"]) == (0, 1), said.err


def test_several_processes_give_the_same_answers_in_the_same_order(
    run: Run, house: House, figures: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    due = run("due", *house.here, "--json").json["forms"]
    months = [item["period"] for item in due if item["form"] == "monthly"]
    sent = tmp_path / "sent"
    sent.mkdir()
    for month in months[:3]:
        run("enter", "monthly", month, "--from", figures, *house.here)
        assert run("export", "--to", sent, *house.here).code == 0
    monkeypatch.setattr(importer, "BATCH", 1)
    looked = run("province", "import", sent, "--dry-run", "--jobs", 1, *house.there, "--json").json
    said = run("province", "import", sent, "--jobs", 2, *house.there, "--json")
    assert said.code == 0, said.err
    assert len(said.json["files"]) == len(months[:3])
    assert said.json == looked


def test_fewer_than_one_process_is_refused(run: Run, house: House, tmp_path: Path) -> None:
    assert run("province", "import", tmp_path, "--jobs", 0, *house.there).code == 2
