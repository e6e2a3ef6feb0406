"""Definitions say formulas by the names of the questions, not by paths."""

from __future__ import annotations

from datetime import date

from locales.words import Words
from models.catalogue import Catalogue
from models.forms.definition import FormDefinition, Node
from models.indicators import Measurement
from models.periods import parse_period
from reports.documents.contents.province import province_book
from reports.documents.questions import formula_text, question_names
from reports.scoreboard import scoreboard
from reports.status import completeness

FORM = FormDefinition(
    form_id="monthly",
    version="1",
    title={"vi": "Phiếu tháng"},
    languages=("vi", "en"),
    default_language="vi",
    root=Node(
        name="data",
        kind="group",
        children=(
            Node(
                name="p6",
                kind="group",
                label={"vi": "Chính quyền số"},
                children=(
                    Node(name="docs", label={"vi": "Văn bản  đi,\nđến", "en": "Documents"}),
                    Node(name="green", label={"vi": "Đạt xanh hóa"}),
                    Node(name="told", label={"vi": ["Của ", []]}),
                    Node(name="bare"),
                ),
            ),
        ),
    ),
)


def test_questions_are_named_by_path_in_the_language_else_in_the_forms_own() -> None:
    assert question_names(FORM, "vi") == {
        "/data/p6": "Chính quyền số",
        "/data/p6/docs": "Văn bản đi, đến",
        "/data/p6/green": "Đạt xanh hóa",
    }
    assert question_names(FORM, "en")["/data/p6/docs"] == "Documents"
    assert question_names(FORM, "en")["/data/p6/green"] == "Đạt xanh hóa"


def test_a_formula_that_is_one_question_is_its_name_and_in_an_expression_it_stands_in_quotes() -> None:
    names = question_names(FORM, "vi")
    assert formula_text("/data/p6/docs", names) == "Văn bản đi, đến"
    assert formula_text("if(/data/p6/green = 'yes', 1, 0)", names) == "if(“Đạt xanh hóa” = 'yes', 1, 0)"
    assert formula_text("/data/p6/docs_total", names) == "/data/p6/docs_total"
    assert formula_text("count(instance('tasks')/root/item)", names) == "count(instance('tasks')/root/item)"


def test_the_definitions_of_a_report_name_numerator_and_denominator(
    catalogue: Catalogue, measurements: list[Measurement]
) -> None:
    period = parse_period("2026M10")
    book = province_book(
        catalogue,
        scoreboard(catalogue, period, measurements),
        completeness(catalogue, period, (), today=date(2026, 10, 25)),
        None,
        measurements,
        day=date(2026, 10, 25),
        words=Words("vi"),
        questions={"monthly": {"/data/a": "Hồ sơ đã lập", "/data/b": "Người phải lập"}},
    )
    row = next(row for row in book.definitions.rows if row.cells[0].value == "soc_health")
    assert [cell.value for cell in row.cells[3:5]] == ["Hồ sơ đã lập", "Người phải lập"]
