"""How often properties are tried: as usual, or many times in the long runs (``make faults``)."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

USUAL, LONG = "xaso", "xaso-long"
_EXAMPLES = 100  # of a property that asks for no number of its own
_TIMES = 20  # as many in the long runs


def settle() -> None:
    """Register both profiles and take the usual one; ``--hypothesis-profile`` takes another.

    No deadlines: machines are shared and noisy.
    """
    for name, examples in ((USUAL, _EXAMPLES), (LONG, _TIMES * _EXAMPLES)):
        settings.register_profile(
            name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        )
    settings.load_profile(USUAL)


def rounds(usual: int) -> int:
    """Return how many examples a property gets that usually gets ``usual``."""
    return usual * settings().max_examples // _EXAMPLES
