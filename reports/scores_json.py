"""The JSON document of ``xaso province scores``: its rows as typed values, written without a dict a row."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import cast

import msgspec

from reports.figures import decimal_text, index_text, plain_number, points_text, score_text
from reports.gathering import Apart
from reports.scoreboard import IndicatorRow, Scoreboard, UnitRow


class IndicatorLine(msgspec.Struct, frozen=True, gc=False):
    """One indicator of one unit; the fields in this order are the keys of the document."""

    code: str
    unit: str
    numerator: int | str | None
    denominator: int | str | None
    percent: str | None
    target: str | None
    met: bool | None
    score: str | None
    max: str | None


class UnitLine(msgspec.Struct, frozen=True, gc=False):
    """One commune in the scoreboard."""

    unit: str
    name: str
    score: str | None
    max: str | None
    dti: str | None
    rank: int | None


class ProvinceLine(msgspec.Struct, frozen=True):
    """The province: its points, how many targets it meets, its own indicators."""

    unit: str
    name: str
    score: str | None
    max: str | None
    dti: str | None
    targets_met: int
    targets_total: int
    indicators: Sequence[IndicatorLine]


class ScoresAnswer(msgspec.Struct, frozen=True):
    """The whole document."""

    indicators: Sequence[IndicatorLine]
    units: Sequence[UnitLine]
    province: ProvinceLine
    lineage: dict[str, object]


def scores_answer(board: Scoreboard) -> ScoresAnswer:
    """Return the document as values that msgspec writes."""
    province_rows = _lines(board.province_rows)
    return ScoresAnswer(
        indicators=[*_lines(board.rows), *province_rows],
        units=[UnitLine(*_points(row), row.rank) for row in board.units],
        province=ProvinceLine(
            *_points(board.province), board.targets_met, board.targets, indicators=province_rows
        ),
        lineage={
            "on": board.on.isoformat() if board.on else None,
            "carried": [{"unit": old.code, "to": new.code} for old, new in board.carried],
            "for_a_person": [_apart_json(apart) for apart in board.for_a_person],
        },
    )


def scores_document(board: Scoreboard) -> dict[str, object]:
    """Return the same document of plain mappings and lists."""
    return cast("dict[str, object]", msgspec.to_builtins(scores_answer(board)))


def _lines(rows: Sequence[IndicatorRow]) -> list[IndicatorLine]:
    return [
        IndicatorLine(
            row.indicator.code,
            row.unit.code,
            plain_number(row.ratio.numerator),
            plain_number(row.ratio.denominator),
            decimal_text(row.percent),
            None if row.target is None else decimal_text(row.target.value),
            row.met,
            score_text(row.score),
            _most_text(row.indicator.max_points) if row.score.maximum else _NOTHING,
        )
        for row in rows
    ]


@lru_cache(maxsize=1024)
def _most_text(most: Decimal) -> str | None:
    """Return the most points as text: of every unit the same, so each is written once."""
    return points_text(Fraction(most))


_NOTHING = points_text(Fraction(0))


def _points(row: UnitRow) -> tuple[str, str, str | None, str | None, str | None]:
    return (
        row.unit.code,
        row.unit.name,
        points_text(row.points),
        points_text(row.maximum),
        index_text(row.dti),
    )


def _apart_json(apart: Apart) -> dict[str, object]:
    return {
        "unit": apart.unit.code,
        "name": apart.unit.name,
        "why": apart.why.value,
        "figures": [
            {
                "code": one.indicator,
                "numerator": plain_number(one.numerator),
                "denominator": plain_number(one.denominator),
            }
            for one in apart.measurements
        ],
    }
