"""Functions over texts: choices in a select's answer, parts of a text, patterns, digests."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import unicodedata
from functools import lru_cache

from models.forms.errors import EvaluationError
from models.forms.functions import whole
from models.forms.simple import Simple
from models.forms.values import Value, to_text

TEXTS = Simple()
DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


@TEXTS.named("tv", "selected", "is-selected")
def _selected(chosen: str, wanted: Value) -> bool:
    return f" {to_text(wanted).strip()} " in f" {chosen} "


@TEXTS.named("t", "count-selected")
def _count_selected(chosen: str) -> float:
    return float(len(chosen.split()))


@TEXTS.named("tn", "selected-at")
def _selected_at(chosen: str, place: float) -> str:
    values, index = chosen.split(), whole(place)
    return values[index] if 0 <= index < len(values) else ""


@TEXTS.named("t", "string-length")
def _string_length(text: str) -> float:
    return float(len(text))


@TEXTS.named("t", "normalize-space")
def _normalize_space(text: str) -> str:
    return re.sub(r"[ \t\n\x0b\f\r]+", " ", text.strip(" \t\n\x0b\f\r"))


@TEXTS.named("tt", "contains")
def _contains(text: str, part: str) -> bool:
    return part in text


@TEXTS.named("tt", "starts-with")
def _starts_with(text: str, part: str) -> bool:
    return text.startswith(part)


@TEXTS.named("tt", "ends-with")
def _ends_with(text: str, part: str) -> bool:
    return text.endswith(part)


@TEXTS.named("tt", "substring-before")
def _substring_before(text: str, part: str) -> str:
    before, found, _ = text.partition(part) if part else ("", "", "")
    return before if found else ""


@TEXTS.named("tt", "substring-after")
def _substring_after(text: str, part: str) -> str:
    return text.partition(part)[2] if part else text


@TEXTS.named("tnn", "substr")
def _substr(text: str, start: float, end: float | None = None) -> str:
    size = len(text)
    first, last = whole(start), size if end is None else whole(end)
    first = min(max(0, first + size if first < 0 else first), size)
    last = min(max(0, last + size if last < 0 else last), size)
    return text[first:last]


@TEXTS.named("tnn", "substring")
def _substring(text: str, start: float, length: float = math.inf) -> str:
    """XPath's own: places count from 1, both numbers are rounded."""
    if math.isnan(start) or math.isnan(length) or math.isinf(start):
        return ""
    first = math.floor(start + 0.5)
    last = len(text) + 1 if math.isinf(length) else first + math.floor(length + 0.5)
    return text[max(first, 1) - 1 : max(last, 1) - 1]


@TEXTS.named("ttt", "translate")
def _translate(text: str, old: str, new: str) -> str:
    table: dict[str, str] = {}
    for place, letter in enumerate(old):
        table.setdefault(letter, new[place] if place < len(new) else "")
    return "".join(table.get(letter, letter) for letter in text)


@TEXTS.named("tt", "regex")
def _regex(text: str, pattern: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(256)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(
            pattern.replace(r"\p{L}", r"[^\W\d_]").replace(r"\p{N}", r"\d"),
            re.ASCII if pattern.isascii() and r"\p" not in pattern else 0,
        )
    except (re.error, OverflowError, RecursionError) as trouble:
        raise EvaluationError(reason="regex", pattern=pattern) from trouble


@TEXTS.named("ttt", "digest")
def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    name = DIGESTS.get(algorithm.upper())
    if name is None or encoding.lower() not in ("hex", "base64"):
        raise EvaluationError(reason="digest", algorithm=algorithm, encoding=encoding)
    data = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
    return data.hex() if encoding.lower() == "hex" else base64.b64encode(data).decode()


@TEXTS.named("t", "base64-decode")
def _base64_decode(text: str) -> str:
    try:
        return unicodedata.normalize("NFC", base64.b64decode(text).decode("utf-8", "replace"))
    except ValueError as trouble:
        raise EvaluationError(reason="base64") from trouble
