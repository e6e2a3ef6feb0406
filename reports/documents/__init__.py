"""Documents for leaders: one book of figures, one writer a format.

``write`` is the only door. The writers load their libraries when they are first used.
"""

from __future__ import annotations

from reports.documents.book import Book
from reports.documents.entries import FormEntries
from reports.documents.formats import Format
from reports.documents.writing import write

__all__ = ["Book", "FormEntries", "Format", "write"]
