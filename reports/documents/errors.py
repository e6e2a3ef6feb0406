"""What a document cannot be written for."""

from __future__ import annotations

from models.errors import Family, XasoError


class DocumentNotWrittenError(XasoError):
    """The disk refused the file (full, read-only, open in another program). details: ``file``, ``reason``."""

    code = "E_DOCUMENT_NOT_WRITTEN"
    family = Family.STORE


class UnknownFormatError(XasoError):
    """There is no writer of this format. details: ``value``, ``expected``."""

    code = "E_DOCUMENT_FORMAT"
    family = Family.USAGE


class LibraryMissingError(XasoError):
    """The province's libraries are not installed here. details: ``format``, ``library``."""

    code = "E_DOCUMENT_LIBRARY"
    family = Family.SETUP


class PeriodNotInDhis2Error(XasoError):
    """DHIS2 has no period of this kind (nine months). details: ``period``."""

    code = "E_DHIS2_PERIOD"
    family = Family.USAGE


class TooManyFiguresError(XasoError):
    """A sheet of a workbook cannot hold so many rows or columns. details: ``table``, ``limit``."""

    code = "E_DOCUMENT_TOO_BIG"
