"""Files at rest: those on which opening failed again and again are not opened at every import.

Each costs two helpers, or all the time that a file may take. What failed may have been the machine, which was
busy, and not the file: so it rests only from the second import on that refused it, only for a day, and only
until something else would open it.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

import msgspec

from sync.envelope import APP
from sync.errors import ExaminationError, ExaminedBeforeError
from sync.examination import Refused
from sync.quarantine import Case, Quarantine
from sync.trust import moment

TIMES = 2  # imports that a file was refused at before it rests
PAUSE = timedelta(days=1)  # after which it is opened once more
_LIBRARIES = ("cryptography", "msgspec", "pyrage")


def at_rest(cases: Iterable[Case], now: datetime) -> Mapping[str, Refused]:
    """Return what is not opened ``now``, by its SHA-256, with what is said of it instead."""
    resting = [case for case in cases if _failed(case) and case.tries >= TIMES and _lately(case, now)]
    with_us = opener() if resting else ""
    return {
        case.sha256: Refused(
            case.sha256,
            ExaminedBeforeError.code,
            {"times": case.tries, "reason": case.details.get("reason", "")},
        )
        for case in resting
        if case.opener == with_us
    }


def counted(case: Case, quarantine: Quarantine) -> Case:
    """Return a case that is to be kept, with how often opening it failed where it did."""
    if not _failed(case):
        return case
    with_us, before = opener(), quarantine.find(case.sha256)
    again = before is not None and _failed(before) and before.opener == with_us
    tries = before.tries + 1 if before is not None and again else 1
    return msgspec.structs.replace(case, tries=tries, opener=with_us)


def opener() -> str:
    """Name what opens files here: this program, Python, and the libraries that read what others wrote."""
    return ", ".join([APP, f"Python {platform.python_version()}", *map(_library, _LIBRARIES)])


def _failed(case: Case) -> bool:
    return case.code == ExaminationError.code


def _lately(case: Case, now: datetime) -> bool:
    return timedelta(0) <= now - moment(case.received_at) < PAUSE


def _library(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:  # part of a larger package
        return name
