"""Shuffling as ODK says it: the same order for the same seed on every engine."""

from __future__ import annotations

import math
from typing import Any


class ParkMiller:
    """The generator by which ODK says ``randomize()`` shuffles: x → 16807·x mod (2³¹ - 1)."""

    MODULUS = 2147483647

    def __init__(self, seed: int) -> None:
        self._state = seed % self.MODULUS
        if self._state <= 0:
            self._state += self.MODULUS - 1

    def fraction(self) -> float:
        """A number from 0 up to 1."""
        self._state = self._state * 16807 % self.MODULUS
        return (self._state - 1) / (self.MODULUS - 1)


def shuffled(items: list[Any], seed: int) -> list[Any]:
    """A shuffled copy: Fisher-Yates, the same for the same seed on every engine."""
    generator, copy = ParkMiller(seed), list(items)
    for last in range(len(copy) - 1, 0, -1):
        other = math.floor(generator.fraction() * (last + 1))
        copy[last], copy[other] = copy[other], copy[last]
    return copy
