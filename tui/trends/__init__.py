"""Indicators over the last periods, and the score by pillar."""
