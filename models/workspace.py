"""Where things lie: the commune's folder and the province's folder, as paths and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CommuneWorkspace:
    """The officer's data folder."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file with everything that was typed."""
        return self.root / "commune.db"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.root / "backups"

    @property
    def outbox(self) -> Path:
        """Bundles as they were written, kept until the province confirms them."""
        return self.root / "outbox"

    @property
    def inbox(self) -> Path:
        """Kits and receipts that were taken in."""
        return self.root / "inbox"

    @property
    def keys(self) -> Path:
        """The commune's key and certificate."""
        return self.root / "keys"

    def create(self) -> None:
        """Make the folders that are missing. Raises OSError."""
        for folder in (self.root, self.backups, self.outbox, self.inbox, self.keys):
            folder.mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True, slots=True)
class ProvinceWorkspace:
    """The province's folder."""

    root: Path

    @property
    def settings_file(self) -> Path:
        """province.toml: code, store URL, language."""
        return self.root / "province.toml"

    @property
    def catalogue(self) -> Path:
        """Workbooks and sheets that the province edits."""
        return self.root / "catalogue"

    @property
    def keys(self) -> Path:
        """CA, signing and decryption keys."""
        return self.root / "keys"

    @property
    def archive(self) -> Path:
        """Every accepted plaintext container, by id."""
        return self.root / "archive"

    @property
    def journal(self) -> Path:
        """What the province did, a signed line an event (sync.journal)."""
        return self.archive / "journal.ndjson"

    @property
    def quarantine(self) -> Path:
        """Refused files, byte for byte, with the reason."""
        return self.root / "quarantine"

    @property
    def database(self) -> Path:
        """The SQLite file of the province, unless settings name another store."""
        return self.root / "province.db"

    def create(self) -> None:
        """Make the folders that are missing. Raises OSError."""
        for folder in (self.root, self.catalogue, self.keys, self.archive, self.quarantine):
            folder.mkdir(parents=True, exist_ok=True)
