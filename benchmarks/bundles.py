"""How long sealing and opening take, as ratios to the floor of the same run on the same bytes.

    python benchmarks/bundles.py [--quick] [--json]

The floor of opening is what cannot be left out: one Ed25519 verification of the certificate, one of the
signature, SHA-256 of the stored file, age decryption of the same file, gunzip. The floor of sealing is
gzip, SHA-256, one Ed25519 signature and age encryption. Ours and the floor
run in turn; a ratio is the median over the turns. The figure seal_by_open_floor holds
sealing against the floor of opening, on the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import platform
import random
import statistics
import sys
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyrage  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sync import encryption, keys
from sync.bodies import BundleBody, CatalogueRef
from sync.envelope import GZIP, Payload, Sealed, open_envelope, seal
from sync.manifest import Kind, Place
from sync.trust import Trust

NOW = datetime(2026, 10, 20, tzinfo=UTC)
NAME = "entries.ndjson.gz"
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


def timed(repeat: int, *actions: Callable[[], object]) -> list[list[float]]:
    """Return the processor seconds of each action, run in turn ``repeat`` times.

    Nothing here waits for a disk; processor time leaves out what other programs do to the clock.
    """
    took: list[list[float]] = [[] for _ in actions]
    for turn in range(repeat + 1):
        for number, action in enumerate(actions):
            begun = time.thread_time()
            action()
            if turn:  # the first turn warms up
                took[number].append(time.thread_time() - begun)
    return took


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
    took = timed(repeat, ours, floor)
    return {
        f"{name}_ms": statistics.median(took[0]) * 1000,
        f"{name}_floor_ms": statistics.median(took[1]) * 1000,
        name: statistics.median(one / other for one, other in zip(*took, strict=True)),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    repeats = {"1k": 300, "1m": 15, "20m": 7} if words.quick else {"1k": 3000, "1m": 60, "20m": 9}
    found = {name: measure(size, repeats[name]) for name, size in SIZES.items()}
    ratios = {f"open_{name}": round(one["open"], 3) for name, one in found.items()}
    ratios["seal_1m"] = round(found["1m"]["seal"], 3)
    ratios |= {f"seal_{name}": round(found[name]["seal"], 3) for name in ("1k", "20m")}
    figures = {
        f"{what}_{name}": round(value, 4)
        for name, one in found.items()
        for what, value in one.items()
        if what not in {"open", "seal"}
    }
    machine = {"system": platform.platform(), "python": platform.python_version(), "cpus": os.cpu_count()}
    if words.json:
        print(json.dumps({"ratios": ratios, "figures": figures, "machine": machine}))
        return
    for name, value in (*ratios.items(), *figures.items()):
        print(f"{name:24} {value}")


if __name__ == "__main__":
    main()
