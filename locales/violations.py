"""What a violation says: the form's own words, else the program's."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from locales.words import Words, mark

if TYPE_CHECKING:
    from models.forms.outcomes import Violation
    from models.forms.usual import Usual

OWN_WORDS = {
    "required": mark("This question must be answered."),
    "constraint": mark("This value is not allowed here."),
    "type": mark("This value does not fit the question."),
    "warning": mark("This value is unusual."),
    "compare": mark("This differs a lot from the previous period."),
}


def told(violation: Violation, words: Words) -> str:
    """Return the sentence about a violation, in the language of ``words``."""
    if violation.usual is not None:
        return _beside_the_past(violation.usual, words)
    return violation.message or words.text(OWN_WORDS[violation.kind])


def _beside_the_past(usual: Usual, words: Words) -> str:
    low, high = _number(usual.low, words), _number(usual.high, words)
    periods = words.number(usual.periods)
    if low == high:
        return words.text(
            "Unusual: it was {value} in the last {periods} periods.", value=low, periods=periods
        )
    return words.text(
        "Unusual: mostly from {low} to {high}, going by the last {periods} periods.",
        low=low,
        high=high,
        periods=periods,
    )


def _number(value: float, words: Words) -> str:
    exact = Decimal(repr(value))
    return words.number(exact.to_integral_value() if exact == exact.to_integral_value() else exact)
