"""One explanation of trouble: what it is called, what happened, what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """English texts (keys of the ``errors`` domain) with ``{details}`` of the error as placeholders."""

    title: str
    body: str
    remedy: str
