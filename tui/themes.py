"""Three looks: dark, light, high contrast. One accent colour; the cell being typed is the brightest thing."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="xaso-dark",
    primary="#5fb3b3",
    secondary="#7a9aa8",
    accent="#5fb3b3",
    foreground="#d5dde0",
    background="#14191c",
    surface="#14191c",
    panel="#1d2529",
    success="#8fc27a",
    warning="#e0b04a",
    error="#ef7d6e",
    dark=True,
)
LIGHT = Theme(
    name="xaso-light",
    primary="#0b6e75",
    secondary="#4a6068",
    accent="#0b6e75",
    foreground="#1c2528",
    background="#f7f8f6",
    surface="#f7f8f6",
    panel="#e6ebea",
    success="#2f7a26",
    warning="#8a5a00",
    error="#b3261e",
    dark=False,
)
CONTRAST = Theme(
    name="xaso-contrast",
    primary="#00ffff",
    secondary="#ffffff",
    accent="#00ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    success="#00ff00",
    warning="#ffff00",
    error="#ff6060",
    dark=True,
)
THEMES = (DARK, LIGHT, CONTRAST)
