"""Where keys mean something, and what an action of keys is."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Place(StrEnum):
    """Where a key means something."""

    APP = "app"
    LIST = "list"  # moving in any list or sheet
    CELLS = "cells"  # a sheet in which one types
    BLOCK = "block"  # a grid, where blocks are chosen and pasted
    EDITOR = "editor"  # while a cell is being typed
    FIRST = "first"
    HOME = "home"
    ENTRY = "entry"
    GRID = "grid"
    REVIEW = "review"
    EXPORT = "export"
    REGISTER = "register"
    READING = "reading"  # help, history: something to read and leave
    CHOOSING = "choosing"  # a list of choices over the screen
    WRITING = "writing"  # a line of text over the screen
    PASTING = "pasting"  # the preview of a pasted block
    OUTBOX = "outbox"  # what was exported and what came back
    FILES = "files"  # choosing a file to take in
    ENROLMENT = "enrolment"
    SECOND = "second"  # keying the same cells a second time
    SECOND_TABLE = "second table"  # the same for the villages of a form
    SETTLE = "settle"  # one difference between the two
    TRENDS = "trends"
    LOCK = "lock"
    # the province
    MATRIX = "matrix"  # communes × forms: the province's home
    STORY = "story"  # one unit
    INBOX = "inbox"  # what came, and what was refused
    SCORES = "scores"
    TASKS = "tasks"
    TASK_LIST = "task list"
    VERDICT = "verdict"  # one entry under review


class Action(NamedTuple):
    """One thing that keys do: ``name`` is the action, ``keys`` in Textual's names, first one is shown.

    ``label`` is the short word of the key line, ``rank`` its order there (0: not shown), ``help`` a sentence.
    """

    place: Place
    name: str
    keys: tuple[str, ...]
    label: str
    help: str
    rank: int = 0
