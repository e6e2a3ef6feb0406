"""Explanations of what the documents refuse: code → wording."""

from __future__ import annotations

from locales.wording import Wording
from locales.words import mark

REPORT_WORDINGS: dict[str, Wording] = {
    "E_DOCUMENT_NOT_WRITTEN": Wording(
        mark("The document was not written"),
        mark("“{file}” cannot be written: {reason}."),
        mark("Close it in other programs, check that there is room, or choose another name."),
    ),
    "E_DOCUMENT_FORMAT": Wording(
        mark("No such format"),
        mark("There is no format “{value}”."),
        mark("Choose one of: {expected}."),
    ),
    "E_DOCUMENT_LIBRARY": Wording(
        mark("A part of the program is missing"),
        mark("Writing {format} needs {library}, which is not installed here."),
        mark("Install xaso with the province's parts, or choose another format."),
    ),
    "E_DHIS2_PERIOD": Wording(
        mark("DHIS2 does not know this period"),
        mark("DHIS2 has no period like “{period}”."),
        mark("Send the months or quarters that it is made of."),
    ),
    "E_DOCUMENT_TOO_BIG": Wording(
        mark("Too much for one sheet"),
        mark("The table “{table}” has more than {limit} rows or columns."),
        mark("Choose fewer units, or the format csv."),
    ),
}
