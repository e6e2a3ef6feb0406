"""Entries as CSV, laid out as ODK Central does."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from locales.words import Words
from models.entries import EntrySnapshot, EntryState
from models.forms.definition import FormDefinition, Node
from reports.documents import Book, Format, FormEntries, write
from reports.documents.csv import guarded, sheets
from reports.documents.entries import EntryRow

KEY = "uuid:01234567-89ab-cdef-0123-456789abcdef"


def question(name: str, kind: str = "integer", **more: object) -> Node:
    return Node(name, type=kind, **more)  # type: ignore[arg-type]


def definition(*children: Node, version: str = "1") -> FormDefinition:
    return FormDefinition(
        "monthly", version, {}, ("vi",), "vi", Node("data", kind="group", children=children)
    )


FORM = definition(
    question("unit", "hidden"),
    question("hint", "note"),
    Node("p1", kind="group", children=(question("media"), question("difficulties", "text"))),
    Node(
        "villages",
        kind="repeat",
        children=(
            question("name", "text"),
            question("phone", "text", sensitive=True),
            Node("sub", kind="group", children=(Node("points", kind="repeat", children=(question("x"),)),)),
        ),
    ),
    Node("secret", kind="group", sensitive=True, children=(question("inner", "text"),)),
)
VALUES = {
    "/data/unit": "22810",
    "/data/p1/media": "-12",
    "/data/p1/difficulties": '=1+1, "mạng"\nyếu',
    "/data/villages[2]/name": "Thôn 2",
    "/data/villages[1]/phone": "0900000000",
    "/data/villages[10]/name": "Thôn 10",
    "/data/villages[2]/sub/points[2]/x": "7",
    "/data/secret/inner": "kín",
}


def row(values: dict[str, str] = VALUES, revision: int = 2) -> EntryRow:
    snapshot = EntrySnapshot(
        id="0123456789abcdef0123456789abcdef",
        lineage="0123456789abcdef0123456789abcdef",
        form="monthly",
        form_version="2026101",
        form_sha256="0" * 64,
        unit="22810",
        period="2026M10",
        revision=revision,
        replaces=None,
        completed_at="2026-10-20T03:04:05Z",
        completed_by="Nguyễn Thị Lan",
        values=values,
    )
    return EntryRow(
        snapshot=snapshot,
        state=EntryState.ACCEPTED,
        unit_name="Xã Ninh Sơn",
        received_at="2026-10-20T04:00:00Z",
    )


def form(*definitions: FormDefinition, rows: tuple[EntryRow, ...] = (row(),)) -> FormEntries:
    known = {str(number): one for number, one in enumerate(definitions or (FORM,))}
    return FormEntries(form_id="monthly", definitions=known, entries=rows)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def test_one_file_a_form_and_one_a_repeat(book: Book, vi: Words, tmp_path: Path) -> None:
    files = write(book, [form()], Format.CSV, tmp_path / "out", vi)
    assert [file.name for file in files] == ["monthly.csv", "monthly-villages.csv", "monthly-points.csv"]
    assert all(file.read_bytes().startswith(b"\xef\xbb\xbf") for file in files)


def test_the_forms_file_has_centrals_columns(book: Book, vi: Words, tmp_path: Path) -> None:
    write(book, [form()], Format.CSV, tmp_path, vi)
    (line,) = read(tmp_path / "monthly.csv")
    assert line == {
        "SubmissionDate": "2026-10-20T04:00:00Z",
        "unit": "22810",
        "p1-media": "-12",
        "p1-difficulties": '\'=1+1, "mạng"\nyếu',
        "KEY": KEY,
        "SubmitterID": "22810",
        "SubmitterName": "Xã Ninh Sơn",
        "ReviewState": "accepted",
        "Edits": "1",
        "FormVersion": "2026101",
        "Period": "2026M10",
    }


def test_rows_of_repeats_are_tied_by_their_keys_in_order(book: Book, vi: Words, tmp_path: Path) -> None:
    write(book, [form()], Format.CSV, tmp_path, vi)
    assert read(tmp_path / "monthly-villages.csv") == [
        {"name": "", "PARENT_KEY": KEY, "KEY": f"{KEY}/villages[1]"},
        {"name": "Thôn 2", "PARENT_KEY": KEY, "KEY": f"{KEY}/villages[2]"},
        {"name": "Thôn 10", "PARENT_KEY": KEY, "KEY": f"{KEY}/villages[10]"},
    ]
    assert read(tmp_path / "monthly-points.csv") == [
        {"x": "7", "PARENT_KEY": f"{KEY}/villages[2]", "KEY": f"{KEY}/villages[2]/sub/points[2]"}
    ]


def test_nothing_sensitive_and_no_officers_name_is_written(book: Book, vi: Words, tmp_path: Path) -> None:
    files = write(book, [form()], Format.CSV, tmp_path, vi)
    told = "".join(file.read_text(encoding="utf-8") for file in files)
    for secret in ("0900000000", "kín", "phone", "secret", "Lan"):
        assert secret not in told


def test_what_one_version_calls_sensitive_stays_out_in_every_version() -> None:
    older = definition(question("a"), question("id_number", "text"), version="1")
    newer = definition(question("a"), question("id_number", "text", sensitive=True), version="2")
    assert list(sheets("monthly", [older, newer])[0].columns.values()) == ["a"]


def test_columns_of_all_versions_are_kept_the_newest_first() -> None:
    older = definition(question("a"), question("dropped"), version="1")
    newer = definition(question("new"), question("a"), version="2")
    assert list(sheets("monthly", [older, newer])[0].columns.values()) == ["new", "a", "dropped"]


def test_repeats_of_one_name_in_two_groups_get_numbers() -> None:
    twice = definition(
        Node("a", kind="group", children=(Node("r", kind="repeat", children=(question("x"),)),)),
        Node("b", kind="group", children=(Node("r", kind="repeat", children=(question("x"),)),)),
    )
    assert [sheet.name for sheet in sheets("f", [twice])] == ["f.csv", "f-r~1.csv", "f-r~2.csv"]


def test_a_zip_holds_the_same_files_and_is_the_same_every_time(book: Book, vi: Words, tmp_path: Path) -> None:
    out, again = tmp_path / "out.ZIP", tmp_path / "again.zip"
    assert write(book, [form()], "csv", out, vi) == [out]
    write(book, [form()], "csv", again, vi)
    assert out.read_bytes() == again.read_bytes()
    folder = tmp_path / "folder"
    write(book, [form()], "csv", folder, vi)
    with zipfile.ZipFile(out) as archive:
        assert {n: archive.read(n) for n in archive.namelist()} == {
            file.name: file.read_bytes() for file in folder.iterdir()
        }


def test_other_files_of_the_folder_are_left_alone(book: Book, vi: Words, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    write(book, [form()], "csv", tmp_path, vi)
    assert (tmp_path / "mine.txt").read_text() == "x"
    assert not list(tmp_path.glob(".*.tmp"))


@given(st.text())
def test_no_cell_begins_like_a_formula_unless_it_is_a_number(value: str) -> None:
    cell = guarded(value)
    if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n"):
        float(cell)
        assert set(cell) <= set("+-0123456789.")


@given(st.text(alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=40))
def test_a_text_can_be_read_back_from_its_cell(value: str) -> None:
    kept = io.StringIO()
    csv.writer(kept).writerow([guarded(value), "end"])
    (cell, _end) = next(csv.reader(io.StringIO(kept.getvalue())))
    assert cell.removeprefix("'") == guarded(value).removeprefix("'")
