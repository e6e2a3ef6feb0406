"""The formats that a report can be had in."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What ``--format`` takes."""

    XLSX = "xlsx"
    DOCX = "docx"
    HTML = "html"
    CSV = "csv"
    DHIS2 = "dhis2"
