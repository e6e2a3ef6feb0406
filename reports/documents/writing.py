"""The door of the documents: a book (and entries) in, files out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from locales.words import Words
from reports.documents import csv, dhis2, html
from reports.documents.atomic import whole_file
from reports.documents.book import Book
from reports.documents.entries import FormEntries
from reports.documents.errors import LibraryMissingError, UnknownFormatError
from reports.documents.formats import Format

Writer: TypeAlias = Callable[[Book, Path, Words], None]


def write(
    book: Book, entries: Sequence[FormEntries], wanted: Format | str, out: Path, words: Words
) -> list[Path]:
    """Write ``book`` (for CSV: ``entries``) as ``out`` and return the files, whole or not at all.

    CSV goes into one zip when ``out`` ends in .zip, else into the folder ``out``.

    Raises:
        UnknownFormatError: no writer of that name.
        LibraryMissingError: the format's library is not installed.
        DocumentNotWrittenError: the disk refused.
        PeriodNotInDhis2Error: DHIS2 cannot name the period of a figure.
        TooManyFiguresError: a sheet cannot hold a table.
    """
    try:
        chosen = Format(wanted)
    except ValueError:
        raise UnknownFormatError(value=str(wanted), expected=[one.value for one in Format]) from None
    if chosen is Format.CSV:
        return csv.write(entries, out)
    try:
        writer = _writer(chosen)
        with whole_file(out) as temporary:
            writer(book, temporary, words)
    except ModuleNotFoundError as error:
        raise LibraryMissingError(format=chosen.value, library=error.name or "") from error
    return [out]


def _writer(chosen: Format) -> Writer:
    """Return the writer of a format.

    xlsxwriter and python-docx are the province's alone and slow to load: whoever writes neither a workbook
    nor a Word document never loads them, and the officer's laptop does not have them at all.
    """
    if chosen is Format.XLSX:
        from reports.documents import xlsx

        return xlsx.write
    if chosen is Format.DOCX:
        from reports.documents import docx

        return docx.write
    return html.write if chosen is Format.HTML else dhis2.write
