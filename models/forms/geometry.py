"""Distances and areas over points that texts hold: latitude and longitude in degrees."""

from __future__ import annotations

import math
from itertools import pairwise

from models.forms.values import to_number


def _points(text: str) -> list[tuple[float, float]]:
    found = []
    for part in text.split(";"):
        numbers = [to_number(word) for word in part.split()]
        if len(numbers) >= 2 and not any(map(math.isnan, numbers[:2])):
            found.append((numbers[0], numbers[1]))
    return found


_EARTH = 6378100.0  # metres


def distance(texts: list[str]) -> float:
    """Metres along the points (latitude longitude …) that the texts hold."""
    points = [point for text in texts for point in _points(text)]
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in pairwise(points):
        phi1, phi2 = math.radians(lat1), math.radians(lat2)
        half = math.sin((phi2 - phi1) / 2) ** 2
        half += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
        total += 2 * _EARTH * math.asin(min(1.0, math.sqrt(half)))
    return total


def area(texts: list[str]) -> float:
    """Square metres within the polygon of points that the texts hold."""
    points = [point for text in texts for point in _points(text)]
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) < 3:
        return 0.0
    total = 0.0
    for (lat1, lon1), (lat2, lon2) in zip(points, [*points[1:], points[0]], strict=True):
        total += math.radians(lon2 - lon1) * (2 + math.sin(math.radians(lat1)) + math.sin(math.radians(lat2)))
    return abs(total * _EARTH * _EARTH / 2)
