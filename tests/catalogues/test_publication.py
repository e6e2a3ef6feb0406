from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from models.authoring import publication as publishing
from models.authoring.compiler import Compiled, compile_workbook
from models.authoring.publication import Publication
from models.authoring.starter import write_starter
from models.catalogue import INDEX, Comparison, FormKind, Method, catalogue_from_json, catalogue_to_json
from models.errors import UnknownUnitError
from models.forms.definition import definition_from_json
from models.periods import PeriodKind

COMPILED: dict[bytes, Compiled] = {}


def compile_once(path: Path) -> Compiled:
    """Compile a workbook, one with the same bytes only once in this file."""
    if path.is_dir():
        return compile_workbook(path)
    data = path.read_bytes()
    if data not in COMPILED:
        COMPILED[data] = compile_workbook(path)
    return COMPILED[data]


def read_publication(folder: Path, version: int = 1) -> Publication:
    return publishing.read_publication(folder, version=version, compile_form=compile_once)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("starter")
    write_starter(folder, "56")
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "catalogue"))


def edit(folder: Path, sheet: str, change: Callable[[openpyxl.worksheet.worksheet.Worksheet], None]) -> None:
    path = folder / "catalogue.xlsx"
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)


def found(publication: Publication) -> set[tuple[str | None, str | None, str]]:
    return {(c.sheet, c.cell, c.code) for c in publication.errors}


def test_the_starter_publishes_without_a_complaint(publication: Publication) -> None:
    assert publication.complaints == ()
    assert publication.catalogue is not None
    assert len(publication.catalogue.indicators) == 44
    assert len(publication.catalogue.periodic_forms()) == 4
    assert {form.form_id for form in publication.catalogue.registers()} == {
        "tasks",
        "teams",
        "products",
        "dead_zones",
        "mergers",
    }


def test_thanh_hoa_publishes_the_same_way(tmp_path: Path) -> None:
    write_starter(tmp_path / "c", "38")
    publication = read_publication(tmp_path / "c", version=3)
    assert publication.catalogue is not None
    assert publication.catalogue.province_code == "38"
    assert publication.catalogue.version == 3
    assert publication.catalogue.catalogue_id == "xaso-38"
    assert len(publication.catalogue.communes()) == 166
    assert "Tỉnh Thanh Hóa" in publication.catalogue.title["vi"]


def test_the_same_folder_gives_the_same_bytes(written: Path) -> None:
    one, other = publishing.read_publication(written), publishing.read_publication(written)
    assert one.catalogue is not None
    assert other.catalogue is not None
    assert catalogue_to_json(one.catalogue) == catalogue_to_json(other.catalogue)
    assert one.definitions == other.definitions


def test_a_catalogue_reads_back_from_its_json(publication: Publication) -> None:
    assert publication.catalogue is not None
    data = catalogue_to_json(publication.catalogue)
    again = catalogue_from_json(data)
    assert again == publication.catalogue
    assert catalogue_to_json(again) == data


def test_forms_are_named_by_the_digest_of_their_definition(publication: Publication) -> None:
    assert publication.catalogue is not None
    form = publication.catalogue.form("monthly")
    assert form.title == {"vi": "Chuyển đổi số hằng tháng", "en": "Digital transformation, monthly"}
    assert (form.kind, form.period) == (FormKind.PERIODIC, PeriodKind.MONTH)
    assert len(form.sha256) == 64
    assert definition_from_json(publication.definitions["monthly"]).form_id == "monthly"


def test_indicators_of_registers_name_their_period_and_others_take_the_forms(
    publication: Publication,
) -> None:
    assert publication.catalogue is not None
    assert publication.catalogue.indicator("ins_tasks_done").period is PeriodKind.MONTH
    assert publication.catalogue.indicator("inf_smartphone").period is PeriodKind.HALF
    assert publication.catalogue.indicator("soc_health_record").method is Method.RATIO
    assert publication.catalogue.indicator("ins_difficulties").numerator is None


def test_the_index_has_a_target_of_its_own(publication: Publication) -> None:
    assert publication.catalogue is not None
    (target,) = (one for one in publication.catalogue.targets if one.indicator == INDEX)
    assert (str(target.value), target.comparison, target.source) == ("0.75", Comparison.AT_LEAST, "003")


