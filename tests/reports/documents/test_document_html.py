"""The page as text: self-contained, escaped, traced."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from locales.words import Words
from reports.documents import Book, Format, write
from reports.documents.html import page

_EMPTY = {"meta", "br"}


class Reader(HTMLParser):
    """Collects tags, and complains of any that is not closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def written(book: Book, vi: Words, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("html") / "report.html"
    write(book, [], Format.HTML, out, vi)
    return out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def read(written: str) -> Reader:
    reader = Reader()
    reader.feed(written)
    reader.close()
    assert reader.open == []
    return reader


def test_nothing_is_fetched_from_anywhere(read: Reader) -> None:
    for tag, attributes in read.tags:
        assert tag not in {"link", "img", "iframe", "object", "base", "form"}
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    policy = next(a["content"] for t, a in read.tags if t == "meta" and "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe-inline'; script" in policy  # styles only: the script is named by its digest
    assert "script-src 'sha256-" in policy


def test_every_text_is_escaped(written: str, read: Reader, book: Book) -> None:
    assert "<script>alert" not in written
    assert sum(tag == "script" for tag, _ in read.tags) == 1
    assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]
    assert book.units["22822"] in read.text
    assert 'Văn bản điện tử & "ký số"' in read.text


def test_each_figure_names_its_source(read: Reader) -> None:
    figures = [a for tag, a in read.tags if tag == "td" and "f" in (a.get("class") or "").split()]
    assert len(figures) > 30
    titles = [a["title"] or "" for a in figures]
    assert all("đơn vị đã tính: " in title and "10/2026" in title for title in titles)
    assert any("tử số 69.586 · mẫu số 91.032" in title for title in titles)


def test_the_number_of_traced_cells_is_that_of_the_book(read: Reader, book: Book) -> None:
    traced = sum(
        c.trace is not None for s in book.sections for t in s.tables for r in t.rows for c in r.cells
    )
    assert sum("f" in (a.get("class") or "").split() for tag, a in read.tags if tag == "td") == traced


def test_charts_are_inline_drawings_with_a_name(read: Reader) -> None:
    names = [a["aria-label"] for tag, a in read.tags if tag == "svg" and a.get("role") == "img"]
    assert "Kết quả và mục tiêu toàn tỉnh" in names
    assert len(names) == 4


def test_numbers_are_vietnamese_to_read_and_plain_to_sort(read: Reader) -> None:
    assert "76,44%" in read.text
    assert any(a.get("data-v") == "76.44" for tag, a in read.tags if tag == "td")


def test_the_same_book_gives_the_same_page(book: Book, vi: Words, written: str) -> None:
    assert page(book, vi) == written


def test_the_english_page_says_nothing_in_vietnamese_but_names(english_book: Book) -> None:
    said = page(english_book, Words("en"))
    assert 'lang="en"' in said
    assert "Results of digital transformation, month 10/2026" in said
    assert "Đơn vị" not in said


def test_the_file_is_utf8_with_unix_lines(book: Book, vi: Words, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    write(book, [], Format.HTML, out, vi)
    assert b"\r" not in out.read_bytes()
    assert out.read_bytes().startswith(b"<!DOCTYPE html>")
