"""The reference of what is seen: a bare Textual app with a single Input, to its first frame."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from benchmarks.measuring.terminal import Program, running

_APP = """
from textual.app import App
from textual.widgets import Input
class Bare(App):
    def compose(self):
        box = Input(placeholder="READY")
        box.cursor_blink = False
        yield box
Bare().run()
"""
ARGUMENTS = [sys.executable, "-c", _APP]
READY = "EADY"  # the caret stands on the R


def start_seconds(arguments: Sequence[str], text: str, environment: Mapping[str, str]) -> float:
    """Return seconds from starting a program until ``text`` is painted."""
    with running(list(arguments), environment) as program:
        return program.until(text) - program.begun


def bare_start(environment: Mapping[str, str]) -> float:
    """Return seconds from starting the bare app to its first frame."""
    return start_seconds(ARGUMENTS, READY, environment)


def bare_program(environment: Mapping[str, str]) -> Program:
    """Return a bare app that is ready for keys."""
    program = Program(ARGUMENTS, environment)
    program.until(READY)
    program.drain(0.3)
    return program
