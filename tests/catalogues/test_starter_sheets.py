"""The sheets under catalogues/ as a person edits them."""

from __future__ import annotations

import csv
import gzip
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
import pyxform

from models.authoring.compiler import compile_workbook

CATALOGUES = Path(__file__).resolve().parents[2] / "catalogues"
STARTER = CATALOGUES / "starter"
FORMS = sorted(path.parent.name for path in STARTER.glob("*/survey.csv"))
VI, EN = "Tiếng Việt (vi)", "English (en)"
# code, kind of period (month, quarter, half, year) and level (commune, village) in the plan
INDICATORS = """
gen_village_total Y C; gen_household_total Q V; gen_population_total Q V; gen_eid_eligible M V;
gen_merged_from Y C; awa_steering_committee Y C; awa_annual_plan_date Y C; awa_media_items M C;
awa_outreach_people M V; ins_tasks_done M C; ins_tasks_overdue M C; ins_plan_targets_met Y C;
ins_products Q C; ins_difficulties M C; inf_fiber_villages Q C; inf_dead_zones_open M V; inf_5g_villages
Q C; inf_smartphone H V; inf_digital_address Q V; inf_onestop_devices Q C; hr_cdt_villages M C;
hr_cdt_members Q V; hr_people_guided M V; hr_staff_trained Q C; hr_dt_officers Y C; sec_levels_approved
Q C; sec_incidents M C; sec_av_pcs Q C; gov_edocs M C; gov_staff_signature M C; gov_full_services Q C;
gov_online_dossiers M C; gov_ontime_dossiers M C; gov_essential53 M C; gov_1022_ontime M C;
gov_pop_clean M V; gov_green M C; eco_einvoice Q C; eco_cashless Q V; eco_fee_online M C;
eco_ecommerce_products Q C; soc_eid_active M V; soc_health_record M V; soc_citizen_signature M V
"""
PERIODS = {"M": "month", "Q": "quarter", "H": "half", "Y": "year"}
LEVELS = {"C": "commune", "V": "village"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def survey(form: str) -> list[dict[str, str]]:
    return rows(STARTER / form / "survey.csv")


def test_all_44_indicators_are_there_with_their_period_and_level() -> None:
    wanted = {}
    for entry in INDICATORS.replace("\n", " ").split(";"):
        code, period, level = entry.split()
        wanted[code] = (PERIODS[period], LEVELS[level])
    found = {row["code"]: (row["period"], row["level"]) for row in rows(STARTER / "indicators.csv")}
    assert len(wanted) == 44
    assert found == wanted


@pytest.mark.parametrize("form", FORMS)
def test_every_form_compiles_without_a_complaint(form: str) -> None:
    assert compile_workbook(STARTER / form).complaints == ()


@pytest.mark.parametrize("form", FORMS)
def test_every_shown_text_is_in_both_languages(form: str) -> None:
    for row in survey(form):
        for column in ("label", "hint", "required_message", "constraint_message", "bind::xaso:warningMsg"):
            texts = [row.get(f"{column}::{language}") for language in (VI, EN)]
            assert bool(texts[0]) == bool(texts[1]), (form, row["name"], column)
        if row["type"] not in ("calculate", "hidden", "csv-external", "end_group", "end_repeat"):
            assert row[f"label::{VI}"], row["name"]


@pytest.mark.parametrize("form", FORMS)
def test_every_figure_that_is_typed_has_a_constraint_that_explains_itself(form: str) -> None:
    for row in survey(form):
        if row["type"] in ("integer", "decimal") and not row.get("calculation"):
            assert ". >= 0" in row["constraint"], row["name"]
            assert row[f"constraint_message::{VI}"], row["name"]
            assert row["bind::xaso:unit"], row["name"]


def test_every_village_figure_stands_in_a_grid() -> None:
    for form in ("monthly", "quarterly", "halfyearly"):
        (grid,) = [row for row in survey(form) if row["type"] == "begin_repeat"]
        assert grid["body::xaso:layout"] == "grid"
        assert grid["repeat_count"] == "${village_rows}"


def test_results_of_registers_are_never_typed() -> None:
    typed = {row["name"] for form in FORMS for row in survey(form)}
    for code in (
        "ins_tasks_done",
        "ins_tasks_overdue",
        "ins_products",
        "inf_dead_zones_open",
        "hr_cdt_members",
    ):
        assert not {name for name in typed if name.startswith(code)}


def test_no_sheet_holds_a_provinces_code() -> None:
    assert rows(STARTER / "units.csv") == []
    (settings,) = rows(STARTER / "settings.csv")
    assert settings["province_code"] == ""


@pytest.mark.parametrize("path", sorted(CATALOGUES.rglob("*.csv")), ids=lambda path: path.stem)
def test_every_sheet_is_utf8_in_normal_form_c_without_carriage_returns(path: Path) -> None:
    data = path.read_bytes()
    assert b"\r" not in data
    assert unicodedata.is_normalized("NFC", data.decode("utf-8"))


@pytest.mark.parametrize("name", ["provinces.csv", "communes.csv", "predecessors.csv.gz"])
def test_the_unit_lists_name_source_version_licence_and_date(name: str) -> None:
    data = (CATALOGUES / "units" / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8")
    head = [line for line in text.splitlines()[:5] if line.startswith("#")]
    assert "vietnamadminunits 1.0.4" in head[1]
    assert "MIT" in head[1]
    assert "made: 20" in head[2]


@pytest.mark.skipif(shutil.which("java") is None, reason="no Java here: JavaRosa cannot be asked")
def test_javarosa_takes_every_form(tmp_path: Path) -> None:
    jar = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    files = []
    for form in FORMS:
        xform = compile_workbook(STARTER / form).xform
        assert xform is not None
        file = tmp_path / f"{form}.xml"
        file.write_text(xform, encoding="utf-8")
        files.append(str(file))
    done = subprocess.run(
        ["java", "-Djava.awt.headless=true", "-jar", str(jar), *files],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert (done.stdout + done.stderr).count("Xform is valid") == len(FORMS), done.stdout + done.stderr
