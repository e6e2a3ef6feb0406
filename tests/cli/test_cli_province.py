"""What the province does with the commands, and what comes back to the commune."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.periods import parse_period
from sync import commune_keys

House = Run = Any  # fixtures of conftest.py


@pytest.fixture
def sent(run: Run, house: House, month: str, figures: Path) -> Path:
    """A bundle with the completed monthly form."""
    assert run("enter", "monthly", month, "--from", figures, "--complete", *house.here).code == 0
    return Path(run("export", "--to", house.stick, *house.here, "--json").json["file"])


def test_an_import_stores_once_and_a_second_one_is_a_duplicate(run: Run, house: House, sent: Path) -> None:
    said = run("province", "import", sent, "--receipts", house.root / "r", *house.there, "--json")
    assert said.code == 0
    assert said.json["summary"]["accepted"] == 1
    assert said.json["summary"]["entries"] == 1
    assert said.json["summary"]["values"] > 10
    (file,) = said.json["files"]
    assert (file["unit"], file["seq"], file["status"], file["code"]) == ("22810", 1, "accepted", None)
    again = run("province", "import", sent, *house.there, "--json")
    assert (again.code, again.json["summary"]["duplicate"]) == (0, 1)
    receipt = run("receive", house.root / "r", *house.here, "--json").json["files"][0]
    assert receipt["items"][0]["status"] == "accepted"
    assert run("outbox", *house.here, "--json").json["bundles"][0]["status"] == "accepted"


def test_what_is_one_is_told_in_the_singular(run: Run, house: House, sent: Path, month: str) -> None:
    told = run("province", "import", sent, *house.there, "--lang", "en").out
    assert "1 accepted, 0 with a gap, 0 known already, 0 refused, 0 held: 1 entry, " in told
    verified = run("province", "archive", "verify", *house.there, "--lang", "en").out
    assert verified.startswith("1 bundle and ")
    rebuilt = run("province", "archive", "rebuild", house.root / "new.db", *house.there, "--lang", "en").out
    assert f"1 bundle read into {house.root / 'new.db'}, with 1 kit." in rebuilt
    revoked = run("province", "revoke", "22810", "--why", "mất máy", *house.there, "--lang", "en").out
    assert "1 certificate of 22810 revoked." in revoked
    assert "forms, 0 errors" in run("province", "check", *house.there, "--lang", "en").out


def test_one_missing_bundle_is_told_in_the_singular(run: Run, house: House, sent: Path) -> None:
    sent.unlink()
    file = house.root / "tasks.json"
    file.write_text(
        '[{"programme": "da06", "title": "a", "owner": "b", "responsible": "c", "product": "d",'
        ' "status": "regular"}]'
    )
    assert run("enter", "tasks", "-", "--from", file, "--complete", *house.here).code == 0
    second = run("export", "--to", house.stick, *house.here, "--json").json["file"]
    told = run("province", "import", second, *house.there, "--lang", "en").out
    assert "22810 misses bundle 000001." in told
    assert "1 with a gap" in told


def test_a_dry_run_stores_nothing(run: Run, house: House, sent: Path, month: str) -> None:
    said = run("province", "import", sent, "--dry-run", *house.there, "--json")
    assert said.json["summary"]["accepted"] == 1
    status = run("province", "status", "--period", month, *house.there, "--json").json
    assert status["summary"]["received"] == 0


def test_scores_are_sums_over_sums(run: Run, house: House, sent: Path, month: str) -> None:
    run("province", "import", sent, *house.there)
    said = run("province", "scores", "--period", month, *house.there, "--json")
    assert said.code == 0
    rows = {(row["code"], row["unit"]): row for row in said.json["indicators"]}
    for unit in ("22810", "56"):
        row = rows["soc_health_record", unit]
        assert (row["numerator"], row["denominator"], row["percent"]) == (69586, 91032, "76.44")
    nothing = rows["soc_health_record", "22813"]
    assert (nothing["numerator"], nothing["percent"]) == (None, None)
    assert [unit["rank"] for unit in said.json["units"] if unit["unit"] == "22810"] == [1]
    assert "76,44%" in run("province", "scores", "--period", month, *house.there).out


def test_status_counts_who_has_sent(run: Run, house: House, sent: Path, month: str) -> None:
    run("province", "import", sent, *house.there)
    said = run("province", "status", "--period", month, *house.there, "--json").json
    assert said["summary"]["received"] == 1
    assert said["summary"]["expected"] == said["summary"]["missing"] + 1
    assert "22810" not in {each["unit"] for each in said["missing"]}


def test_what_is_returned_comes_back_with_its_comment_and_the_correction_counts(
    run: Run, house: House, sent: Path, month: str, figures: Path
) -> None:
    run("province", "import", sent, *house.there)
    comment = "/data/p1/awa_media_items=Xem lại số này"
    said = run("province", "return", "22810", "monthly", month, "--comment", comment, *house.there, "--json")
    assert (said.code, said.json["state"]) == (0, "returned")
    taken = run("receive", *said.json["receipts"], *house.here, "--json").json["files"][0]
    assert taken["entries"][0]["status"] == "returned"
    shown = run("show", "monthly", month, *house.here, "--json").json
    assert shown["state"] == "returned"
    assert shown["comments"][0]["text"] == "Xem lại số này"
    assert "Xem lại số này" in run("show", "monthly", month, *house.here).out


def test_what_is_accepted_is_told_to_the_commune(run: Run, house: House, sent: Path, month: str) -> None:
    run("province", "import", sent, *house.there)
    said = run("province", "accept", "22810", "monthly", month, *house.there, "--json")
    run("receive", *said.json["receipts"], *house.here)
    assert run("show", "monthly", month, *house.here, "--json").json["state"] == "accepted"


def test_a_bad_file_is_quarantined_and_the_good_one_beside_it_is_taken(
    run: Run, house: House, sent: Path
) -> None:
    damaged = house.stick / "B-damaged.age"
    damaged.write_bytes(sent.read_bytes()[:-40])
    said = run("province", "import", house.stick, *house.there, "--json")
    assert said.code == 1
    summary = said.json["summary"]
    assert summary["accepted"] == 1
    codes = {file["code"] for file in said.json["files"] if file["status"] == "quarantined"}
    assert "E_DAMAGED" in codes
    listed = run("province", "quarantine", *house.there, "--json").json["files"]
    assert "E_DAMAGED" in {case["code"] for case in listed}
    assert "Tệp bị hỏng" in run("province", "quarantine", *house.there).out
    told = run("province", "import", damaged, *house.there)
    assert "Chép lại" in told.out


def test_the_name_of_a_damaged_file_hints_at_its_unit_and_json_says_nothing_of_it(
    run: Run, house: House, sent: Path
) -> None:
    sent.write_bytes(sent.read_bytes()[:-40])
    assert run("province", "import", sent, *house.there).code == 1
    told = run("province", "quarantine", *house.there, "--lang", "en").out.splitlines()
    assert " 22810? " in told[1]
    assert told[2] == "“?”: only the file's name says so, and a name proves nothing."
    (case,) = run("province", "quarantine", *house.there, "--json").json["files"]
    assert case["unit"] is None


def test_a_revoked_key_is_quarantined_and_can_be_released(run: Run, house: House, sent: Path) -> None:
    assert run("province", "revoke", "22810", "--why", "mất máy", *house.there).code == 0
    said = run("province", "import", sent, *house.there, "--json")
    assert (said.code, said.json["files"][0]["code"]) == (1, "E_REVOKED")
    (case,) = run("province", "quarantine", *house.there, "--json").json["files"]
    assert case["releasable"]
    released = run("province", "release", case["id"], *house.there, "--json")
    assert (released.code, released.json["status"]) == (0, "accepted")
    assert run("province", "quarantine", *house.there, "--json").json["files"] == []


def test_the_archive_is_checked_and_a_changed_container_is_found(run: Run, house: House, sent: Path) -> None:
    run("province", "import", sent, *house.there)
    said = run("province", "archive", "verify", *house.there, "--json")
    assert (said.code, said.json["sound"], said.json["checked"], said.json["differences"]) == (0, True, 1, [])
    container = min((house.province / "archive").rglob("*.tar"), key=lambda path: path.stat().st_size)
    data = bytearray(container.read_bytes())
    data[-2000] ^= 1
    container.write_bytes(data)
    changed = run("province", "archive", "verify", *house.there, "--json")
    assert changed.code == 1
    assert len(changed.json["problems"]) == 1


def test_tasks_are_counted_by_programme_and_unit(run: Run, house: House, tmp_path: Path) -> None:
    file = tmp_path / "tasks.json"
    file.write_text(
        '[{"programme": "da06", "title": "a", "owner": "b", "responsible": "c", "product": "d",'
        ' "status": "regular"}]'
    )
    said = run("enter", "tasks", "-", "--from", file, "--complete", *house.here, "--json")
    assert said.code == 0, said.out
    sent = run("export", "--to", house.stick, *house.here, "--json").json["file"]
    run("province", "import", sent, *house.there)
    counted = run("province", "tasks", *house.there, "--json").json
    assert (counted["total"]["assigned"], counted["total"]["regular"]) == (1, 1)
    assert counted["programmes"][0]["programme"] == "da06"
    assert counted["units"][0]["unit"] == "22810"


def test_a_second_kit_has_the_next_number_and_is_taken_in(run: Run, house: House) -> None:
    said = run("province", "publish", "--out", house.root / "next", *house.there, "--json")
    assert said.json["kit"]["seq"] == 2
    taken = run("receive", said.json["kit"]["file"], *house.here, "--json")
    assert (taken.code, taken.json["files"][0]["seq"]) == (0, 2)
    old = run("receive", house.kit, *house.here, "--json")
    assert (old.code, old.json["files"][0]["error"]["code"]) == (1, "E_KIT_ROLLBACK")


def test_a_catalogue_with_a_mistake_is_not_published(run: Run, house: House) -> None:
    import openpyxl

    path = house.province / "catalogue" / "monthly.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["survey"]
    sheet.cell(sheet.max_row + 1, 1).value = "geopoint"
    sheet.cell(sheet.max_row, 2).value = "where"
    book.save(path)
    said = run("province", "check", *house.there, "--json")
    assert said.code == 1
    assert said.json["errors"] >= 1
    assert any(each["cell"] for each in said.json["complaints"])
    published = run("province", "publish", *house.there, "--json")
    assert (published.code, published.json["kit"]) == (1, None)


@pytest.mark.parametrize("kind", ["xlsx", "docx", "html", "csv", "dhis2"])
def test_a_report_is_written_in_every_format(
    run: Run, house: House, sent: Path, month: str, kind: str, tmp_path: Path
) -> None:
    run("province", "import", sent, *house.there)
    out = tmp_path / f"report.{kind}"
    said = run(
        "province", "report", "--period", month, "--format", kind, "--out", out, *house.there, "--json"
    )
    assert said.code == 0
    assert all(Path(file).stat().st_size > 200 for file in said.json["files"])


def test_a_period_that_is_no_month_has_no_monthly_form(run: Run, house: House) -> None:
    said = run("province", "status", "--period", "2026", *house.there, "--json")
    assert said.code == 0
    assert [form["form"] for form in said.json["forms"]] == ["yearly"]
    assert str(parse_period("2026")) == said.json["period"]


def test_the_authoritys_key_may_be_kept_on_a_stick(run: Run, house: House, tmp_path: Path) -> None:
    (house.province / "keys" / "offline").rename(tmp_path / "kept")
    fresh = ("--data", tmp_path / "fresh")
    run("receive", house.kit, "--unit", "22813", *fresh)
    asked = run("enrol", "--officer", "B", "--out", tmp_path / "out", *fresh, "--json").json
    words = ("province", "enrol", asked["file"], "--digits", asked["digits"], *house.there)
    away = run(*words, "--json")
    assert (away.code, away.json["error"]["code"]) == (3, "E_KEY_MISSING")
    here = run(*words, "--ca", tmp_path / "kept" / "ca_ed25519", "--json")
    assert (here.code, here.json["unit"]) == (0, "22813")
    assert run("receive", here.json["receipt"], *fresh, "--json").json["files"][0]["certified"]


def test_keys_renewed_while_the_authoritys_key_was_away_are_certified_when_it_is_back(
    run: Run, house: House, month: str, figures: Path, tmp_path: Path
) -> None:
    commune_keys.begin_rotation(Path(house.here[1]) / "keys")
    run("enter", "monthly", month, "--from", figures, "--complete", *house.here)
    (house.province / "keys" / "offline").rename(tmp_path / "kept")
    sent = run("export", "--to", house.stick, *house.here, "--json").json["file"]
    told = run("province", "import", sent, *house.there, "--lang", "en")
    assert "1 renewed key waits for the authority's key" in told.out

    away = run("province", "enrol", *house.there, "--json")
    assert (away.code, away.json["error"]["code"]) == (3, "E_KEY_MISSING")
    ca = tmp_path / "kept" / "ca_ed25519"
    [done] = run("province", "enrol", "--ca", ca, *house.there, "--json").json["certified"]
    assert done["unit"] == "22810"
    assert run("receive", done["receipt"], *house.here, "--json").json["files"][0]["certified"]
    again = run("province", "enrol", "--ca", ca, *house.there, "--json")
    assert (again.code, again.json) == (0, {"certified": []})


def test_an_enrolment_and_its_digits_belong_together(run: Run, house: House, tmp_path: Path) -> None:
    for words in ((tmp_path / "E.age",), ("--digits", "12345")):
        assert run("province", "enrol", *words, *house.there).code == 2
