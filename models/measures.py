"""Measuring: the figures of indicators, read from an entry or counted from a register's records.

Numerators and denominators are expressions of the form engine. An expression whose every value is blank is
not reported, even where the engine's ``sum()`` of nothing would say 0.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

from models.catalogue import Catalogue, Formula, Indicator
from models.forms.definition import FormDefinition, Node
from models.forms.errors import EvaluationError, UnknownNodeError
from models.forms.expressions import columns_read
from models.forms.expressions.walking import value_paths
from models.indicators import Measurement
from models.periods import Period, PeriodKind, parse_period
from models.registers import Record, rows
from models.session import EntrySession, SessionContext

_ROW = re.compile(r"\[\d+\]")
_PLACES = 9  # of a figure that the engine gives as a float: whole numbers stay exact, 0.1 + 0.2 is 0.3


def measure_entry(
    catalogue: Catalogue,
    session: EntrySession,
    *,
    unit: str | None = None,
    period: str | None = None,
    entry_id: str | None = None,
) -> list[Measurement]:
    """Measure all indicators of the session's form; unit and period are the entry's own unless given."""
    at_unit = unit if unit is not None else _value(session, "/data/unit")
    at_period = period if period is not None else _value(session, "/data/period")
    answered = {_ROW.sub("", path) for path in session.sent_values()}
    found = []
    for indicator in catalogue.indicators:
        if indicator.form == session.definition.form_id and indicator.numerator is not None:
            applicable = not _truth(session, indicator.not_applicable)
            found.append(
                Measurement(
                    indicator=indicator.code,
                    unit=at_unit,
                    period=at_period,
                    numerator=_figure(session, indicator.numerator, answered) if applicable else None,
                    denominator=_figure(session, indicator.denominator, answered) if applicable else None,
                    entry_id=entry_id,
                    applicable=applicable,
                )
            )
    return found


def measure_registers(
    catalogue: Catalogue,
    unit: str,
    period: Period | str,
    records: Mapping[str, Sequence[Record]],
    *,
    today: date | None = None,
) -> list[Measurement]:
    """Count one unit's registers (records by form id) for the indicators reported in this kind of period.

    A register tells how things stand, not how they stood: it is looked at as of ``today``, the day of the
    report, so that every figure of one report speaks of one day; without it as of the last day of the
    period's window. A register without any record was not kept, so its figures are undefined and not 0.
    """
    at = parse_period(period) if isinstance(period, str) else period
    as_of = catalogue.calendar.window(at)[1] if today is None else today
    session = _blank_session(as_of)
    found = []
    for indicator in _of_registers(catalogue, at.kind):
        own = [record for record in records.get(indicator.form, ()) if record.unit == unit]
        instances = {indicator.form: rows(own, as_of=as_of, columns=_columns(indicator))}
        applicable = not (own and _truth(session, indicator.not_applicable, instances))
        given = bool(own) and applicable
        found.append(
            Measurement(
                indicator=indicator.code,
                unit=unit,
                period=str(at),
                numerator=_evaluated(session, indicator.numerator, instances) if given else None,
                denominator=_evaluated(session, indicator.denominator, instances) if given else None,
                applicable=applicable,
            )
        )
    return found


def _of_registers(catalogue: Catalogue, kind: PeriodKind) -> Iterator[Indicator]:
    registers = {form.form_id for form in catalogue.registers()}
    return (
        indicator
        for indicator in catalogue.indicators
        if indicator.form in registers and indicator.period is kind and indicator.numerator is not None
    )


def _columns(indicator: Indicator) -> set[str]:
    formulas = (indicator.numerator, indicator.denominator, indicator.not_applicable)
    return set().union(*(columns_read(formula.expr) for formula in formulas if formula is not None))


def _blank_session(day: date) -> EntrySession:
    """Return a session of a form without questions, in which expressions over instances can be asked."""
    definition = FormDefinition("registers", "1", {}, ("vi",), "vi", Node("data", "group"))
    moment = datetime.combine(day, time(12), UTC)
    context = SessionContext(now=lambda: moment, username="", device="", instances={})
    return EntrySession.open(definition, context)


def _value(session: EntrySession, path: str) -> str:
    try:
        return session.value(path)
    except UnknownNodeError:
        return ""


def _truth(
    session: EntrySession,
    formula: Formula | None,
    instances: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
) -> bool:
    if formula is None:
        return False
    result = session.evaluate(formula.expr, instances or {})
    if isinstance(result, str):
        return result not in ("", "0", "false")
    return bool(result) and result == result


def _figure(session: EntrySession, formula: Formula | None, answered: set[str]) -> Decimal | None:
    """Return the value over an entry; None when every node that it is made of is blank."""
    if formula is None:
        return None
    read = {
        "/" + "/".join(step.name for step in path.steps)
        for path in value_paths(formula.expr)
        if path.base == "/"
    }
    if read and not read & answered:
        return None
    return _evaluated(session, formula, {})


def _evaluated(
    session: EntrySession,
    formula: Formula | None,
    instances: Mapping[str, Sequence[Mapping[str, str]]],
) -> Decimal | None:
    if formula is None:
        return None
    try:
        return to_decimal(session.evaluate(formula.expr, instances))
    except EvaluationError:
        return None


def to_decimal(value: object) -> Decimal | None:
    """Return an expression's value as a number; None when it is blank or not one."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, int | float):
        if not math.isfinite(value):
            return None
        return Decimal(int(value)) if value == int(value) else Decimal(repr(round(value, _PLACES)))
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