def test_a_target_of_the_index_is_no_percentage(folder: Path) -> None:
    def change(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["A2"], sheet["D2"] = "dti", "75"

    edit(folder, "targets", change)
    assert found(read_publication(folder)) == {("targets", "D2", "E_CELL_VALUE")}


def test_results_that_a_source_reported_are_not_targets(publication: Publication) -> None:
    assert publication.catalogue is not None
    targets = {target.indicator: target for target in publication.catalogue.targets}
    assert "soc_health_record" not in targets
    assert "hr_cdt_villages" not in targets
    assert targets["soc_eid_active"].comparison is Comparison.MORE
    assert targets["inf_dead_zones_open"].comparison is Comparison.AT_MOST


def test_media_list_villages_communes_and_predecessors(publication: Publication) -> None:
    assert publication.media["villages.csv"].splitlines()[:2] == [
        "name,label,parent,order",
        "22810-01,Thôn 1,22810,1",
    ]
    assert "22810,Xã Ninh Sơn,56" in publication.media["communes.csv"]
    assert (
        '22819,"Xã Quảng Sơn, Huyện Ninh Sơn, Tỉnh Ninh Thuận",22810,whole'
        in (publication.media["predecessors.csv"])
    )


def test_sheets_may_be_csv_files_as_well(tmp_path: Path) -> None:
    source = Path("catalogues/starter").resolve()
    folder = Path(shutil.copytree(source, tmp_path / "c"))
    settings = "province_code,catalogue_id,title::vi,title::en,default_language\n56,x,Thử,Try,vi\n"
    (folder / "settings.csv").write_text(settings, encoding="utf-8")
    units = (
        "code,name,kind,parent,valid_from,valid_to,successor\n56,Tỉnh,province,,,,\n22810,Xã,commune,56,,,\n"
    )
    (folder / "units.csv").write_text(units, encoding="utf-8")
    publication = read_publication(folder)
    assert publication.complaints == ()
    assert publication.catalogue is not None
    assert publication.catalogue.communes()[0].code == "22810"


def test_a_starter_never_overwrites_an_authors_work(folder: Path) -> None:
    with pytest.raises(FileExistsError):
        write_starter(folder, "56")


def test_an_unknown_province_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UnknownUnitError):
        write_starter(tmp_path / "c", "00")
    assert not (tmp_path / "c").exists()


def test_a_file_that_is_no_workbook_is_a_complaint(tmp_path: Path) -> None:
    (tmp_path / "catalogue.xlsx").write_text("not a workbook", encoding="utf-8")
    assert found(read_publication(tmp_path)) == {("[catalogue.xlsx]", None, "E_WORKBOOK")}


def test_an_empty_folder_lacks_all_six_sheets(tmp_path: Path) -> None:
    missing = {c.sheet for c in read_publication(tmp_path).errors if c.code == "E_SHEET_MISSING"}
    assert missing == {"settings", "units", "forms", "calendar", "indicators", "targets"}


