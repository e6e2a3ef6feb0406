"""Identifiers: unit codes, form names and entry ids, checked once where they come in."""

from __future__ import annotations

import re
import unicodedata
import uuid

from models.errors import BadIdentifierError

PROVINCE_CODE = re.compile(r"[0-9]{2}")
COMMUNE_CODE = re.compile(r"[0-9]{5}")
VILLAGE_CODE = re.compile(r"[0-9]{5}-[0-9A-Z]{2,6}")
FORM_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n\r"}


def new_entry_id() -> str:
    """Return a fresh entry id: 32 lower-case hexadecimal digits."""
    return uuid.uuid4().hex


def province_code(text: str) -> str:
    """Return ``text`` if it is a province code (two digits). Raises BadIdentifierError."""
    return _checked(PROVINCE_CODE, text, "province")


def form_id(text: str) -> str:
    """Return ``text`` if it is a form identifier. Raises BadIdentifierError."""
    return _checked(FORM_ID, text, "form")


def nfc(text: str) -> str:
    """Return ``text`` as the house stores it: normal form C, no control characters but tabs and line ends.

    Pasted text brings others at times. They show nothing, steer terminals, and no document can hold them.
    """
    return unicodedata.normalize("NFC", text.translate(_CONTROLS))


def _checked(pattern: re.Pattern[str], text: str, kind: str) -> str:
    if not pattern.fullmatch(text):
        raise BadIdentifierError(kind=kind, value=text)
    return text
