from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from models.authoring.compiler import Compiled, compile_workbook
from models.authoring.sentences import SENTENCES

VI = "label::Tiếng Việt (vi)"
YN = [{"list_name": "yn", "name": "y", "label": "Có"}, {"list_name": "yn", "name": "n", "label": "Không"}]
A = {"type": "integer", "name": "a", "label": "Số hộ"}
XASO = [{"namespaces": 'xaso="https://xaso.example/ns/1"'}]
Rows = Sequence[Mapping[str, Any]]

# what is wrong, survey rows, code, cell
REFUSED: list[tuple[str, Rows, str, str]] = [
    ("a geopoint", [A, {"type": "geopoint", "name": "g", "label": "Nơi"}], "TYPE_UNSUPPORTED", "A3"),
    ("a picture", [{"type": "image", "name": "g", "label": "Ảnh"}], "TYPE_UNSUPPORTED", "A2"),
    ("a recording", [{"type": "audio", "name": "g", "label": "Tiếng"}], "TYPE_UNSUPPORTED", "A2"),
    ("a film", [{"type": "video", "name": "g", "label": "Phim"}], "TYPE_UNSUPPORTED", "A2"),
    ("a file", [{"type": "file", "name": "g", "label": "Tệp"}], "TYPE_UNSUPPORTED", "A2"),
    ("a barcode", [{"type": "barcode", "name": "g", "label": "Mã"}], "TYPE_UNSUPPORTED", "A2"),
    (
        "an old external select",
        [{"type": "select_one_external x", "name": "g", "label": "Mã"}],
        "TYPE_UNSUPPORTED",
        "A2",
    ),
    ("an XML list", [A, {"type": "xml-external", "name": "ds"}], "TYPE_UNSUPPORTED", "A3"),
    ("entities", [{**A, "save_to": "x"}], "ENTITIES", "D2"),
    (
        "search()",
        [{"type": "select_one yn", "name": "s", "label": "Chọn", "appearance": "search('x')"}],
        "APPEARANCE_SEARCH",
        "D2",
    ),
    (
        "a type with a typing mistake",
        [{"type": "interger", "name": "a", "label": "Số hộ"}],
        "TYPE_UNKNOWN",
        "A2",
    ),
    ("an unknown column", [{**A, "constrain": ". > 0"}], "COLUMN_UNKNOWN", "D1"),
    ("an unknown function", [{**A, "constraint": "len(.) > 2"}], "FUNCTION_UNKNOWN", "D2"),
    ("too many arguments", [{**A, "constraint": "not(., 1)"}], "FUNCTION_ARGUMENTS", "D2"),
    ("too few arguments", [{**A, "constraint": "if(. > 1, true())"}], "FUNCTION_ARGUMENTS", "D2"),
    ("a decimal comma", [{**A, "constraint": ". < 2,5"}], "DECIMAL_COMMA", "D2"),
    ("a decimal comma in a call", [{**A, "constraint": "abs(2,5) > ."}], "DECIMAL_COMMA", "D2"),
    ("another axis", [{**A, "constraint": "count(ancestor::data) > 0"}], "EXPRESSION_UNSUPPORTED", "D2"),
    ("a type of data that is none", [{**A, "bind::type": "number"}], "BIND_TYPE", "D2"),
    ("words without quotes", [{**A, "required": "có"}], "PATH_UNKNOWN", "D2"),
    ("a default of another type", [{**A, "default": "không"}], "DEFAULT_TYPE", "D2"),
    ("a sum too long to nest", [{**A, "constraint": "+".join(["."] * 500)}], "EXPRESSION_TOO_DEEP", "D2"),
    ("a number beyond all numbers", [{**A, "constraint": ". < " + "9" * 400}], "NUMBER_TOO_LARGE", "D2"),
    ("brackets too deep", [{**A, "constraint": "(" * 2000 + "1" + ")" * 2000}], "EXPRESSION_TOO_DEEP", "D2"),
    ("a question relevant by itself", [{**A, "relevant": "${a} > 1"}], "CYCLE", "D2"),
    ("a bracket left open", [{**A, "constraint": "(. > 2"}], "EXPRESSION_END", "D2"),
    ("a quote left open", [{**A, "constraint": ". != 'x"}], "EXPRESSION_QUOTE", "D2"),
    ("nonsense", [{**A, "constraint": ". > > 2"}], "EXPRESSION_SYNTAX", "D2"),
    (
        "a reference to nothing",
        [A, {"type": "note", "name": "n", "label": "${b}"}],
        "REFERENCE_UNKNOWN",
        "C3",
    ),
    ("a reference written wrongly", [{**A, "relevant": "$(a) > 1"}], "REFERENCE_BROKEN", "D2"),
    ("a reference to the last entry", [{**A, "default": "${last-saved#a}"}], "REFERENCE_LAST_SAVED", "D2"),
    ("a path to nothing", [{**A, "relevant": "/data/zzz > 1"}], "PATH_UNKNOWN", "D2"),
    ("a missing list", [{"type": "select_one co", "name": "s", "label": "Chọn"}], "LIST_MISSING", "A2"),
    (
        "a filter by a missing column",
        [{"type": "select_one yn", "name": "s", "label": "Chọn", "choice_filter": "xa = 'x'"}],
        "FILTER_COLUMN",
        "D2",
    ),
    (
        "a circle",
        [
            {"type": "calculate", "name": "x", "calculation": "${y} + 1"},
            {"type": "calculate", "name": "y", "calculation": "${x} + 1"},
        ],
        "CYCLE",
        "C2",
    ),
    ("a missing name", [{"type": "text", "name": None, "label": "Chữ"}], "NAME_MISSING", "B2"),
    ("a name with a space", [{"type": "text", "name": "a b", "label": "Chữ"}], "NAME_INVALID", "B2"),
    ("a name used twice", [A, {"type": "text", "name": "a", "label": "Chữ"}], "NAME_TWICE", "B3"),
    (
        "a missing formula",
        [A, {"type": "calculate", "name": "c", "calculation": None}],
        "CALCULATION_MISSING",
        "D3",
    ),
    ("a group left open", [{"type": "begin group", "name": "g", "label": "Nhóm"}, A], "GROUP_OPEN", "A2"),
    ("an end without a beginning", [A, {"type": "end repeat"}], "GROUP_NOT_OPEN", "A3"),
    ("a row without a type", [A, {"type": None, "name": "x", "label": "Chữ"}], "TYPE_MISSING", "A3"),
    (
        "a missing Vietnamese label",
        [
            {"type": "text", "name": "a", VI: "Chữ", "label::English (en)": "Text"},
            {"type": "text", "name": "b", "label::English (en)": "Text"},
        ],
        "LABEL_MISSING_VI",
        "C3",
    ),
    ("a pattern that is none", [{**A, "constraint": "regex(., '^(a$')"}], "REGEX_INVALID", "D2"),
    (
        "an unknown list in instance()",
        [{"type": "calculate", "name": "c", "calculation": "count(instance('x')/root/item)"}],
        "INSTANCE_UNKNOWN",
        "C2",
    ),
    ("our column without its namespace", [{**A, "bind::xaso:unit": "hộ"}], "NAMESPACE_MISSING", "D1"),
]


