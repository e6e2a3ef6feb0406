"""What an author may have meant by a name that nobody knows: the hints of a complaint in two languages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

NO_HINTS = {"hint_vi": "", "hint_en": ""}


def did_you_mean(
    name: str, known: Iterable[str], *, likeness: float = 0.6, shown: str = "“{}”"
) -> dict[str, str]:
    """Return the fields ``hint_vi`` and ``hint_en``: the known name most like ``name``, if one is near.

    ``likeness`` runs from 0 to 1 (difflib); ``shown`` is how the name stands in the sentence.
    """
    near = difflib.get_close_matches(name, known, 1, likeness)
    return did_you_mean_this(shown.format(near[0])) if near else NO_HINTS


def did_you_mean_this(one: str) -> dict[str, str]:
    """Return the hints that ask whether ``one`` was meant."""
    return {"hint_vi": f" Có phải là {one}?", "hint_en": f" Did you mean {one}?"}
