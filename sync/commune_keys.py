"""The commune's keys: one in use, and while a rotation is under way the next one.

Keys are numbered files that are never swapped: ``commune_ed25519``, ``commune2_ed25519``, …; the one whose
certificate is the newest by its serial (as for the province) is in use, the last one without waits for its
certificate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sync import keys
from sync.errors import KeyMissingError, PassphraseError
from sync.keys import SigningKey
from sync.signature import Certificate

FIRST = "commune_ed25519"


@dataclass(frozen=True, slots=True)
class CommuneKeys:
    """The key in use, with its certificate once the province made one."""

    folder: Path
    signing: SigningKey
    passphrase: str | None = field(default=None, repr=False)

    @property
    def certificate(self) -> Certificate | None:
        """The certificate of the key in use."""
        return self.signing.certificate


def paths(folder: Path) -> list[Path]:
    """Return the key files, oldest first."""
    found = []
    path = folder / FIRST
    while path.exists():
        found.append(path)
        path = folder / f"commune{len(found) + 1}_ed25519"
    return found


def next_path(folder: Path) -> Path:
    """Return where the next key goes."""
    number = len(paths(folder)) + 1
    return folder / (FIRST if number == 1 else f"commune{number}_ed25519")


def exists(folder: Path) -> bool:
    """Tell whether there is any key."""
    return bool(paths(folder))


def certified(folder: Path) -> bool:
    """Tell whether any key has a certificate."""
    return any(keys.certificate_path(path).exists() for path in paths(folder))


def newest_certificate(folder: Path) -> Certificate | None:
    """Return the newest certificate; no passphrase is needed. Raises KeyFileError."""
    return max((found for found, _path in _certified(folder)), key=_serial, default=None)


def pending(folder: Path) -> Path | None:
    """Return the newest key if it still waits for its certificate."""
    found = paths(folder)
    return found[-1] if found and not keys.certificate_path(found[-1]).exists() else None


def load(folder: Path, passphrase: str | None = None) -> CommuneKeys:
    """Read the key in use.

    Raises:
        KeyMissingError: no key was made yet.
        PassphraseError, KeyFileError: as their names say.
    """
    found = paths(folder)
    if not found:
        raise KeyMissingError(path=str(folder / FIRST))
    newest = max(_certified(folder), key=lambda one: one[0].serial, default=None)
    return CommuneKeys(folder, keys.load(newest[1] if newest else found[-1], passphrase), passphrase)


def is_protected(folder: Path) -> bool:
    """Tell whether the newest key is under a passphrase; False before there is one. Raises KeyFileError."""
    found = paths(folder)
    return bool(found) and keys.is_protected(found[-1])


def change_passphrase(folder: Path, old: str | None, new: str | None) -> None:
    """Put every key under another passphrase; ``new`` None or "" takes it away. All of them or none.

    Killed between two renames, the same call again completes: what is under ``new`` already stays.

    Raises:
        KeyMissingError: no key was made yet.
        PassphraseError, KeyFileError: as their names say; nothing was changed.
        OSError: the folder cannot be written; nothing was changed.
    """
    found = paths(folder)
    if not found:
        raise KeyMissingError(path=str(folder / FIRST))
    opened = [(path, _either(path, old, new)) for path in found]
    parts: list[tuple[Path, Path]] = []
    try:
        for path, key in opened:
            parts.append((keys.prepare(key, path, new or None), path))
    except OSError:
        for part, _path in parts:
            part.unlink(missing_ok=True)
        raise
    for part, path in parts:
        part.replace(path)


def begin_rotation(folder: Path, passphrase: str | None = None) -> Path:
    """Make the next key now, under the same passphrase; it travels with the next bundle (sync.rotation).

    Returns the key that waits, also where one waited already.

    Raises:
        KeyMissingError: no key was made yet.
        PassphraseError: the key in use is under another passphrase.
        OSError: the folder cannot be written.
    """
    waiting = pending(folder)
    if waiting is None:
        load(folder, passphrase)
        waiting = next_path(folder)
        keys.save(keys.generate(), waiting, passphrase)
    return waiting


def _certified(folder: Path) -> Iterator[tuple[Certificate, Path]]:
    """Yield every key that has a certificate. Raises KeyFileError."""
    for path in paths(folder):
        place = keys.certificate_path(path)
        if place.exists():
            yield keys.read_certificate_line(place.read_text(encoding="utf-8")), path


def _serial(certificate: Certificate) -> int:
    return certificate.serial


def _either(path: Path, old: str | None, new: str | None) -> SigningKey:
    try:
        return keys.load(path, old)
    except PassphraseError:
        if not new:
            raise
        return keys.load(path, new)


def take_certificate(folder: Path, certificate: Certificate) -> bool:
    """Put a certificate beside the key that it is for; False when it is for none, or there already.

    Raises:
        OSError: the folder cannot be written.
    """
    for path in paths(folder):
        public = path.with_name(path.name + ".pub")
        if keys.read_public_line(public.read_text(encoding="utf-8")) != certificate.key:
            continue
        target = keys.certificate_path(path)
        if target.exists() and target.read_text(encoding="utf-8").strip() == certificate.line:
            return False
        keys.save_certificate(certificate, path)
        return True
    return False
