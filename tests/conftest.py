"""What all tests share: property tests without deadlines, for machines here are shared and noisy."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("xaso", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("xaso")
