"""Complaints of the compiler: which cell, what is wrong, what to write instead, in two languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal

from models.authoring.sentences import SENTENCES

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to mend (error: nothing is compiled) or to know (warning).

    ``sheet`` is None for a plain XForm; ``cell`` is then the node it is about ("/data/x@relevant").
    """

    severity: Severity
    sheet: str | None
    cell: str | None
    code: str
    message_vi: str
    message_en: str


class _Forgiving(Formatter):
    """A missing field is left as "?" rather than raised: a complaint must always be sayable."""

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:  # noqa: ARG002  the base's signature
        return kwargs.get(key, "?") if isinstance(key, str) else "?"


def complain(code: str, sheet: str | None, cell: str | None, /, **fields: object) -> Complaint:
    """The complaint of this code; its sentences are in models.authoring.sentences."""
    severity, vietnamese, english = SENTENCES[code]
    say = _Forgiving()
    short = {name: _shorten(value) for name, value in fields.items()}
    return Complaint(
        severity, sheet, cell, code, say.vformat(vietnamese, (), short), say.vformat(english, (), short)
    )


def _shorten(value: object) -> str:
    text = re.sub(r"\s+", " ", str(value))  # a hint keeps the blank before it
    return text if len(text) <= 160 else text[:157] + "…"


def in_order(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    """Without repetitions; errors first, then by sheet and cell."""
    unique = dict.fromkeys(complaints)
    return tuple(
        sorted(unique, key=lambda one: (one.severity != "error", one.sheet or "", _cell_key(one.cell or "")))
    )


def _cell_key(cell: str) -> tuple[int, int, str]:
    digits = "".join(filter(str.isdigit, cell)) if cell[:1].isalpha() else ""
    return (int(digits[:9] or 0), len(cell), cell)