def test_all_complaints_come_at_once_and_name_their_cells(folder: Path) -> None:
    def spoil_units(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["A3"] = 4  # Excel ate the zeros of 00004
        sheet["E4"] = "99"
        sheet["C5"] = "village!"

    def spoil_forms(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["B2"] = "lost.xlsx"
        sheet["F3"] = "the 22nd"

    def spoil_indicators(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["G3"] = "/data/villages/nothing"
        sheet["G5"] = "sum(/data/a"
        sheet["N6"] = "ten"

    edit(folder, "units", spoil_units)
    edit(folder, "forms", spoil_forms)
    edit(folder, "indicators", spoil_indicators)
    edit(folder, "targets", lambda sheet: sheet.__setitem__("A2", "nobody"))
    complaints = found(read_publication(folder))
    assert {
        ("units", "A3", "E_CELL_VALUE"),
        ("units", "E4", "E_UNKNOWN_UNIT"),
        ("units", "C5", "E_CELL_VALUE"),
        ("forms", "B2", "E_WORKBOOK_MISSING"),
        ("forms", "F3", "E_DAY_RULE"),
        ("indicators", "G3", "E_UNKNOWN_NODE"),
        ("indicators", "G5", "E_EXPRESSION"),
        ("indicators", "N6", "E_CELL_NUMBER"),
        ("targets", "A2", "E_UNKNOWN_INDICATOR"),
    } <= complaints


def test_complaints_are_said_in_both_languages(folder: Path) -> None:
    edit(folder, "targets", lambda sheet: sheet.__setitem__("A2", "nobody"))
    complaint = read_publication(folder).errors[0]
    assert complaint.message_vi == "Không có chỉ tiêu “nobody” trong trang indicators."
    assert complaint.message_en == "The sheet indicators has no indicator “nobody”."


def test_a_complaint_about_a_form_names_its_workbook(folder: Path) -> None:
    path = folder / "teams.xlsx"
    book = openpyxl.load_workbook(path)
    book["survey"]["A2"] = "geopoint"
    book.save(path)
    publication = read_publication(folder)
    assert publication.catalogue is None
    assert any(c.sheet == "[teams.xlsx]survey" and c.cell for c in publication.errors)


def test_a_register_expression_must_read_columns_of_the_register(folder: Path) -> None:
    def spoil(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for row in sheet.iter_rows(min_row=2):
            if row[0].value == "ins_products":
                row[6].value = "count(instance('products')/root/item[colour = 'red'])"
            if row[0].value == "ins_tasks_done":
                row[6].value = "count(instance('products')/root/item)"

    edit(folder, "indicators", spoil)
    messages = {c.message_en for c in read_publication(folder).errors}
    assert "The form “products” has no “colour”." in messages
    assert "The form “tasks” has no “instance('products')”." in messages


def test_a_form_may_not_reach_outside_the_folder(folder: Path) -> None:
    edit(folder, "forms", lambda sheet: sheet.__setitem__("B2", "../catalogue/monthly.xlsx"))
    assert ("forms", "B2", "E_WORKBOOK_MISSING") in found(read_publication(folder))


def test_a_form_that_is_keyed_twice_as_a_whole_is_marked_in_the_sheet_of_forms(folder: Path) -> None:
    def mark(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        column = sheet.max_column + 1
        sheet.cell(1, column).value = "verify"
        sheet.cell(2, column).value = "yes"

    edit(folder, "forms", mark)
    published = read_publication(folder).catalogue
    assert published is not None
    assert [form.form_id for form in published.forms if form.verify] == ["monthly"]
    edit(folder, "forms", lambda sheet: sheet.__setitem__("I3", "maybe"))
    assert ("forms", "I3", "E_CELL_VALUE") in found(read_publication(folder))


def test_a_workbook_of_another_form_is_refused(folder: Path) -> None:
    edit(folder, "forms", lambda sheet: sheet.__setitem__("B2", "yearly.xlsx"))
    assert ("forms", "B2", "E_FORM_ID") in found(read_publication(folder))


def test_a_list_that_a_form_needs_must_be_there(folder: Path) -> None:
    path = folder / "teams.xlsx"
    book = openpyxl.load_workbook(path)
    for row in book["survey"].iter_rows():
        for cell in row:
            if cell.value == "select_one_from_file villages.csv":
                cell.value = "select_one_from_file hamlets.csv"
    book.save(path)
    assert ("forms", "B7", "E_MEDIA_MISSING") in found(read_publication(folder))
    (folder / "media").mkdir()
    (folder / "media" / "hamlets.csv").write_text("name,label,parent\na,A,22810\n", encoding="utf-8")
    publication = read_publication(folder)
    assert publication.complaints == ()
    assert publication.media["hamlets.csv"].startswith("name,label")


def test_unknown_columns_are_warned_about_and_do_not_forbid_publishing(folder: Path) -> None:
    edit(folder, "units", lambda sheet: sheet.__setitem__("J1", "colour"))
    publication = read_publication(folder)
    assert publication.catalogue is not None
    assert [(c.severity, c.cell, c.code) for c in publication.complaints] == [
        ("warning", "J1", "W_COLUMN_UNKNOWN")
    ]


def test_exceptions_of_the_calendar_are_read(folder: Path) -> None:
    def add(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.append(["2026M10", "", "", "26/10/2026"])

    edit(folder, "calendar", add)
    publication = read_publication(folder)
    assert publication.catalogue is not None
    assert str(publication.catalogue.calendar.exceptions[0].deadline) == "2026-10-26"


def test_a_target_may_be_written_with_a_percent_sign_and_a_share_is_asked_about(folder: Path) -> None:
    def change(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.append(["soc_health_record", "", "2026", "≥ 76,5 %", "nhầm dấu phẩy"])
        sheet.append(["gov_edocs", "", "2026", "≥ 80 %", ""])
        sheet.append(["gov_essential53", "", "2026", 0.85, "Excel 85 %"])

    edit(folder, "targets", change)
    publication = read_publication(folder)
    assert [(c.cell, c.code) for c in publication.complaints] == [
        ("D10", "E_CELL_NUMBER"),
        ("D12", "W_TARGET_SMALL"),
    ]


def test_a_scored_count_without_denominator_is_refused(folder: Path) -> None:
    def change(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for row in sheet.iter_rows(min_row=2):
            if row[0].value == "ins_products":
                row[12].value = "steps 60:5; 80:8; 100:10"
            if row[0].value == "gov_edocs":
                row[13].value = "0"

    edit(folder, "indicators", change)
    assert {(c.severity, c.code) for c in read_publication(folder).complaints} == {
        ("error", "E_METHOD"),
        ("warning", "W_NO_POINTS"),
    }


def test_steps_are_read_and_give_the_most_points(folder: Path) -> None:
    def change(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        for row in sheet.iter_rows(min_row=2):
            if row[0].value == "gov_full_services":
                row[12].value, row[13].value = "steps 60:5;80:8;100:10", None

    edit(folder, "indicators", change)
    publication = read_publication(folder)
    assert publication.catalogue is not None
    services = publication.catalogue.indicator("gov_full_services")
    assert [(int(step.percent), int(step.points)) for step in services.steps] == [(60, 5), (80, 8), (100, 10)]
    assert services.max_points == 10


def test_a_new_province_is_not_asked_for_what_ended_before_it_began(tmp_path: Path) -> None:
    write_starter(tmp_path, "56", begins=date(2026, 10, 1))
    catalogue = publishing.read_publication(tmp_path).catalogue
    assert catalogue is not None
    assert catalogue.calendar.begins == date(2026, 10, 1)
