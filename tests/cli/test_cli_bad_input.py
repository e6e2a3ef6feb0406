"""Bad input gives one clear sentence in the caller's language, its exit code, and nothing is lost."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
House = Run = Any  # fixtures of conftest.py
READ_ONLY = Path("/sys/xaso")  # a place where even root may not make a folder


def _told(said: Any, code: str, exit_code: int, words: str) -> None:
    """Exactly one sentence on stderr, nothing on stdout, and the exit code."""
    assert said.code == exit_code, said
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1, said.err
    assert words in said.err
    assert code.startswith("E_")
    assert "Traceback" not in said.err


def test_before_the_first_kit_every_command_says_that_nothing_is_set_up(run: Run, tmp_path: Path) -> None:
    for command in (
        ["due"],
        ["outbox"],
        ["export", "--to", tmp_path],
        ["backup"],
        ["show", "monthly", "10/2026"],
    ):
        _told(run(*command, "--data", tmp_path / "none"), "E_NOT_SET_UP", 3, "Chưa thiết lập")
    assert not (tmp_path / "none").exists()


def test_an_unknown_period_is_explained_with_what_to_write(run: Run, house: House, figures: Path) -> None:
    for period in ("13/2026", "mai", "Q7/2026"):
        said = run("enter", "monthly", period, "--from", figures, *house.here)
        _told(said, "E_UNKNOWN_PERIOD", 2, "10/2026")
    said = run("enter", "monthly", "Q3/2026", "--from", figures, *house.here)
    _told(said, "E_UNKNOWN_PERIOD", 2, "không phải là kỳ báo cáo")


def test_an_unknown_form_is_named(run: Run, house: House, figures: Path) -> None:
    said = run("enter", "weekly", "10/2026", "--from", figures, *house.here)
    _told(said, "E_UNKNOWN_FORM", 2, "weekly")


def test_the_sentence_is_in_the_language_that_was_asked_for(run: Run, house: House, figures: Path) -> None:
    said = run("enter", "weekly", "10/2026", "--from", figures, *house.here, "--lang", "en")
    _told(said, "E_UNKNOWN_FORM", 2, "The catalogue has no form named")


def test_a_file_that_is_not_there_is_named(run: Run, house: House) -> None:
    _told(run("enter", "monthly", "10/2026", "--from", "no.json", *house.here), "E_NO_FILE", 2, "no.json")
    _told(run("verify", "no.age", *house.here), "E_NO_FILE", 2, "no.age")
    _told(run("restore", "no.db", *house.here), "E_NO_FILE", 2, "no.db")
    said = run("receive", "no.tar", *house.here)
    _told(said, "E_NO_FILE", 2, "no.tar")


def test_a_file_that_is_no_figures_is_explained(run: Run, house: House, tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_text("{")
    said = run("enter", "monthly", "10/2026", "--from", file, *house.here)
    _told(said, "E_BAD_INPUT_FILE", 2, "không phải JSON")


def test_a_register_and_a_form_are_not_mixed_up(run: Run, house: House, figures: Path) -> None:
    _told(run("enter", "tasks", "10/2026", "--from", figures, *house.here), "E_USAGE", 2, "“-”")
    _told(run("enter", "monthly", "-", "--from", figures, *house.here), "E_USAGE", 2, "10/2026")


def test_a_kit_of_another_province_is_refused_and_changes_nothing(
    run: Run, house: House, tmp_path: Path
) -> None:
    run("province", "init", tmp_path / "other", "--code", "38")
    other = run("province", "publish", "--workspace", tmp_path / "other", "--json").json["kit"]["file"]
    before = run("due", *house.here, "--json").json
    said = run("receive", other, *house.here)
    assert said.code == 5
    assert "chưa đăng ký" in said.err
    assert run("due", *house.here, "--json").json == before


def test_a_first_kit_is_refused_when_the_digits_of_the_letter_are_others(
    run: Run, house: House, tmp_path: Path
) -> None:
    fresh = ("--data", tmp_path / "fresh")
    said = run("receive", house.kit, "--digits", "11111 22222 33333 44444 55555 66666", *fresh)
    assert said.code == 5
    assert "công văn" in said.err
    assert run("due", *fresh).code == 3
    shown = run("receive", house.kit, "--unit", "22810", *fresh, "--json").json["files"][0]
    assert len(shown["digits"].split()) == 6  # for a person to compare


def test_without_a_key_nothing_is_exported_and_the_entry_stays(
    run: Run, house: House, month: str, figures: Path
) -> None:
    run("enter", "monthly", month, "--from", figures, "--complete", *house.here)
    shutil.rmtree(house.data / "keys")
    said = run("export", "--to", house.stick, *house.here)
    _told(said, "E_KEY_MISSING", 3, "khoá")
    assert run("show", "monthly", month, *house.here, "--json").json["state"] == "complete"


def test_an_uncertified_key_cannot_export_yet(
    run: Run, house: House, month: str, figures: Path, tmp_path: Path
) -> None:
    fresh = ("--data", tmp_path / "fresh")
    digits = run("receive", house.kit, *fresh, "--json").json["files"][0]["digits"]
    run("receive", house.kit, "--digits", digits, "--unit", "22813", *fresh)
    run("enrol", "--officer", "B", "--out", tmp_path / "out", *fresh)
    run("enter", "monthly", month, "--from", figures, *fresh)
    plain = tmp_path / "plain.json"
    plain.write_text('{"awa_media_items": 1}')
    assert run("enter", "monthly", month, "--from", plain, "--complete", *fresh).code == 0
    _told(run("export", "--to", tmp_path, *fresh), "E_NOT_CERTIFIED", 3, "chứng nhận")


def test_wrong_digits_certify_nobody(run: Run, house: House, tmp_path: Path) -> None:
    fresh = ("--data", tmp_path / "fresh")
    digits = run("receive", house.kit, *fresh, "--json").json["files"][0]["digits"]
    run("receive", house.kit, "--digits", digits, "--unit", "22813", *fresh)
    asked = run("enrol", "--officer", "B", "--out", tmp_path / "out", *fresh, "--json").json
    wrong = " ".join(reversed(asked["digits"].split()))
    said = run("province", "enrol", asked["file"], "--digits", wrong, *house.there)
    _told(said, "E_DIGITS", 5, "30 chữ số")
    assert list((house.province / "receipts").glob("R-56-22813-*")) == []


def test_the_unit_is_asked_for_when_nobody_said_it(run: Run, house: House, tmp_path: Path) -> None:
    fresh = ("--data", tmp_path / "fresh")
    digits = run("receive", house.kit, *fresh, "--json").json["files"][0]["digits"]
    assert "xã nào" in run("receive", house.kit, "--digits", digits, *fresh).out
    _told(run("due", *fresh), "E_WHICH_UNIT", 3, "--unit")
    _told(run("receive", house.kit, "--unit", "00001", *fresh), "E_UNKNOWN_UNIT", 2, "00001")


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="needs a folder that nobody may write")
def test_a_read_only_folder_is_explained(run: Run, house: House, month: str, figures: Path) -> None:
    _told(run("receive", house.kit, "--data", READ_ONLY), "E_NOT_WRITABLE", 4, str(READ_ONLY))
    _told(run("province", "init", READ_ONLY, "--code", "56"), "E_NOT_WRITABLE", 4, str(READ_ONLY))
    run("enter", "monthly", month, "--from", figures, "--complete", *house.here)
    _told(run("export", "--to", READ_ONLY, *house.here), "E_DESTINATION", 4, str(READ_ONLY))
    assert run("export", "--to", house.stick, *house.here).code == 0  # nothing was lost


def test_a_full_disk_is_explained_and_the_same_bundle_is_written_later(
    run: Run, house: House, month: str, figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("enter", "monthly", month, "--from", figures, "--complete", *house.here)
    real = os.fsync

    def full(descriptor: int) -> None:
        if str(Path(f"/proc/self/fd/{descriptor}").readlink()).startswith(str(house.stick)):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    said = run("export", "--to", house.stick, *house.here)
    _told(said, "E_DESTINATION", 4, str(house.stick))
    assert list(house.stick.glob("B-*")) == []
    monkeypatch.undo()
    assert run("export", "--to", house.stick, *house.here, "--json").json["seq"] == 1


def test_a_full_disk_while_backing_up_is_explained(
    run: Run, house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(_source: object, target: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))

    monkeypatch.setattr(shutil, "copy2", full)
    _told(run("backup", "--to", tmp_path / "b", *house.here), "E_DISK_FULL", 4, "đã đầy")


def test_a_damaged_database_is_left_alone_and_named(run: Run, house: House) -> None:
    database = house.data / "commune.db"
    database.write_bytes(b"not a database at all" * 400)
    said = run("due", *house.here)
    _told(said, "E_STORE_DAMAGED", 4, "bị hỏng")
    assert database.read_bytes().startswith(b"not a database")


def test_outside_a_province_workspace_the_province_commands_say_where_to_go(run: Run, tmp_path: Path) -> None:
    for command in (["check"], ["status", "--period", "10/2026"], ["tasks"], ["import", tmp_path], []):
        said = run("province", *command, "--workspace", tmp_path)
        _told(said, "E_NO_PROVINCE", 3, "province.toml")


def test_a_province_that_does_not_exist_is_not_made(run: Run, tmp_path: Path) -> None:
    _told(run("province", "init", tmp_path / "p", "--code", "99"), "E_UNKNOWN_UNIT", 2, "99")
    _told(run("province", "init", tmp_path / "p", "--code", "5"), "E_BAD_IDENTIFIER", 2, "“5”")
    assert not (tmp_path / "p").exists()


def test_a_workspace_is_not_made_over_another_one(run: Run, house: House) -> None:
    said = run("province", "init", house.province, "--code", "56")
    _told(said, "E_FILE_EXISTS", 2, "province.toml")


def test_bent_settings_are_named(run: Run, house: House) -> None:
    (house.province / "province.toml").write_text("code = [")
    _told(run("province", "tasks", *house.there), "E_BAD_SETTINGS", 3, "province.toml")


def test_a_store_that_is_none_is_told_before_anything_stands_in_the_way(run: Run, tmp_path: Path) -> None:
    said = run("province", "init", tmp_path / "p", "--code", "56", "--store", "oracle://x")
    _told(said, "E_USAGE", 2, "oracle://x")
    assert run("province", "init", tmp_path / "p", "--code", "56").code == 0
    settings = tmp_path / "p" / "province.toml"
    settings.write_text(settings.read_text() + 'store = "oracle://x"\n')
    _told(run("province", "tasks", "--workspace", tmp_path / "p"), "E_BAD_SETTINGS", 3, "store")


def test_the_province_is_found_in_the_environment_or_in_the_current_folder(
    run: Run, house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(house.province)
    assert run("province", "tasks").code == 0
    monkeypatch.chdir(tmp_path)
    assert run("province", "tasks").code == 3
    monkeypatch.setenv("XASO_PROVINCE", str(house.province))
    assert run("province", "tasks").code == 0


def test_with_json_an_error_is_one_document_and_the_sentence_goes_to_stderr(run: Run, tmp_path: Path) -> None:
    said = run("due", "--json", "--data", tmp_path)
    assert said.code == 3
    error = said.json["error"]
    assert set(error) == {"code", "title", "body", "remedy"}
    assert error["code"] == "E_NOT_SET_UP"
    assert error["remedy"] in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nix"], "Không có lệnh này: nix"),
        (["due", "--nix"], "không có tuỳ chọn --nix"),
        (["enter", "monthly"], "Còn thiếu PERIOD"),
        (["show", "a", "b", "c"], "Thừa chữ: c"),
        (["due", "--data"], "--data cần có giá trị"),
        (["due", "--lang", "fr"], "--lang là vi hoặc en"),
        (["export"], "--to"),
        (["province", "status"], "Còn thiếu --period"),
        (["province", "return", "22810", "monthly", "10/2026", "--comment"], "--comment cần có giá trị"),
    ],
)
def test_a_wrong_call_is_told_in_one_sentence(run: Run, words: list[str], sentence: str) -> None:
    _told(run(*words), "E_USAGE", 2, sentence)


def test_the_provinces_screen_is_refused_where_there_is_no_terminal(run: Run, house: House) -> None:
    _told(run("province", *house.there), "E_NO_SCREEN", 2, "không hiện được màn hình")


def test_an_unforeseen_failure_is_a_sentence_without_a_traceback(
    run: Run, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.desk import Desk

    def broken(*_: object) -> None:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr(Desk, "due", broken)
    said = run("due", *house.here)
    _told(said, "E_INTERNAL", 1, "ngoài dự kiến")
    assert "ZeroDivisionError" in said.err


def test_a_laptop_without_the_provinces_libraries_says_what_is_missing(
    run: Run, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "models.authoring.publication", None)
    said = run("province", "check", *house.there)
    _told(said, "E_MISSING_PART", 3, "models.authoring.publication")


def test_the_data_folder_is_held_while_somebody_writes(
    run: Run, house: House, month: str, figures: Path
) -> None:
    from models.store.lock import WorkspaceLock

    with WorkspaceLock.take(house.data):
        said = run("enter", "monthly", month, "--from", figures, *house.here)
        _told(said, "E_STORE_LOCKED", 4, "đang được dùng")
        assert run("due", *house.here).code == 0  # looking is allowed


def _process(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("XASO")}
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_terminal_that_cannot_show_the_screen_is_refused_with_a_sentence(tmp_path: Path) -> None:
    done = _process("--data", str(tmp_path / "d"), TERM="dumb")
    assert done.returncode == 2
    assert "không hiện được màn hình" in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "d").exists()


def test_json_is_utf8_on_any_console(tmp_path: Path) -> None:
    done = _process("due", "--json", "--data", str(tmp_path), PYTHONIOENCODING="ascii", XASO_LANG="vi")
    assert done.returncode == 3
    assert json.loads(done.stdout)["error"]["title"] == "Chưa thiết lập"


def test_a_reader_that_stops_early_is_no_error() -> None:
    script = f"{sys.executable} -m cli form --help | head -1"
    done = subprocess.run(["sh", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_without_a_command_neither_typer_nor_the_store_is_loaded_before_the_screen() -> None:
    script = (
        "import sys, cli.screen, tui.app\n"
        "seen = []\n"
        "heavy = ('typer', 'sqlalchemy', 'cryptography', 'msgspec', 'pydantic')\n"
        "cli.screen.can_show = lambda: True\n"
        "tui.app.run = lambda *_: seen.extend(name for name in heavy if name in sys.modules) or 0\n"
        "from cli.main import main\n"
        "code = main(['--data', 'nowhere', '--lang', 'en'])\n"
        "print(code, seen)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "0 []", done.stderr
