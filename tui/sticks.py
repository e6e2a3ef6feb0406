"""Sticks that are plugged in, as places where files may go."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from tui.ports import Destination

STICKS = ("/media/", "/run/media/", "/Volumes/")  # where Linux and macOS mount them


def sticks() -> list[Destination]:
    """Return the removable drives that are mounted and writable, with the room they have."""
    import psutil  # only for who hands something over

    found = []
    for part in psutil.disk_partitions(all=False):
        removable = "removable" in part.opts or part.mountpoint.startswith(STICKS)
        if not removable or not os.access(part.mountpoint, os.W_OK):
            continue
        with suppress(OSError):
            folder = Path(part.mountpoint)
            label = folder.name or part.mountpoint
            found.append(Destination(f"USB {label}", folder, shutil.disk_usage(folder).free, stick=True))
    return found
