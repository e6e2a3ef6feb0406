"""A reform in the middle of the year, played through the product's own doors: kits, keys, bundles, tables.

Two communes merge whole into a new one, a third is split in two; a new kit says so. The old laptops' last
bundles still come, beside the new unit's own.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cli.main import main as xaso
from cli.province.publishing import publish_kit
from models.workspace import ProvinceWorkspace
from scripts.province_demo import check, figures
from scripts.province_demo.play import PERIODS, Play

AUGUST, SEPTEMBER, _ = PERIODS
NEW, EAST, WEST = "99901", "99902", "99903"
ENDED, BEGAN = date(2026, 8, 31), date(2026, 9, 1)
CODE = "gov_edocs"  # a share that every commune enters


class Reform(Play):
    """Four communes: the first stays, the next two merge, the last is split."""

    def run(self) -> None:
        """Play August, the reform, and September."""
        from cli.call import Call

        self.call = Call(clock=self.clock)
        self.units = self._publish()
        for unit in self.units:
            self._enrol(unit)
        self.clock.to(AUGUST, 18)
        for unit in self.units:
            self._enter(unit, AUGUST)
        self._import([self._export(unit, self.stick / "august") for unit in self.units])
        self.clock.to(SEPTEMBER, 2)
        self._reform()
        self._enrol(NEW)
        self.clock.to(SEPTEMBER, 18)
        stays, one, two, _split = self.units
        for unit in (stays, two, NEW):
            self._enter(unit, SEPTEMBER)
        self._enter(one, AUGUST, turn=1)  # a correction of August, made on the old laptop after the merger
        self._import([self._export(unit, self.stick / "september") for unit in (stays, one, two, NEW)])

    def _reform(self) -> None:
        """Write what changed into the workbook, as a person does, and publish the second kit."""
        _, one, two, split = self.units
        path = ProvinceWorkspace(self.office).catalogue / "catalogue.xlsx"
        book = openpyxl.load_workbook(path)
        sheet = book["units"]
        columns = [str(cell.value) for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            cells = dict(zip(columns, row, strict=True))
            if cells["code"].value in (one, two, split):
                cells["valid_to"].value = ENDED.isoformat()
                cells["successor"].value = NEW if cells["code"].value != split else None
        for code, name in ((NEW, "Xã Mới"), (EAST, "Xã Đông"), (WEST, "Xã Tây")):
            fresh = {"code": code, "name": name, "kind": "commune", "sort": "xã", "parent": self.code}
            fresh["valid_from"] = BEGAN.isoformat()
            sheet.append([fresh.get(column, "") for column in columns])
        for at, code in enumerate(figures.villages(NEW), 1):
            village = {"code": code, "name": f"Thôn {at}", "kind": "village", "sort": "thôn", "parent": NEW}
            sheet.append([village.get(column, "") for column in columns])
        forms = book["forms"]
        place = [str(cell.value) for cell in forms[1]].index("units") + 1
        for number in range(2, forms.max_row + 1):
            forms.cell(number, place).value = " ".join([*self.units, NEW, EAST, WEST])
        book.save(path)
        publication, _, file = publish_kit(self._at_office(), self.stick / "kits")
        assert file is not None, publication.errors
        self.kit = file.read_bytes()


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Reform:
    played = Reform(tmp_path_factory.mktemp("reform") / "play", "56", 4)
    played.run()
    return played


@pytest.fixture
def ask(play: Reform, capfd: pytest.CaptureFixture[str]) -> Any:
    def asked(*words: str) -> Any:
        capfd.readouterr()
        assert xaso(["province", *words, "--json", "--workspace", str(play.office)]) == 0
        return json.loads(capfd.readouterr().out)

    return asked


def rows(told: Any) -> dict[str, tuple[int | None, int | None]]:
    return {
        row["unit"]: (row["numerator"], row["denominator"])
        for row in told["indicators"]
        if row["code"] == CODE
    }


def of(play: Reform, period: str, *units: str) -> tuple[int, int]:
    """Sum what the archived payloads of these units say, without the product."""
    current = check.monthly(check.latest(check.entries(play.office / "archive")), period)
    found = check.sums([entry for entry in current if entry["unit"] in units], CODE)
    assert found is not None
    return found


def test_the_old_laptops_last_bundles_are_accepted_after_the_reform(play: Reform) -> None:
    _, one, two, _ = play.units
    last = {file["unit"]: file["status"] for file in play.imports[-1]["files"]}
    assert last == {play.units[0]: "accepted", one: "accepted", two: "accepted", NEW: "accepted"}


def test_august_stands_on_its_own_units_and_on_todays_by_lineage(play: Reform, ask: Any) -> None:
    stays, one, two, split = play.units
    then, today = (ask("scores", "--period", AUGUST, *more) for more in ((), ("--units", "today")))
    told = rows(then)
    assert {unit: told[unit] for unit in play.units} == {u: of(play, AUGUST, u) for u in play.units}
    assert NEW not in told
    told = rows(today)
    assert told[NEW] == of(play, AUGUST, one, two)
    assert told[stays] == of(play, AUGUST, stays)
    assert told[EAST] == told[WEST] == (None, None)
    assert {one, two, split}.isdisjoint(told)
    assert rows(then)["56"] == rows(today)["56"] == of(play, AUGUST, *play.units)


def test_the_correction_from_the_old_laptop_replaced_its_first_revision(play: Reform) -> None:
    one = play.units[1]
    sent = [e for e in check.monthly(check.entries(play.office / "archive"), AUGUST) if e["unit"] == one]
    assert sorted(entry["revision"] for entry in sent) == [1, 2]
    assert check.sums([e for e in sent if e["revision"] == 1], CODE) != of(play, AUGUST, one)


def test_september_counts_the_new_unit_once_and_names_what_the_old_laptop_sent(
    play: Reform, ask: Any
) -> None:
    stays, _, two, split = play.units
    for more in ((), ("--units", "today")):
        told = ask("scores", "--period", SEPTEMBER, *more)
        assert rows(told)[NEW] == of(play, SEPTEMBER, NEW)
        assert rows(told)["56"] == of(play, SEPTEMBER, NEW, stays)
        (replaced,) = [one for one in told["lineage"]["for_a_person"] if one["unit"] == two]
        assert replaced["why"] == "replaced"
        figure = next(one for one in replaced["figures"] if one["code"] == CODE)
        assert (figure["numerator"], figure["denominator"]) == of(play, SEPTEMBER, two)
        assert split not in rows(told)


def test_a_split_unit_is_listed_for_a_person_and_summed_into_no_unit(play: Reform, ask: Any) -> None:
    split = play.units[3]
    told = ask("scores", "--period", AUGUST, "--units", "today")["lineage"]
    assert [(one["unit"], one["why"]) for one in told["for_a_person"]] == [(split, "split")]
    status = ask("status", "--period", AUGUST, "--units", "today")
    assert [one["unit"] for one in status["for_a_person"]] == [split]
    assert {cell["unit"] for cell in status["cells"]} == {play.units[0], NEW}
    assert status["summary"]["received"] == status["summary"]["expected"] == 2


def test_tasks_of_merged_units_stand_under_the_new_one_in_a_report_on_todays_units(
    play: Reform, tmp_path: Path
) -> None:
    out = tmp_path / "report.html"
    words = ["province", "report", "--period", AUGUST, "--format", "html", "--out", str(out)]
    assert xaso([*words, "--units", "today", "--workspace", str(play.office)]) == 0
    page = out.read_text(encoding="utf-8")
    assert "Xã Mới" in page
    assert (
        f"chia tách, số liệu có trong tổng của tỉnh nhưng không tính cho đơn vị nào: {play.units[3]}" in page
    )


def test_the_report_for_dhis2_has_the_successors_sum_under_its_code(play: Reform, tmp_path: Path) -> None:
    out = tmp_path / "values.json"
    words = ["province", "report", "--period", AUGUST, "--format", "dhis2", "--out", str(out)]
    assert xaso([*words, "--units", "today", "--workspace", str(play.office)]) == 0
    values = json.loads(out.read_text(encoding="utf-8"))["dataValues"]
    of_new = {v["dataElement"]: int(v["value"]) for v in values if v["orgUnit"] == NEW}
    assert (of_new[f"{CODE}_NUM"], of_new[f"{CODE}_DEN"]) == of(play, AUGUST, *play.units[1:3])
    assert not {v["orgUnit"] for v in values} & set(play.units[1:])
