"""File names of envelopes: for people's eyes, never trusted. Uppercase ASCII, at most 64 characters."""

from __future__ import annotations

from sync.manifest import Kind, Manifest

_LETTER = {Kind.BUNDLE: "B", Kind.RECEIPT: "R", Kind.KIT: "K", Kind.ENROL: "E"}


def file_name(manifest: Manifest, identifier: str, label: str = "") -> str:
    """Return ``B-56-22810-2026M10-000017-4F1C9A2B.age`` or its like; ``label`` is the period's place."""
    province, unit = manifest.to, manifest.sender
    if manifest.kind in {Kind.RECEIPT, Kind.KIT}:
        province, unit = unit, province
    parts = [_LETTER[manifest.kind], province[5:], *([unit[5:]] if unit[5:] != "*" else [])]
    parts += [part for part in (label, f"{manifest.seq:06d}", identifier[:8].upper()) if part]
    suffix = "tar" if manifest.kind in {Kind.RECEIPT, Kind.KIT} else "age"
    return f"{'-'.join(parts)}.{suffix}"
