"""The cardboard house with the services of the officer's further pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tui.officer_fakes import FakeServices


@pytest.fixture
def house(house: Any) -> Any:
    house.services = FakeServices(house)
    return house
