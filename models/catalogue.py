"""The catalogue: forms, units, indicators, targets and the calendar, versioned as one and sent in a kit.

Its JSON is canonical: the same catalogue always gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

import msgspec

from models.calendar import Calendar, DayRule
from models.errors import Family, UnknownFormError, UnknownPeriodError, XasoError
from models.forms.expressions import Expr, from_tree, to_tree
from models.periods import Period, PeriodKind
from models.units import Unit, UnitKind, Units

FORMAT = 1
INDEX = "dti"
"""The code under which the sheet of targets names one for the index itself: 0..1, not a percentage."""


class CatalogueError(XasoError):
    """A catalogue's bytes are damaged or of another format. details: ``reason``."""

    code = "E_CATALOGUE"
    family = Family.SETUP


class UnknownIndicatorError(XasoError):
    """No indicator of the catalogue has this code."""

    code = "E_UNKNOWN_INDICATOR"
    family = Family.USAGE


class FormKind(StrEnum):
    """A periodic form has one entry per unit and period, a register many records that live on."""

    PERIODIC = "periodic"
    REGISTER = "register"


class CatalogueForm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One form of the catalogue; its definition travels beside the catalogue, named by ``sha256``.

    ``units`` are the codes of the communes that fill it; none = every commune. ``verify``: all of its cells
    are keyed twice before it can be completed (single cells are marked in the form itself).
    """

    form_id: str
    workbook: str
    kind: FormKind
    period: PeriodKind
    units: tuple[str, ...] = ()
    due_rule: DayRule | None = None
    title: dict[str, str]
    version: str
    sha256: str
    verify: bool = False

    def is_for(self, unit: str) -> bool:
        """Tell whether the unit fills this form."""
        return not self.units or unit in self.units


class Direction(StrEnum):
    """Which way an indicator is better."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Level(StrEnum):
    """Where an indicator is counted: by the commune as a whole, or by village and summed."""

    COMMUNE = "commune"
    VILLAGE = "village"


class Method(StrEnum):
    """How points come from a value."""

    RATIO = "ratio"
    STEPS = "steps"
    YES_NO = "yes-no"
    NONE = "none"


class Formula(msgspec.Struct, frozen=True):
    """An expression of the form engine as written, and its tree of the engine's whitelist."""

    text: str
    tree: Any

    @classmethod
    def of(cls, text: str) -> Formula:
        """Parse ``text``. Raises models.forms.errors.ExpressionError."""
        from models.forms.expressions import parse  # who only reads catalogues does not load the parser

        return cls(text, to_tree(parse(text)))

    @property
    def expr(self) -> Expr:
        """The tree as the engine takes it. Raises models.forms.errors.FormError when it is damaged."""
        return from_tree(self.tree)


class PointStep(msgspec.Struct, frozen=True):
    """From ``percent`` on, ``points`` are given."""

    percent: Decimal
    points: Decimal


class Indicator(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the province reads: sums of a numerator and, for a ratio, of a denominator.

    Both are read from an entry of ``form``, or from the records of the register ``form``. An indicator
    without a numerator is reported as text or date only and never measured. ``not_applicable`` is true
    for a unit that the indicator does not concern. ``period`` is the form's kind of period, for a
    register the kind in which it is reported.
    """

    code: str
    pillar: str
    label: dict[str, str]
    form: str
    period: PeriodKind
    numerator: Formula | None = None
    denominator: Formula | None = None
    unit: str = ""
    direction: Direction = Direction.NONE
    level: Level = Level.COMMUNE
    not_applicable: Formula | None = None
    method: Method = Method.NONE
    steps: tuple[PointStep, ...] = ()
    max_points: Decimal = Decimal(0)

    @property
    def is_ratio(self) -> bool:
        """Whether the indicator is a share of a denominator."""
        return self.denominator is not None


class Comparison(StrEnum):
    """How a value must stand to its target."""

    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"
    EQUAL = "="


class Target(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an indicator should reach; percent for a ratio.

    ``units`` none = the province and every commune; ``period`` "" = always, a year = all of its periods.
    """

    indicator: str
    value: Decimal
    comparison: Comparison = Comparison.AT_LEAST
    units: tuple[str, ...] = ()
    period: str = ""
    source: str = ""


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

    def with_version(self, version: int) -> Catalogue:
        """Return the same catalogue under another version number."""
        return _opened(msgspec.structs.replace(_packed(self), version=version))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Catalogue) and _packed(self) == _packed(other)

    def __hash__(self) -> int:
        return hash((self.catalogue_id, self.version))


def catalogue_to_json(catalogue: Catalogue) -> bytes:
    """Return the canonical JSON (UTF-8, no LF at the end)."""
    return msgspec.json.encode(_packed(catalogue), order="deterministic")


def catalogue_from_json(data: bytes) -> Catalogue:
    """Read a catalogue's JSON. Raises CatalogueError."""
    try:
        content = msgspec.json.decode(data, type=_Content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise CatalogueError(reason=str(error)) from error
    if content.format != FORMAT:
        raise CatalogueError(reason=f"format {content.format}")
    return _opened(content)


def _packed(catalogue: Catalogue) -> _Content:
    return _Content(
        format=FORMAT,
        catalogue_id=catalogue.catalogue_id,
        version=catalogue.version,
        province_code=catalogue.province_code,
        title=catalogue.title,
        default_language=catalogue.default_language,
        units=tuple(catalogue.units.values()),
        forms=catalogue.forms,
        calendar=catalogue.calendar,
        indicators=catalogue.indicators,
        targets=catalogue.targets,
    )


def _opened(content: _Content) -> Catalogue:
    return Catalogue(
        catalogue_id=content.catalogue_id,
        version=content.version,
        province_code=content.province_code,
        title=content.title,
        default_language=content.default_language,
        units=Units(content.units),
        forms=content.forms,
        calendar=content.calendar,
        indicators=content.indicators,
        targets=content.targets,
    )
