"""A province and its communes, in a temporary folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mail_servers import authority, dovecot, post, secure_dovecot, secure_post, silent
from tests.sync.simulator import Commune, World

__all__ = ["authority", "dovecot", "post", "secure_dovecot", "secure_post", "silent"]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def laptop(world: World) -> Commune:
    return world.enrolled()
