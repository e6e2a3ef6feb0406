"""The passphrase of the commune's key: typed twice to choose, once to use; scripts set a variable."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeVar

import typer

from cli.errors import UsageError
from locales.words import Words

VARIABLE = "XASO_PASSPHRASE"
TRIES = 3
Result = TypeVar("Result")


def chosen(words: Words) -> str:
    """Return a new passphrase: from the environment, else typed twice alike. Raises UsageError."""
    given = os.environ.get(VARIABLE)
    if given:
        return given
    if not can_ask():
        raise UsageError(
            problem=words.text("There is nobody to ask for the passphrase: set {name}", name=VARIABLE)
        )
    while True:
        first = _ask(words.text("New passphrase"))
        if first == _ask(words.text("The same once more")):
            return first
        print(words.text("They differ; both again."), file=sys.stderr)


def unlocked(work: Callable[[str | None], Result], words: Words) -> Result:
    """Do ``work`` with the key: without a passphrase first, then with the one that is asked for, three times.

    Raises:
        PassphraseError: there is one, and it is wrong, or nobody is there to ask.
    """
    from sync.errors import PassphraseError

    try:
        return work(None)
    except PassphraseError:
        given = os.environ.get(VARIABLE)
        if not given and not can_ask():
            raise
    if given:
        return work(given)
    for left in range(TRIES - 1, 0, -1):
        try:
            return work(_ask(words.text("Passphrase of the key")))
        except PassphraseError:
            print(
                words.counted("Wrong. {count} more try.", "Wrong. {count} more tries.", left), file=sys.stderr
            )
    return work(_ask(words.text("Passphrase of the key")))


def can_ask() -> bool:
    """Tell whether a person sits at a terminal."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _ask(what: str) -> str:
    """Ask without showing what is typed; the question goes to stderr, where no document is."""
    return str(typer.prompt(what, hide_input=True, err=True))
