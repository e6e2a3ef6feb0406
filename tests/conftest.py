"""What all tests share: property tests without deadlines, for machines here are shared and noisy."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from tests import memory
from tests.databases import postgres, schemas

__all__ = ["postgres", "schemas"]

memory.work_there()

LONG = ("pty", "province_demo", "officer")  # folders whose tests take long

settings.register_profile("xaso", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("xaso")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that the processes end together."""
    items.sort(key=lambda item: not any(part in LONG for part in item.path.parts))
