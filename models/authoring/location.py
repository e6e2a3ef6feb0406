"""Where a complaint about a node belongs: the cell of the workbook it came from."""

from __future__ import annotations

from typing import Protocol


class Locator(Protocol):
    """Finds the cell behind a node of the XForm."""

    def at(self, ref: str, what: str) -> tuple[str | None, str]:
        """Sheet and cell of ``what`` (relevant, constraint, …) of the node at the generic ``ref``."""
        ...

    def written(self, ref: str, what: str) -> str:
        """The words that stand in that cell, as the author wrote them; "" when they are not at hand."""
        ...


class NodeLocator:
    """For a plain XForm: no sheet, and the node itself as the cell."""

    def at(self, ref: str, what: str) -> tuple[str | None, str]:
        """None and "/data/x@relevant"."""
        return None, f"{ref}@{what}" if what else ref

    def written(self, ref: str, what: str) -> str:  # noqa: ARG002  the protocol's signature
        """Nothing: the XForm's own text is all there is."""
        return ""
