"""The commune's own figures: measured from complete entries and from registers, kept beside them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from models.entries import EntryHead, EntryState
from models.indicators import Measurement, rounded
from models.measures import measure_entry, measure_registers
from models.periods import Period, parse_period
from models.registers import record_of
from models.store.transaction import Transaction
from reports.trends import Pillar, Trend, pillars, summary, trends
from tui.services import Footing
from tui.trends.ports import PillarView, SummaryView, TrendsView, TrendView

UNMEASURED = frozenset({EntryState.DRAFT, EntryState.DISCARDED})


class CommuneTrends:
    """Indicators of this commune over time."""

    def __init__(self, footing: Footing) -> None:
        self._footing = footing

    def summary(self, *, fresh: bool = True) -> SummaryView:
        """The commune in one line."""
        return self._summary(self._trends(fresh=fresh))

    def view(self) -> TrendsView:
        """All indicators by pillar."""
        found = self._trends(fresh=True)
        return TrendsView(self._summary(found), [_pillar_view(pillar, found) for pillar in pillars(found)])

    def _summary(self, found: list[Trend]) -> SummaryView:
        desk = self._footing.desk
        line = summary(desk.catalogue, desk.unit, found)
        return SummaryView(line.met, line.judged, _index(line.index), _text(line.target))

    def _trends(self, *, fresh: bool) -> list[Trend]:
        desk = self._footing.desk
        found = self._measured(fresh=fresh)
        today, calendar = self._footing.clock.today(), desk.catalogue.calendar
        forms = {indicator.code: indicator.form for indicator in desk.catalogue.indicators}
        reported: dict[str, Period] = {}
        for one in found:
            form = forms.get(one.indicator)
            if form is not None:
                period = parse_period(one.period)
                reported[form] = max(period, reported.get(form, period))
        last = {
            indicator.form: reported.get(indicator.form) or calendar.current(indicator.period, today)
            for indicator in desk.catalogue.indicators
        }
        return trends(desk.catalogue, desk.unit, found, last)

    # -- measuring -------------------------------------------------------------------------------------

    def _measured(self, *, fresh: bool) -> list[Measurement]:
        """Return every measurement of the unit; when ``fresh``, what was never measured is measured first."""
        desk, today = self._footing.desk, self._footing.clock.today()
        running = {
            str(desk.catalogue.calendar.current(indicator.period, today))
            for indicator in desk.catalogue.indicators
        }
        with self._footing.store.reading() as t:
            heads = [
                head
                for head in t.entries.heads(unit=desk.unit)
                if head.period is not None and head.state not in UNMEASURED
            ]
            found = _kept(t, desk.unit, heads, running)
        if not fresh:
            return found
        known = {one.entry_id for one in found}
        entries = [one for head in heads if head.id not in known for one in self._measure(head)]
        counted = self._count_registers([one for one in found if one.entry_id is None])
        renewed = {(one.indicator, one.period) for one in counted}
        return [
            *(one for one in found if one.entry_id or (one.indicator, one.period) not in renewed),
            *entries,
            *counted,
        ]

    def _measure(self, head: EntryHead) -> list[Measurement]:
        desk = self._footing.desk
        session = desk.open_entry(head.id).session
        found = measure_entry(desk.catalogue, session, unit=head.unit, period=head.period, entry_id=head.id)
        if found:
            with self._footing.store.transaction() as t:
                t.measurements.replace(head.id, found)
        return found

    def _count_registers(self, kept: list[Measurement]) -> list[Measurement]:
        """Count the registers as they stand today, for the running period of each kind; keep what is new.

        Figures of a period gone by stay what they were when it ended.
        """
        desk, today = self._footing.desk, self._footing.clock.today()
        catalogue, unit = desk.catalogue, desk.unit
        forms = [form.form_id for form in catalogue.registers(unit)]
        kinds = sorted({one.period for one in catalogue.indicators if one.form in forms})
        records = {
            form: [record_of(entry, unit, values) for entry, values in desk.record_values(form).items()]
            for form in (forms if kinds else ())
        }
        counted = []
        for kind in kinds:
            period = catalogue.calendar.current(kind, today)
            found = measure_registers(catalogue, unit, period, records, today=today)
            before = [one for one in kept if one.period == str(period)]
            if sorted(found, key=_code) != sorted(before, key=_code):
                with self._footing.store.transaction() as t:
                    t.measurements.replace_registers(str(period), {unit: found})
            counted += found
        return counted


def _code(measurement: Measurement) -> str:
    return measurement.indicator


def _kept(t: Transaction, unit: str, heads: Iterable[EntryHead], running: set[str]) -> list[Measurement]:
    """Return what is kept of entries that count, and of registers."""
    known = {None, *(head.id for head in heads)}
    periods = running | {head.period for head in heads if head.period is not None}
    return [
        one
        for period in sorted(periods)
        for one in t.measurements.of(period, unit=unit)
        if one.entry_id in known
    ]


def _pillar_view(pillar: Pillar, found: list[Trend]) -> PillarView:
    points = pillar.score.points
    return PillarView(
        name=pillar.name,
        points=None if points is None else str(rounded(points)),
        maximum=str(rounded(pillar.score.maximum)),
        index=_index(pillar.score.dti),
        met=pillar.met,
        judged=pillar.judged,
        trends=tuple(_view(trend) for trend in found if trend.indicator.pillar == pillar.name),
    )


def _view(trend: Trend) -> TrendView:
    indicator = trend.indicator
    return TrendView(
        code=indicator.code,
        label=indicator.label,
        unit=indicator.unit,
        percent=indicator.is_ratio,
        periods=tuple(str(period) for period in trend.periods),
        values=tuple(_text(value) for value in trend.values),
        at=None if trend.at is None else str(trend.at),
        value=_text(trend.value),
        target=_text(trend.target.value) if trend.target else None,
        comparison=trend.target.comparison.value if trend.target else "",
        met=trend.met,
    )


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _index(value: Fraction | None) -> str | None:
    return None if value is None else str(rounded(value))
