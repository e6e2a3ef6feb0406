"""The demo plays the whole journey, for Khánh Hòa and for any other province; nothing is hard-coded."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cli.call import Call
from cli.demo.journey import Journey, Told
from cli.demo.past import Past
from cli.demo.places import DemoPlace
from cli.demo.scenario import Scenario, read_scenario
from cli.errors import DemoFolderError
from cli.province.following import scores_of, status_of
from cli.workspace import commune, province
from models.entries import EntryState
from models.periods import parse_period
from reports.scoreboard import Scoreboard
from reports.scores_json import scores_document

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 10, 20, 5, 0, tzinfo=UTC)
Run = Any  # a fixture of conftest.py

THANH_HOA = {
    "scenario.toml": """
province = "38"
seed = "x"
title_vi = "Thử"
title_en = "Try"
officer = "A"
screen = "14797"
forms = ["monthly"]
registers = ["tasks", "teams"]
[unfinished]
""",
    "villages.csv": "code,name,sort,parent\n"
    "14758-01,Phố 1,tổ dân phố,14758\n14758-02,Phố 2,tổ dân phố,14758\n"
    "14797-01,Phố 1,tổ dân phố,14797\n14797-02,Phố 2,tổ dân phố,14797\n14797-03,Phố 3,tổ dân phố,14797\n",
    "totals.csv": "form,question,per,within,total\n"
    "monthly,soc_health_record_den,village,,7001\n"
    "monthly,soc_health_record_num,village,soc_health_record_den,2345\n"
    "monthly,hr_cdt_villages_num,commune,villages,4\n",
    "values.csv": "form,question,value\nmonthly,ins_difficulties,{pick:words}\n",
    "tasks.csv": "count,programme,title,owner,responsible,due_date,product,status\n"
    "3,plan,{pick:words},B,C,{today:5:50},D,in_progress\n"
    "4,da06,{pick:words},B,C,,D,regular\n",
    "teams.csv": "count,village,name,members,active\n"
    "each village,{village},Tổ {village_name},{int:5:9},yes\n",
    "phrases.csv": "list,text\nwords,một\nwords,hai\n",
}


def _scenario(folder: Path) -> Scenario:
    folder.mkdir(parents=True)
    for name, text in THANH_HOA.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_scenario(folder)


def _journey(root: Path, scenario: Scenario) -> Journey:
    return Journey(Call(asked_language="vi", clock=lambda: NOON), DemoPlace(root), scenario)


def _indicators(board: Scoreboard) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(json.dumps(scores_document(board)))["indicators"]
    return rows


def _province_row(told: Told, code: str) -> dict[str, Any]:
    rows = json.loads(json.dumps(told.document()["scores"]))["indicators"]
    (row,) = (row for row in rows if row["code"] == code and len(row["unit"]) == 2)
    return dict(row)


@pytest.mark.slow
def test_the_demo_of_khanh_hoa_tells_the_figures_of_the_provinces_reports(run: Run, tmp_path: Path) -> None:
    said = run("demo", "--dir", tmp_path / "demo", "--no-tui", "--json")
    assert said.code == 0, said.err
    document = said.json
    rows = {row["code"]: row for row in document["scores"]["indicators"] if row["unit"] == "56"}
    health = rows["soc_health_record"]
    assert (health["numerator"], health["denominator"], health["percent"]) == (69586, 91032, "76.44")
    teams = rows["hr_cdt_villages"]
    assert (teams["numerator"], teams["denominator"]) == (61, 61)
    tasks = document["tasks"]["total"]
    assert (tasks["done"], tasks["assigned"], tasks["percent"], tasks["unclassified"]) == (
        348,
        690,
        "50.43",
        39,
    )
    assert document["summary"]["quarantined"] == document["summary"]["held"] == 0
    assert document["status"]["summary"]["received"] == 5
    steps = [step["step"] for step in document["journey"]]
    assert steps[:2] == ["init", "publish"]
    assert steps.count("past") == 1
    assert steps.count("enrol") == steps.count("enter") == steps.count("receive") == 5

    again = run("demo", "--dir", tmp_path / "demo", "--no-tui", "--json")
    assert again.json["scores"] == document["scores"]
    assert again.json["journey"] == document["journey"]

    commune_folder = str(tmp_path / "demo" / "communes" / "22810")
    due = run("due", "--data", commune_folder, "--json").json["forms"]
    states = {(item["form"], item["state"]) for item in due}
    assert {("quarterly", "draft"), ("quarterly", "accepted"), ("monthly", "received")} <= states
    assert (due[0]["state"], due[-1]["state"]) == ("returned", "accepted"), "what waits is named first"
    returned = [item for item in due if item["state"] == "returned"]
    assert [item["form"] for item in returned] == ["monthly"]
    before = run("show", "monthly", returned[0]["period"], "--data", commune_folder, "--json").json
    assert {comment["path"] for comment in before["comments"]} == {
        "/data/p6/gov_edocs_num",
        "/data/p4/hr_cdt_villages_num",
    }
    mergers = run("show", "mergers", "-", "--data", commune_folder, "--json").json["records"]
    assert {record["values"]["/data/old_unit"] for record in mergers} == {"22810", "22819"}

    assert rows["gov_staff_signature"]["percent"] == "97.22"
    with province(Call(province=tmp_path / "demo" / "province")) as opened:
        year_ago = parse_period(document["period"]).same_of_last_year
        before_row = next(
            row
            for row in _indicators(scores_of(opened, year_ago))
            if (row["code"], row["unit"]) == ("gov_staff_signature", "56")
        )
    assert Decimal("97.22") - Decimal(str(before_row["percent"])) == Decimal("9.48")

    shown = run("demo", "--dir", tmp_path / "demo")  # no terminal here: it prints, and says why
    assert "76,44%" in shown.out
    assert "cửa sổ lệnh" in shown.err


def test_another_province_with_other_numbers_gets_its_own_right_answer(tmp_path: Path) -> None:
    told = _journey(tmp_path / "demo", _scenario(tmp_path / "s")).run()
    assert str(told.period) == "2026M10"
    health = _province_row(told, "soc_health_record")
    assert (health["unit"], health["numerator"], health["denominator"]) == ("38", 2345, 7001)
    assert health["percent"] == "33.50"  # 33.495…
    villages = _province_row(told, "hr_cdt_villages")
    assert (villages["numerator"], villages["denominator"], villages["percent"]) == (4, 5, "80.00")
    assert (told.tasks.total.assigned, told.tasks.total.regular, told.tasks.total.in_progress) == (7, 4, 3)
    assert told.tasks.total.percent is not None
    assert told.summary["accepted"] == 2
    assert {cell.unit.code for cell in told.status.cells if cell.received} == {"14758", "14797"}


def test_a_demo_that_was_interrupted_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = _scenario(tmp_path / "s")

    def power_cut(_self: Journey) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Journey, "_import", power_cut)
        with pytest.raises(KeyboardInterrupt):
            _journey(tmp_path / "demo", scenario).run()
    told = _journey(tmp_path / "demo", scenario).run()
    assert _province_row(told, "soc_health_record")["numerator"] == 2345
    assert told.tasks.total.assigned == 7
    laptop = Call(data=tmp_path / "demo" / "communes" / "14797", clock=lambda: NOON)
    with commune(laptop) as opened, opened.store.reading() as reading:
        states = {head.state for head in reading.entries.heads(form="monthly")}
    assert states == {EntryState.RECEIVED}


def _with_a_past(folder: Path) -> Scenario:
    plain = _scenario(folder)
    settings = folder / "scenario.toml"
    text = settings.read_text(encoding="utf-8").replace("[unfinished]", "")
    settings.write_text(
        f'founded = 100\n{text}\n[past]\nmonthly = [1, 2, 9]\n[returned]\nform = "monthly"\n'
        '[[returned.comments]]\npath = "/data/p4/hr_cdt_villages_num"\ntext = "Xem lại"\n',
        encoding="utf-8",
    )
    (folder / "past.csv").write_text(
        "form,question,back,total\nmonthly,soc_health_record_num,2,2000\n", encoding="utf-8"
    )
    assert plain.past == {}
    return read_scenario(folder)


def test_a_demo_with_a_past_has_lived_through_it(tmp_path: Path) -> None:
    told = _journey(tmp_path / "demo", _with_a_past(tmp_path / "s")).run()
    assert _province_row(told, "soc_health_record")["numerator"] == 2345
    assert told.summary["accepted"] == 2
    laptop = Call(data=tmp_path / "demo" / "communes" / "14797", clock=lambda: NOON)
    with commune(laptop) as opened, opened.store.reading() as reading:
        heads = reading.entries.heads(form="monthly")
        states = {head.period: head.state.value for head in heads}
        (returned,) = (head for head in heads if head.state is EntryState.RETURNED)
        comments = reading.entries.comments(returned.id)
    # ten months ago is before the province was founded
    assert states == {"2026M08": "accepted", "2026M09": "returned", "2026M10": "received"}
    assert [comment.text for comment in comments] == ["Xem lại"]
    with province(Call(province=tmp_path / "demo" / "province", clock=lambda: NOON)) as there:
        august = _indicators(scores_of(there, parse_period("2026M08")))
        statuses = status_of(there, parse_period("2026M08"))
    (row,) = (r for r in august if (r["code"], r["unit"]) == ("soc_health_record", "38"))
    assert (row["numerator"], row["denominator"]) == (2000, 7001)
    assert {(cell.unit.code, cell.days_late) for cell in statuses.cells if cell.received} == {
        ("14758", 0),
        ("14797", 0),
    }


def test_an_interruption_in_the_past_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = _with_a_past(tmp_path / "s")

    def power_cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Past, "_hear", power_cut)
        with pytest.raises(KeyboardInterrupt):
            _journey(tmp_path / "demo", scenario).run()
    told = _journey(tmp_path / "demo", scenario).run()
    assert _province_row(told, "soc_health_record")["numerator"] == 2345
    laptop = Call(data=tmp_path / "demo" / "communes" / "14797", clock=lambda: NOON)
    with commune(laptop) as opened, opened.store.reading() as reading:
        states = {head.period: head.state.value for head in reading.entries.heads(form="monthly")}
    assert states == {"2026M08": "accepted", "2026M09": "returned", "2026M10": "received"}


def test_the_demo_leaves_a_folder_alone_that_holds_something_else(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    said = run("demo", "--dir", tmp_path / "mine", "--no-tui")
    assert said.code == 2
    assert "bản thử không động vào" in said.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    with pytest.raises(DemoFolderError):
        DemoPlace(tmp_path / "mine" / "letter.txt").claim()


def test_the_program_does_not_know_the_demos_figures() -> None:
    for room in ("models", "sync", "locales", "reports", "tui", "cli"):
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8").replace("_", "")
            for figure in ("69586", "91032"):
                assert figure not in text, f"{path} knows {figure}"
