"""The settings file of the officer's folder, commune.toml: after how many idle minutes the screen locks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FILE = "commune.toml"
MINUTES = 15.0


@dataclass(frozen=True, slots=True)
class LockSettings:
    """``minutes`` of idleness after which the screen locks; 0 = never by itself."""

    minutes: float = MINUTES


def read_lock_settings(folder: Path | None) -> LockSettings:
    """Read ``[lock] minutes`` of commune.toml; what is missing or makes no sense is the usual."""
    file = None if folder is None else folder / FILE
    if file is None or not file.exists():
        return LockSettings()
    import tomllib  # most folders have no such file, and the first frame waits for nothing

    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return LockSettings()
    lock = content.get("lock")
    minutes = lock.get("minutes") if isinstance(lock, dict) else None
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 <= minutes <= 24 * 60:
        return LockSettings()
    return LockSettings(float(minutes))