@pytest.mark.parametrize(
    ("rows", "code", "cell"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_it_is_refused_at_its_cell(make_workbook, rows: Rows, code: str, cell: str) -> None:
    compiled = compile_workbook(make_workbook(rows, YN))
    assert compiled.definition is None
    assert (code, "survey", cell) in [(one.code, one.sheet, one.cell) for one in compiled.errors]


def test_a_total_over_a_calculate_without_a_type_is_refused(make_workbook) -> None:
    rows = [
        {"type": "begin repeat", "name": "r", "label": "Dòng"},
        {"type": "calculate", "name": "x", "calculation": "1 + 1"},
        {"type": "end repeat"},
        {"type": "calculate", "name": "t", "calculation": "sum(${x})"},
    ]
    complaint = _only(compile_workbook(make_workbook(rows)))
    assert (complaint.code, complaint.cell) == ("TOTAL_OF_TEXT", "D5")
    assert "D3" in complaint.message_vi
    typed = [dict(row, **{"bind::type": "int"}) if row.get("name") == "x" else row for row in rows]
    assert compile_workbook(make_workbook(typed)).definition is not None


def test_a_choice_that_stands_twice_is_refused_and_names_the_first_cell(make_workbook) -> None:
    compiled = compile_workbook(
        make_workbook([{"type": "select_one yn", "name": "s", "label": "Chọn"}], [*YN, YN[0]])
    )
    assert [(one.code, one.sheet, one.cell) for one in compiled.errors] == [("CHOICE_TWICE", "choices", "B4")]
    assert "B2" in compiled.errors[0].message_en


def test_all_complaints_come_at_once_and_once_each(make_workbook) -> None:
    rows = [
        {"type": "geopoint", "name": "g", "label": "Nơi"},
        {**A, "constraint": ". < 2,5", "relevant": "${khong_co} = 1"},
        {"type": "select_one nolist", "name": "s", "label": "Chọn"},
    ]
    codes = [one.code for one in compile_workbook(make_workbook(rows)).errors]
    assert sorted(codes) == ["LIST_MISSING", "REFERENCE_UNKNOWN", "TYPE_UNSUPPORTED"]
    mended = [rows[1] | {"relevant": None}, {"type": "geopoint", "name": "g", "label": "Nơi"}]
    assert sorted(one.code for one in compile_workbook(make_workbook(mended)).errors) == [
        "DECIMAL_COMMA",
        "TYPE_UNSUPPORTED",
    ]


def test_a_circle_names_every_cell_on_it(make_workbook) -> None:
    rows = [
        {"type": "integer", "name": "a", "label": "A", "relevant": "${b} > 1"},
        {"type": "integer", "name": "b", "label": "B", "relevant": "${c} > 1"},
        {"type": "calculate", "name": "c", "calculation": "${a} + 1"},
    ]
    complaint = _only(compile_workbook(make_workbook(rows)))
    assert complaint.code == "CYCLE"
    for name in ("a (", "b (", "c ("):
        assert name in complaint.message_vi


def test_a_near_name_is_offered(make_workbook) -> None:
    rows = [
        {"type": "integer", "name": "so_ho_ngheo", "label": "Số"},
        {"type": "note", "name": "n", "label": "${so_ho_ngheu}"},
    ]
    complaint = _only(compile_workbook(make_workbook(rows)))
    assert "${so_ho_ngheo}" in complaint.message_vi
    assert "${so_ho_ngheo}" in complaint.message_en


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({**A, "constraint": "regex(., '[0-9]+')"}, "REGEX_UNANCHORED"),
        ({**A, "relevant": "/data/r[2]/x > 1"}, "POSITION_SHORT"),
        ({**A, "constraint": "not(.)"}, "NOT_FOR_BLANK"),
        ({**A, "relevant": "count(/data/r/*[. > 1]) > 1"}, "STAR"),
        ({**A, "relevant": "sum(current()/../r/*) > 1"}, "STAR"),
    ],
)
def test_where_engines_differ_the_author_is_warned_and_the_form_compiles(
    make_workbook, row: Mapping[str, Any], code: str
) -> None:
    rows = [
        {"type": "begin repeat", "name": "r", "label": "Dòng"},
        {"type": "integer", "name": "x", "label": "X"},
        {"type": "end repeat"},
        row,
    ]
    compiled = compile_workbook(make_workbook(rows))
    assert compiled.definition is not None
    assert code in [one.code for one in compiled.complaints]


