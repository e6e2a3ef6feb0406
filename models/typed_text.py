"""Typed text made plain: as it is kept, for comparing, and without a printer's signs."""

from __future__ import annotations

import unicodedata

from models.identifiers import nfc

_PLAIN = str.maketrans({"−": "-", "–": "-", "—": "-", "×": "*", "÷": "/", "\u00a0": " ", "\u202f": " "})


def plain_signs(text: str) -> str:
    """Text with the signs of a keyboard: hyphens for dashes, * and / for × and ÷, blanks that break."""
    return text.translate(_PLAIN)


def normal(text: str) -> str:
    """Text as it is kept: normal form C, no control characters, no blanks around it."""
    return nfc(text).strip()


def folded(text: str) -> str:
    """Text for comparing: small letters without their marks, đ as d."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
