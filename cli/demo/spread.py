"""Spreads a total over units so that the parts add up to it exactly. The same words give the same parts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def weight(seed: str, name: str) -> int:
    """Return a number from 400 to 999 that depends on nothing but its two words."""
    digest = hashlib.sha256(f"{seed}\0{name}".encode()).digest()
    return 400 + int.from_bytes(digest[:4], "big") % 600


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Return whole parts in proportion to ``weights`` that sum to ``total`` (largest remainders first)."""
    whole = sum(weights)
    if whole == 0:
        if total:
            message = "nothing can be spread over weights of nought"
            raise ValueError(message)
        return [0 for _ in weights]
    parts = [total * each // whole for each in weights]
    left = total - sum(parts)
    order = sorted(range(len(weights)), key=lambda at: (-(total * weights[at] % whole), at))
    for at in order[:left]:
        parts[at] += 1
    return parts


def spread_within(total: int, limits: Sequence[int]) -> list[int]:
    """Return parts in proportion to ``limits``, none above its limit, that sum to ``total``.

    Raises ValueError when the limits together are smaller than the total.
    """
    if total > sum(limits):
        message = f"{total} does not fit into {sum(limits)}"
        raise ValueError(message)
    # In proportion p = total / sum ≤ 1 each part is at most its limit, also when rounded up.
    return spread(total, limits)
