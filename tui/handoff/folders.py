"""What a folder offers to be taken in: subfolders, kits and receipts. Pure but for reading the folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

_ENVELOPE = re.compile(r"(?P<kind>[KR])-[0-9]{2}-.*\.tar$", re.IGNORECASE)
_RECEIPT = re.compile(r"R-[0-9]{2}-(?P<unit>[0-9]{5})-", re.IGNORECASE)
MOST = 2000  # names; a folder with more is a dump, not a stick


class Kind(Enum):
    """What a line of a folder is."""

    ABOVE = auto()
    FOLDER = auto()
    KIT = auto()
    RECEIPT = auto()


@dataclass(frozen=True, slots=True)
class Item:
    """One line: ``size`` in bytes and ``changed`` in seconds since 1970, both 0 for folders."""

    kind: Kind
    path: Path
    name: str
    size: int = 0
    changed: float = 0.0


def kind_of(name: str) -> Kind | None:
    """Tell a kit or a receipt by its name; None for anything else."""
    match = _ENVELOPE.match(name)
    if match is None:
        return None
    return Kind.KIT if match["kind"].upper() == "K" else Kind.RECEIPT


def items_of(folder: Path) -> list[Item]:
    """List a folder: the way up, files to take in (newest first), folders by name. Raises OSError."""
    files: list[Item] = []
    folders: list[Item] = []
    for number, path in enumerate(folder.iterdir()):
        if number >= MOST:
            break
        try:
            kind = kind_of(path.name)
            if kind is not None and path.is_file():
                found = path.stat()
                files.append(Item(kind, path, path.name, found.st_size, found.st_mtime))
            elif not path.name.startswith((".", "$")) and path.is_dir():
                folders.append(Item(Kind.FOLDER, path, path.name))
        except OSError:
            continue  # a name that may not be looked at
    files.sort(key=lambda item: (-item.changed, item.name))
    folders.sort(key=lambda item: item.name.casefold())
    above = [Item(Kind.ABOVE, folder.parent, "..")] if folder.parent != folder else []
    return [*above, *files, *folders]


def takeable(items: list[Item], unit: str = "") -> list[Path]:
    """The files among the lines, without receipts that name another unit: a stick carries everybody's."""
    return [item.path for item in items if item.kind is Kind.KIT or _is_ours(item, unit)]


def _is_ours(item: Item, unit: str) -> bool:
    if item.kind is not Kind.RECEIPT:
        return False
    named = _RECEIPT.match(item.name)
    return not unit or named is None or named["unit"] == unit
