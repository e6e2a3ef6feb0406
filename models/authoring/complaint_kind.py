"""What a complaint says: its severity, and its sentence in both languages."""

from __future__ import annotations

from typing import Literal

Sentence = tuple[Literal["error", "warning"], str, str]
"""Severity, Vietnamese, English; both may hold {fields}."""
