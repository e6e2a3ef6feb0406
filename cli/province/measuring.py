"""The office behind the province's commands, and what it measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.workspace import Province
from models.indicators import Measurement
from models.periods import Period

if TYPE_CHECKING:
    from models.office import Office


def office_of(opened: Province) -> Office:
    """Return the office of an opened province. Raises NotPublishedError before anything was."""
    from models.office import Office  # with it the store's statements

    return Office(opened.store, opened.catalogue, opened.call.clock)


def measurements_of(opened: Province, period: Period, *, count_registers: bool = True) -> list[Measurement]:
    """Return what was measured in a period; what arrived since the last time is measured now.

    A register tells how things stand today, so its figures of a period gone by stay what they were when
    the period was looked at: ``count_registers`` False leaves them. Raises NotPublishedError, StoreError.
    """
    return office_of(opened).measured(period, count_registers=count_registers).indicators
