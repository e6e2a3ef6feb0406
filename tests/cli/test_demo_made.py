"""The demo's figures: made by rule from small data files, for any province."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cli.demo.made import Maker
from cli.demo.scenario import Scenario, read_scenario
from cli.demo.templates import Context, fill
from models.national import national_units

FOLDER = Path(__file__).resolve().parents[2] / "cli" / "demo" / "khanh_hoa"
TODAY = date(2026, 10, 20)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read_scenario(FOLDER)


def test_the_communes_are_real_and_lie_in_the_province(scenario: Scenario) -> None:
    units = national_units()
    assert {units[code].parent for code in scenario.communes} == {scenario.province}
    assert scenario.screen in scenario.communes


def test_what_the_communes_enter_sums_to_each_total(scenario: Scenario) -> None:
    maker = Maker(scenario, TODAY)
    for form in scenario.forms:
        entered: Counter[str] = Counter()
        for commune in scenario.communes:
            for figure in maker.entry(form, commune).figures:
                if figure.value.isdigit():
                    entered[figure.name] += int(figure.value)
        for total in scenario.totals:
            if total.form == form:
                assert entered[total.question] == total.total, total


def test_no_part_exceeds_the_question_that_it_lies_within(scenario: Scenario) -> None:
    for total in scenario.totals:
        if total.within and total.within != "villages":
            limits = scenario.parts[total.form, total.within]
            for code, part in scenario.parts[total.form, total.question].items():
                assert part <= limits[code]


def test_a_line_of_a_register_becomes_as_many_records_as_it_says(scenario: Scenario) -> None:
    maker = Maker(scenario, TODAY)
    tasks = [sheet for sheets in maker.records("tasks").values() for sheet in sheets]
    assert len(tasks) == sum(int(row["count"]) for row in scenario.records["tasks"])
    teams = maker.records("teams")
    assert {code: len(sheets) for code, sheets in teams.items()} == Counter(
        village.parent for village in scenario.villages
    )
    assert [len(sheets) for sheets in maker.records("products").values()] == [1] * len(scenario.communes)


def test_the_same_day_and_seed_make_the_same_figures(scenario: Scenario) -> None:
    again = read_scenario(FOLDER)
    for register in scenario.registers:
        assert Maker(scenario, TODAY).records(register) == Maker(again, TODAY).records(register)


def test_a_template_fills_days_numbers_names_and_phrases() -> None:
    context = Context("s", 3, TODAY, {"village": "22810-01"}, {"fruit": ("mít", "xoài")})
    assert fill("{n} {village}", context) == "3 22810-01"
    assert fill("{pick:fruit}", context) in ("mít", "xoài")
    assert 5 <= int(fill("{int:5:7}", context)) <= 7
    assert date(2026, 10, 10) <= date.fromisoformat(fill("{today:-10:-1}", context)) < TODAY
    with pytest.raises(KeyError):
        fill("{nobody}", context)


@pytest.mark.parametrize("back", [1, 2, 6, 12])
def test_what_was_entered_before_fits_as_todays_figures_do(scenario: Scenario, back: int) -> None:
    parts = scenario.parts_before(back)
    for total in scenario.totals:
        if total.within and total.within != "villages":
            limits = parts[total.form, total.within]
            assert all(part <= limits[code] for code, part in parts[total.form, total.question].items())
        exact = scenario.exact.get((total.form, total.question, back))
        if exact is not None:
            assert sum(parts[total.form, total.question].values()) == exact


def test_a_year_ago_the_signatures_were_9_48_points_fewer(scenario: Scenario) -> None:
    parts = scenario.parts_before(12)
    had, people = (sum(parts["monthly", f"gov_staff_signature_{part}"].values()) for part in ("num", "den"))
    assert round(210 / 216 * 100, 2) - round(had / people * 100, 2) == pytest.approx(9.48)


def test_a_record_may_belong_to_one_commune(scenario: Scenario) -> None:
    found = Maker(scenario, TODAY).records("mergers")
    assert {code: [s.figures[0].value for s in sheets] for code, sheets in found.items()}["22810"] == [
        "22810",
        "22819",
    ]
