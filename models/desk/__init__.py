"""The officer's desk: sessions and the store together, the one core that screen, commands and tests use."""

from __future__ import annotations

from models.desk.desk import Desk
from models.desk.items import DueItem, RegisterItem
from models.desk.sitting import Sitting

__all__ = ["Desk", "DueItem", "RegisterItem", "Sitting"]
