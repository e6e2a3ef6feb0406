"""What all tests share: where they work, in which order, and how often properties are tried."""

from __future__ import annotations

import pytest

from tests import memory, rounds
from tests.databases import postgres, schemas

__all__ = ["postgres", "schemas"]

memory.work_there()

# What takes longest comes first, so that the processes end together: files, then folders.
LONG = (
    "test_two_databases.py",
    "test_province_snapshots.py",
    "test_whole_sitting.py",
    "test_main_job.py",
    "test_snapshots.py",
    "test_demo_journey.py",
    "test_hostile_certified.py",
    "test_province_screens.py",
    "province_demo",
    "pty",
    "officer",
    "province",
    "tui",
    "sync",
    "cli",
)

rounds.settle()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long; with pytest-xdist it needs --no-loadscope-reorder to be heeded."""
    items.sort(
        key=lambda item: min((LONG.index(part) for part in item.path.parts if part in LONG), default=99)
    )
