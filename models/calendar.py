"""The reporting calendar: windows and deadlines as rules, with exceptions for single periods.

All of it is data of the catalogue, because provinces and sectors differ. A day rule names a day of the
period's last month ``m``, or of a month before or after it: ``15 m-1`` is the 15th of the month before
the last one, ``last m`` its last day. So a month of windows 15th–14th is ``15 m-1`` to ``14 m`` and the
first half of a year ``15 m-6`` to ``14 m``.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Protocol

import msgspec

from models.errors import UnknownPeriodError
from models.periods import Period, PeriodKind, parse_period

_RULE = re.compile(r"(?P<day>\d{1,2}|last)\s*m\s*(?:(?P<sign>[+-])\s*(?P<months>\d{1,2}))?")
_SEARCHED = 4  # periods looked back and ahead around a day: no window is wider than that


class DayRule(msgspec.Struct, frozen=True):
    """A day relative to a period: ``day`` (0 = the last) of its last month plus ``months``."""

    day: int
    months: int = 0

    def on(self, period: Period) -> date:
        """Return the day for one period; a day that the month lacks becomes its last."""
        index = period.year * 12 + period.last_month - 1 + self.months
        year, month = divmod(index, 12)
        length = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(self.day or length, length))

    def __str__(self) -> str:
        months = f"{self.months:+d}" if self.months else ""
        return f"{self.day or 'last'} m{months}"


def parse_day_rule(text: str) -> DayRule:
    """Read ``15 m-1``, ``14 m`` or ``last m+1``. Raises ValueError."""
    match = _RULE.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(text)
    day = 0 if match["day"] == "last" else int(match["day"])
    if match["day"] != "last" and not 1 <= day <= 31:
        raise ValueError(text)
    return DayRule(day, int(f"{match['sign'] or '+'}{match['months'] or 0}"))


class PeriodRule(msgspec.Struct, frozen=True, kw_only=True):
    """The windows and the deadline of one kind of period."""

    kind: PeriodKind
    start: DayRule
    end: DayRule
    deadline: DayRule


class PeriodException(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is different for one period (canonical text); None keeps the rule's day."""

    period: str
    start: date | None = None
    end: date | None = None
    deadline: date | None = None


class Due(Protocol):
    """What the calendar asks of a form: its kind of period and its own deadline rule, if any."""

    @property
    def period(self) -> PeriodKind:
        """How often the form reports."""
        ...

    @property
    def due_rule(self) -> DayRule | None:
        """The form's own deadline; None = the calendar's."""
        ...


class Calendar(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rules by kind of period, exceptions, and the day before which nothing is asked for."""

    rules: tuple[PeriodRule, ...]
    exceptions: tuple[PeriodException, ...] = ()
    begins: date | None = None

    def window(self, period: Period) -> tuple[date, date]:
        """Return the first and the last day that the period reports on. Raises UnknownPeriodError."""
        rule = self._rule(period.kind)
        other = self._exception(period)
        start = other.start if other and other.start else rule.start.on(period)
        end = other.end if other and other.end else rule.end.on(period)
        return start, end

    def deadline(self, period: Period, form: Due | None = None) -> date:
        """Return the last day on which the period's report is on time.

        A per-period exception goes before the form's own rule, that before the calendar's.
        Raises UnknownPeriodError.
        """
        other = self._exception(period)
        if other and other.deadline:
            return other.deadline
        if form is not None and form.due_rule is not None:
            return form.due_rule.on(period)
        return self._rule(period.kind).deadline.on(period)

    def current(self, kind: PeriodKind, today: date) -> Period:
        """Return the period whose window holds ``today``: the latest one that has begun.

        Raises UnknownPeriodError when the calendar has no rule for the kind.
        """
        begun = [period for period in self._around(kind, today) if self.window(period)[0] <= today]
        if not begun:
            raise UnknownPeriodError(value=kind.value)
        return begun[-1]

    def periods_due(self, form: Due, today: date, *, overdue: int = 1) -> list[Period]:
        """Return the periods that a unit should work on for a form, oldest first.

        These are the periods whose window has begun and whose deadline has not passed, and the last
        ``overdue`` ones that are late. A register is never due.
        """
        if form.period is PeriodKind.NONE:
            return []
        begun = [
            period
            for period in self._around(form.period, today)
            if self.window(period)[0] <= today and not self._before_begin(period)
        ]
        late = [period for period in begun if self.deadline(period, form) < today]
        running = [period for period in begun if self.deadline(period, form) >= today]
        return late[len(late) - min(overdue, len(late)) :] + running

    def _before_begin(self, period: Period) -> bool:
        return self.begins is not None and self.window(period)[1] < self.begins

    def _rule(self, kind: PeriodKind) -> PeriodRule:
        for rule in self.rules:
            if rule.kind is kind:
                return rule
        raise UnknownPeriodError(value=kind.value)

    def _exception(self, period: Period) -> PeriodException | None:
        text = str(period)
        return next((other for other in self.exceptions if other.period == text), None)

    def _around(self, kind: PeriodKind, today: date) -> Iterator[Period]:
        self._rule(kind)
        middle = period_of(kind, today)
        return (middle.shifted(step) for step in range(-_SEARCHED, _SEARCHED + 1))


def period_of(kind: PeriodKind, day: date) -> Period:
    """Return the period of a kind that the calendar month of ``day`` falls in (nine months: its year's)."""
    if kind is PeriodKind.NONE:
        raise UnknownPeriodError(value=kind.value)
    months = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6}.get(kind, 12)
    return Period(day.year, (day.month - 1) // months + 1, kind)


def days_late(deadline: date, day: date) -> int:
    """Return by how many days ``day`` missed the deadline; 0 when it did not."""
    return max((day - deadline) // timedelta(days=1), 0)


def parse_reported_period(text: str, kind: PeriodKind) -> Period:
    """Read a period and insist on its kind. Raises UnknownPeriodError."""
    period = parse_period(text)
    if period.kind is not kind:
        raise UnknownPeriodError(value=text, expected=kind.value)
    return period
