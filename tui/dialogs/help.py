"""Help, made from the table of keys: this screen and this cell in two sentences, then the keys."""

from __future__ import annotations

from textual.screen import Screen

from locales.words import Words
from tui import keys
from tui.dialogs.read import ReadDialog
from tui.keys import Place
from tui.marks import Marks
from tui.sheets.lines import LinesModel
from tui.widgets.sheet_model import Cell, Column, Tone

WIDTH = 50  # cells of the sentences beside the keys, on a terminal of 80


def help_dialog(screen: Screen[object], words: Words, marks: Marks) -> ReadDialog:
    """Return the help of a screen."""
    about: list[str] = getattr(screen, "cell_help", list)()
    place = getattr(screen, "PLACE", Place.HOME)
    rows = [[Cell(line)] for text in about for line in _folded(text, 64)]
    if rows:
        rows.append([Cell()])
    for action in keys.actions(place):
        names = " ".join(keys.shown(key) for key in action.keys)
        for line in _folded(words.text(action.help), WIDTH):
            rows.append([Cell(names, Tone.STRONG), Cell(line)])
            names = ""
    columns = (Column("", 16), Column("", 80, grows=True, least=20))
    return ReadDialog(words.text("Help"), LinesModel(columns, rows), marks, hint=f"Esc {words.text('back')}")


def _folded(text: str, width: int) -> list[str]:
    """Break text at spaces."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
