"""The door of the documents: a book (and entries) in, files out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from locales.words import Words
from reports.documents import csv, dhis2, docx, html, xlsx
from reports.documents.atomic import whole_file
from reports.documents.book import Book
from reports.documents.entries import FormEntries
from reports.documents.errors import LibraryMissingError, UnknownFormatError
from reports.documents.formats import Format

_ONE_FILE: dict[Format, Callable[[Book, Path, Words], None]] = {
    Format.XLSX: xlsx.write,
    Format.DOCX: docx.write,
    Format.HTML: html.write,
    Format.DHIS2: dhis2.write,
}


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
        form = Format(wanted)
    except ValueError:
        raise UnknownFormatError(value=str(wanted), expected=[one.value for one in Format]) from None
    if form is Format.CSV:
        return csv.write(entries, out)
    try:
        with whole_file(out) as temporary:
            _ONE_FILE[form](book, temporary, words)
    except ModuleNotFoundError as error:
        raise LibraryMissingError(format=form.value, library=error.name or "") from error
    return [out]
