"""What an entry that came in must be, as far as it tells without its form: text, times, revision, paths.

Whatever is let pass here is shown, sorted and counted later, beside the entries of everybody else: a single
time that is none, or a sign that steers a terminal, must not reach the screens and documents of a province.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from functools import lru_cache

from models.entries import EntrySnapshot
from models.errors import UnknownPeriodError
from models.periods import parse_period
from sync.errors import ContentError

MAX_NAME = 256  # characters of a person's name

_PATH = re.compile(r"/[^\s\"'<>\x00-\x1f]{1,1023}")
_TIME = re.compile(r"(?:19[789]|2[01][0-9])[0-9]-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
# As JSON writes them, the backslash not itself escaped: what steers a terminal or a printer and no document
# can hold. A new line, a tab and a carriage return are text. PostgreSQL keeps no NUL.
_STEERING = re.compile(rb"(?<!\\)(?:\\\\)*\\(?:u00[01][0-9a-f]|[bf])")
_PERHAPS = re.compile(rb"\\(?:u00[01][0-9a-f]|[bf])")  # found in a tenth of the time: it begins with one sign
_STEERING_BYTES = re.compile(rb"\xc2[\x80-\x9f]")


def check_text(content: bytes | bytearray) -> None:
    """Check all the texts of a payload in its one spelling. Raises ContentError."""
    if _PERHAPS.search(content) and _STEERING.search(content):
        raise ContentError(reason="a control character")
    if b"\x7f" in content or _STEERING_BYTES.search(content):
        raise ContentError(reason="a control character")
    if not content.isascii() and not unicodedata.is_normalized("NFC", content.decode("utf-8", "replace")):
        raise ContentError(reason="text is not NFC")


def check(entry: EntrySnapshot, unit: str | None) -> None:
    """Check one entry of a bundle from ``unit``. Raises ContentError."""
    if entry.unit != unit:
        raise ContentError(reason="an entry of another unit", entry=entry.id)
    if entry.revision == 1 and (entry.replaces is not None or entry.lineage != entry.id):
        raise ContentError(reason="revision", entry=entry.id)
    if not re.fullmatch(r"[0-9a-f]{32}", entry.lineage):
        raise ContentError(reason="lineage", entry=entry.id)
    if not all(map(is_time, {entry.completed_at, *(change.at for change in entry.history)})):
        raise ContentError(reason="time", entry=entry.id)
    if len(entry.completed_by) > MAX_NAME:
        raise ContentError(reason="name", entry=entry.id)
    if entry.period is not None and not _is_period(entry.period):
        raise ContentError(reason="period", entry=entry.id)
    # The paths of values are held against the form itself (sync.payload_checks).
    for paths in (entry.notes, entry.explanations):
        if not all(map(_PATH.fullmatch, paths)):
            raise ContentError(reason="path", entry=entry.id)
    if not all(entry.values.values()):
        raise ContentError(reason="a blank value", entry=entry.id)


@lru_cache(maxsize=1024)
def is_time(text: str) -> bool:
    """Tell a time stamp of 1970 to 2199 that every calendar of every computer knows."""
    if not _TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_period(text: str) -> bool:
    try:
        return str(parse_period(text)) == text
    except UnknownPeriodError:
        return False
