"""Every key, declared once: screens, footer, help and docs/keys.md are made from this table.

An action belongs to places. What is active at a moment is a stack of places (``STACKS``): a test asserts
that no two actions of one stack share a key. Texts are English keys of the translations.
"""

from __future__ import annotations

from functools import cache

from locales.words import mark as _
from tui.officer_actions import OFFICER_ACTIONS, OFFICER_STACKS
from tui.places import Action, Place
from tui.province.actions import PROVINCE_ACTIONS, PROVINCE_STACKS

__all__ = ["ACTIONS", "STACKS", "Action", "Place", "actions", "key_line", "shown", "table"]


ACTIONS: tuple[Action, ...] = (
    Action(
        Place.APP, "help", ("f1", "question_mark"), _("help"), _("Explain this screen and this cell."), 90
    ),
    Action(Place.APP, "command_palette", ("ctrl+p",), _("commands"), _("Find any command by its name.")),
    Action(Place.APP, "leave", ("ctrl+q",), _("quit"), _("Save what is being typed and leave the program.")),
    Action(Place.APP, "language", ("ctrl+l",), _("language"), _("Switch between Vietnamese and English.")),
    # moving
    Action(Place.LIST, "up", ("up",), _("up"), _("One row up.")),
    Action(Place.LIST, "down", ("down",), _("down"), _("One row down.")),
    Action(Place.LIST, "left", ("left",), _("left"), _("One column to the left.")),
    Action(Place.LIST, "right", ("right",), _("right"), _("One column to the right.")),
    Action(Place.LIST, "page_up", ("pageup",), _("page up"), _("One page up.")),
    Action(Place.LIST, "page_down", ("pagedown",), _("page down"), _("One page down.")),
    Action(Place.LIST, "row_start", ("home",), _("start"), _("To the first column.")),
    Action(Place.LIST, "row_end", ("end",), _("end"), _("To the last column.")),
    Action(Place.LIST, "first", ("ctrl+home",), _("top"), _("To the first row.")),
    Action(Place.LIST, "last", ("ctrl+end",), _("bottom"), _("To the last row.")),
    Action(
        Place.LIST, "enter", ("enter",), _("open"), _("Open the row, or go one row down where one types.")
    ),
    # typing into cells
    Action(Place.CELLS, "next_cell", ("tab",), _("next"), _("To the next cell.")),
    Action(Place.CELLS, "previous_cell", ("shift+tab",), _("back"), _("To the cell before.")),
    Action(
        Place.CELLS, "edit", ("f2",), _("edit"), _("Edit the cell in place, or open its list of choices.")
    ),
    Action(Place.CELLS, "erase", ("delete",), _("erase"), _("Empty the cell, or the chosen block.")),
    Action(Place.CELLS, "replace", ("backspace",), _("retype"), _("Empty the cell and type anew.")),
    # choosing blocks
    Action(Place.BLOCK, "select_up", ("shift+up",), _("select"), _("Choose a block, upwards.")),
    Action(Place.BLOCK, "select_down", ("shift+down",), _("select"), _("Choose a block, downwards.")),
    Action(Place.BLOCK, "select_left", ("shift+left",), _("select"), _("Choose a block, to the left.")),
    Action(Place.BLOCK, "select_right", ("shift+right",), _("select"), _("Choose a block, to the right.")),
    Action(Place.BLOCK, "select_all", ("ctrl+a",), _("all"), _("Choose everything.")),
    Action(Place.BLOCK, "copy", ("ctrl+c",), _("copy"), _("Copy the cell or the chosen block."), 50),
    # the editor of a cell
    Action(Place.EDITOR, "commit_down", ("enter",), _("keep"), _("Keep what was typed and go down.")),
    Action(
        Place.EDITOR, "commit_next", ("tab",), _("keep"), _("Keep what was typed and go to the next cell.")
    ),
    Action(Place.EDITOR, "commit_previous", ("shift+tab",), _("keep"), _("Keep what was typed and go back.")),
    Action(Place.EDITOR, "commit_up", ("up",), _("keep"), _("Keep what was typed and go up.")),
    Action(Place.EDITOR, "commit_below", ("down",), _("keep"), _("Keep what was typed and go down.")),
    Action(Place.EDITOR, "cancel", ("escape", "ctrl+z"), _("cancel"), _("Forget what was typed.")),
    Action(
        Place.EDITOR,
        "caret_left",
        ("left",),
        _("left"),
        _("One letter back; in a grid the cell to the left."),
    ),
    Action(Place.EDITOR, "caret_right", ("right",), _("right"), _("One letter on; in a grid the next cell.")),
    Action(Place.EDITOR, "caret_home", ("home",), _("start"), _("To the first letter.")),
    Action(Place.EDITOR, "caret_end", ("end",), _("end"), _("To the last letter.")),
    Action(
        Place.EDITOR,
        "rub_left",
        ("backspace", "ctrl+h"),
        _("rub out"),
        _("Take away the letter before the caret."),
    ),
    Action(Place.EDITOR, "rub_right", ("delete",), _("rub out"), _("Take away the letter behind the caret.")),
    Action(Place.EDITOR, "rub_word", ("ctrl+w",), _("rub out"), _("Take away the word before the caret.")),
    Action(Place.EDITOR, "rub_all", ("ctrl+u",), _("rub out"), _("Take away everything.")),
    # screens
    Action(Place.FIRST, "back", ("escape",), _("quit"), _("Leave the program."), 80),
    Action(
        Place.HOME,
        "search",
        ("f3", "slash"),
        _("find"),
        _("Find a form or a register by a part of its name."),
        20,
    ),
    Action(
        Place.HOME, "export", ("f9",), _("export"), _("Write a bundle of everything that is complete."), 30
    ),
    Action(
        Place.HOME,
        "receipts",
        ("f10",),
        _("receipts"),
        _("See what was exported and what came back; take in receipts and kits."),
        40,
    ),
    Action(Place.ENTRY, "back", ("escape",), _("back"), _("Go back; everything that was kept is saved."), 80),
    Action(Place.ENTRY, "same", ("f4",), _("as before"), _("Copy the previous period's value."), 10),
    Action(
        Place.ENTRY, "note", ("f6",), _("note"), _("Write a note at the cell, or explain its warning."), 50
    ),
    Action(
        Place.ENTRY, "history", ("f7",), _("history"), _("Show what the cell has been, when and by whom."), 60
    ),
    Action(Place.ENTRY, "problem", ("f8",), _("next error"), _("Go to the next problem."), 20),
    Action(
        Place.ENTRY,
        "search",
        ("slash", "f3", "ctrl+f"),
        _("find"),
        _("Find a question by a part of its name."),
        40,
    ),
    Action(
        Place.ENTRY,
        "review",
        ("f9",),
        _("review"),
        _("Look at all problems, the indicators, and complete."),
        30,
    ),
    Action(Place.ENTRY, "section_next", ("ctrl+down", "ctrl+right"), _("section"), _("To the next section.")),
    Action(
        Place.ENTRY, "section_previous", ("ctrl+up", "ctrl+left"), _("section"), _("To the section before.")
    ),
    Action(Place.ENTRY, "undo", ("ctrl+z",), _("undo"), _("Take back the last change of this sitting.")),
    Action(Place.ENTRY, "redo", ("ctrl+y",), _("redo"), _("Do again what was taken back.")),
    Action(
        Place.ENTRY,
        "add_row",
        ("insert", "ctrl+n"),
        _("add row"),
        _("Add a row to the list under the cursor."),
    ),
    Action(
        Place.ENTRY,
        "remove_row",
        ("ctrl+delete", "ctrl+x"),
        _("remove row"),
        _("Remove the row under the cursor."),
    ),
    Action(Place.GRID, "back", ("escape",), _("back"), _("Go back; everything that was kept is saved."), 80),
    Action(Place.GRID, "same", ("f4",), _("as before"), _("Copy the previous period's value."), 45),
    Action(Place.GRID, "note", ("f6",), _("note"), _("Write a note at the cell, or explain its warning.")),
    Action(Place.GRID, "history", ("f7",), _("history"), _("Show what the cell has been, when and by whom.")),
    Action(Place.GRID, "problem", ("f8",), _("next error"), _("Go to the next problem."), 40),
    Action(
        Place.GRID,
        "search",
        ("slash", "f3", "ctrl+f"),
        _("find"),
        _("Find a row or a column by a part of its name."),
        60,
    ),
    Action(
        Place.GRID,
        "sort",
        ("f5",),
        _("sort"),
        _("Sort the rows by this column; the data stay as they are."),
        30,
    ),
    Action(
        Place.GRID,
        "filter",
        ("f10", "ctrl+t"),
        _("filter"),
        _("Show only some rows: by name, with blanks, with problems; the data stay as they are."),
        35,
    ),
    Action(Place.GRID, "paste", ("ctrl+v",), _("paste"), _("Paste the block that was copied here."), 10),
    Action(
        Place.GRID, "fill", ("ctrl+d",), _("fill down"), _("Fill the chosen block from its first row."), 20
    ),
    Action(Place.GRID, "undo", ("ctrl+z",), _("undo"), _("Take back the last change of this sitting."), 25),
    Action(Place.GRID, "redo", ("ctrl+y",), _("redo"), _("Do again what was taken back.")),
    Action(Place.REVIEW, "back", ("escape",), _("back"), _("Go back to the cells."), 80),
    Action(Place.REVIEW, "explain", ("f6",), _("explain"), _("Explain the warning under the cursor."), 20),
    Action(Place.REVIEW, "complete", ("f9",), _("complete"), _("Declare the entry complete."), 30),
    Action(
        Place.REVIEW,
        "reopen",
        ("f4",),
        _("reopen"),
        _("Reopen a completed entry, or correct one that was sent."),
        40,
    ),
    Action(Place.EXPORT, "back", ("escape",), _("back"), _("Go back without writing anything."), 80),
    Action(Place.REGISTER, "back", ("escape",), _("back"), _("Go back home."), 80),
    Action(Place.REGISTER, "add", ("insert", "ctrl+n", "plus"), _("new"), _("Add a record."), 10),
    Action(
        Place.REGISTER,
        "search",
        ("slash", "f3", "ctrl+f"),
        _("find"),
        _("Find a record by any of its words."),
        20,
    ),
    Action(Place.REGISTER, "sort", ("f5",), _("sort"), _("Sort by the next column."), 30),
    Action(Place.READING, "back", ("escape", "q"), _("back"), _("Close this page."), 80),
    Action(Place.CHOOSING, "back", ("escape",), _("cancel"), _("Choose nothing."), 80),
    Action(Place.WRITING, "back", ("escape",), _("cancel"), _("Forget what was written."), 80),
    Action(Place.WRITING, "keep", ("enter",), _("keep"), _("Keep what was written."), 10),
    Action(Place.PASTING, "back", ("escape",), _("drop"), _("Paste nothing."), 80),
    Action(Place.PASTING, "keep", ("f9",), _("keep"), _("Put the block into the cells."), 10),
    *OFFICER_ACTIONS,
    *PROVINCE_ACTIONS,
)

