"""The catalogue: forms, units, indicators, targets and the calendar, versioned as one and sent in a kit.

Its JSON is canonical: the same catalogue always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

import msgspec

from models.calendar import Calendar
from models.catalogue_parts import (
    INDEX,
    CatalogueForm,
    Comparison,
    Direction,
    FormKind,
    Formula,
    Indicator,
    Level,
    Method,
    PointStep,
    Target,
)
from models.errors import Family, UnknownFormError, UnknownPeriodError, XasoError
from models.periods import Period
from models.units import Unit, UnitKind, Units

__all__ = [
    "INDEX",
    "Catalogue",
    "CatalogueError",
    "CatalogueForm",
    "Comparison",
    "Direction",
    "FormKind",
    "Formula",
    "Indicator",
    "Level",
    "Method",
    "PointStep",
    "Target",
    "UnknownIndicatorError",
    "catalogue_from_json",
    "catalogue_to_json",
]

FORMAT = 1


class CatalogueError(XasoError):
    """A catalogue's bytes are damaged or of another format. details: ``reason``."""

    code = "E_CATALOGUE"
    family = Family.SETUP


class UnknownIndicatorError(XasoError):
    """No indicator of the catalogue has this code."""

    code = "E_UNKNOWN_INDICATOR"
    family = Family.USAGE


class _Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a catalogue's JSON holds, in this order."""

    format: int
    catalogue_id: str
    version: int
    province_code: str
    title: dict[str, str]
    default_language: str
    units: tuple[Unit, ...]
    forms: tuple[CatalogueForm, ...]
    calendar: Calendar
    indicators: tuple[Indicator, ...]
    targets: tuple[Target, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> _Content:
        """Return what is written of a catalogue."""
        held = {name: getattr(catalogue, name) for name in _KEPT}
        return cls(format=FORMAT, units=tuple(catalogue.units.values()), **held)

    def opened(self) -> Catalogue:
        """Return the catalogue."""
        return Catalogue(units=Units(self.units), **{name: getattr(self, name) for name in _KEPT})


_KEPT = tuple(name for name in _Content.__struct_fields__ if name not in ("format", "units"))


class Catalogue:
    """All that a province publishes; look-ups by code raise the error of their kind."""

    def __init__(
        self,
        *,
        catalogue_id: str,
        version: int,
        province_code: str,
        title: Mapping[str, str],
        default_language: str,
        units: Units,
        forms: tuple[CatalogueForm, ...],
        calendar: Calendar,
        indicators: tuple[Indicator, ...] = (),
        targets: tuple[Target, ...] = (),
    ) -> None:
        self.catalogue_id = catalogue_id
        self.version = version
        self.province_code = province_code
        self.title = dict(title)
        self.default_language = default_language
        self.units = units
        self.forms = forms
        self.calendar = calendar
        self.indicators = indicators
        self.targets = targets

    @cached_property
    def _forms(self) -> dict[str, CatalogueForm]:
        return {form.form_id: form for form in self.forms}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    def form(self, form_id: str) -> CatalogueForm:
        """Return the form. Raises UnknownFormError."""
        try:
            return self._forms[form_id]
        except KeyError:
            raise UnknownFormError(value=form_id) from None

    def indicator(self, code: str) -> Indicator:
        """Return the indicator. Raises UnknownIndicatorError."""
        try:
            return self._indicators[code]
        except KeyError:
            raise UnknownIndicatorError(code=code) from None

    def periodic_forms(self, unit: str | None = None) -> tuple[CatalogueForm, ...]:
        """Return the forms with periods, those of one unit when it is named."""
        return tuple(f for f in self._of(unit) if f.kind is FormKind.PERIODIC)

    def registers(self, unit: str | None = None) -> tuple[CatalogueForm, ...]:
        """Return the registers, those of one unit when it is named."""
        return tuple(f for f in self._of(unit) if f.kind is FormKind.REGISTER)

    def _of(self, unit: str | None) -> tuple[CatalogueForm, ...]:
        return self.forms if unit is None else tuple(form for form in self.forms if form.is_for(unit))

    def communes(self, on: date | None = None) -> tuple[Unit, ...]:
        """Return the communes, those that exist on a day when one is named."""
        return self.units.of_kind(UnitKind.COMMUNE, on)

    def period(self, form: CatalogueForm, period: Period) -> Period:
        """Return ``period`` if the form reports it. Raises UnknownPeriodError."""
        if form.kind is FormKind.REGISTER or period.kind is not form.period:
            raise UnknownPeriodError(value=str(period), form=form.form_id, expected=form.period.value)
        return period

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Catalogue) and _Content.of(self) == _Content.of(other)

    def __hash__(self) -> int:
        return hash((self.catalogue_id, self.version))


def catalogue_to_json(catalogue: Catalogue) -> bytes:
    """Return the canonical JSON (UTF-8, no LF at the end)."""
    return msgspec.json.encode(_Content.of(catalogue), order="deterministic")


def catalogue_from_json(data: bytes) -> Catalogue:
    """Read a catalogue's JSON. Raises CatalogueError."""
    try:
        content = msgspec.json.decode(data, type=_Content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise CatalogueError(reason=str(error)) from error
    if content.format != FORMAT:
        raise CatalogueError(reason=f"format {content.format}")
    return content.opened()
