"""A period's figures as a DHIS2 ``dataValueSets`` document, for ``POST /api/dataValueSets``.

Identifiers are codes: send it with ``dataElementIdScheme=code`` and ``orgUnitIdScheme=code``. A share
is two data elements, CODE_NUM and CODE_DEN, so that DHIS2 can sum before it divides; a count is one, CODE.
What was not reported, or does not apply, is left out: blank is not 0.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from locales.words import Words
from models.indicators import Measurement
from models.periods import Period, PeriodKind, parse_period
from reports.documents.book import Book
from reports.documents.errors import PeriodNotInDhis2Error

NUMERATOR, DENOMINATOR = "_NUM", "_DEN"


def write(book: Book, out: Path, words: Words) -> None:  # noqa: ARG001 - every writer is called alike
    """Write the units' own figures as JSON (UTF-8, keys in order). Raises PeriodNotInDhis2Error."""
    document = {
        "dataValues": [value for measured in book.measured for value in _values(measured, book)],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    out.write_text(text + "\n", encoding="utf-8", newline="\n")


def iso_period(text: str) -> str:
    """Return a period as DHIS2 writes it: 202610, 2026Q3, 2026S1, 2026. Raises PeriodNotInDhis2Error."""
    period: Period = parse_period(text)
    if period.kind is PeriodKind.MONTH:
        return f"{period.year:04d}{period.number:02d}"
    if period.kind is PeriodKind.QUARTER:
        return f"{period.year:04d}Q{period.number}"
    if period.kind is PeriodKind.HALF:
        return f"{period.year:04d}S{period.number}"
    if period.kind is PeriodKind.YEAR:
        return f"{period.year:04d}"
    raise PeriodNotInDhis2Error(period=text)


def _values(measured: Measurement, book: Book) -> Iterator[dict[str, str]]:
    if not measured.applicable:
        return
    ratio = measured.indicator in book.ratios
    elements = [(f"{measured.indicator}{NUMERATOR if ratio else ''}", measured.numerator)]
    if ratio:
        elements.append((f"{measured.indicator}{DENOMINATOR}", measured.denominator))
    for element, value in elements:
        if value is not None:
            yield {
                "dataElement": element,
                "period": iso_period(measured.period),
                "orgUnit": measured.unit,
                "value": _plain(value),
            }


def _plain(value: Decimal) -> str:
    """Write a number with a point and without needless noughts or exponents."""
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value.to_integral_value():f}"
