"""Widgets that show and report, and judge nothing."""
