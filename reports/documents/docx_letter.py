"""What an official document has around its text: letterhead, title, signature, recipients, appendix heads."""

from __future__ import annotations

from typing import Any

from locales.words import Words
from reports.documents.book import Book, Letterhead
from reports.documents.docx_parts import borders, cell_margins, layout, rule, run, unbroken, widths

_COLUMNS = [60.0, 101.0]


def head(document: Any, book: Book, words: Words) -> None:
    """Write the two columns of the letterhead, the number and date line, the title and its subject."""
    letter = book.letterhead
    table = document.add_table(rows=2, cols=2)
    borders(table, size=0)
    cell_margins(table, 0)
    widths(table, _COLUMNS)
    (left, right), (number, date) = (row.cells for row in table.rows)
    _issuer(left, letter)
    nation = layout(right.paragraphs[0], "center")
    run(nation, words.text("SOCIALIST REPUBLIC OF VIET NAM"), 12.5, bold=True)
    motto = layout(right.add_paragraph(), "center")
    run(motto, words.text("Independence - Freedom - Happiness"), 13.5, bold=True)
    rule(right.add_paragraph(), 20, 20)
    blank = "        "
    line = layout(number.paragraphs[0], "center", before=4)
    run(line, words.text("No. {number}/{symbol}", number=letter.number or blank, symbol=letter.symbol), 13)
    line = layout(date.paragraphs[0], "center", before=4)
    run(line, _dated(book, words), 13.5, italic=True)
    title = layout(document.add_paragraph(), "center", before=18, together=True)
    run(title, book.title.upper(), 14, bold=True)
    subject = layout(document.add_paragraph(), "center", together=True)
    run(subject, book.subject, 14, bold=True)
    rule(layout(document.add_paragraph(), after=12), 60, 60)


def _issuer(cell: Any, letter: Letterhead) -> None:
    place = layout(cell.paragraphs[0], "center")
    if letter.superior:
        run(place, letter.superior.upper(), 12.5)
        place = layout(cell.add_paragraph(), "center")
    run(place, letter.body.upper(), 12.5, bold=True)
    rule(cell.add_paragraph(), 20, 20)


def _dated(book: Book, words: Words) -> str:
    """Write place and date; days below 10 and months 1 and 2 get a nought in front, so none is altered."""
    day, month = book.day.day, book.day.month
    return words.text(
        "{place}, day {day} month {month} year {year}",
        place=book.letterhead.place,
        day=f"{day:02d}",
        month=f"{month:02d}" if month < 3 else month,
        year=book.day.year,
    )


def foot(document: Any, book: Book, words: Words) -> None:
    """Write the recipients at the left and the signature block at the right."""
    letter = book.letterhead
    layout(document.add_paragraph(), before=6, together=True)
    table = document.add_table(rows=1, cols=2)
    borders(table, size=0)
    widths(table, [75.0, 86.0])
    unbroken(table.rows[0])
    left, right = table.rows[0].cells
    run(layout(left.paragraphs[0]), words.text("Recipients:"), 12, bold=True, italic=True)
    recipients = (*letter.recipients, words.text("Filed: office."))
    for number, recipient in enumerate(recipients):
        end = "" if number == len(recipients) - 1 else ";"
        run(layout(left.add_paragraph()), f"- {recipient}{end}", 11)
    signature = layout(right.paragraphs[0], "center")
    for line in (letter.authority, letter.position):
        if line:
            run(signature, line.upper(), 13.5, bold=True)
            signature = layout(right.add_paragraph(), "center")
    for _line in range(4):
        signature = layout(right.add_paragraph(), "center")
    run(signature, letter.signer, 13.5, bold=True)


def appendix_head(document: Any, title: str, number: int, words: Words) -> None:
    """Write an appendix's number and title."""
    line = layout(document.add_paragraph(), "center", together=True)
    run(line, words.text("Appendix {number}", number=number), 14, bold=True)
    line = layout(document.add_paragraph(), "center", after=8, together=True)
    run(line, title.upper(), 14, bold=True)
