"""Notes and explanations of one entry: texts by path that stay with their cell when rows move."""

from __future__ import annotations

from collections.abc import Mapping

from models.forms.graph import attached
from models.forms.instance import Cell, Rows, find
from models.identifiers import nfc


class Remarks:
    """Texts at nodes. A row that goes takes its own with it, and brings them back when it comes again."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.by_path: dict[str, str] = dict(texts)
        """The texts as they stand, by the paths that their nodes have now."""
        self._held: list[tuple[Cell | Rows, str]] = []
        self._loose: dict[str, str] = {}

    def put(self, path: str, text: str) -> None:
        """Keep a text at a path; "" takes it away."""
        kept = nfc(text).strip()
        if kept:
            self.by_path[path] = kept
        else:
            self.by_path.pop(path, None)

    def hold(self, root: Cell) -> None:
        """Note which nodes the texts belong to: rows are about to come or go."""
        gone = [(node, text) for node, text in self._held if not _stands(node)]
        self._loose, self._held = {}, gone
        for path, text in self.by_path.items():
            node = find(root, path)
            if node is None:
                self._loose[path] = text
            else:
                self._held.append((node, text))

    def follow(self) -> None:
        """Take the texts to where their nodes are now."""
        self.by_path = {
            **self._loose,
            **{node.path: text for node, text in self._held if _stands(node)},
        }


def _stands(node: Cell | Rows) -> bool:
    return attached(node.parent if isinstance(node, Rows) else node)
