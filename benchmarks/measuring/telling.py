"""How a benchmark is called and what it prints: the same words and the same JSON for all of them."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Found:
    """What was measured. ``quick`` says what was left out, ``marks`` what a ratio must not exceed."""

    ratios: Mapping[str, float | None]
    figures: Mapping[str, object]
    quick: str | None = None
    marks: Mapping[str, float] = field(default_factory=dict)

    def document(self) -> dict[str, Mapping[str, object]]:
        """Return the JSON that every benchmark prints."""
        quick = {} if self.quick is None else {"quick": self.quick}
        return {"ratios": self.ratios, "figures": {**self.figures, **quick}, "machine": machine()}


def machine() -> dict[str, object]:
    """Return what figures cannot be compared without."""
    return {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()}


def words(description: str | None, quick: str) -> argparse.ArgumentParser:
    """Return the words that every benchmark takes; ``quick`` is what --quick means here."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help=f"ends within 50 seconds: {quick}")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    return parser


def tell(found: Found, *, as_json: bool) -> None:
    """Print what was measured."""
    document = found.document()
    if as_json:
        print(json.dumps(document, ensure_ascii=False))
        return
    for part, figures in document.items():
        for name, value in figures.items():
            mark = f"   (mark {found.marks[name]})" if part == "ratios" and name in found.marks else ""
            print(f"{part:8} {name:32} {value}{mark}")