def test_a_form_without_vietnamese_is_told_so_once_and_compiles(make_workbook) -> None:
    compiled = compile_workbook(
        make_workbook(
            [{"type": "text", "name": "a", "label": "Text"}, {"type": "text", "name": "b", "label": "More"}]
        )
    )
    assert compiled.definition is not None
    assert [one.code for one in compiled.complaints] == ["LANGUAGE_VI_MISSING"]


def test_columns_for_notes_begin_with_an_underscore(make_workbook) -> None:
    assert compile_workbook(make_workbook([{**A, "_ghi chú": "xem lại"}])).definition is not None


def test_what_pyxform_alone_refuses_names_sheet_and_cell_too(make_workbook) -> None:
    compiled = compile_workbook(
        make_workbook([{"type": "range", "name": "a", "label": "Thang", "parameters": "tart=1"}])
    )
    complaint = _only(compiled)
    assert (complaint.code, complaint.sheet, complaint.cell) == ("PYXFORM", "survey", "D2")


def test_a_wrong_comparison_percentage_is_refused(make_workbook) -> None:
    compiled = compile_workbook(make_workbook([{**A, "bind::xaso:compare": "nhiều"}], [], XASO))
    assert [(one.code, one.cell) for one in compiled.errors] == [("COMPARE_INVALID", "D2")]


def test_a_grid_stands_on_repeats_only(make_workbook) -> None:
    compiled = compile_workbook(
        make_workbook(
            [
                {"type": "begin group", "name": "g", "label": "Nhóm", "body::xaso:layout": "grid"},
                A,
                {"type": "end group"},
            ],
            [],
            XASO,
        )
    )
    assert [(one.code, one.cell) for one in compiled.errors] == [("LAYOUT_INVALID", "D2")]


def test_every_sentence_stands_in_two_languages_and_says_what_to_do() -> None:
    for code, (severity, vietnamese, english) in SENTENCES.items():
        assert severity in ("error", "warning"), code
        assert vietnamese != english, code
        if severity == "error":
            assert any(
                word in vietnamese
                for word in ("Hãy", "Chỉ dùng", "Dùng", "chỉ nhận", "phải", "cần", "Cách viết")
            ), code


def _only(compiled: Compiled) -> Any:
    assert len(compiled.errors) == 1, compiled.errors
    return compiled.errors[0]


def test_a_default_language_that_no_column_has_is_refused(make_workbook) -> None:
    rows = [{"type": "text", "name": "a", VI: "Chữ", "label::English (en)": "Text"}]
    complaint = _only(compile_workbook(make_workbook(rows, [], [{"default_language": "Tieng Viet"}])))
    assert (complaint.code, complaint.sheet, complaint.cell) == ("LANGUAGE_DEFAULT", "settings", "A2")
    assert "Tiếng Việt (vi)" in complaint.message_en


def test_a_syntax_complaint_shows_what_the_author_wrote_and_how_to_say_it(make_workbook) -> None:
    complaint = _only(
        compile_workbook(make_workbook([A, {**A, "name": "b", "relevant": "${a} > 1 && ${a} < 5"}]))
    )
    assert complaint.code == "EXPRESSION_SYNTAX"
    assert "${a} > 1 && ${a} < 5" in complaint.message_vi
    assert "Viết and." in complaint.message_vi


def test_a_form_with_too_many_references_is_refused_before_it_takes_long(make_workbook) -> None:
    rows = [A, *({"type": "note", "name": f"n{number}", "label": "${a} " * 1000} for number in range(21))]
    compiled = compile_workbook(make_workbook(rows))
    assert [one.code for one in compiled.errors] == ["WORKBOOK_UNREADABLE"]
    assert "references" in compiled.errors[0].message_en
