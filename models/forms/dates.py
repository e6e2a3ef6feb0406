"""Dates and times as forms write them; inside the engine they are naive local ``datetime`` values."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local and naive on purpose, like every moment in here
_DATE = re.compile(r"(\d{1,4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?(Z|[+-]\d{1,2}(?::?\d{2})?)?")
_DAY = timedelta(days=1)
ENGLISH_MONTHS: tuple[str, ...] = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
ENGLISH_DAYS: tuple[str, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
VIETNAMESE_MONTHS: tuple[str, ...] = tuple(f"Thg {number}" for number in range(1, 13))
VIETNAMESE_DAYS: tuple[str, ...] = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


def parse_moment(text: str, zone: tzinfo | None) -> datetime | None:
    """Read "2026-10-05" or "2026-10-05T09:30:00.000+07:00" as a local moment; None when it is neither."""
    day, _, clock = text.strip().partition("T")
    found = _parse_date(day)
    if found is None:
        return None
    if not clock:
        return datetime.combine(found, time())
    return _parse_time(clock, found, zone)


def parse_time(text: str, today: date, zone: tzinfo | None) -> datetime | None:
    """Read "09:30:00.000+07:00" as a moment of ``today``; None when it is no time."""
    return _parse_time(text.strip(), today, zone)


def _parse_date(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _parse_time(text: str, day: date, zone: tzinfo | None) -> datetime | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, fraction, offset = match.groups()
    micro = int((fraction or "0")[:3].ljust(3, "0")) * 1000
    try:
        moment = datetime.combine(day, time(int(hour), int(minute), int(second or 0), micro))
    except ValueError:
        return None
    if not offset:
        return moment
    try:
        return moment.replace(tzinfo=_offset(offset)).astimezone(zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(2, "0")
    hours, minutes = (digits[:2], digits[2:]) if ":" in text or len(digits) > 2 else (text[1:], "")
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-size if text[0] == "-" else size)


def whole_days(moment: datetime) -> float:
    """Days since 1 January 1970, the time of day dropped."""
    return float((moment.date() - EPOCH.date()).days)


def fractional_days(moment: datetime) -> float:
    """Days since midnight of 1 January 1970, local, with the time of day as a fraction."""
    return (moment - EPOCH) / _DAY


def from_days(days: float, keep_time: bool) -> datetime | None:
    """The moment so many days after 1 January 1970; None when that is no date."""
    try:
        return EPOCH + (timedelta(days=days) if keep_time else timedelta(days=int(days)))
    except (OverflowError, ValueError):
        return None


def midnight(moment: datetime) -> datetime:
    """The same day without its time."""
    return datetime.combine(moment.date(), time())


def date_text(moment: datetime) -> str:
    """ "2026-10-05"."""
    return moment.strftime("%Y-%m-%d") if moment.year > 999 else moment.date().isoformat()


def time_text(moment: datetime, zone: tzinfo | None) -> str:
    """ "09:30:00.000+07:00" with the zone's offset of that day, "Z" for none."""
    clock = f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03d}"
    try:
        offset = moment.replace(tzinfo=zone).utcoffset() if zone else moment.astimezone().utcoffset()
    except (OverflowError, ValueError, OSError):
        offset = None
    minutes = int((offset or timedelta()).total_seconds() // 60)
    if not minutes:
        return f"{clock}Z"
    hours, rest = divmod(abs(minutes), 60)
    return f"{clock}{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def moment_text(moment: datetime, zone: tzinfo | None) -> str:
    """ "2026-10-05T09:30:00.000+07:00"."""
    return f"{date_text(moment)}T{time_text(moment, zone)}"


_FIELDS: dict[str, Callable[[datetime], str]] = {
    "Y": lambda moment: f"{moment.year:04d}",
    "y": lambda moment: f"{moment.year % 100:02d}",
    "m": lambda moment: f"{moment.month:02d}",
    "n": lambda moment: str(moment.month),
    "d": lambda moment: f"{moment.day:02d}",
    "e": lambda moment: str(moment.day),
    "H": lambda moment: f"{moment.hour:02d}",
    "h": lambda moment: str(moment.hour),
    "M": lambda moment: f"{moment.minute:02d}",
    "S": lambda moment: f"{moment.second:02d}",
    "3": lambda moment: f"{moment.microsecond // 1000:03d}",
    "W": lambda moment: f"{moment.isocalendar().week:02d}",
}


def format_moment(moment: datetime, pattern: str, language: str) -> str | None:
    """Write a moment by a pattern of ``%`` fields (format-date); None for a field that nobody knows."""
    months, days = ENGLISH_MONTHS, ENGLISH_DAYS
    if language == "vi":
        months, days = VIETNAMESE_MONTHS, VIETNAMESE_DAYS
    written: list[str] = []
    letters = iter(pattern)
    for letter in letters:
        if letter != "%":
            written.append(letter)
            continue
        field = next(letters, "")
        if field == "%":
            written.append("%")
        elif field == "b":
            written.append(months[moment.month - 1])
        elif field == "a":
            written.append(days[moment.weekday()])
        elif field in _FIELDS:
            written.append(_FIELDS[field](moment))
        else:
            return None
    return "".join(written)
