"""Hostile input: mutated envelopes by the thousand against the province's importer and the laptop's inbox.

    python scripts/fuzz_bundles.py [--count N] [--seconds S] [--seed N] [--json]

Nothing mutated may be accepted, nothing may crash, no file may appear outside the workspace, no file may
take more than a second, and memory stays below 600 MB. Ends with 1 and the first seeds when one does.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pyrage  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sync import bundle, canonical, container, encryption, keys, signature
from sync.bodies import BundleBody, CatalogueRef
from sync.container import BLOCK, Member
from sync.envelope import GZIP, Payload, seal
from sync.examination import Examined, examine
from sync.keys import SigningKey
from sync.manifest import Kind, Place
from sync.trust import Trust

NOW = datetime(2026, 10, 20, tzinfo=UTC)
MAX_SECONDS = 1.0
MAX_MEMORY = 600 * 1024 * 1024
LINE = (
    b'{"id":"%032x","lineage":"%032x","form":"monthly","form_version":"1","form_sha256":"%064x",'
    b'"unit":"22810","period":"2026M10","revision":1,"replaces":null,'
    b'"completed_at":"2026-10-20T03:04:05Z","completed_by":"Lan","values":{"/data/a":"1"}}'
)


@dataclass
class Laboratory:
    """Real keys of a province and a laptop, and honest envelopes to bend."""

    random: random.Random
    ca: SigningKey = field(default_factory=keys.generate)
    laptop: SigningKey = field(default_factory=keys.generate)
    stranger: SigningKey = field(default_factory=keys.generate)
    identity: encryption.Identity = field(default_factory=encryption.new_identity)

    def __post_init__(self) -> None:
        certificate = keys.certify(self.ca, self.laptop.key, "unit/22810", 1, NOW)
        self.laptop = self.laptop.with_certificate(certificate)
        self.trust = Trust(frozenset({self.ca.key}))
        self.recipients = [encryption.recipient_of(self.identity)]
        self.plain = self._honest()
        self.wire = encryption.encrypt(self.plain, self.recipients)
        self.members = container.read(self.plain)
        self.known = {hashlib.sha256(bytes(m.data)).hexdigest() for m in self.members}

    def _honest(self) -> bytes:
        entries = [bundle._DECODER.decode(LINE % (n, n, n)) for n in range(3)]
        lines = [bundle.line(entry) for entry in entries]
        sealed = seal(
            Kind.BUNDLE,
            sender="unit/22810",
            to="prov/56",
            place=Place("c" * 32, 1, None),
            created=NOW,
            body=BundleBody(CatalogueRef("c56", 1), [bundle.announce(entry) for entry in entries]),
            files=[
                Payload(bundle.ENTRIES, GZIP, b"".join(line + b"\n" for line in lines), packed=True),
                Payload("note.txt", "text/plain", self.random.randbytes(700)),
            ],
            signer=self.laptop,
        )
        return sealed.container

    def examine(self, data: bytes) -> object:
        """Examine a file as the province does."""
        return examine(data, identities=[self.identity], trust=self.trust, recipient="prov/56", at=NOW)

    def encrypted(self, plain: bytes) -> bytes:
        """Encrypt anything at all to the province."""
        return bytes(pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(self.recipients[0])]))

    def repacked(self, text: bytes, signed: bytes | None = None, files: list[Member] | None = None) -> bytes:
        """Encrypt the honest container with another manifest, signature or files."""
        members = [
            Member("manifest.json", text),
            Member("manifest.json.sig", signed if signed is not None else bytes(self.members[1].data)),
            *(self.members[2:] if files is None else files),
        ]
        return self.encrypted(container.write(members))

    def signed(self, text: bytes, namespace: str = "bundle.v1@xaso") -> bytes:
        """Sign with the certified key itself."""
        return signature.sign(text, namespace, self.laptop.public, self.laptop.sign)

    @property
    def manifest(self) -> bytes:
        """The honest manifest."""
        return bytes(self.members[0].data)


Mutation = Callable[[Laboratory], bytes]


def bits(data: bytes, chance: random.Random, count: int = 8) -> bytes:
    bent = bytearray(data)
    for _ in range(chance.randint(1, count)):
        bent[chance.randrange(len(bent))] ^= 1 << chance.randrange(8)
    return bytes(bent)


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def splice(data: bytes, chance: random.Random) -> bytes:
    start, end = sorted(chance.randrange(len(data)) for _ in range(2))
    piece = data[start:end]
    at = chance.randrange(len(data))
    return data[:at] + piece + data[at + chance.randrange(2) * len(piece) :] or b"x"


def wire_bits(lab: Laboratory) -> bytes:
    return bits(lab.wire, lab.random)


def wire_cut(lab: Laboratory) -> bytes:
    return cut(lab.wire, lab.random)


def wire_splice(lab: Laboratory) -> bytes:
    return splice(lab.wire, lab.random)


def wire_doubled(lab: Laboratory) -> bytes:
    return lab.wire + lab.wire[: lab.random.randrange(1, len(lab.wire))]


def armour_bits(lab: Laboratory) -> bytes:
    return bits(encryption.armour(lab.wire), lab.random)


def stanzas(lab: Laboratory) -> bytes:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"B" * 43 + b"\n"
    head, _, rest = lab.wire.partition(b"\n")
    bent = head + b"\n" + stanza * lab.random.choice((9, 40, 1100)) + rest
    return encryption.armour(bent) if lab.random.random() < 0.3 else bent


def odd_stanzas(lab: Laboratory) -> bytes:
    kind = lab.random.choice((b"scrypt AAAAAAAAAAAAAAAAAAAAAA 30", b"ssh-ed25519 a b", b"x" * 3000, b"-> ->"))
    head, _, rest = lab.wire.partition(b"\n")
    return head + b"\n-> " + kind + b"\n" + b"A" * 43 + b"\n" + rest


def container_bits(lab: Laboratory) -> bytes:
    return lab.encrypted(bits(lab.plain, lab.random))


def container_cut(lab: Laboratory) -> bytes:
    return lab.encrypted(cut(lab.plain, lab.random))


def container_splice(lab: Laboratory) -> bytes:
    return lab.encrypted(splice(lab.plain, lab.random))


def container_blocks(lab: Laboratory) -> bytes:
    blocks = [lab.plain[at : at + BLOCK] for at in range(0, len(lab.plain), BLOCK)]
    first, second = (lab.random.randrange(len(blocks)) for _ in range(2))
    choice = lab.random.randrange(3)
    if choice == 0:
        blocks[first], blocks[second] = blocks[second], blocks[first]
    elif choice == 1:
        blocks.insert(first, blocks[second])
    else:
        del blocks[first]
    return lab.encrypted(b"".join(blocks))


def member_twice(lab: Laboratory) -> bytes:
    member = lab.random.choice(lab.members)
    head = container.header(member.name, len(member.data))
    whole = head + bytes(member.data) + bytes(-len(member.data) % BLOCK)
    return lab.encrypted(lab.plain[:-1024] + whole + lab.plain[-1024:])


def _reheadered(lab: Laboratory, change: Callable[[bytearray], None]) -> bytes:
    head = bytearray(lab.plain[:BLOCK])
    change(head)
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\x00 " % sum(head)
    return lab.encrypted(bytes(head) + lab.plain[BLOCK:])


def huge_size(lab: Laboratory) -> bytes:
    size = lab.random.choice((b"77777777777", b"00000000000", b"37777777777", b"\x80" + b"\xff" * 10))

    def change(head: bytearray) -> None:
        head[124:135] = size

    return _reheadered(lab, change)


def path_like_name(lab: Laboratory) -> bytes:
    name = lab.random.choice(
        (
            b"../../etc/passwd",
            b"/etc/passwd",
            b"..\\..\\x",
            b"C:\\x",
            b"a/b",
            b"con",
            b"manifest.json\0x",
            b"",
            b".",
        )
    )

    def change(head: bytearray) -> None:
        head[:100] = name.ljust(100, b"\0")

    return _reheadered(lab, change)


def link_or_device(lab: Laboratory) -> bytes:
    def change(head: bytearray) -> None:
        head[156] = lab.random.choice(b"1234567xgLK\0")
        head[157:160] = b"/tm"

    return _reheadered(lab, change)


def manifest_bits_unsigned(lab: Laboratory) -> bytes:
    return lab.repacked(bits(lab.manifest, lab.random))


def manifest_bits_signed(lab: Laboratory) -> bytes:
    """Even the holder of a certified key may not say what is not canonical or does not fit."""
    text = bits(lab.manifest, lab.random, 3)
    return lab.repacked(text, lab.signed(text))


def manifest_of_a_stranger(lab: Laboratory) -> bytes:
    text = lab.manifest
    return lab.repacked(text, signature.sign(text, "bundle.v1@xaso", lab.stranger.public, lab.stranger.sign))


def signature_bits(lab: Laboratory) -> bytes:
    return lab.repacked(lab.manifest, bits(bytes(lab.members[1].data), lab.random))


def another_namespace(lab: Laboratory) -> bytes:
    namespace = lab.random.choice(("receipt.v1@xaso", "kit.v1@xaso", "enrol.v1@xaso", "file", ""))
    return lab.repacked(lab.manifest, lab.signed(lab.manifest, namespace))


def certificate_bits(lab: Laboratory) -> bytes:
    assert lab.laptop.certificate is not None
    blob = bits(lab.laptop.certificate.blob, lab.random)
    return lab.repacked(lab.manifest, signature.sign(lab.manifest, "bundle.v1@xaso", blob, lab.laptop.sign))


def deep_json(lab: Laboratory) -> bytes:
    depth = lab.random.choice((17, 200, 5000, 30_000))
    opening, closing = lab.random.choice(((b"[", b"]"), (b'{"a":', b"}")))
    text = lab.manifest.replace(b'"xaso 0.1.0"', opening * depth + b"1" + closing * depth)[:250_000]
    return lab.repacked(text, lab.signed(text))


def duplicate_keys(lab: Laboratory) -> bytes:
    field_ = lab.random.choice((b'"to":"prov/56"', b'"seq":1', b'"v":1', b'"type":"bundle"', b'"prev":null'))
    text = lab.manifest.replace(field_, field_ + b"," + field_, 1)
    return lab.repacked(text, lab.signed(text))


def odd_numbers(lab: Laboratory) -> bytes:
    number = lab.random.choice(
        (b"1.0", b"1e0", b"-1", b"0", b"true", b"9" * 400, b"9" * 5000, b"null", b'"1"')
    )
    text = lab.manifest.replace(b'"seq":1', b'"seq":' + number, 1)
    return lab.repacked(text, lab.signed(text))


def _with_entries(lab: Laboratory, data: bytes, raw: int) -> bytes:
    value = canonical.decode(lab.manifest[:-1])
    assert isinstance(value, dict)
    line = value["files"][0]
    line.update(size=len(data), sha256=hashlib.sha256(data).hexdigest(), raw=raw)
    text = canonical.encode(value) + b"\n"
    files = [Member(lab.members[2].name, data), *lab.members[3:]]
    return lab.repacked(text, lab.signed(text), files)


def gzip_bomb(lab: Laboratory) -> bytes:
    size = lab.random.choice((1, 20, 60)) * 1024 * 1024
    raw = lab.random.choice((0, 10, size - 1, size + 1, 256 * 1024 * 1024))
    return _with_entries(lab, _bomb(size), raw)


_BOMBS: dict[int, bytes] = {}


def _bomb(size: int) -> bytes:
    if size not in _BOMBS:
        _BOMBS[size] = gzip.compress(bytes(size), 9, mtime=0)
    return _BOMBS[size]


def gzip_bits(lab: Laboratory) -> bytes:
    data = bytes(lab.members[2].data)
    raw = len(gzip.decompress(data))
    return _with_entries(lab, bits(data, lab.random) + lab.random.choice((b"", b"\0", data)), raw)


def payload_bits(lab: Laboratory) -> bytes:
    """A signed payload with turned bits: readable ones must still be the announced entries, in NFC."""
    content = bits(gzip.decompress(bytes(lab.members[2].data)), lab.random, 2)
    return _with_entries(lab, gzip.compress(content, mtime=0), len(content))


def payload_respelled(lab: Laboratory) -> bytes:
    """A signed payload that says the same, or says a thing twice, in another spelling."""
    content = gzip.decompress(bytes(lab.members[2].data))
    turns = (
        (b'"values":{', b'"values":{"/data/a":"2",'),
        (b'"/data/a":"1"', b'"/data/a":"1","/data/a":"1"'),
        (b'"revision":1', b'"revision":2,"revision":1'),
        (b'"unit":"22810"', b'"unit":"22813","unit":"22810"'),
        (b'"Lan"', b'"\\u004can"'),
        (b'"revision":1', b'"revision": 1'),
        (b'"revision":1', b'"revision":1.0'),
        (b"/data/a", b"\\/data/a"),
        (b',"history":[]', b""),
        (b"}\n", b"} \n"),
        (b"\n", b"\r\n"),
    )
    content = content.replace(*lab.random.choice(turns), 1)
    return _with_entries(lab, gzip.compress(content, mtime=0), len(content))


def noise(lab: Laboratory) -> bytes:
    start = lab.random.choice(
        (b"", b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----\n", b"PK\3\4")
    )
    return start + lab.random.randbytes(lab.random.randrange(3000))


MUTATIONS: tuple[Mutation, ...] = (
    wire_bits,
    wire_cut,
    wire_splice,
    wire_doubled,
    armour_bits,
    stanzas,
    odd_stanzas,
    container_bits,
    container_cut,
    container_splice,
    container_blocks,
    member_twice,
    huge_size,
    path_like_name,
    link_or_device,
    manifest_bits_unsigned,
    manifest_bits_signed,
    manifest_of_a_stranger,
    signature_bits,
    another_namespace,
    certificate_bits,
    deep_json,
    duplicate_keys,
    odd_numbers,
    gzip_bits,
    payload_bits,
    payload_respelled,
    noise,
)
RARE: tuple[Mutation, ...] = (gzip_bomb,)  # costly to make: one in fifty


def harmless(lab: Laboratory, mutation: Mutation, found: Examined) -> bool:
    """Tell changes that say the same: another line break in an armour, a word that the key's holder signed.

    A bundle whose manifest and files are those of the honest one is the honest one. Where the mutation
    signs with the certified key itself, what it says within the format is the sender's own word.
    """
    members = container.read(found.container)
    same = {hashlib.sha256(bytes(m.data)).hexdigest() for m in members if m.name != "manifest.json.sig"}
    if same <= lab.known:
        return True
    return mutation in {manifest_bits_signed, payload_bits, odd_numbers, gzip_bits}


@dataclass
class Tally:
    """What happened."""

    codes: Counter[str] = field(default_factory=Counter)
    same: int = 0
    own_words: int = 0
    accepted: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    slowest: float = 0.0
    peak: int = 0
    count: int = 0

    @property
    def clean(self) -> bool:
        """Whether everything held."""
        return not (self.accepted or self.crashes or self.slow or self.peak > MAX_MEMORY)


def cases(seed: int) -> Iterator[tuple[int, Laboratory, Mutation]]:
    chance = random.Random(seed)
    lab = Laboratory(chance)
    number = 0
    while True:
        mutation = chance.choice(RARE) if chance.random() < 0.02 else chance.choice(MUTATIONS)
        yield number, lab, mutation
        number += 1


def run(count: int, seconds: float, seed: int) -> Tally:
    """Examine up to ``count`` mutated files within ``seconds``."""
    tally = Tally()
    process = psutil.Process()
    end = time.monotonic() + seconds
    for number, lab, mutation in cases(seed):
        if number >= count or time.monotonic() > end:
            break
        data = mutation(lab)
        label = f"seed {seed} number {number} {mutation.__name__}"
        begun = time.process_time()  # other programs on the machine do not count
        try:
            found = lab.examine(data)
        except Exception:  # any exception at all is the finding
            tally.crashes.append(f"{label}\n{traceback.format_exc()}")
            continue
        took = time.process_time() - begun
        tally.count += 1
        tally.slowest = max(tally.slowest, took)
        if took > MAX_SECONDS:
            tally.slow.append(f"{label}: {took:.2f} s")
        if isinstance(found, Examined):
            _note(tally, lab, mutation, found, label)
        else:
            tally.codes[found.code] += 1  # type: ignore[attr-defined]
        if number % 50 == 0:
            tally.peak = max(tally.peak, process.memory_info().rss)
    return tally


def _note(tally: Tally, lab: Laboratory, mutation: Mutation, found: Examined, label: str) -> None:
    if not harmless(lab, mutation, found):
        tally.accepted.append(label)
    elif hashlib.sha256(found.container).hexdigest() == hashlib.sha256(lab.plain).hexdigest():
        tally.same += 1
    else:
        tally.own_words += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=3600.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        before = sorted(Path(folder).iterdir())
        tally = run(words.count, words.seconds, words.seed)
        assert sorted(Path(folder).iterdir()) == before
    report = {
        "count": tally.count,
        "accepted": tally.accepted[:10],
        "crashes": tally.crashes[:10],
        "slow": tally.slow[:10],
        "slowest_s": round(tally.slowest, 3),
        "peak_mb": round(tally.peak / 1024 / 1024),
        "unchanged_by_the_mutation": tally.same,
        "signed_by_the_certified_key_itself": tally.own_words,
        "codes": dict(tally.codes.most_common()),
        "clean": tally.clean,
    }
    print(json.dumps(report, indent=None if words.json else 2, ensure_ascii=False))
    return 0 if tally.clean else 1


if __name__ == "__main__":
    sys.exit(main())
