"""The cardboard house with the services of the officer's further pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.mail_servers import post
from tests.tui.officer_fakes import FakeServices

__all__ = ["post"]


@pytest.fixture
def house(house: Any) -> Any:
    house.services = FakeServices(house)
    return house
