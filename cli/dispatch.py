"""Runs one command through typer and turns whatever happens into words and an exit code."""

from __future__ import annotations

import atexit
import gc
import gettext
import os
import sys
from pathlib import Path

import typer

import locales
from cli.app import build
from cli.call import Call
from cli.errors import UsageError
from cli.hoist import Hoisted
from cli.outcome import DONE, INTERRUPTED, tell
from cli.printing import speak_utf8
from cli.usage import sentence
from locales.words import LANGUAGES
from models.forms.resting import collector_at_rest


def run(said: Hoisted) -> int:
    """Run the command that ``said`` names and return the exit code."""
    # Nothing needs to be looked through for cycles any more when the program ends: that took a tenth of it.
    atexit.register(gc.freeze)
    speak_utf8()
    call = Call(said.data, said.province, said.language, said.as_json)
    try:
        return _run(said, call)
    except BrokenPipeError:
        # Whoever read our answer has enough of it; Python must not complain again while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except typer.Abort:
        return INTERRUPTED
    except typer.TyperException as problem:
        error = UsageError(problem=sentence(problem, call.words))
        return tell(error, call.words, as_json=call.as_json)
    except Exception as error:  # the one place where everything ends
        return tell(error, call.words, as_json=call.as_json)


def _run(said: Hoisted, call: Call) -> int:
    if said.problem is not None:
        raise UsageError(problem=call.words.text("{option} needs a value", option=said.problem))
    if said.language is not None and said.language not in LANGUAGES:
        raise UsageError(problem=call.words.text("--lang is vi or en, not {given}", given=said.language))
    _let_typer_speak(call.words.language)
    with collector_at_rest():
        command = build(call.words, *said.rest[:2])
    result = command(said.rest, prog_name="xaso", standalone_mode=False, obj=call)
    return result if isinstance(result, int) else DONE


def _let_typer_speak(language: str) -> None:
    """Give typer's own headings (Options, Commands) this language: it asks gettext's default domain."""
    gettext.bindtextdomain("typer", Path(locales.__file__).parent)
    gettext.textdomain("typer")
    os.environ["LANGUAGE"] = language
