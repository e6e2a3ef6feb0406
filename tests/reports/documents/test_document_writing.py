"""The door of the documents: whole files or none, coded errors, libraries loaded late."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from locales.words import Words
from reports.documents import Book, Format, write
from reports.documents import html as html_writer
from reports.documents.book import Chart, Series, Shape
from reports.documents.errors import DocumentNotWrittenError, LibraryMissingError, UnknownFormatError
from reports.documents.scale import ticks
from reports.documents.svg import draw

ROOT = Path(__file__).resolve().parents[3]


def test_an_unknown_format_is_refused_before_anything_is_written(
    book: Book, vi: Words, tmp_path: Path
) -> None:
    with pytest.raises(UnknownFormatError) as refused:
        write(book, [], "pdf", tmp_path / "x.pdf", vi)
    assert refused.value.details["value"] == "pdf"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wanted", [one for one in Format if one is not Format.CSV])
def test_a_folder_in_the_way_is_a_coded_error(book: Book, vi: Words, tmp_path: Path, wanted: Format) -> None:
    out = tmp_path / "taken"
    (out / "inside").mkdir(parents=True)
    with pytest.raises(DocumentNotWrittenError):
        write(book, [], wanted, out, vi)
    assert (out / "inside").is_dir()
    assert not list(tmp_path.glob(".*.tmp"))


def test_a_failing_writer_leaves_the_old_file_as_it_was(
    book: Book, vi: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "report.html"
    out.write_text("old")

    def half(book: Book, path: Path, words: Words) -> None:
        path.write_text("half a page")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(html_writer, "write", half)
    with pytest.raises(DocumentNotWrittenError) as failed:
        write(book, [], Format.HTML, out, vi)
    assert failed.value.details["reason"] == "No space left on device"
    assert out.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def test_a_missing_library_is_a_coded_error(
    book: Book, vi: Words, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)  # as if python-docx were not installed
    for name in [one for one in sys.modules if one.startswith("reports.documents.docx")]:
        monkeypatch.delitem(sys.modules, name)
        monkeypatch.delattr(f"reports.documents.{name.rsplit('.', 1)[-1]}", raising=False)
    with pytest.raises(LibraryMissingError) as missing:
        write(book, [], Format.DOCX, tmp_path / "x.docx", vi)
    assert missing.value.details == {"format": "docx", "library": "docx"}


def test_the_heavy_libraries_stay_unloaded_until_a_document_needs_them() -> None:
    script = (
        "import sys, reports.documents, reports.documents.contents.province\n"
        "heavy = {'xlsxwriter', 'docx', 'matplotlib', 'numpy', 'lxml', 'PIL'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "import reports.documents.docx\n"
        "assert 'matplotlib' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def chart(*values: int | None, shape: Shape = Shape.BARS, top: int | None = None) -> Chart:
    names = tuple(str(number) for number in range(len(values)))
    return Chart(key="c", title="T", shape=shape, categories=names, series=(Series("S", values),), top=top)


@pytest.mark.parametrize(
    ("values", "top", "last"),
    [
        ((0, 3), None, 3),
        ((97, 12), None, 100),
        ((44,), 100, 100),
        ((0, 0), None, 1),
        ((), None, 1),
        ((1,), 1, 1),
    ],
)
def test_the_axis_ends_at_a_round_number_that_nothing_passes(
    values: tuple[int, ...], top: int | None, last: int
) -> None:
    marks = ticks(chart(*values, top=top))
    assert marks[0] == 0
    assert marks[-1] == last
    assert len({later - earlier for earlier, later in pairwise(marks)}) == 1


def test_a_stack_is_as_long_as_its_parts_together() -> None:
    stacked = Chart(
        key="c",
        title="T",
        shape=Shape.STACKED,
        categories=("a",),
        series=(Series("x", (60,)), Series("y", (Decimal(45),)), Series("z", (None,))),
    )
    assert ticks(stacked)[-1] >= 105


def test_a_gap_of_a_line_is_never_drawn_through(vi: Words) -> None:
    drawn = draw(chart(1, None, 3, 4, shape=Shape.LINE), vi)
    assert drawn.count("<polyline") == 2
    assert drawn.count("<circle") == 3


def test_names_in_a_drawing_are_escaped(vi: Words) -> None:
    hostile = Chart(
        key="c", title='"><b>', shape=Shape.BARS, categories=("<i>",), series=(Series("&", (1,)),)
    )
    drawn = draw(hostile, vi)
    assert "<b>" not in drawn
    assert "<i>" not in drawn
    assert "&amp;" in drawn
