"""File names of envelopes: for people's eyes, never trusted. Uppercase ASCII, at most 64 characters."""

from __future__ import annotations

import re

from sync.manifest import Kind, Manifest

_LETTER = {Kind.BUNDLE: "B", Kind.RECEIPT: "R", Kind.KIT: "K", Kind.ENROL: "E"}
_PLACES = re.compile(r"[\\/!]")  # before a name: folders of any system, the mail of an attachment
_SENDER = re.compile(r"(?<![0-9A-Z])[BE]-([0-9]{2})-([0-9]{5})-", re.IGNORECASE)


def file_name(manifest: Manifest, identifier: str, label: str = "") -> str:
    """Return ``B-56-22810-2026M10-000017-4F1C9A2B.age`` or its like; ``label`` is the period's place."""
    province, unit = manifest.to, manifest.sender
    if manifest.kind in {Kind.RECEIPT, Kind.KIT}:
        province, unit = unit, province
    parts = [_LETTER[manifest.kind], province[5:], *([unit[5:]] if unit[5:] != "*" else [])]
    parts += [part for part in (label, f"{manifest.seq:06d}", identifier[:8].upper()) if part]
    suffix = "tar" if manifest.kind in {Kind.RECEIPT, Kind.KIT} else "age"
    return f"{'-'.join(parts)}.{suffix}"


def unit_hinted(label: str, province: str) -> str | None:
    """Return the unit of a province from which a file comes by its name: a hint for people, never a truth.

    ``label`` is what the source of the file is called. None where the name says nothing of the kind.
    """
    found = _SENDER.search(_PLACES.split(label)[-1])
    return found[2] if found is not None and found[1] == province else None
