"""A province over three months with the defects of real life; figures against a computation of their own."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cli.main import main as xaso
from scripts.province_demo import check, figures
from scripts.province_demo.play import PERIODS, TASKS_EACH, Play, Story

FIRST, SECOND, THIRD = PERIODS


@pytest.fixture
def ask(play: Play, capfd: pytest.CaptureFixture[str]) -> Any:
    def asked(*words: str) -> Any:
        capfd.readouterr()
        assert xaso(["province", *words, "--json", "--workspace", str(play.office)]) == 0
        return json.loads(capfd.readouterr().out)

    return asked


def unit_of(play: Play, story: Story) -> str:
    return next(unit for unit in play.units if play.story(unit) is story)


@pytest.mark.parametrize("period", PERIODS)
def test_every_ratio_of_every_unit_is_what_the_payloads_say(play: Play, ask: Any, period: str) -> None:
    rows = {(row["code"], row["unit"]): row for row in ask("scores", "--period", period)["indicators"]}
    current = check.monthly(check.latest(check.entries(play.office / "archive")), period)
    compared = 0
    for code in (*figures.VILLAGE_PAIRS, *figures.COMMUNE_PAIRS):
        for unit in (*play.units, play.code):
            counted = [entry for entry in current if unit in (entry["unit"], play.code)]
            row, expected = rows[code, unit], check.sums(counted, code)
            if expected is None:
                assert (row["numerator"], row["percent"]) == (None, None)
                continue
            compared += 1
            assert (row["numerator"], row["denominator"]) == expected
            assert row["percent"] == check.percent(*expected)
    assert compared > 100


@pytest.mark.parametrize(
    ("period", "received", "on_time", "silent"),
    [
        (FIRST, 13, 13, []),
        (SECOND, 12, 10, [Story.LOST]),
        (THIRD, 11, 11, [Story.DAMAGED, Story.SILENT]),
    ],
)
def test_the_status_says_who_came_when_and_who_did_not(
    play: Play, ask: Any, period: str, received: int, on_time: int, silent: list[Story]
) -> None:
    told = ask("status", "--period", period)
    current = check.monthly(check.latest(check.entries(play.office / "archive")), period)
    assert told["summary"]["received"] == received == len(current)
    assert told["summary"]["on_time"] == on_time
    assert {each["unit"] for each in told["missing"]} == {unit_of(play, story) for story in silent}


def test_the_imports_tell_gap_duplicate_and_damage(play: Play) -> None:
    statuses = [[file["status"] for file in done["files"]] for done in play.imports]
    assert statuses[2].count("quarantined") == 1  # repaired later
    assert sorted(set(statuses[4])) == ["accepted", "accepted_with_gap", "duplicate", "quarantined"]
    (hole,) = play.imports[4]["summary"]["missing"]
    assert (hole["unit"], hole["seq"]) == (unit_of(play, Story.LOST), [2])
    damaged = [file for done in play.imports for file in done["files"] if file["status"] == "quarantined"]
    assert {file["code"] for file in damaged} == {"E_DAMAGED"}


@pytest.mark.parametrize("story", [Story.RETURNED, Story.CORRECTED])
def test_a_correction_replaces_the_first_revision_and_both_are_kept(play: Play, story: Story) -> None:
    period = FIRST if story is Story.RETURNED else SECOND
    unit = unit_of(play, story)
    found = [e for e in check.monthly(check.entries(play.office / "archive"), period) if e["unit"] == unit]
    assert sorted(entry["revision"] for entry in found) == [1, 2]
    first, second = sorted(found, key=lambda entry: entry["revision"])
    assert second["replaces"] == first["id"]


def test_the_tasks_are_counted_as_the_payloads_say(play: Play, ask: Any) -> None:
    answer = ask("tasks")
    told = answer["total"]
    latest = check.latest(check.entries(play.office / "archive"))
    counted = check.tasks(latest)
    assert told["overdue"] == check.overdue(latest, answer["day"])
    assert told["assigned"] == len(play.units) * TASKS_EACH == sum(counted.values())
    assert (told["done"], told["regular"], told["in_progress"], told["unclassified"]) == (
        counted["done"],
        counted["regular"],
        counted["in_progress"],
        counted[""],
    )
    assert told["percent"] == check.percent(counted["done"], sum(counted.values()))


def test_all_five_documents_are_written_with_the_months_figures(play: Play, tmp_path: Path) -> None:
    expected = check.sums(
        check.monthly(check.latest(check.entries(play.office / "archive")), THIRD), "gov_edocs"
    )
    assert expected is not None
    for name, file in {
        "xlsx": "b.xlsx",
        "docx": "b.docx",
        "html": "b.html",
        "csv": "b.zip",
        "dhis2": "b.json",
    }.items():
        words = ["province", "report", "--period", THIRD, "--format", name, "--out", str(tmp_path / file)]
        assert xaso([*words, "--workspace", str(play.office)]) == 0
    page = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert f"{check.percent(*expected).replace('.', ',')}" in page
    assert any(name.endswith("monthly.csv") for name in zipfile.ZipFile(tmp_path / "b.zip").namelist())
    values = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["dataValues"]
    parts = [
        int(v["value"])
        for v in values
        if v["dataElement"].upper() == "GOV_EDOCS_NUM" and v["orgUnit"] in play.units
    ]
    assert sum(parts) == expected[0]
