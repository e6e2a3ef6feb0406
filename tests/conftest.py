"""What all tests share: property tests without deadlines, for machines here are shared and noisy."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests import memory
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

settings.register_profile("xaso", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("xaso")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long; with pytest-xdist it needs --no-loadscope-reorder to be heeded."""
    items.sort(
        key=lambda item: min((LONG.index(part) for part in item.path.parts if part in LONG), default=99)
    )
