"""Sticks: finding removable drives, writing into one folder on them, and what else lies there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psutil

from sync.errors import DestinationError, NoDriveError
from sync.handoff import folder
from sync.handoff.folder import Tell

FOLDER = "xaso"  # files lie inside a folder: the root of a FAT drive holds few names
SENT = "sent"  # where the province puts what it has imported, beside where it lay
SPARE = 1024 * 1024  # bytes that stay free
DEEP, MANY = 4, 10_000  # folders and names that are looked at for what belongs to others
_BUNDLE = re.compile(r"[BE]-[0-9]{2}-(?P<unit>[0-9]{5})-", re.IGNORECASE)
_MOUNTS = ("/media/", "/run/media/", "/Volumes/", "/mnt/")
_SYSTEM = frozenset({"squashfs", "iso9660", "tmpfs", "overlay", "proc", "sysfs"})


class Partition(Protocol):
    """What psutil tells of a mounted partition."""

    @property
    def device(self) -> str: ...  # noqa: D102
    @property
    def mountpoint(self) -> str: ...  # noqa: D102
    @property
    def fstype(self) -> str: ...  # noqa: D102
    @property
    def opts(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Drive:
    """A removable drive: where it is, how it calls itself, and its room in bytes."""

    path: Path
    label: str
    fstype: str
    free: int
    total: int
    writable: bool


def drives() -> list[Drive]:
    """Return the removable drives that are plugged in, the emptiest first."""
    return described(partition for partition in psutil.disk_partitions(all=False) if is_removable(partition))


def described(partitions: Iterable[Partition]) -> list[Drive]:
    """Return the drives of some partitions; one that vanishes meanwhile is left out."""
    found = []
    for partition in partitions:
        path = Path(partition.mountpoint)
        try:
            usage = psutil.disk_usage(partition.mountpoint)
        except OSError:
            continue
        writable = "ro" not in partition.opts.split(",") and os.access(path, os.W_OK)
        label = path.name or partition.mountpoint
        found.append(Drive(path, label, partition.fstype, usage.free, usage.total, writable))
    return sorted(found, key=lambda drive: -drive.free)


def is_removable(partition: Partition) -> bool:
    """Tell sticks from built-in disks, as far as each system tells."""
    if partition.fstype.lower() in _SYSTEM:
        return False
    if os.name == "nt":
        return "removable" in partition.opts
    if (partition.mountpoint + "/").startswith(_MOUNTS):
        return True
    return _kernel_says_removable(partition.device)


def choose(size: int, among: list[Drive] | None = None) -> Drive:
    """Return the only drive that can take ``size`` bytes more.

    Raises:
        NoDriveError: there is none, or more than one (``drives`` names them: a person must choose).
    """
    fit = [drive for drive in (drives() if among is None else among) if _takes(drive, size)]
    if len(fit) != 1:
        raise NoDriveError(count=len(fit), drives=[str(drive.path) for drive in fit])
    return fit[0]


def into(drive: Drive, tell: Tell | None = None) -> Callable[[str, bytes], Path]:
    """Return what an export delivers to: the folder ``xaso`` on a drive.

    What it does raises DestinationError, ReadBackError.
    """

    def deliver(name: str, data: bytes) -> Path:
        if not _takes(drive, len(data)):
            raise DestinationError(path=str(drive.path), reason="full or write-protected")
        return folder.write(drive.path / FOLDER, name, data, tell=tell)

    return deliver


def strangers(place: Path, unit: str, own: Path | None = None) -> list[str]:
    """Return what in a folder belongs to others: units whose bundles lie there, and folders with keys.

    A stick goes from hand to hand; another unit's secret key on it is worth a warning. ``own`` is this
    computer's folder of keys, which may lie there. Looked at are the first ten thousand names, four deep.
    """
    found: set[str] = set()
    for path in _below(place):
        if own is not None and path.parent == own:
            continue
        match = _BUNDLE.match(path.name)
        if match is not None and match["unit"] != unit:
            found.add(match["unit"])
        if path.name.endswith("_ed25519") or path.name == "age_identity.txt":
            found.add(str(path.parent))
    return sorted(found)


def put_away(paths: Iterable[Path]) -> list[Path]:
    """Move what was taken in into ``sent`` beside where it lay, so that no second copy stays in the way.

    Returns the new places; what cannot be moved (a write-protected stick) stays where it is.
    """
    moved = []
    for path in paths:
        target = path.parent / SENT / path.name
        try:
            target.parent.mkdir(exist_ok=True)
            path.replace(target)
        except OSError:
            continue
        moved.append(target)
    return moved


def _takes(drive: Drive, size: int) -> bool:
    return drive.writable and drive.free >= size + SPARE


def _below(place: Path) -> Iterator[Path]:
    """Yield the files below a folder; a stick full of pictures is not read to its end."""
    seen = 0
    for here, folders, names in os.walk(place):
        if len(Path(here).relative_to(place).parts) >= DEEP:
            folders.clear()
        folders.sort()
        for name in sorted(names):
            seen += 1
            if seen > MANY:
                return
            yield Path(here, name)


def _kernel_says_removable(device: str) -> bool:
    """Ask Linux: /sys/block/sdb/removable of /dev/sdb1."""
    disk = re.sub(r"p?[0-9]+$", "", Path(device).name)
    try:
        return Path("/sys/block", disk, "removable").read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False
