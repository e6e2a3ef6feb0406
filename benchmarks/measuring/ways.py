"""Ways to do the same work, run in turn on so many cores, by the clock and by processor time."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.measuring.turns import beside, turns


@contextmanager
def cores(count: int) -> Iterator[None]:
    """Keep this process and those that it starts on so many cores, where the system lets it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(before)[:count]))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True)
class Took:
    """Seconds on the clock, and seconds of processor time of this process and of its helpers."""

    clock: float
    processor: float


def measured(action: Callable[[], object]) -> Took:
    """Return how long an action takes, with what was written before out of the way."""
    gc.collect()
    if hasattr(os, "sync"):
        os.sync()
    begun, busy = time.perf_counter(), processor()
    action()
    return Took(time.perf_counter() - begun, processor() - busy)


def processor() -> float:
    """Return the processor seconds of this process and of those that it started and that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


Way = tuple[int, Callable[[], Callable[[], None]]]  # on so many cores; what prepares one run


@dataclass
class Turns:
    """What each way took, turn by turn."""

    took: dict[str, list[Took]]

    @classmethod
    def of(cls, ways: dict[str, Way], most: int, until: float | None) -> Turns:
        """Run every way once a turn; no second turn begins after ``until``. Preparing is not counted."""
        took: dict[str, list[Took]] = {name: [] for name in ways}
        for _ in turns(most, until=until):
            for name, (count, prepare) in ways.items():
                action = prepare()
                with cores(count):
                    took[name].append(measured(action))
        return cls(took)

    def ratio(self, way: str, floor: str) -> float:
        """Return the median of the ratios of neighbouring runs, by the clock."""
        return round(beside(self._clock(way), self._clock(floor)), 3)

    def processor_ratio(self, way: str, floor: str) -> float:
        """Return the same by processor time: what a busy machine disturbs least, for ways of one process."""
        return round(beside(self._processor(way), self._processor(floor)), 3)

    def medians(self) -> dict[str, float]:
        """Return the median seconds of every way."""
        return {f"{way}_s": round(statistics.median(self._clock(way)), 3) for way in self.took}

    def _clock(self, way: str) -> list[float]:
        return [one.clock for one in self.took[way]]

    def _processor(self, way: str) -> list[float]:
        return [one.processor for one in self.took[way]]
