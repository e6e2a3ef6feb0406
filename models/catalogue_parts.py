"""What a catalogue is made of: forms, indicators with their formulas and points, and targets."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from models.calendar import DayRule
from models.forms.expressions import Expr, from_tree, to_tree
from models.periods import PeriodKind

INDEX = "dti"
"""The code under which the sheet of targets names one for the index itself: 0..1, not a percentage."""


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
