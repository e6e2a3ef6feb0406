"""Language names of workbooks: "Tiếng Việt (vi)" and the code in its brackets."""

from __future__ import annotations

import re

VIETNAMESE = "vi"
_CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*\)\s*$")
_VIETNAMESE_NAMES = frozenset(
    {"vi", "vn", "vie", "vietnamese", "tiếng việt", "tieng viet", "việt", "tiếng việt nam"}
)


def language_code(name: str) -> str:
    """ "Tiếng Việt (vi)" → "vi"; a name without a code in brackets is its own code."""
    found = _CODE.search(name)
    if found:
        return found.group(1).lower()
    return VIETNAMESE if name.strip().lower() in _VIETNAMESE_NAMES else name.strip()


def is_vietnamese(name: str) -> bool:
    """Whether a workbook's language is Vietnamese, however it is written."""
    return language_code(name).split("-")[0] == VIETNAMESE
