"""Folders that are dear to make: made once a run by whichever process comes first, copied by all."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PATIENCE = 300.0  # seconds that the others wait for the one that makes it
LOOK = 0.1  # seconds between two looks


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that ``make`` filled. It belongs to all processes of the run: read it, or copy it.

    Raises whatever ``make`` raises, where it was made; the other processes fail with a word of it.
    """
    shared = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent  # each process of pytest-xdist has its own folder below the run's
    place = shared / f"once-{name}"
    made, done, failed = (place / part for part in ("made", "done", "failed"))
    try:
        place.mkdir()
    except FileExistsError:
        _wait_for(done, failed)
        return made
    try:
        made.mkdir()
        make(made)
    except BaseException as error:
        failed.write_text(repr(error), encoding="utf-8")
        raise
    done.touch()
    return made


def _wait_for(done: Path, failed: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not done.exists():
        if failed.exists():
            pytest.fail(f"another process could not make it: {failed.read_text(encoding='utf-8')}")
        if time.monotonic() > end:
            pytest.fail(f"{done.parent.name} was not made by another process within {PATIENCE:.0f} s")
        time.sleep(LOOK)
