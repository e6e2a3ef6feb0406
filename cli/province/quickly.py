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
from models.measured import Measured, is_whole, register_day
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
    if not is_whole(reading, str(period), register_day(catalogue, period, today)):
        return None
    before = str(period.same_of_last_year)
    if growth and not is_whole(reading, before, None):
        return None
    asked = (str(period), *((before,) if growth else ()))
    now, *then = (Measured.of(reading.measurements.of(one)).indicators for one in asked)
    return Kept(catalogue, today, now, then[0] if then else [])
