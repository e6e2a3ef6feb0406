"""The small file that the first frame is painted from before the store is open.

It holds what was due when home was last seen, and the entry that was open when the program was left or
killed. Nothing depends on it: without it, or when it is damaged, home begins empty and fills a moment later.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tui.ports import DueView, HomeView, LeftView, RegisterView

FORMAT = 1


class Front(NamedTuple):
    """What was kept: home, language, theme, and the entry that was open, None when it was home."""

    home: HomeView
    language: str
    theme: str
    left: LeftView | None = None


def read_front(file: Path) -> Front | None:
    """Return what was kept the last time, None when there is nothing to paint from."""
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
        return Front(view, str(kept["language"]), str(kept["theme"]), _left(kept.get("left")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_front(file: Path, front: Front) -> None:
    """Keep it for the next start, whole or not at all; failing to is no trouble worth telling."""
    document = {
        "format": FORMAT,
        "home": _document(front.home),
        "language": front.language,
        "theme": front.theme,
        "left": None if front.left is None else front.left._asdict(),
    }
    beside = file.with_name(f"{file.name}.new")
    try:
        beside.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


class FrontKeeper:
    """Writes the file, from whichever thread: what is older never takes the place of what is newer."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._writing = threading.Lock()
        self._asked = 0
        self._written = 0

    def writing(self, front: Front) -> Callable[[], None]:
        """Return what writes this; to be called where a slow disk makes nobody wait."""
        self._asked += 1
        number = self._asked

        def write() -> None:
            with self._writing:
                if number > self._written:
                    self._written = number
                    write_front(self._file, front)

        return write


def _left(kept: dict[str, object] | None) -> LeftView | None:
    if not kept:
        return None
    period = kept["period"]
    return LeftView(
        form=str(kept["form"]),
        period=None if period is None else str(period),
        entry=str(kept["entry"]),
        path=str(kept["path"]),
    )


def _document(view: HomeView) -> dict[str, object]:
    return {
        **view._asdict(),
        "due": [{**due._asdict(), "title": dict(due.title)} for due in view.due],
        "registers": [{**each._asdict(), "title": dict(each.title)} for each in view.registers],
    }
