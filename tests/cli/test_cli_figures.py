"""Files of figures: what JSON and CSV mean, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.errors import BadInputFileError
from cli.figures import Figure, RowKey, Sheet, read_figures, sheets_from_csv, sheets_from_json
from locales.words import Words


def test_json_names_paths_and_short_names() -> None:
    (sheet,) = sheets_from_json('{"awa_media_items": 12, "/data/p2/x": "chữ", "rate": 94.90}')
    assert sheet.figures == [
        Figure("awa_media_items", "12"),
        Figure("/data/p2/x", "chữ"),
        Figure("rate", "94.90"),
    ]


def test_json_rows_are_named_by_their_code_or_by_their_order() -> None:
    (sheet,) = sheets_from_json('{"villages": {"22810-01": {"a": 5}}, "r": [{"x": 1}, {"x": 2}]}')
    assert sheet.figures == [
        Figure("a", "5", RowKey("villages", code="22810-01")),
        Figure("x", "1", RowKey("r", number=1)),
        Figure("x", "2", RowKey("r", number=2)),
    ]


def test_json_values_notes_and_explanations_have_their_places() -> None:
    (sheet,) = sheets_from_json('{"values": {"a": 1}, "notes": {"a": "n"}, "explanations": {"a": "e"}}')
    assert sheet == Sheet([Figure("a", "1")], {"a": "n"}, {"a": "e"})


def test_a_number_of_any_size_keeps_every_digit() -> None:
    (sheet,) = sheets_from_json('{"a": 12345678901234567890.10, "b": 1e3}')
    assert [figure.value for figure in sheet.figures] == ["12345678901234567890.10", "1000"]


def test_null_is_blank_and_a_list_is_several_choices() -> None:
    (sheet,) = sheets_from_json('{"a": null, "b": ["x", "y"], "c": true}')
    assert [figure.value for figure in sheet.figures] == ["", "x y", "yes"]


def test_a_json_list_is_one_sheet_a_record() -> None:
    sheets = sheets_from_json('[{"title": "a"}, {"title": "b", "entry_id": "0f"}]')
    assert [sheet.entry_id for sheet in sheets] == [None, "0f"]
    assert sheets[1].figures == [Figure("title", "b")]


def test_csv_rows_are_named_by_the_village_code_and_blank_cells_are_left_alone() -> None:
    (sheet,) = sheets_from_csv("village_code,a,b\n22810-01,1.204,\n22810-02,7,8\n")
    assert sheet.figures == [
        Figure("a", "1.204", RowKey("", code="22810-01"), typed=True),
        Figure("a", "7", RowKey("", code="22810-02"), typed=True),
        Figure("b", "8", RowKey("", code="22810-02"), typed=True),
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_may_be_separated_as_the_spreadsheet_likes_it(mark: str) -> None:
    (sheet,) = sheets_from_csv(f"path{mark}value\n/data/a{mark}5\n")
    assert sheet.figures == [Figure("/data/a", "5", typed=True)]


def test_other_columns_make_one_record_a_line() -> None:
    sheets = sheets_from_csv("title,owner\nviệc 1,A\nviệc 2,\n")
    assert [[figure.value for figure in sheet.figures] for sheet in sheets] == [["việc 1", "A"], ["việc 2"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"a": 1', "dòng 1"),
        (b'{"villages": {"22810-01": 5}}', "không phải"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"just words\n", "dòng đầu"),
        (b"a,b\n1,2,3\n", "dòng 2"),
        (b'{"a": {"b": {"c": {}}}}', "phải là số hoặc chữ"),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_a_file_that_is_not_understood_is_explained_in_one_sentence(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "f"
    file.write_bytes(content)
    with pytest.raises(BadInputFileError) as caught:
        read_figures(file, Words("vi"))
    assert said in str(caught.value.details["problem"])


def test_text_is_read_in_normal_form_c_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_bytes(b"\xef\xbb\xbf" + '{"a": "Hoà"}'.encode())
    (sheet,) = read_figures(file, Words("vi"))
    assert sheet.figures[0].value == "Hoà"
