"""Which rows of a grid are shown: all of them, some by name, those with blanks, those with problems.

A filter only chooses what is seen. It is asked when it is set, not at every key: a row does not vanish
under the hands of somebody who types its last blank.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from tui.sheets.lines import folded


class Wanted(StrEnum):
    """Which rows are wanted."""

    ALL = "all"
    NAMED = "named"
    INCOMPLETE = "incomplete"
    PROBLEMS = "problems"


class Filter(NamedTuple):
    """What rows must be to show; ``words`` is a part of their names, for NAMED."""

    wanted: Wanted = Wanted.ALL
    words: str = ""

    def __bool__(self) -> bool:
        """Whether anything may be hidden."""
        return self.wanted is not Wanted.ALL


class Traits(NamedTuple):
    """What a filter looks at in a row."""

    name: str
    blank: bool  # a cell that one answers is empty
    wrong: bool  # an error, or a warning that nobody explained


def keeps(chosen: Filter, row: Traits) -> bool:
    """Tell whether a row shows. Names are compared without case and marks: “son” finds “Sơn”."""
    if chosen.wanted is Wanted.INCOMPLETE:
        return row.blank
    if chosen.wanted is Wanted.PROBLEMS:
        return row.wrong
    if chosen.wanted is Wanted.NAMED:
        name = folded(row.name)
        return all(word in name for word in folded(chosen.words).split())
    return True
