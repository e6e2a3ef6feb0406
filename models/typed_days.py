"""Days and hours as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from models.forms.outcomes import Refusal
from models.typed_text import folded, plain_signs

_TODAY = re.compile(r"(?:t|today|hom nay|nay|hn)\s*(?:([+-])\s*(\d{1,4}))?")
_DAY = re.compile(r"(\d{1,2})(?:[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2})(?:[:h.](\d{1,2})?(?:[:m](\d{1,2}))?)?|(\d{2})(\d{2})")


def typed_date(text: str, now: datetime) -> str | Refusal:
    """Canonical text of a day, or why it is none."""
    found = read_date(text, now.date())
    return Refusal("E_NOT_A_DATE", {"value": text}) if found is None else found.isoformat()


def read_date(text: str, today: date) -> date | None:
    """A day as people type it: 5/10, 05102026, 5/10/26, 2026-10-05, 5, t (today), t-1."""
    word = folded(plain_signs(text))
    relative = _TODAY.fullmatch(word)
    try:
        if relative is not None:
            days = int(relative[2] or 0)
            return today + timedelta(days=-days if relative[1] == "-" else days)
        iso = _ISO.fullmatch(word)
        if iso is not None:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if re.fullmatch(r"\d{8}|\d{6}", word, re.ASCII):
            return date(_year(word[4:]), int(word[2:4]), int(word[:2]))
        if re.fullmatch(r"\d{4}", word, re.ASCII):
            return date(today.year, int(word[2:]), int(word[:2]))
        parts = _DAY.fullmatch(word)
        if parts is None:
            return None
        year = _year(parts[3]) if parts[3] else today.year
        return date(year, int(parts[2] or today.month), int(parts[1]))
    except (ValueError, OverflowError):
        return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def typed_time(text: str) -> str | Refusal:
    """Canonical text of an hour, or why it is none."""
    clock = _clock(text)
    return Refusal("E_NOT_A_TIME", {"value": text}) if clock is None else clock


def _clock(text: str) -> str | None:
    """ "9:30", "9h30", "9h", "0930" or canonical "09:30:00.000" as canonical text."""
    word = re.sub(r"(:\d+:\d+)\.\d*(?:z|[+-]\d{2}:?\d{2})?$", r"\1", text.strip().casefold())
    match = _CLOCK.fullmatch(word.replace(" ", ""))
    if match is None:
        return None
    hour, minute, second = int(match[1] or match[4]), int(match[2] or match[5] or 0), int(match[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return f"{hour:02d}:{minute:02d}:{second:02d}.000"


def typed_moment(text: str, now: datetime) -> str | Refusal:
    """Canonical text of a day and hour, or why it is none."""
    day, _, clock = text.replace("T", " ").rpartition(" ")
    if not day:
        day, clock = text, "00:00"
    found, time = read_date(day, now.date()), _clock(clock)
    if found is None or time is None:
        return Refusal("E_NOT_A_DATE", {"value": text})
    return f"{found.isoformat()}T{time}"
