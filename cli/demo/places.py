"""Where a demo lies: one folder with a province, its communes and a stick that goes between them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.errors import DemoFolderError

_MARKER = "xaso-demo.json"


@dataclass(frozen=True, slots=True)
class DemoPlace:
    """A demo's folder. Nothing else may lie in it: what is not a demo is never touched."""

    root: Path

    @property
    def province(self) -> Path:
        """The province's workspace."""
        return self.root / "province"

    @property
    def stick(self) -> Path:
        """What travels: kits, enrolments, bundles and receipts, each in a folder."""
        return self.root / "stick"

    def commune(self, code: str) -> Path:
        """Return the data folder of a commune's laptop."""
        return self.root / "communes" / code

    def claim(self) -> dict[str, Any]:
        """Make the folder, or take up the demo that lies in it; return what was noted of it.

        Raises DemoFolderError when something else lies there; OSError.
        """
        marker = self.root / _MARKER
        if marker.exists():
            try:
                noted = json.loads(marker.read_text(encoding="utf-8"))
            except ValueError:
                noted = None
            if not isinstance(noted, dict):
                raise DemoFolderError(path=str(self.root))
            return noted
        if self.root.exists() and (not self.root.is_dir() or any(self.root.iterdir())):
            raise DemoFolderError(path=str(self.root))
        self.root.mkdir(parents=True, exist_ok=True)
        self.note({})
        return {}

    def note(self, noted: dict[str, Any]) -> None:
        """Keep what the next call of the demo must know."""
        part = self.root / f"{_MARKER}.part"
        part.write_text(json.dumps(noted, ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(self.root / _MARKER)
