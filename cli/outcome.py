"""How a call ends: the only place that turns errors into words and exit codes.

With ``--json`` an error is also one document on stdout, ``{"error": {"code", "title", "body",
"remedy"}}``, so that a program that reads the answer always finds exactly one; people always get
the sentence on stderr.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING

from cli.errors import MissingPartError, from_os_error
from cli.printing import print_json
from locales.words import Words
from models.errors import Family, XasoError

if TYPE_CHECKING:
    from locales.explain import Explanation

DONE = 0
REFUSED = 1
USAGE = 2
INTERRUPTED = 130
EXIT_CODES = {
    Family.REFUSED: REFUSED,
    Family.USAGE: USAGE,
    Family.SETUP: 3,
    Family.STORE: 4,
    Family.TRUST: 5,
}


def tell(error: Exception, words: Words, *, as_json: bool) -> int:
    """Explain ``error`` on stderr (and as JSON on stdout) and return the exit code."""
    from locales.explain import explain  # the words of all errors: for when there is one

    known = _known(error)
    if not isinstance(known, XasoError):
        if os.environ.get("XASO_DEBUG"):
            traceback.print_exception(error)
        place = traceback.extract_tb(error.__traceback__)[-1:]
        where = (
            f" ({type(error).__name__}: {error}"
            + "".join(f"; {at.filename}:{at.lineno}" for at in place)
            + ")"
        )
        return _say(explain(XasoError(), words), XasoError.family, as_json=as_json, more=where)
    return _say(explain(known, words), known.family, as_json=as_json)


def _known(error: Exception) -> Exception:
    if isinstance(error, OSError):
        return from_os_error(error)
    if isinstance(error, ModuleNotFoundError):
        return MissingPartError(library=error.name)
    return error


def _say(explanation: Explanation, family: Family, *, as_json: bool, more: str = "") -> int:
    print(f"✗ {explanation}{more}", file=sys.stderr)
    if as_json:
        print_json({"error": as_document(explanation)})
    return EXIT_CODES[family]


def as_document(explanation: Explanation) -> dict[str, str]:
    """Return an explanation as the JSON object that every command uses for errors."""
    return {
        "code": explanation.code,
        "title": explanation.title,
        "body": explanation.body,
        "remedy": explanation.remedy,
    }
