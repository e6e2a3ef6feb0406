"""Making envelopes that no honest program makes: every part of a bundle can be bent."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.entries import EntrySnapshot
from sync import bundle, canonical, container, encryption, keys, signature
from sync.container import Member
from sync.keys import SigningKey
from tests.sync.simulator import START, World, definition


@dataclass
class Forger:
    """An attacker who holds a key, perhaps even a certified one."""

    world: World
    unit: str = "22810"
    at: datetime = START
    key: SigningKey = field(default_factory=keys.generate)

    def __post_init__(self) -> None:
        assert self.world.keys.ca is not None
        self.certify(self.world.keys.ca, f"unit/{self.unit}")

    def certify(self, authority: SigningKey, principal: str, at: datetime | None = None) -> None:
        certificate = keys.certify(authority, self.key.key, principal, 7, at or self.at)
        self.key = self.key.with_certificate(certificate)

    def snapshot(self, number: int = 99, **changes: Any) -> EntrySnapshot:
        entry_id = f"{number:032x}"
        fields: dict[str, Any] = {
            "id": entry_id,
            "lineage": entry_id,
            "form": "monthly",
            "form_version": "1",
            "form_sha256": hashlib.sha256(definition().encode()).hexdigest(),
            "unit": self.unit,
            "period": "2026M10",
            "revision": 1,
            "replaces": None,
            "completed_at": "2026-10-20T03:04:05Z",
            "completed_by": "Lan",
            "values": {"/data/numerator": "1"},
        }
        return EntrySnapshot(**(fields | changes))

    def manifest(self, stored: dict[str, bytes], /, **changes: Any) -> dict[str, Any]:
        """A manifest over files as stored; a change of ... removes the member."""
        whole: dict[str, Any] = {
            "v": 1,
            "type": "bundle",
            "from": f"unit/{self.unit}",
            "to": f"prov/{self.world.code}",
            "chain": "c" * 32,
            "seq": 1,
            "prev": None,
            "resumes": None,
            "created": "2026-10-20T03:04:05Z",
            "app": "forged",
            "files": [
                {
                    "name": name,
                    "type": "application/gzip",
                    "size": len(data),
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "raw": len(gzip.decompress(data)) if name.endswith(".gz") else None,
                }
                for name, data in stored.items()
            ],
            "body": {"catalogue": {"id": "c56", "version": 1}, "entries": []},
        } | changes
        return {name: value for name, value in whole.items() if value is not ...}

    def payload(self, snapshots: Sequence[EntrySnapshot] = ()) -> dict[str, bytes]:
        lines = b"".join(bundle.line(one) + b"\n" for one in snapshots)
        return {bundle.ENTRIES: gzip.compress(lines, mtime=0)}

    def body(self, snapshots: Sequence[EntrySnapshot]) -> dict[str, Any]:
        import msgspec

        return {
            "catalogue": {"id": "c56", "version": 1},
            "entries": [msgspec.to_builtins(bundle.announce(one)) for one in snapshots],
        }

    def text(self, manifest: dict[str, Any]) -> bytes:
        return canonical.encode(manifest) + b"\n"

    def sign(self, text: bytes, namespace: str = "bundle.v1@xaso", public: bytes | None = None) -> bytes:
        return signature.sign(text, namespace, public or self.key.public, self.key.sign)

    def container(
        self, text: bytes, files: dict[str, bytes], signed: bytes | None = None, **more: Any
    ) -> bytes:
        members = [
            Member("manifest.json", text),
            Member("manifest.json.sig", signed if signed is not None else self.sign(text, **more)),
        ]
        return container.write(members + [Member(name, data) for name, data in files.items()])

    def seal(self, plain: bytes) -> bytes:
        return encryption.encrypt(plain, self.world.keys.recipients)

    def bundle(
        self,
        snapshots: Sequence[EntrySnapshot] | None = None,
        namespace: str = "bundle.v1@xaso",
        **changes: Any,
    ) -> bytes:
        """A bundle as it travels, with any member of the manifest changed."""
        sent = [self.snapshot()] if snapshots is None else snapshots
        files = self.payload(sent)
        text = self.text(self.manifest(files, **({"body": self.body(sent)} | changes)))
        return self.seal(self.container(text, files, namespace=namespace))
