"""Functions over days and hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from models.forms.compiling import Closure
from models.forms.dates import format_moment, fractional_days, from_days, midnight, parse_moment
from models.forms.errors import EvaluationError
from models.forms.expressions.coding import Tree
from models.forms.paths import PathCompiler
from models.forms.routes import Place
from models.forms.values import Value, to_text

Maker: TypeAlias = Callable[[PathCompiler, list[Tree], Place], Closure]
Numeric: TypeAlias = Callable[[Any], float]


def _today(compiler: PathCompiler, _arguments: list[Tree], _place: Place) -> Closure:
    world = compiler.world
    return lambda _context: midnight(world.now())


def _now(compiler: PathCompiler, _arguments: list[Tree], _place: Place) -> Closure:
    world = compiler.world
    return lambda _context: world.now()


def _date(keep_time: bool) -> Maker:
    def make(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
        value = compiler.value(arguments[0], place)
        return lambda context: _to_moment(value(context), keep_time, compiler)

    return make


def _to_moment(value: Value, keep_time: bool, compiler: PathCompiler) -> Value:
    if isinstance(value, datetime):
        return value if keep_time else midnight(value)
    if isinstance(value, bool):
        raise EvaluationError(reason="date", value=to_text(value))
    if isinstance(value, str):
        if not value:
            return value
        moment = parse_moment(value, compiler.world.zone)
    else:
        if value != value:
            return value
        moment = from_days(value, keep_time) if abs(value) < 2**31 else None
    if moment is None:
        raise EvaluationError(reason="date", value=to_text(value))
    return moment


def _format_date(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
    value, pattern = compiler.value(arguments[0], place), compiler.text(arguments[1], place)

    def written(context: Any) -> Value:
        moment = _to_moment(value(context), True, compiler)
        if not isinstance(moment, datetime):
            return ""
        text = format_moment(moment, pattern(context), compiler.world.language)
        if text is None:
            raise EvaluationError(reason="format", pattern=pattern(context))
        return text

    return written


def _decimal_date(keep_date: bool) -> Maker:
    def make(compiler: PathCompiler, arguments: list[Tree], place: Place) -> Closure:
        value = compiler.value(arguments[0], place)

        def days(context: Any) -> Value:
            found = value(context)
            if found == "" or found != found:
                return found
            if isinstance(found, float):
                return found if keep_date else found % 1
            moment = _to_moment(found, True, compiler)
            if not isinstance(moment, datetime):
                return moment
            if keep_date:
                return _instant_days(moment, compiler)
            return fractional_days(moment) % 1

        return days

    return make


def _instant_days(moment: datetime, compiler: PathCompiler) -> float:
    """Days since the epoch in UTC, as a clock counts them."""
    zone = compiler.world.zone
    aware = moment.replace(tzinfo=zone) if zone is not None else moment.astimezone()
    offset = aware.utcoffset()
    return fractional_days(moment - offset) if offset is not None else fractional_days(moment)


MAKERS: dict[str, Maker] = {
    "today()": _today,
    "now()": _now,
    "date()": _date(keep_time=False),
    "date-time()": _date(keep_time=True),
    "format-date()": _format_date,
    "format-date-time()": _format_date,
    "decimal-date-time()": _decimal_date(keep_date=True),
    "decimal-time()": _decimal_date(keep_date=False),
}
