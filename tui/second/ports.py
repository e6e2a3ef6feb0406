"""Double entry as screens see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from models.verification import Keying

if TYPE_CHECKING:
    from models.desk import Sitting
    from models.forms.nodes import NodeState
    from models.forms.outcomes import Refusal


class SecondKeying(Protocol):
    """Double entry. ``cells`` and ``read`` are quick and pure; the others go to the disk."""

    def cells(self, sitting: Sitting, *, marked: bool) -> Sequence[NodeState]:
        """The cells that are keyed twice: all that a person answers, or only those that the form marks."""
        ...

    def read(self, sitting: Sitting, path: str, raw: str) -> str | Refusal:
        """Read what was typed blind into canonical text; the entry is not touched."""
        ...

    def first_by(self, sitting: Sitting) -> str:
        """Who keyed the entry."""
        ...

    def lines(self, sitting: Sitting) -> Sequence[Keying]:
        """The record so far, oldest first. Raises StoreError."""
        ...

    def append(self, sitting: Sitting, line: Keying) -> None:
        """Add a line to the record; durable when it returns. Raises StoreError."""
        ...

    def now(self) -> str:
        """This instant, as the store writes it."""
        ...
