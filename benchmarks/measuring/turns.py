"""Things measured in turn, so that a machine that slows down slows them all; what is made of the figures."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence


def turns(most: int, *, least: int = 1, until: float | None = None) -> Iterator[int]:
    """Count turns: ``most`` of them; after ``least``, none that begins after ``until`` (time.monotonic)."""
    for turn in range(most):
        if turn >= least and until is not None and time.monotonic() > until:
            return
        yield turn


def in_turn(repeat: int, *actions: Callable[[], object]) -> list[list[float]]:
    """Return the processor seconds of each action, run in turn ``repeat`` times after a turn to warm up.

    For what waits for no disk; processor time leaves out what other programs do to the clock.
    """
    took: list[list[float]] = [[] for _ in actions]
    for turn in range(repeat + 1):
        for seconds, action in zip(took, actions, strict=True):
            begun = time.thread_time()
            action()
            if turn:
                seconds.append(time.thread_time() - begun)
    return took


def beside(ours: Sequence[float], reference: Sequence[float]) -> float:
    """Return the median of the ratios of neighbouring runs."""
    return statistics.median(one / other for one, other in zip(ours, reference, strict=True))


def p95(seconds: Sequence[float]) -> float:
    """Return the 95th of a hundred."""
    return statistics.quantiles(seconds, n=20)[-1]


def spread(seconds: Sequence[float]) -> list[float]:
    """Return median, 95th and 99th of a hundred, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    return [round(1000 * value, 2) for value in (statistics.median(seconds), cuts[94], cuts[98])]
