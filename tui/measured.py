"""The indicators of one entry as the review shows them, and keeping them when the entry is complete.

Nothing here is loaded before the first frame; it loads the form engine's neighbours, not the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from models.indicators import is_met, target_for, total, value_for_target
from models.measures import measure_entry
from models.periods import parse_period
from tui.ports import IndicatorView

if TYPE_CHECKING:
    from models.catalogue import Catalogue, Indicator
    from models.desk import Desk, Sitting
    from models.indicators import Measurement
    from models.store import Store


def keep(store: Store, desk: Desk, sitting: Sitting) -> None:
    """Keep the indicators of a completed entry; home and trends read them."""
    head = sitting.head
    if head.period is not None:
        found = measure_entry(
            desk.catalogue, sitting.session, unit=head.unit, period=head.period, entry_id=head.id
        )
        with store.transaction() as writing:
            writing.measurements.replace(head.id, found)


def as_it_stands(store: Store, desk: Desk, sitting: Sitting) -> Sequence[IndicatorView]:
    """Measure the entry as it stands, beside what was measured for the previous period."""
    head, catalogue = sitting.head, desk.catalogue
    if head.period is None:
        return []
    found = measure_entry(catalogue, sitting.session, unit=head.unit, period=head.period, entry_id=head.id)
    before = str(parse_period(head.period).previous)
    with store.reading() as reading:
        previous = {m.indicator: m for m in reading.measurements.of(before, unit=head.unit)}
    return [
        _indicator_view(catalogue, catalogue.indicator(m.indicator), m, previous.get(m.indicator))
        for m in sorted(found, key=lambda m: m.numerator is None)  # what was measured comes first
    ]


def _indicator_view(
    catalogue: Catalogue, indicator: Indicator, now: Measurement, before: Measurement | None
) -> IndicatorView:
    value = value_for_target(indicator, total(indicator, [now]))
    earlier = None if before is None else value_for_target(indicator, total(indicator, [before]))
    target = target_for(catalogue.targets, indicator.code, now.unit, now.period)
    whole = Decimal(100) if indicator.is_ratio else (target.value if target else None)
    share = float(value / whole) if value is not None and whole else 0.0
    return IndicatorView(
        code=indicator.code,
        label=indicator.label,
        previous=None if earlier is None else str(earlier),
        current=None if value is None else str(value),
        target=None if target is None else str(target.value),
        percent=indicator.is_ratio,
        share=min(max(share, 0.0), 1.0),
        met=None if target is None else is_met(target, value),
    )
