"""Names of sheets as Excel wants them: 31 characters, no []:*?/\\, none twice."""

from __future__ import annotations

import re

from reports.documents.text import clean

_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']+")
_RESERVED = "history"  # Excel keeps this name for itself


class SheetNames:
    """Gives each sheet a name of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = {_RESERVED}

    def of(self, title: str) -> str:
        """Return a free name made from ``title``."""
        plain = " ".join(_FORBIDDEN.sub(" ", clean(title)).split()) or "–"
        name, number = plain[:_LONGEST].strip(), 1
        while name.casefold() in self._taken:
            number += 1
            tail = f" {number}"
            name = f"{plain[: _LONGEST - len(tail)].strip()}{tail}"
        self._taken.add(name.casefold())
        return name

    reserve = of
