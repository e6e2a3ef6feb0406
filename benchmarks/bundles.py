"""How long sealing and opening take, as ratios to the floor of the same run on the same bytes.

    python benchmarks/bundles.py [--quick] [--json]

The floor of opening is what cannot be left out: one Ed25519 verification of the certificate, one of the
signature, SHA-256 of the stored file, age decryption of the same file, gunzip. The floor of sealing is
gzip, SHA-256, one Ed25519 signature and age encryption. Ours and the floor
run in turn; a ratio is the median over the turns. The figure seal_by_open_floor holds
sealing against the floor of opening, on the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import statistics
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyrage  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measuring.telling import Found, tell, words
from benchmarks.measuring.turns import beside, in_turn
from sync import encryption, keys
from sync.bodies import BundleBody, CatalogueRef
from sync.envelope import GZIP, Payload, Sealed, open_envelope, seal
from sync.manifest import Kind, Place
from sync.trust import Trust

NOW = datetime(2026, 10, 20, tzinfo=UTC)
NAME = "entries.ndjson.gz"
QUICK = "300, 15 and 7 turns instead of 3000, 60 and 9"
SIZES = {"1k": 1_000, "1m": 1_000_000, "20m": 20_000_000}


def payload(size: int) -> bytes:
    """Lines as entries have them: repeated paths, varied numbers, some Vietnamese words."""
    chance = random.Random(1)
    lines, length = [], 0
    while length < size:
        values = {f"/data/villages[{n}]/teams": str(chance.randrange(10**6)) for n in range(1, 12)}
        entry = {"id": f"{chance.randrange(2**128):032x}", "values": values, "by": "Nguyễn Thị Lan"}
        lines.append(json.dumps(entry).encode() + b"\n")
        length += len(lines[-1])
    return b"".join(lines)[:size]


def measure(size: int, repeat: int) -> dict[str, float]:
    """Return milliseconds (medians) of open, seal and their floors, and the two ratios."""
    ca, key, secret = keys.generate(), keys.generate(), encryption.new_identity()
    key = key.with_certificate(keys.certify(ca, key.key, "unit/22810", 1, NOW))
    trust, recipients = Trust(frozenset({ca.key})), [encryption.recipient_of(secret)]
    lines = payload(size)

    def sealed() -> Sealed:
        return seal(
            Kind.BUNDLE,
            sender="unit/22810",
            to="prov/56",
            place=Place("c" * 32, 1, None),
            created=NOW,
            body=BundleBody(CatalogueRef("c56", 1), []),
            files=[Payload(NAME, GZIP, lines, packed=True)],
            signer=key,
            recipients=recipients,
        )

    one = sealed()
    message = os.urandom(400)
    signature, public = ca.sign(message), ca.secret.public_key()
    stored = gzip.compress(lines, 6, mtime=0)
    recipient = pyrage.x25519.Recipient.from_str(recipients[0])

    def opened() -> None:
        open_envelope(one.data, identities=[secret], trust=trust, recipient="prov/56", at=NOW)

    def open_floor() -> None:
        public.verify(signature, message)
        public.verify(signature, message)
        pyrage.decrypt(one.data, [secret])
        hashlib.sha256(stored).digest()
        zlib.decompress(stored, 31)

    def seal_floor() -> None:
        data = gzip.compress(lines, 6, mtime=0)
        hashlib.sha256(data).digest()
        ca.sign(message)
        pyrage.encrypt(one.container, [recipient])

    found = {
        **compared("open", repeat, opened, open_floor),
        **compared("seal", repeat, sealed, seal_floor),
        "wire_bytes": len(one.data),
    }
    return found | {"seal_by_open_floor": found["seal_ms"] / found["open_floor_ms"]}


def compared(
    name: str, repeat: int, ours: Callable[[], object], floor: Callable[[], object]
) -> dict[str, float]:
    """Return the median milliseconds of both and the median of the ratios of neighbouring turns."""
    took, least = in_turn(repeat, ours, floor)
    return {
        f"{name}_ms": statistics.median(took) * 1000,
        f"{name}_floor_ms": statistics.median(least) * 1000,
        name: beside(took, least),
    }


def main() -> None:
    """Measure and print."""
    asked = words(__doc__, QUICK).parse_args()
    repeats = {"1k": 300, "1m": 15, "20m": 7} if asked.quick else {"1k": 3000, "1m": 60, "20m": 9}
    found = {name: measure(size, repeats[name]) for name, size in SIZES.items()}
    ratios = {f"open_{name}": round(one["open"], 3) for name, one in found.items()}
    ratios |= {f"seal_{name}": round(found[name]["seal"], 3) for name in ("1m", "1k", "20m")}
    figures = {
        f"{what}_{name}": round(value, 4)
        for name, one in found.items()
        for what, value in one.items()
        if what not in {"open", "seal"}
    }
    tell(Found(ratios, figures, QUICK if asked.quick else None), as_json=asked.json)


if __name__ == "__main__":
    main()
