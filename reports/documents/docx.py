"""The book as a Word document laid out after Decree 30/2020: letterhead, title, text, signature, appendices.

A draft for the office to number and sign: where the letterhead leaves number or signer blank, so does the
document. Our signatures on bundles are no legal digital signatures and are not mentioned.
"""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_BREAK
from docx.shared import Mm

from locales.words import Words
from reports.documents import docx_letter, pictures
from reports.documents.book import Book, Chart, Section, Table
from reports.documents.docx_joined import joined
from reports.documents.docx_parts import layout, page_number, run, set_fonts
from reports.documents.docx_tables import add_table

_TEXT = 14.0
# Millimetres: the middles of what the decree allows (20–25, 20–25, 30–35, 15–20).
_TOP, _BOTTOM, _LEFT, _RIGHT = 22, 22, 32, 17
_WIDE_MARGINS = 20
_PAGE = (210, 297)
BODY_WIDTH = _PAGE[0] - _LEFT - _RIGHT
WIDE_WIDTH = _PAGE[1] - 2 * _WIDE_MARGINS


def write(book: Book, out: Path, words: Words) -> None:
    """Write the document. Raises ModuleNotFoundError when matplotlib is not installed."""
    document = docx.Document()
    made = datetime.combine(book.day, time())
    properties = document.core_properties
    properties.title, properties.author = book.subject, book.letterhead.body
    properties.created = properties.modified = made
    properties.comments = ""
    set_fonts(document, _TEXT)
    _first_page(document.sections[0])
    docx_letter.head(document, book, words)
    for paragraph in book.opening:
        _paragraph(document, paragraph)
    for number, section in enumerate(book.body, start=1):
        _section(document, section, words, f"{number}. {section.title}", BODY_WIDTH)
    docx_letter.foot(document, book, words)
    appendices = (
        *joined(book.appendices),
        Section(key="definitions", title=book.definitions.title, blocks=(book.definitions,)),
        Section(key="missing", title=book.missing.title, blocks=(book.missing,)),
    )
    _wide_pages(document)
    for number, section in enumerate(appendices, start=1):
        if number > 1:
            run(document.add_paragraph(), "", _TEXT).add_break(WD_BREAK.PAGE)
        docx_letter.appendix_head(document, section.title, number, words)
        _section(document, section, words, "", WIDE_WIDTH)
    with out.open("wb") as opened:
        document.save(opened)


def _first_page(section: Any) -> None:
    """Set A4 and its margins; number the pages at the top from the second on."""

    section.page_width, section.page_height = Mm(_PAGE[0]), Mm(_PAGE[1])
    section.top_margin, section.bottom_margin = Mm(_TOP), Mm(_BOTTOM)
    section.left_margin, section.right_margin = Mm(_LEFT), Mm(_RIGHT)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = layout(section.header.paragraphs[0], "center")
    page_number(number, 13)


def _wide_pages(document: Any) -> None:

    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(_PAGE[1]), Mm(_PAGE[0])
    section.different_first_page_header_footer = False
    section.left_margin = section.right_margin = Mm(_WIDE_MARGINS)
    section.top_margin = section.bottom_margin = Mm(_WIDE_MARGINS)


def _paragraph(document: Any, text: str) -> None:

    paragraph = layout(document.add_paragraph(), "justify", after=6)
    paragraph.paragraph_format.first_line_indent = Mm(10)
    paragraph.paragraph_format.line_spacing = 1.15
    run(paragraph, text, _TEXT)


def _section(document: Any, section: Section, words: Words, title: str, width: float) -> None:
    if title:
        heading = layout(document.add_paragraph(), "justify", before=8, after=6, together=True)
        run(heading, title, _TEXT, bold=True)
    for paragraph in section.paragraphs:
        _paragraph(document, paragraph)
    for block in section.blocks:
        if isinstance(block, Chart):
            _chart(document, block, words, width)
        else:
            _table(document, block, section, words, width)


def _table(document: Any, table: Table, section: Section, words: Words, width: float) -> None:
    if table.title != section.title:
        caption = layout(document.add_paragraph(), "center", before=8, after=4, together=True)
        run(caption, table.title, 13, bold=True)
    add_table(document, table, words, width)
    note = layout(document.add_paragraph(), "justify", before=2, after=8)
    run(note, table.note, 11, italic=True)


def _chart(document: Any, chart: Chart, words: Words, width: float) -> None:

    picture = pictures.draw(chart, words, width)
    place = layout(document.add_paragraph(), "center", before=6, together=True)
    shape = place.add_run().add_picture(picture, width=Mm(width))
    shape._inline.docPr.set("descr", chart.title)
    caption = layout(document.add_paragraph(), "center", before=2, after=8)
    run(caption, chart.title, 12, italic=True)
