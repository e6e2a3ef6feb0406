"""What people type, read into canonical text in the way of their language; pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, DecimalException

from models.forms.nodes import Choice
from models.forms.outcomes import Refusal

LONGEST = 10_000  # letters that one cell may hold
_LONGEST_NUMBER = 200
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "×": "*", "÷": "/", "\u00a0": " ", "\u202f": " "})
_TODAY = re.compile(r"(?:t|today|hom nay|nay|hn)\s*(?:([+-])\s*(\d{1,4}))?")
_DAY = re.compile(r"(\d{1,2})(?:[/.\- ](\d{1,2})(?:[/.\- ](\d{4}|\d{2}))?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2})(?:[:h.](\d{1,2})?(?:[:m](\d{1,2}))?)?|(\d{2})(\d{2})")
_YES = frozenset({"ok", "x", "co", "c", "y", "yes", "1", "dung", "d", "true"})
_NO = frozenset({"0", "khong", "k", "n", "no", "false"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What is needed to read a cell: its question's type and datatype, the language, its choices, the day.

    ``now`` is local and naive; ``current`` is the cell's present canonical text.
    """

    type: str
    datatype: str
    language: str
    choices: Sequence[Choice]
    now: datetime
    current: str = ""


def normal(text: str) -> str:
    """Text as it is kept: normal form C, no blanks around it."""
    return unicodedata.normalize("NFC", text).strip()


