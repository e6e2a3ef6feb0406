"""Words, numbers and dates as people read them: Vietnamese first, English second.

The English text is the key of a message; each room has a gettext domain of its own
(``locales/<language>/LC_MESSAGES/<domain>.mo``) and all domains are searched. Numbers are Decimal,
int or canonical text, never float: 1.234.567,89 in Vietnamese, 1,234,567.89 in English.
"""

from __future__ import annotations

import datetime
import gettext
import os
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

from models.periods import Period, PeriodKind, parse_period

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
UNDEFINED = "–"
_FOLDER = Path(__file__).parent
_MARKS = {"vi": (".", ","), "en": (",", ".")}
_COMPARED = {">=": "≥", "<=": "≤"}


def mark(message: str) -> str:
    """Return ``message`` as it is; only tells the extractor that it is translated later."""
    return message


def choose_language(asked: str | None = None, preferred: str | None = None) -> str:
    """Return the language: ``asked`` (--lang), else XASO_LANG, else ``preferred`` (the catalogue's)."""
    for candidate in (asked, os.environ.get("XASO_LANG"), preferred):
        short = (candidate or "").strip().lower().replace("_", "-").split("-")[0]
        if short in LANGUAGES:
            return short
    return DEFAULT_LANGUAGE


def compared(comparison: str) -> str:
    """Return a comparison as people write it: >= is ≥."""
    return _COMPARED.get(comparison, comparison)


class Words:
    """Speaks one language. Cheap to make: the catalogues of a language are read once a process."""

    def __init__(self, language: str = DEFAULT_LANGUAGE) -> None:
        self.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
        self._group, self._point = _MARKS[self.language]

    def text(self, message: str, /, **fields: object) -> str:
        """Return ``message`` (English, the key) in this language, its ``{fields}`` filled in.

        Braces are only read when fields are given. Raises KeyError when one is missing.
        """
        said = self._translated(message)
        return said.format(**fields) if fields else said

    def counted(self, one: str, several: str, count: int, /, **fields: object) -> str:
        """Return ``one`` or ``several`` (English, the keys) as this language says it of ``count`` things.

        ``{count}``, written as a number, and ``{fields}`` are filled in.
        """
        return self.plural(one, several, count).format(count=self.number(count), **fields)

    def plural(self, one: str, several: str, count: int) -> str:
        """Return the form of a message for ``count`` things, nothing filled in."""
        for file in _domains(self.language):
            said = _domain(file).ngettext(one, several, count)
            if said not in {one, several}:
                return said
        return one if count == 1 else several

    def _translated(self, message: str) -> str:
        for file in _domains(self.language):
            said = _domain(file).gettext(message)
            if said != message:
                return said
        return message

    def of(self, labels: Mapping[str, str]) -> str:
        """Return the label of this language from a catalogue's {language: text}, else any it has."""
        return labels.get(self.language) or next((text for text in labels.values() if text), "")

    def number(self, value: Decimal | int | str | None, places: int | None = None) -> str:
        """Write a number with this language's marks; ``places`` rounds half up.

        ``None`` is written –, blank text stays blank and text that is no number is returned as it is.
        """
        if value is None:
            return UNDEFINED
        if isinstance(value, float):
            message = "numbers are Decimal, int or text, never float"
            raise TypeError(message)
        if value == "":
            return ""
        try:
            number = Decimal(value)
        except InvalidOperation:
            return str(value)
        if not number.is_finite():
            return UNDEFINED
        if places is not None:
            number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        plain = f"{number:,f}"
        return plain.translate({ord(","): self._group, ord("."): self._point})

    def signed(self, value: Decimal, places: int) -> str:
        """Write a difference with its sign: +9,48, -3,10; 0,00 has none."""
        written = self.number(value, places)
        return f"+{written}" if value > 0 and written != self.number(0, places) else written

    def bound(self, sign: str, value: Decimal, *, percent: bool) -> str:
        """Write what is to be kept to, without needless noughts: ≥ 80%, ≤ 0. ``sign`` is written as it is."""
        return f"{sign} {self.number(f'{value.normalize():f}')}{'%' if percent else ''}"

    def percent(self, value: Decimal | str | None) -> str:
        """Write a percentage with two places (76,44%), – when it is undefined."""
        if value is None or value == "":
            return UNDEFINED
        return f"{self.number(value, 2)}%"

    def date(self, day: datetime.date | str | None) -> str:
        """Write a day as dd/mm/yyyy; takes a date or ISO text; blank stays blank."""
        if day is None or day == "":
            return ""
        if isinstance(day, str):
            try:
                return self.date(datetime.date.fromisoformat(day[:10]))
            except ValueError:
                return day
        return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"

    def day_month(self, day: datetime.date | str) -> str:
        """Write a day as dd/mm."""
        return self.date(day)[:5]

    def moment(self, stamp: datetime.datetime | str | None) -> str:
        """Write a time stamp (aware, or RFC 3339 text) as dd/mm/yyyy hh:mm in this machine's time zone."""
        if stamp is None or stamp == "":
            return ""
        if isinstance(stamp, str):
            try:
                return self.moment(datetime.datetime.fromisoformat(stamp))
            except (ValueError, OverflowError):  # no time, or none that this computer can tell
                return stamp
        local = stamp.astimezone()
        return f"{self.date(local)} {local.hour:02d}:{local.minute:02d}"

    def period(self, period: Period | str | None) -> str:
        """Write a period the short way, as it can be typed back: 10/2026, Q3/2026, H1/2026, 9T/2026, 2026."""
        found = _period(period)
        if found is None:
            return ""
        written = {
            PeriodKind.MONTH: f"{found.number:02d}/{found.year}",
            PeriodKind.QUARTER: f"Q{found.number}/{found.year}",
            PeriodKind.HALF: f"H{found.number}/{found.year}",
            PeriodKind.NINE_MONTHS: f"9T/{found.year}",
            PeriodKind.YEAR: f"{found.year}",
        }
        return written.get(found.kind, str(found))

    def period_title(self, period: Period | str | None) -> str:
        """Write a period in words: tháng 10/2026, quý 3/2026, 6 tháng đầu năm 2026."""
        found = _period(period)
        if found is None:
            return ""
        pattern = _TITLES.get((found.kind, found.number)) or _TITLES.get((found.kind, 0))
        if pattern is None:
            return str(found)
        return self.text(pattern, number=found.number, year=found.year)


_TITLES = {
    (PeriodKind.MONTH, 0): mark("month {number}/{year}"),
    (PeriodKind.QUARTER, 0): mark("quarter {number}/{year}"),
    (PeriodKind.HALF, 1): mark("first half of {year}"),
    (PeriodKind.HALF, 2): mark("second half of {year}"),
    (PeriodKind.NINE_MONTHS, 0): mark("first nine months of {year}"),
    (PeriodKind.YEAR, 0): mark("year {year}"),
}


def _period(period: Period | str | None) -> Period | None:
    if isinstance(period, str):
        return parse_period(period) if period else None
    return period


@lru_cache(maxsize=len(LANGUAGES))
def _domains(language: str) -> tuple[Path, ...]:
    """Return the language's domains (English has none: the key is the text), the screen's first.

    A domain is read when it is first searched: the first frame finds all its words in the screen's.
    """
    files = (_FOLDER / language / "LC_MESSAGES").glob("*.mo")
    return tuple(sorted(files, key=lambda file: (file.stem != "tui", file.stem)))


@lru_cache(maxsize=32)
def _domain(file: Path) -> gettext.GNUTranslations:
    with file.open("rb") as opened:
        return gettext.GNUTranslations(opened)
