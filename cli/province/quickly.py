"""A province's figures where nothing new came: read at once, without loading SQLAlchemy.

Loading it takes a third of the time of a nation's scoreboard. Whatever is not as it was left (an entry that
was not measured, a journal that is behind, another database) is the store's: None is returned.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from cli.call import Call
from cli.workspace import province_folder, read_settings
from models.catalogue import Catalogue, catalogue_from_json
from models.indicators import Measurement
from models.measured import Measured, is_whole, pending, register_day
from models.periods import Period
from models.store.quick_province import QuickProvince, QuickProvinceTransaction


@dataclass(frozen=True, slots=True)
class Kept:
    """The measurements of a period, those of the same period of last year (none unless asked for)."""

    catalogue: Catalogue
    today: date
    now: list[Measurement]
    before: list[Measurement]


def kept(call: Call, period: Period, *, growth: bool) -> Kept | None:
    """Return what was measured of a period, if that is all there is. ``growth`` reads last year, too.

    Raises NoProvinceError, BadSettingsError.
    """
    workspace = province_folder(call)
    settings = read_settings(workspace)
    if settings.store:
        return None
    if settings.language:
        call.prefer(settings.language)
    store = QuickProvince.open(workspace.database)
    if store is None:
        return None
    try:
        with store.reading() as reading:
            if reading.events.behind(workspace.journal):
                return None
            return _kept(reading, call.clock().astimezone().date(), period, growth)
    except sqlite3.Error:  # damaged, or busy for long: the store says so in its own words
        return None
    finally:
        store.close()


def _kept(reading: QuickProvinceTransaction, today: date, period: Period, growth: bool) -> Kept | None:
    installed = reading.catalogues.current()
    if installed is None:
        return None
    catalogue = catalogue_from_json(installed.content)
    now = _measured(reading, str(period), register_day(catalogue, period, today))
    before = _measured(reading, str(period.same_of_last_year), None) if growth else []
    return None if now is None or before is None else Kept(catalogue, today, now, before)


def _measured(
    reading: QuickProvinceTransaction, period: str, registers: date | None
) -> list[Measurement] | None:
    if not is_whole(reading, period, pending(reading, period), registers):
        return None
    return Measured.of(reading.measurements.of(period)).indicators
