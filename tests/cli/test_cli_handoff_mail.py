"""Mail by the commands: sent over a real server, waiting where there is none, fetched again."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.handoff.smtp import Server
from tests.cli.conftest import House, Run
from tests.mail_servers import Post, free_port


def settings(house: House, port: int, **more: str) -> Path:
    lines = ["[mail]", 'host = "127.0.0.1"', f"port = {port}", 'security = "none"']
    named = {"from": "xa@example", "to": "so@khanhhoa.example", **more}
    file = house.data / "settings.toml"
    file.write_text("\n".join([*lines, *(f'{name} = "{value}"' for name, value in named.items())]) + "\n")
    return file


@pytest.fixture
def complete(run: Run, house: House, month: str, figures: Path) -> None:
    """One complete entry that waits to be exported."""
    assert run("enter", "monthly", month, "--from", figures, *house.here).code == 0


@pytest.mark.usefixtures("complete")
class TestSending:
    def test_an_export_by_mail_arrives_and_imports(
        self, run: Run, house: House, post: tuple[Post, Server], tmp_path: Path
    ) -> None:
        keeper, server = post
        settings(house, server.port)
        said = run("export", "--mail", *house.here, "--json")
        assert said.code == 0, said.err
        assert (len(said.json["mail"]["sent"]), said.json["mail"]["waiting"]) == (1, [])
        [content] = keeper.taken
        (tmp_path / "arrived.eml").write_bytes(content)
        taken = run("province", "import", tmp_path / "arrived.eml", *house.there, "--json").json
        assert taken["summary"]["accepted"] == 1

    def test_a_mail_that_cannot_be_sent_waits_is_shown_and_goes_out_later(
        self, run: Run, house: House, post: tuple[Post, Server]
    ) -> None:
        settings(house, free_port())
        said = run("export", "--mail", *house.here, "--json")
        assert said.code == 1
        [waiting] = said.json["mail"]["waiting"]
        assert (waiting["attempts"], bool(waiting["due"]), bool(waiting["reason"])) == (1, True, True)
        shown = run("outbox", *house.here)
        assert (shown.code, waiting["name"] in shown.out, "outbox --send" in shown.out) == (0, True, True)
        assert run("outbox", *house.here, "--json").json["mail"]["waiting"] == [waiting]
        settings(house, post[1].port)
        early = run("outbox", "--send", *house.here, "--json")  # its minute is not over yet
        assert (early.code, early.json["mail"]["sent"], post[0].taken) == (1, [], [])
        (house.data / "mail" / f"{waiting['name']}.json").unlink()
        late = run("outbox", "--send", *house.here, "--json")
        assert (late.code, late.json["mail"]) == (0, {"sent": [waiting["name"]], "waiting": []})
        assert len(post[0].taken) == 1

    def test_with_nothing_new_the_mails_that_wait_are_tried_again(
        self, run: Run, house: House, post: tuple[Post, Server]
    ) -> None:
        settings(house, free_port())
        [waiting] = run("export", "--mail", *house.here, "--json").json["mail"]["waiting"]
        (house.data / "mail" / f"{waiting['name']}.json").unlink()
        settings(house, post[1].port)
        again = run("export", "--mail", *house.here, "--json")
        assert (again.code, again.json["bundles"], again.json["mail"]["sent"]) == (0, [], [waiting["name"]])
        assert run("export", "--mail", *house.here, "--json").json["error"]["code"] == "E_NOTHING_TO_EXPORT"

    def test_a_password_is_taken_from_the_environment_and_never_shown(
        self, run: Run, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings(house, free_port(), user="xa")
        monkeypatch.setenv("XASO_MAIL_PASSWORD", "mật-khẩu-thư")
        said = run("export", "--mail", *house.here)
        assert "mật-khẩu-thư" not in said.out + said.err
        assert all(b"kh\xe1\xba\xa9u" not in file.read_bytes() for file in (house.data / "mail").glob("*.*"))

    def test_without_a_server_nothing_is_sealed_and_a_sentence_says_what_to_write(
        self, run: Run, house: House
    ) -> None:
        said = run("export", "--mail", *house.here)
        assert (said.code, "settings.toml" in said.err) == (3, True)
        assert run("outbox", *house.here, "--json").json["bundles"] == []


@pytest.mark.parametrize(
    "line", ['security = "tsl"', "port = 70000", "port = true", "host = 5", 'hots = "x"', 'to = ""']
)
def test_wrong_settings_are_named(run: Run, house: House, line: str) -> None:
    file = house.data / "settings.toml"
    given = {"host": '"mail.example"', "from": '"a@b"', "to": '"c@d"'}
    name, _, value = line.partition(" = ")
    given[name] = value
    file.write_text("[mail]\n" + "\n".join(f"{key} = {text}" for key, text in given.items()) + "\n")
    said = run("export", "--mail", *house.here, "--json")
    assert (said.code, said.json["error"]["code"], name in said.err) == (3, "E_BAD_SETTINGS", True)