# What is active together. The editor stands alone above its screen: it takes its keys first.
STACKS: dict[Place, tuple[Place, ...]] = {
    Place.FIRST: (Place.APP, Place.LIST, Place.FIRST),
    Place.HOME: (Place.APP, Place.LIST, Place.HOME),
    Place.ENTRY: (Place.APP, Place.LIST, Place.CELLS, Place.ENTRY),
    Place.GRID: (Place.APP, Place.LIST, Place.CELLS, Place.BLOCK, Place.GRID),
    Place.REVIEW: (Place.APP, Place.LIST, Place.REVIEW),
    Place.EXPORT: (Place.APP, Place.LIST, Place.EXPORT),
    Place.REGISTER: (Place.APP, Place.LIST, Place.REGISTER),
    Place.READING: (Place.APP, Place.LIST, Place.READING),
    Place.CHOOSING: (Place.APP, Place.LIST, Place.CHOOSING),
    Place.WRITING: (Place.APP, Place.WRITING),
    Place.PASTING: (Place.APP, Place.LIST, Place.PASTING),
    Place.EDITOR: (Place.EDITOR,),
    **OFFICER_STACKS,
    **PROVINCE_STACKS,
}

_SHOWN = {
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "slash": "/",
    "question_mark": "?",
    "plus": "+",
    "backspace": "Backspace",
    "delete": "Delete",
    "insert": "Insert",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def shown(key: str) -> str:
    """Return a key as people read it: ``ctrl+z`` → ^Z, ``f4`` → F4, ``shift+up`` → Shift+↑."""
    if key in _SHOWN:
        return _SHOWN[key]
    *modifiers, last = key.split("+")
    name = _SHOWN.get(last, last.upper())
    if modifiers == ["ctrl"] and len(last) == 1:
        return f"^{name}"
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def actions(place: Place) -> list[Action]:
    """Return the actions that are active on a screen, its own first."""
    stack = STACKS[place]
    return [action for level in reversed(stack) for action in ACTIONS if action.place is level]


@cache
def table(*places: Place) -> dict[str, str]:
    """Return key → action name for these places."""
    return {key: action.name for action in ACTIONS if action.place in places for key in action.keys}


def key_line(place: Place, overrides: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    """Return the key line of a screen, in order: (key as shown, label). ``overrides`` come first."""
    ranked = sorted((a for a in actions(place) if a.rank), key=lambda a: a.rank)
    own = {label for _key, label in overrides}
    return [*overrides, *((shown(a.keys[0]), a.label) for a in ranked if a.label not in own)]
