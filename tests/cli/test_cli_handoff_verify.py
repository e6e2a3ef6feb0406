"""``xaso verify`` tells what a file is and what is in it; or the code, and what to do."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest

from cli import call
from sync import encryption, keys
from tests.cli.conftest import House, Run


@pytest.fixture
def bundle(run: Run, house: House, month: str, figures: Path) -> Path:
    """A bundle of one entry on the stick."""
    assert run("enter", "monthly", month, "--from", figures, *house.here).code == 0
    return Path(run("export", "--to", house.stick, *house.here, "--json").json["file"])


def test_a_bundle_tells_everything_at_the_province(run: Run, house: House, bundle: Path) -> None:
    said = run("verify", bundle, *house.there, "--lang", "en")
    told = run("verify", bundle, *house.there, "--json").json
    assert (said.code, told["ok"], told["kind"], told["from"], told["to"], told["seq"]) == (
        *(0, True, "bundle", "unit/22810", "prov/56"),
        1,
    )
    digest = hashlib.sha256(bundle.read_bytes()).hexdigest()
    for part in (
        *("data bundle 000001", "unit/22810 → prov/56", digest, told["id"], told["chain"], "its first"),
        *("Signed and encrypted", "in force", told["certificate"]["serial"], told["certificate"]["key"]),
        *(told["certificate"]["authority_digits"], "known here", "entries.ndjson.gz"),
        *(told["files"][0]["sha256"], "Catalogue", "1 entry:", "monthly", "revision 1", "complete"),
        "Every check holds",
    ):
        assert part in said.out, part
    vietnamese = run("verify", bundle, *house.there, "--lang", "vi").out
    for part in ("gói dữ liệu", "còn hiệu lực", "gói đầu", "1 phiếu", "hoàn thành"):
        assert part in vietnamese.lower(), (part, vietnamese)


def test_the_commune_sees_into_what_it_sealed_itself(run: Run, house: House, bundle: Path) -> None:
    said = run("verify", bundle, *house.here, "--json")
    assert (said.code, said.json["ok"], said.json["ours"], said.json["encrypted"]) == (0, True, True, True)
    assert said.json["sha256"] == hashlib.sha256(bundle.read_bytes()).hexdigest()
    assert len(said.json["body"]["entries"]) == 1


def test_what_only_the_province_opens_says_so_at_the_commune(run: Run, house: House) -> None:
    (enrolment,) = house.stick.glob("E-*.age")
    said = run("verify", enrolment, *house.here, "--lang", "en")
    assert (said.code, "E_NOT_FOR_US" in said.out, "at the province only" in said.out) == (5, True, True)


def test_an_enrolment_tells_who_asks_and_its_digits(run: Run, house: House) -> None:
    (enrolment,) = house.stick.glob("E-*.age")
    told = run("verify", enrolment, *house.there, "--json").json
    said = run("verify", enrolment, *house.there, "--lang", "en")
    assert (said.code, told["kind"], told["certificate"]) == (0, "enrol", None)
    assert told["digits"] in said.out
    assert "Nguyễn Thị An on the computer" in said.out


def test_a_kit_tells_its_catalogue_and_whose_authority_it_is(run: Run, house: House) -> None:
    said = run("verify", house.kit, *house.here, "--lang", "en")
    assert said.code == 0
    for part in ("kit 000001", "prov/56 → unit/*", "not encrypted", "version", "2 keys to encrypt for"):
        assert part in said.out, (part, said.out)


def test_a_receipt_tells_what_the_province_has(run: Run, house: House, bundle: Path) -> None:
    receipts = house.root / "answers"
    run("province", "import", bundle, "--receipts", receipts, *house.there)
    (file,) = receipts.glob("R-*.tar")
    said = run("verify", file, *house.here, "--lang", "en")
    assert (said.code, "after " in said.out) == (0, True)  # the first one carried the certificate
    assert "Bundle 000001: received by the province." in said.out
    assert "up to bundle 000001" in said.out
    run("receive", file, *house.here)
    again = run("verify", bundle, *house.here)  # its container was put away with the receipt
    assert again.code == 5


def test_the_receipt_of_another_commune_is_not_for_this_one(run: Run, house: House, bundle: Path) -> None:
    run("province", "import", bundle, "--receipts", house.root / "answers", *house.there)
    (file,) = (house.root / "answers").glob("R-*.tar")
    units = run("receive", house.kit, "--unit", "22813", *house.here, "--json")
    assert units.code == 0, units.err
    said = run("verify", file, *house.here, "--json")
    assert (said.code, said.json["code"]) == (1, "E_WRONG_RECIPIENT")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", ["B-*.age", "E-*.age", "K-*.tar", "R-*.tar"])
def test_a_damaged_file_of_each_kind_gives_its_code_and_what_to_do(
    run: Run, house: House, bundle: Path, kind: str, language: str
) -> None:
    run("province", "import", bundle, "--receipts", house.stick, *house.there)
    file = max(house.stick.glob(kind))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    said = run("verify", file, *house.there, "--lang", language)
    told = run("verify", file, *house.there, "--lang", language, "--json").json
    assert said.code in {1, 5}
    assert (told["ok"], told["code"], told["error"]["code"]) == (False, told["code"], told["code"])
    assert told["code"] in {"E_DAMAGED", "E_CONTAINER", "E_SIGNATURE", "E_CONTENT"}
    assert told["error"]["remedy"]
    assert told["error"]["remedy"] in said.out
    assert hashlib.sha256(data).hexdigest() in said.out


def test_a_file_of_something_else_and_one_that_is_not_there_are_told(
    run: Run, house: House, tmp_path: Path
) -> None:
    (tmp_path / "anh.png").write_bytes(b"\x89PNG\r\n\x1a\n" * 100)
    said = run("verify", tmp_path / "anh.png", *house.here, "--json")
    assert (said.code, said.json["code"], said.json["kind"]) == (1, "E_NOT_A_BUNDLE", None)
    assert run("verify", tmp_path / "không có", *house.here).code == 2


def test_an_ended_certificate_is_told_with_its_end(
    run: Run, house: House, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = call.system_clock() + timedelta(days=900)
    monkeypatch.setattr(call.Call.__init__, "__defaults__", (None, None, None, False, lambda: later))
    said = run("verify", bundle, *house.there, "--lang", "en")
    assert (said.code, "E_CERT_EXPIRED" in said.out, ": ended" in said.out) == (5, True, True)


def test_a_computer_without_a_kit_says_that_it_cannot_judge_the_authority(
    run: Run, house: House, tmp_path: Path
) -> None:
    said = run("verify", house.kit, "--data", tmp_path / "nobody", "--lang", "en")
    assert (said.code, "nothing here to compare with" in said.out) == (0, True)


def test_a_mail_is_looked_into(run: Run, house: House, month: str, figures: Path, tmp_path: Path) -> None:
    run("enter", "monthly", month, "--from", figures, *house.here)
    mail = tmp_path / "gửi tỉnh.eml"
    assert run("export", "--eml", mail, *house.here).code == 0
    told = run("verify", mail, *house.there, "--json").json
    assert (told["kind"], told["ok"], len(told["inside"])) == ("mail", True, 1)
    assert told["inside"][0]["kind"] == "bundle"
    said = run("verify", mail, *house.there, "--lang", "en")
    assert (said.code, "gửi tỉnh.eml!B-56-" in said.out, "data bundle 000001" in said.out) == (0, True, True)
    (tmp_path / "thư.eml").write_bytes(b"Subject: x\n\nhello\n")
    assert run("verify", tmp_path / "thư.eml", *house.there, "--json").json["code"] == "E_NOT_A_BUNDLE"


def test_armour_in_a_text_file_is_a_bundle(run: Run, house: House, bundle: Path, tmp_path: Path) -> None:
    file = tmp_path / "gói.txt"
    file.write_bytes(encryption.armour(bundle.read_bytes()).replace(b"\n", b"\r\n"))
    said = run("verify", file, *house.there, "--json").json
    assert (said["ok"], said["kind"], said["encrypted"]) == (True, "bundle", True)


def test_a_certificate_tells_whose_it_is_and_until_when(
    run: Run, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = (house.province / "keys").glob("*-cert.pub")
    said = run("verify", file, *house.there, "--lang", "en")
    told = run("verify", file, *house.there, "--json").json
    assert (said.code, told["ok"], told["kind"]) == (0, True, "certificate")
    for part in ("certificate", "prov/56", "in force", "known here", told["digits"], "Every check holds"):
        assert part in said.out, part
    stranger = keys.generate()
    foreign = keys.certify(stranger, stranger.key, "unit/22810", 1, call.system_clock())
    (tmp_path / "x-cert.pub").write_text(foreign.line)
    assert run("verify", tmp_path / "x-cert.pub", *house.there, "--json").json["code"] == "E_UNENROLLED"
    (tmp_path / "bent-cert.pub").write_text(foreign.line[:-40])
    assert run("verify", tmp_path / "bent-cert.pub", *house.there, "--json").json["code"] == "E_SIGNATURE"
    later = call.system_clock() + timedelta(days=900)
    monkeypatch.setattr(call.Call.__init__, "__defaults__", (None, None, None, False, lambda: later))
    assert run("verify", file, *house.there, "--json").json["code"] == "E_CERT_EXPIRED"


def test_the_journal_of_the_archive_tells_its_lines_and_the_first_that_does_not_hold(
    run: Run, house: House, bundle: Path, tmp_path: Path
) -> None:
    run("province", "import", bundle, *house.there)
    file = house.province / "archive" / "journal.ndjson"
    told = run("verify", file, *house.there, "--json").json
    assert (told["ok"], told["kind"], told["from"], told["body"]["events"]["received"]) == (
        *(True, "journal", "prov/56"),
        1,
    )
    said = run("verify", file, *house.here, "--lang", "en")
    assert (said.code, "journal of prov/56's archive" in said.out, "known here" in said.out) == (
        0,
        True,
        True,
    )
    bent = tmp_path / "journal.ndjson"
    bent.write_bytes(file.read_bytes().replace(b'"unit":"22810"', b'"unit":"22813"'))
    said = run("verify", bent, *house.there, "--lang", "en")
    assert (said.code, "E_SIGNATURE" in said.out) == (5, True)
    assert "line " in run("verify", bent, *house.there, "--json").json["details"]["reason"]


FOREIGN = {
    "a.pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "a.zip": b"PK\x05\x06" + bytes(18),
    "empty": b"",
    "a.json": b'{"body":1}',
    "a.tar": b"x".ljust(257, b"\0") + b"ustar\x0000" + bytes(1200),
    "a.sqlite": b"SQLite format 3\0" + bytes(84),
    "a.eml": b"",
    "key.pub": b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ",
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_what_others_made_is_told_with_a_code_and_what_to_do(
    run: Run, house: House, tmp_path: Path, name: str, language: str
) -> None:
    (tmp_path / name).write_bytes(FOREIGN[name])
    for computer in (house.here, house.there, ("--data", tmp_path / "nobody")):
        said = run("verify", tmp_path / name, *computer, "--lang", language)
        told = run("verify", tmp_path / name, *computer, "--lang", language, "--json").json
        assert (said.code, told["ok"]) == (1, False)
        assert told["code"] in {"E_NOT_A_BUNDLE", "E_CONTAINER"}
        assert told["error"]["remedy"] in said.out


def test_a_folder_and_a_huge_file_are_told_at_once(run: Run, house: House, tmp_path: Path) -> None:
    said = run("verify", tmp_path, *house.there, "--lang", "en")
    assert (said.code, "is a folder" in said.err) == (2, True)
    huge = tmp_path / "huge.age"
    with huge.open("wb") as file:
        file.truncate(1024**3)  # a sparse file: nothing of it is read
    said = run("verify", huge, *house.there, "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "E_TOO_LARGE")


class Fatal:
    """Stands for whatever opens a file, and ends."""

    def __init__(self, *_what_it_needs: object) -> None:
        pass

    def examine(self, *_file: object) -> None:
        os._exit(9)


@pytest.mark.parametrize("command", ["verify", "receive"])
def test_a_file_that_ends_who_opens_it_is_refused_with_what_to_do(
    run: Run, house: House, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    with monkeypatch.context() as bent:
        bent.setattr("sync.inspector.Inspector", Fatal)
        bent.setattr("sync.opening.Opener", Fatal)
        said = run(command, house.kit, *house.here, "--lang", "en")
    assert (said.code, "Opening the file failed" in said.out + said.err) == (1, True)
    assert "(exit 9)" in said.out + said.err
    assert run(command, house.kit, *house.here).code == 0