def folded(text: str) -> str:
    """Text for comparing: small letters without their marks, đ as d."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def read_typed(raw: str, reading: Reading) -> str | Refusal:
    """Canonical text ("" for blank) of what was typed, or why it cannot be taken."""
    text = normal(raw)
    if not text:
        return ""
    if len(text) > LONGEST:
        return Refusal("E_TOO_LONG", {"most": LONGEST})
    if reading.type in ("select_one", "select_multiple", "rank"):
        return _read_choices(text, reading)
    if reading.type == "acknowledge":
        return _read_yes(text, "OK", "")
    match reading.datatype:
        case "int":
            return _read_integer(text, reading.language)
        case "decimal":
            return _read_decimal(text, reading.language)
        case "date":
            return _read_date(text, reading.now)
        case "time":
            return _read_time(text)
        case "dateTime":
            return _read_moment(text, reading.now)
        case "boolean":
            return _read_yes(text, "1", "0")
    return text


def _read_yes(text: str, yes: str, no: str) -> str | Refusal:
    word = folded(text)
    if word in _YES:
        return yes
    return no if word in _NO else Refusal("E_NOT_YES_OR_NO", {"value": text})


# numbers


def _read_integer(text: str, language: str) -> str | Refusal:
    number = read_number(text, language)
    if number is None:
        return Refusal("E_NOT_A_NUMBER", {"value": text})
    if number != number.to_integral_value():
        return Refusal("E_NOT_AN_INTEGER", {"value": text})
    return str(int(number))


def _read_decimal(text: str, language: str) -> str | Refusal:
    number = read_number(text, language)
    if number is None:
        return Refusal("E_NOT_A_NUMBER", {"value": text})
    plain = format(number.normalize(), "f")
    return "0" if plain == "-0" else plain


def read_number(text: str, language: str) -> Decimal | None:
    """A number as the language writes it (vi: 1.234.567,89), or a sum that begins with "="."""
    plain = text.translate(_DASHES).strip()
    if len(plain) > _LONGEST_NUMBER:
        return None
    try:
        if plain.startswith("="):
            return _Sum(plain[1:], language).value()
        return _plain_number(plain.removesuffix("%").strip(), language)
    except (DecimalException, ValueError, RecursionError):
        return None


def _plain_number(text: str, language: str) -> Decimal:
    """Raises ValueError when the text is no number."""
    sign, digits = (text[0], text[1:].strip()) if text[:1] in ("-", "+") else ("", text)
    digits = digits.replace(" ", "")
    thousands, point = (".", ",") if language == "vi" else (",", ".")
    if re.fullmatch(rf"\d{{1,3}}(?:\{thousands}\d{{3}})+(?:\{point}\d+)?", digits, re.ASCII):
        digits = digits.replace(thousands, "")
    elif digits.count(thousands) == 1 and point not in digits:
        digits = digits.replace(thousands, point)  # 94.9 typed on a number pad cannot mean thousands
    if not re.fullmatch(rf"\d+(?:\{point}\d*)?|\{point}\d+", digits, re.ASCII):
        raise ValueError(text)
    return Decimal(sign + digits.replace(point, "."))


class _Sum:
    """A sum as people type it into a cell: + - * / and brackets over plain numbers."""

    def __init__(self, text: str, language: str) -> None:
        self._words = re.findall(r"[\d.,]+|[-+*/()%]|\S", text)
        self._language = language
        self._at = 0

    def value(self) -> Decimal:
        """Raises ValueError or DecimalException."""
        result = self._terms(0)
        if self._at != len(self._words):
            raise ValueError("something is left over")
        return round(result, 10) + 0

    def _next(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _terms(self, depth: int) -> Decimal:
        result = self._factors(depth)
        while self._next() in ("+", "-"):
            self._at += 1
            sign = 1 if self._words[self._at - 1] == "+" else -1
            result += sign * self._factors(depth)
        return result

    def _factors(self, depth: int) -> Decimal:
        result = self._atom(depth)
        while self._next() in ("*", "/"):
            self._at += 1
            if self._words[self._at - 1] == "*":
                result *= self._atom(depth)
            else:
                result /= self._atom(depth)
        return result

    def _atom(self, depth: int) -> Decimal:
        word = self._next()
        self._at += 1
        if word == "-":
            return -self._atom(depth + 1)
        if word == "(" and depth < 50:
            result = self._terms(depth + 1)
            if self._next() != ")":
                raise ValueError("a bracket is open")
            self._at += 1
            return result
        number = _plain_number(word, self._language)
        if self._next() == "%":
            self._at += 1
            return number / 100
        return number


# days and hours


def _read_date(text: str, now: datetime) -> str | Refusal:
    found = read_date(text, now.date())
    return Refusal("E_NOT_A_DATE", {"value": text}) if found is None else found.isoformat()


def read_date(text: str, today: date) -> date | None:
    """A day as people type it: 5/10, 05102026, 5/10/26, 2026-10-05, 5, t (today), t-1."""
    word = folded(text.translate(_DASHES))
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


def _read_time(text: str) -> str | Refusal:
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


def _read_moment(text: str, now: datetime) -> str | Refusal:
    day, _, clock = text.replace("T", " ").rpartition(" ")
    if not day:
        day, clock = text, "00:00"
    found, time = read_date(day, now.date()), _clock(clock)
    if found is None or time is None:
        return Refusal("E_NOT_A_DATE", {"value": text})
    return f"{found.isoformat()}T{time}"


# choices


def _read_choices(text: str, reading: Reading) -> str | Refusal:
    if reading.type == "select_one":
        return _one_choice(text, reading.choices)
    pieces = [piece for piece in re.split(r"[,;]", text) if piece.strip()]
    if len(pieces) == 1 and isinstance(_one_choice(_bare(text), reading.choices), Refusal):
        pieces = text.split()
    chosen = reading.current.split() if pieces and all(piece.strip()[0] in "+-" for piece in pieces) else []
    for piece in pieces:
        value = _one_choice(_bare(piece), reading.choices)
        if isinstance(value, Refusal):
            return value
        if piece.strip().startswith("-"):
            chosen = [other for other in chosen if other != value]
        elif value not in chosen:
            chosen.append(value)
    if reading.type == "select_multiple":
        order = {choice.value: place for place, choice in enumerate(reading.choices)}
        chosen.sort(key=lambda value: order.get(value, len(order)))
    return " ".join(chosen)


def _bare(piece: str) -> str:
    stripped = piece.strip()
    return stripped[1:].strip() if stripped[:1] in ("+", "-") and len(stripped) > 1 else stripped


def _one_choice(text: str, choices: Sequence[Choice]) -> str | Refusal:
    """The value meant: by value, by whole label, by number in the list, by first letters, by initials."""
    word = folded(text)
    for choice in choices:
        if choice.value == text:
            return text
    whole = [choice for choice in choices if word in (folded(choice.label), folded(choice.value))]
    if whole:
        return whole[0].value
    if re.fullmatch(r"\d{1,4}", text, re.ASCII) and 1 <= int(text) <= len(choices):
        return choices[int(text) - 1].value
    begun = [choice for choice in choices if folded(choice.label).startswith(word)]
    if not begun:
        begun = [choice for choice in choices if _initials(choice.label).startswith(word.replace(" ", ""))]
    if not begun:
        begun = [choice for choice in choices if folded(choice.value).startswith(word)]
    if len(begun) == 1:
        return begun[0].value
    if begun:
        labels = ", ".join(choice.label for choice in begun[:5])
        return Refusal("E_AMBIGUOUS_CHOICE", {"value": text, "choices": labels})
    return Refusal("E_NOT_A_CHOICE", {"value": text})


def _initials(label: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", folded(label)))
