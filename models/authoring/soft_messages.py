"""xaso:warningMsg in several languages and with ${}: pyxform carries neither, the sheet does."""

from __future__ import annotations

import re

from models.authoring.languages import language_code
from models.authoring.survey import Line, Survey

_REFERENCE = re.compile(r"\$\{\s*([^${}]+?)\s*\}")
COLUMN = "bind::xaso:warningMsg"


def soft_messages(survey: Survey) -> dict[str, dict[str, str]]:
    """For each ref that has one: its warning message by language code; ``${x}`` became ``${/data/x}``."""
    found: dict[str, dict[str, str]] = {}
    for line in survey.by_ref.values():
        for column, text in survey.cells(line.row, COLUMN):
            message = _REFERENCE.sub(lambda hit, line=line: f"${{{_ref(hit.group(1), survey, line)}}}", text)  # type: ignore[misc]
            found.setdefault(line.ref, {})[language_code(column.language) if column.language else ""] = (
                message
            )
    return found


def _ref(name: str, survey: Survey, line: Line) -> str:
    candidates = survey.by_name.get(name, [])
    near = [candidate for candidate in candidates if candidate.parent == line.parent]
    return (near or candidates)[0].ref if candidates else name
