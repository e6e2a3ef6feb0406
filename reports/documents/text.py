"""How the cells of a book are written for people, and how text is made safe for every format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from locales.words import UNDEFINED, Words
from reports.documents.book import Cell, Kind, Table, Trace, Value

# What XML 1.0 cannot hold: control characters, surrogates, and the two non-characters at the end.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
NUMERIC = frozenset({Kind.COUNT, Kind.PERCENT, Kind.CHANGE, Kind.POINTS, Kind.SCORE})
_PLACES = {Kind.POINTS: 2, Kind.SCORE: 4, Kind.CHANGE: 2, Kind.PERCENT: 2}


def clean(text: str) -> str:
    """Return ``text`` in NFC without the characters that no document can hold; lines end in LF."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _FORBIDDEN.sub("", plain)


def shown(value: Value, kind: Kind, words: Words) -> str:
    """Write one value for people, in the document's language; what is undefined is a dash."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return "" if kind in (Kind.TEXT, Kind.DATE) else UNDEFINED
    if isinstance(value, date):
        return words.date(value)
    if kind is Kind.PERCENT:
        return words.percent(Decimal(value))
    if kind is Kind.CHANGE:
        return words.signed(Decimal(value), _PLACES[kind])
    return words.number(value, _PLACES.get(kind))


def cell_text(table: Table, column: int, cell: Cell, words: Words) -> str:
    """Write a cell of a table for people."""
    return shown(cell.value, table.kind_of(column, cell), words)


def named(codes: Iterable[str], units: Mapping[str, str]) -> str:
    """Return units by code and name, with commas."""
    return ", ".join(f"{code} {units.get(code, '')}".strip() for code in codes)


def trace_text(trace: Trace, units: Mapping[str, str], words: Words) -> str:
    """Say in one line where a figure comes from; numerators stay plain when nothing is divided."""
    parts = [f"{trace.figure} · {words.period(trace.period)}"]
    if trace.denominator is None:
        parts.append(words.text("value {value}", value=shown(trace.numerator, trace.kind, words)))
    else:
        parts.append(words.text("numerator {value}", value=words.number(trace.numerator)))
        parts.append(words.text("denominator {value}", value=words.number(trace.denominator)))
    here = words.number(len(trace.counted))
    parts.append(words.text("units counted: {count}", count=here))
    gone = words.number(len(trace.missing))
    if trace.missing:
        names = named(trace.missing, units)
        parts.append(words.text("units missing: {count} ({names})", count=gone, names=names))
    else:
        parts.append(words.text("units missing: {count}", count=gone))
    if trace.excluded:
        parts.append(words.text("does not apply to: {count}", count=words.number(len(trace.excluded))))
    if trace.entries:
        parts.append(words.text("entries: {ids}", ids=", ".join(trace.entries)))
    return clean(" · ".join(parts))
