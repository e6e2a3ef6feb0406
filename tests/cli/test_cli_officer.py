"""What an officer does with the commands, from the kit to the receipt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

House = Run = Any  # fixtures of conftest.py


def test_due_lists_forms_with_period_deadline_progress_and_state(run: Run, house: House) -> None:
    said = run("due", *house.here, "--json")
    assert said.code == 0
    assert (said.json["unit"], said.json["name"]) == ("22810", "Xã Ninh Sơn")
    item = next(item for item in said.json["forms"] if item["form"] == "monthly")
    assert set(item) >= {"form", "title", "period", "deadline", "progress", "violations", "state"}
    assert item["state"] == "none"
    assert {each["form"] for each in said.json["registers"]} >= {"tasks", "teams"}
    told = run("due", *house.here)
    assert "Chuyển đổi số hằng tháng" in told.out
    assert "chưa nhập" in told.out


def test_figures_from_json_go_through_the_session_and_are_kept(
    run: Run, house: House, month: str, figures: Path
) -> None:
    said = run("enter", "monthly", month, "--from", figures, *house.here, "--json")
    assert said.code == 0
    assert (said.json["accepted"], said.json["refused"], said.json["state"]) == (6, [], "complete")
    shown = run("show", "monthly", month, *house.here, "--json").json
    assert shown["values"]["/data/p8/soc_health_record_num_total"] == "69586"
    assert shown["values"]["/data/p8/soc_health_record_den_total"] == "91032"
    assert shown["values"]["/data/p8/soc_health_record_rate_total"] == "76.44"
    changed = [line for line in shown["history"] if line["path"] == "/data/p1/awa_media_items"]
    assert [(line["old"], line["new"], line["by"]) for line in changed] == [("", "12", "Nguyễn Thị An")]
    assert "76,44" in run("show", "monthly", month, *house.here).out


def test_a_csv_by_village_is_read_as_a_person_types_it(
    run: Run, house: House, month: str, tmp_path: Path
) -> None:
    file = tmp_path / "v.csv"
    file.write_text("village_code;soc_health_record_den;soc_health_record_num\n22810-02;1.377;=900+2\n")
    said = run("enter", "monthly", month, "--from", file, *house.here)
    assert said.code == 0
    values = run("show", "monthly", month, *house.here, "--json").json["values"]
    assert values["/data/villages[2]/soc_health_record_den"] == "1377"
    assert values["/data/villages[2]/soc_health_record_num"] == "902"
    assert "/data/villages[1]/soc_health_record_num" not in values


def test_letters_in_a_number_field_are_refused_and_the_rest_is_kept(
    run: Run, house: House, month: str, figures: Path, tmp_path: Path
) -> None:
    run("enter", "monthly", month, "--from", figures, *house.here)
    bad = tmp_path / "bad.json"
    bad.write_text('{"awa_media_items": "mười hai", "gov_green": "no", "nobody_asks": 1}')
    said = run("enter", "monthly", month, "--from", bad, *house.here)
    assert said.code == 1
    assert "“mười hai” không phải là số" in said.out
    assert "nobody_asks" in said.out
    values = run("show", "monthly", month, *house.here, "--json").json["values"]
    assert values["/data/p1/awa_media_items"] == "12"
    assert values["/data/p6/gov_green"] == "no"


def test_what_breaks_a_constraint_is_kept_told_and_not_completed(
    run: Run, house: House, month: str, tmp_path: Path
) -> None:
    file = tmp_path / "f.json"
    file.write_text('{"gov_edocs_den": 10, "gov_edocs_num": 11}')
    said = run("enter", "monthly", month, "--from", file, "--complete", *house.here, "--json")
    assert said.code == 1
    assert said.json["state"] == "draft"
    assert {violation["severity"] for violation in said.json["violations"]} == {"hard"}
    assert said.json["progress"]["hard"] > 0


def test_a_warning_is_passed_with_an_explanation(run: Run, house: House, month: str, tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_text('{"sec_incidents": 2}')
    assert run("enter", "monthly", month, "--from", file, "--complete", *house.here).code == 1
    file.write_text('{"values": {"sec_incidents": 2}, "explanations": {"sec_incidents": "Đã xử lý xong"}}')
    said = run("enter", "monthly", month, "--from", file, "--complete", *house.here, "--json")
    assert (said.code, said.json["state"]) == (0, "complete")


def test_a_clean_entry_is_complete_unless_a_draft_was_asked_for(
    run: Run, house: House, month: str, figures: Path
) -> None:
    said = run("enter", "monthly", month, "--from", figures, "--draft", *house.here, "--json")
    assert (said.code, said.json["state"]) == (0, "draft")
    said = run("enter", "monthly", month, "--from", figures, *house.here, "--json")
    assert (said.code, said.json["state"]) == (0, "complete")


def test_figures_for_a_complete_entry_open_it_again(
    run: Run, house: House, month: str, figures: Path
) -> None:
    first = run("enter", "monthly", month, "--from", figures, "--complete", *house.here, "--json").json
    figures.write_text('{"awa_media_items": 99}')
    said = run("enter", "monthly", month, "--from", figures, "--draft", *house.here, "--json")
    assert (said.code, said.json["state"], said.json["entry"]) == (0, "draft", first["entry"])


def test_figures_for_an_entry_that_left_become_a_correction(
    run: Run, house: House, month: str, figures: Path
) -> None:
    first = run("enter", "monthly", month, "--from", figures, *house.here, "--json").json
    run("export", "--to", house.stick, *house.here)
    figures.write_text('{"awa_media_items": 99}')
    said = run("enter", "monthly", month, "--from", figures, *house.here, "--json")
    assert (said.code, said.json["state"]) == (0, "complete")
    assert said.json["entry"] != first["entry"]
    shown = run("show", "monthly", month, *house.here, "--json").json
    assert (shown["revision"], shown["values"]["/data/p1/awa_media_items"]) == (2, "99")
    assert run("export", "--to", house.stick, *house.here, "--json").json["seq"] == 2


def test_a_register_takes_one_record_a_line_and_shows_them(run: Run, house: House, tmp_path: Path) -> None:
    file = tmp_path / "teams.csv"
    file.write_text("village,name,members,active\n22810-01,Tổ Một,7,có\n22810-02,Tổ Hai,mười,có\n")
    said = run("enter", "teams", "-", "--from", file, *house.here, "--json")
    assert said.code == 1
    assert len(said.json["records"]) == 2
    assert [refused["value"] for refused in said.json["refused"]] == ["mười"]
    shown = run("show", "teams", "-", *house.here, "--json").json["records"]
    by_name = {record["values"]["/data/name"]: record["entry"] for record in shown}
    assert set(by_name) == {"Tổ Một", "Tổ Hai"}
    again = tmp_path / "again.json"
    again.write_text(json.dumps([{"entry_id": by_name["Tổ Hai"], "members": 9}]))
    assert run("enter", "teams", "-", "--from", again, "--complete", *house.here).code == 0
    one = run("show", "teams", by_name["Tổ Hai"][:8], *house.here, "--json").json
    assert one["values"]["/data/members"] == "9"
    assert len(run("show", "teams", "-", *house.here, "--json").json["records"]) == 2


def test_export_writes_and_outbox_tells(run: Run, house: House, month: str, figures: Path) -> None:
    run("enter", "monthly", month, "--from", figures, "--complete", *house.here)
    said = run("export", "--to", house.stick, *house.here, "--json")
    assert said.code == 0
    assert Path(said.json["file"]).stat().st_size == said.json["size"]
    assert (said.json["seq"], said.json["entries"]) == (1, 1)
    (bundle,) = run("outbox", *house.here, "--json").json["bundles"]
    assert (bundle["status"], bundle["seq"]) == ("written", 1)
    assert "chưa có biên nhận" in run("outbox", *house.here).out
    again = run("export", "--to", house.stick, *house.here, "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "E_NOTHING_TO_EXPORT")


def test_backup_and_restore_bring_the_figures_back(
    run: Run, house: House, month: str, figures: Path, tmp_path: Path
) -> None:
    run("enter", "monthly", month, "--from", figures, *house.here)
    copy = run("backup", "--to", tmp_path / "elsewhere", *house.here, "--json").json["file"]
    figures.write_text('{"awa_media_items": 99}')
    run("enter", "monthly", month, "--from", figures, *house.here)
    said = run("restore", copy, *house.here, "--json")
    assert said.code == 0
    assert Path(said.json["kept"]).exists()
    shown = run("show", "monthly", month, *house.here, "--json").json
    assert shown["values"]["/data/p1/awa_media_items"] == "12"


def test_doctor_finds_a_healthy_house_healthy(run: Run, house: House) -> None:
    run("backup", *house.here)
    said = run("doctor", *house.here, "--json")
    assert said.code == 0, said.out
    assert said.json["ok"]
    assert {check["name"] for check in said.json["checks"]} >= {"integrity", "history", "key", "certificate"}


def test_verify_tells_what_a_file_is_without_taking_it_in(run: Run, house: House) -> None:
    said = run("verify", house.kit, *house.here, "--json")
    assert (said.code, said.json["ok"], said.json["kind"]) == (0, True, "kit")
    assert said.json["certificate"]["known"] is True
    assert "gói danh mục" in run("verify", house.kit, *house.here).out


def test_receiving_the_same_kit_again_changes_nothing(run: Run, house: House) -> None:
    said = run("receive", house.kit, *house.here, "--json")
    assert said.code == 0
    assert said.json["files"][0]["again"] is True


def test_a_bundle_goes_into_a_draft_e_mail_and_comes_out_at_the_province(
    run: Run, house: House, month: str, figures: Path, tmp_path: Path
) -> None:
    run("enter", "monthly", month, "--from", figures, *house.here)
    said = run("export", "--eml", tmp_path / "thu.eml", *house.here, "--json")
    assert said.code == 0, said.err
    assert "X-Unsent: 1" in (tmp_path / "thu.eml").read_text()
    taken = run("province", "import", tmp_path / "thu.eml", *house.there, "--json").json
    assert taken["summary"]["accepted"] == 1


def test_a_bundle_is_handed_off_again_byte_for_byte_by_its_number(
    run: Run, house: House, month: str, figures: Path, tmp_path: Path
) -> None:
    run("enter", "monthly", month, "--from", figures, *house.here)
    first = Path(run("export", "--to", house.stick, *house.here, "--json").json["file"])
    again = run("export", "--again", 1, "--to", tmp_path / "other", *house.here, "--json").json
    assert Path(again["file"]).read_bytes() == first.read_bytes()
    missing = run("export", "--again", 7, "--to", tmp_path, *house.here, "--json")
    assert (missing.code, missing.json["error"]["code"]) == (2, "E_NO_BUNDLE")


def test_the_stick_that_is_plugged_in_is_found_and_others_files_on_it_are_named(
    run: Run, house: House, month: str, figures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.handoff import usb

    run("enter", "monthly", month, "--from", figures, *house.here)
    monkeypatch.setattr(usb, "drives", list)
    none = run("export", "--usb", *house.here, "--json")
    assert (none.code, none.json["error"]["code"]) == (1, "E_NO_DRIVE")
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    (stick / "B-56-22813-2026M10-000001-00000000.age").write_bytes(b"x")
    drive = usb.Drive(stick, "KINGSTON", "vfat", 10**9, 10**9, writable=True)
    monkeypatch.setattr(usb, "drives", lambda: [drive])
    said = run("export", "--usb", *house.here, "--json").json
    assert Path(said["file"]).parent == stick / "xaso"
    assert said["strangers"] == ["22813"]


def test_the_same_file_once_more_changes_nothing_and_another_one_makes_a_correction(
    run: Run, house: House, month: str, figures: Path
) -> None:
    run("enter", "monthly", month, "--from", figures, *house.here)
    run("export", "--to", house.stick, *house.here)
    same = run("enter", "monthly", month, "--from", figures, *house.here, "--json")
    assert (same.code, same.json["state"], same.json["accepted"]) == (0, "exported", 0)
    figures.write_text('{"awa_media_items": 13}')
    other = run("enter", "monthly", month, "--from", figures, *house.here, "--json")
    assert (other.code, other.json["state"]) == (0, "complete")
    shown = run("show", "monthly", month, *house.here, "--json").json
    assert (shown["revision"], shown["values"]["/data/p1/awa_media_items"]) == (2, "13")
    assert shown["values"]["/data/p8/soc_health_record_num_total"] == "69586"
    assert run("export", "--to", house.stick, *house.here, "--json").json["seq"] == 2
