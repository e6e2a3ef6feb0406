"""The small file that home is painted from before the store is open: what was due when it was last seen.

Nothing depends on it: without it, or when it is damaged, home begins empty and fills a moment later.
"""

from __future__ import annotations

import json
from pathlib import Path

from tui.ports import DueView, HomeView, RegisterView

FORMAT = 1


def read_front(file: Path) -> tuple[HomeView, str, str] | None:
    """Return (home, language, theme) of the last time, None when there is nothing to paint from."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["format"] != FORMAT:
            return None
        home = kept["home"]
        view = HomeView(
            unit=home["unit"],
            unit_name=home["unit_name"],
            due=tuple(DueView(**due) for due in home["due"]),
            registers=tuple(RegisterView(**register) for register in home["registers"]),
            met=home["met"],
            measured=home["measured"],
            score=home.get("score", ""),
            score_target=home.get("score_target", ""),
            message=home["message"],
        )
        return view, str(kept["language"]), str(kept["theme"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_front(file: Path, view: HomeView, language: str, theme: str) -> None:
    """Keep home for the next start; failing to is no trouble worth telling."""
    document = {"format": FORMAT, "home": _document(view), "language": language, "theme": theme}
    try:
        file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    except OSError:
        return


def _document(view: HomeView) -> dict[str, object]:
    return {
        **view._asdict(),
        "due": [{**due._asdict(), "title": dict(due.title)} for due in view.due],
        "registers": [{**each._asdict(), "title": dict(each.title)} for each in view.registers],
    }
