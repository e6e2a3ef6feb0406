"""Every error code of the format, made by the file that deserves it."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from sync import encryption, enrolment, keys, kit, verify
from sync.container import MAX_CONTAINER
from sync.encryption import MAX_WIRE
from sync.errors import ENVELOPE_ERRORS, EnvelopeError, KitRollbackError
from tests.sync.forge import Forger
from tests.sync.simulator import World

Maker = Callable[[Forger], bytes]
MAKERS: dict[str, list[Maker]] = {}


def makes(code: str) -> Callable[[Maker], Maker]:
    def add(maker: Maker) -> Maker:
        MAKERS.setdefault(code, []).append(maker)
        return maker

    return add


@makes("E_TOO_LARGE")
def a_file_above_the_wire_limit(forger: Forger) -> bytes:
    return b"age-encryption.org/v1\n" + bytes(MAX_WIRE)


@makes("E_TOO_LARGE")
def a_container_above_its_limit(forger: Forger) -> bytes:
    import pyrage

    recipient = pyrage.x25519.Recipient.from_str(forger.world.keys.recipients[0])
    return bytes(pyrage.encrypt(bytes(MAX_CONTAINER + 512), [recipient]))


@makes("E_TOO_LARGE")
def a_manifest_above_its_limit(forger: Forger) -> bytes:
    files = forger.payload()
    text = forger.text(forger.manifest(files, body={"padding": "x" * 300_000}))
    return forger.seal(forger.container(text, files))


@makes("E_TOO_LARGE")
def files_that_declare_to_unfold_beyond_measure(forger: Forger) -> bytes:
    files = forger.payload([forger.snapshot()])
    manifest = forger.manifest(files)
    manifest["files"][0]["raw"] = 300 * 1024 * 1024
    return forger.seal(forger.container(forger.text(manifest), files))


@makes("E_TOO_LARGE")
def a_signature_above_its_limit(forger: Forger) -> bytes:
    files = forger.payload()
    return forger.seal(forger.container(forger.text(forger.manifest(files)), files, signed=b"x" * 20_000))


@makes("E_NOT_A_BUNDLE")
def an_empty_file(forger: Forger) -> bytes:
    return b""


@makes("E_NOT_A_BUNDLE")
def a_spreadsheet(forger: Forger) -> bytes:
    return b"PK\x03\x04" + bytes(2000)


@makes("E_DAMAGED")
def a_file_cut_off(forger: Forger) -> bytes:
    return forger.bundle()[:-1]


@makes("E_DAMAGED")
def a_file_with_one_bit_turned_in_its_content(forger: Forger) -> bytes:
    data = bytearray(forger.bundle())
    data[-5] ^= 1
    return bytes(data)


@makes("E_DAMAGED")
def a_header_of_a_hundred_kilobytes(forger: Forger) -> bytes:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"
    return b"age-encryption.org/v1\n" + stanza * 1000 + b"--- " + b"A" * 43 + b"\n" + bytes(100)


@makes("E_DAMAGED")
def a_header_of_nine_stanzas(forger: Forger) -> bytes:
    import pyrage

    recipients = [pyrage.x25519.Identity.generate().to_public() for _ in range(9)]
    return bytes(pyrage.encrypt(b"x", recipients))


@makes("E_DAMAGED")
def armour_with_a_hole(forger: Forger) -> bytes:
    lines = encryption.armour(forger.bundle()).splitlines(keepends=True)
    return b"".join([*lines[:3], b"****\n", *lines[3:]])


@makes("E_NOT_FOR_US")
def a_bundle_for_another_province(forger: Forger) -> bytes:
    files = forger.payload()
    plain = forger.container(forger.text(forger.manifest(files)), files)
    return encryption.encrypt(plain, [encryption.recipient_of(encryption.new_identity())])


@makes("E_NOT_FOR_US")
def a_file_under_a_passphrase(forger: Forger) -> bytes:
    # Made once with pyrage.passphrase.encrypt, which takes a second each time.
    return base64.b64decode(
        "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBidTgram51NXdNdFgzOXIrRFRyeCtBIDE5CkFId0JyY3ZxWDViVkVS"
        "UEQrSHo5WXlPNmsvS3dTR1BFYXFrVUhMTVlUTTAKLS0tIHl6Z3hRVk8yd1dPbldiZ3NxdVZqS0ZBYU9zV0RwbzQ3R0NsZ29j"
        "TEFPSkEKTQraeolTs/XeYDp0opneMejWGBN46aUn2l0A59GLOpzH"
    )


@makes("E_CONTAINER")
def an_archive_of_another_hand(forger: Forger) -> bytes:
    import io
    import tarfile

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        info = tarfile.TarInfo("manifest.json")
        info.size, info.mtime = 3, 1
        tar.addfile(info, io.BytesIO(b"abc"))
    return forger.seal(buffer.getvalue())


@makes("E_CONTAINER")
def members_in_another_order(forger: Forger) -> bytes:
    from sync.container import Member, write

    files = forger.payload()
    text = forger.text(forger.manifest(files))
    return forger.seal(write([Member("manifest.json.sig", forger.sign(text)), Member("manifest.json", text)]))


@makes("E_CONTAINER")
def something_after_the_end(forger: Forger) -> bytes:
    files = forger.payload()
    return forger.seal(forger.container(forger.text(forger.manifest(files)), files) + bytes(512))


@makes("E_SIGNATURE")
def a_signature_over_another_manifest(forger: Forger) -> bytes:
    files = forger.payload()
    text = forger.text(forger.manifest(files))
    return forger.seal(forger.container(text, files, signed=forger.sign(text + b" ")))


@makes("E_SIGNATURE")
def a_namespace_of_another_kind(forger: Forger) -> bytes:
    return forger.bundle(namespace="receipt.v1@xaso")


@makes("E_SIGNATURE")
def a_namespace_of_another_program(forger: Forger) -> bytes:
    return forger.bundle(namespace="git")


@makes("E_SIGNATURE")
def a_signature_without_armour(forger: Forger) -> bytes:
    files = forger.payload()
    return forger.seal(forger.container(forger.text(forger.manifest(files)), files, signed=b"SSHSIG"))


@makes("E_SIGNATURE")
def an_enrolment_signed_with_another_key(forger: Forger) -> bytes:
    body = {"key": keys.public_line(keys.generate().key), "officer": "Lan", "machine": "m"}
    text = forger.text(forger.manifest({}, type="enrol", body=body))
    return forger.seal(forger.container(text, {}, namespace="enrol.v1@xaso", public=forger.key.key))


@makes("E_SIGNATURE")
def a_key_of_low_order(forger: Forger) -> bytes:
    # Under the neutral element every signature (R = s·B) holds, whatever the message is.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    neutral = (1).to_bytes(32, "little")
    base = bytes.fromhex("5866666666666666666666666666666666666666666666666666666666666666")
    scalar_one = (1).to_bytes(32, "little")
    assert Ed25519PrivateKey  # the forgery needs no secret at all
    body = {"key": keys.public_line(keys.key_blob(neutral)), "officer": "Lan", "machine": "m"}
    text = forger.text(forger.manifest({}, type="enrol", body=body))
    from sync import signature

    signed = signature.sign(text, "enrol.v1@xaso", keys.key_blob(neutral), lambda _: base + scalar_one)
    return forger.seal(forger.container(text, {}, signed=signed))


@makes("E_VERSION")
def a_manifest_of_the_next_version(forger: Forger) -> bytes:
    return forger.bundle(v=2)


@makes("E_MANIFEST")
def a_manifest_with_a_member_too_many(forger: Forger) -> bytes:
    return forger.bundle(surprise=1)


@makes("E_MANIFEST")
def a_manifest_with_a_member_too_few(forger: Forger) -> bytes:
    return forger.bundle(app=...)


@makes("E_MANIFEST")
def a_first_bundle_with_a_predecessor(forger: Forger) -> bytes:
    return forger.bundle(prev="0" * 64)


@makes("E_MANIFEST")
def a_bundle_to_everybody(forger: Forger) -> bytes:
    return forger.bundle(to="unit/*")


def _raw(forger: Forger, change: Callable[[bytes], bytes]) -> bytes:
    files = forger.payload()
    text = change(forger.text(forger.manifest(files)))
    return forger.seal(forger.container(text, files))


@makes("E_MANIFEST")
def duplicate_keys(forger: Forger) -> bytes:
    return _raw(forger, lambda text: text.replace(b'{"app":', b'{"app":"a","app":'))


@makes("E_MANIFEST")
def white_space(forger: Forger) -> bytes:
    return _raw(forger, lambda text: text.replace(b'"app":', b'"app": '))


@makes("E_MANIFEST")
def no_line_feed_at_the_end(forger: Forger) -> bytes:
    return _raw(forger, lambda text: text[:-1])


@makes("E_MANIFEST")
def a_fraction(forger: Forger) -> bytes:
    return _raw(forger, lambda text: text.replace(b'"seq":1', b'"seq":1.0'))


@makes("E_MANIFEST")
def json_deeper_than_sixteen(forger: Forger) -> bytes:
    return _raw(forger, lambda text: text.replace(b'"forged"', b"[" * 5000 + b"]" * 5000))


@makes("E_UNENROLLED")
def a_key_without_a_certificate(forger: Forger) -> bytes:
    files = forger.payload()
    text = forger.text(forger.manifest(files))
    return forger.seal(forger.container(text, files, public=forger.key.key))


@makes("E_UNENROLLED")
def a_certificate_of_another_authority(forger: Forger) -> bytes:
    forger.certify(keys.generate(), "unit/22810")
    return forger.bundle()


@makes("E_UNENROLLED")
def a_certificate_whose_own_signature_does_not_hold(forger: Forger) -> bytes:
    from sync.signature import read_certificate

    assert forger.key.certificate is not None
    blob = bytearray(forger.key.certificate.blob)
    blob[-1] ^= 1
    forger.key = forger.key.with_certificate(read_certificate(bytes(blob)))
    return forger.bundle()


@makes("E_WRONG_SENDER")
def a_bundle_in_the_name_of_a_neighbour(forger: Forger) -> bytes:
    return forger.bundle(**{"from": "unit/22813"})


@makes("E_WRONG_SENDER")
def a_bundle_sent_by_a_province(forger: Forger) -> bytes:
    assert forger.world.keys.ca is not None
    forger.certify(forger.world.keys.ca, "prov/56")
    return forger.bundle(**{"from": "prov/56"})


@makes("E_CERT_NOT_YET_VALID")
def a_certificate_of_tomorrow(forger: Forger) -> bytes:
    assert forger.world.keys.ca is not None
    forger.certify(forger.world.keys.ca, "unit/22810", forger.at + timedelta(days=3))
    return forger.bundle()


@makes("E_CERT_EXPIRED")
def a_certificate_of_three_years_ago(forger: Forger) -> bytes:
    assert forger.world.keys.ca is not None
    forger.certify(forger.world.keys.ca, "unit/22810", forger.at - timedelta(days=3 * 365))
    return forger.bundle()


@makes("E_REVOKED")
def a_lost_laptop(forger: Forger) -> bytes:
    laptop = forger.world.enrolled(forger.unit, "lost")
    laptop.fill(1, 2)
    enrolment.revoke(forger.world.store, forger.unit, why="mất máy", now=forger.world.clock())
    return laptop.export().file.read_bytes()


@makes("E_WRONG_RECIPIENT")
def a_bundle_addressed_to_a_neighbour_province(forger: Forger) -> bytes:
    return forger.bundle(to="prov/38")


@makes("E_WRONG_RECIPIENT")
def a_kit_taken_for_a_bundle(forger: Forger) -> bytes:
    return forger.world.kit.data


@makes("E_CONTENT")
def a_file_with_another_digest(forger: Forger) -> bytes:
    files = forger.payload()
    text = forger.text(forger.manifest(files))
    return forger.seal(forger.container(text, {name: data + b"x" for name, data in files.items()}))


@makes("E_CONTENT")
def a_member_that_the_manifest_does_not_name(forger: Forger) -> bytes:
    files = forger.payload()
    text = forger.text(forger.manifest(files))
    return forger.seal(forger.container(text, files | {"extra.txt": b"x"}))


def _with_file(forger: Forger, data: bytes, raw: int | None) -> bytes:
    line = {
        "name": "entries.ndjson.gz",
        "type": "application/gzip",
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "raw": raw,
    }
    text = forger.text(forger.manifest({}, files=[line]))
    return forger.seal(forger.container(text, {"entries.ndjson.gz": data}))


@makes("E_CONTENT")
def a_gzip_bomb(forger: Forger) -> bytes:
    return _with_file(forger, gzip.compress(bytes(30_000_000)), 1000)


@makes("E_CONTENT")
def a_gzip_with_something_behind_it(forger: Forger) -> bytes:
    return _with_file(forger, gzip.compress(b"") + b"x", 0)


@makes("E_CONTENT")
def a_gzip_cut_off(forger: Forger) -> bytes:
    return _with_file(forger, gzip.compress(b"abc" * 100)[:-3], 300)


@makes("E_CONTENT")
def a_payload_that_is_no_json(forger: Forger) -> bytes:
    return _with_file(forger, gzip.compress(b"{]\n"), 3)


def _with_entry(**changes: Any) -> Maker:
    def maker(forger: Forger) -> bytes:
        return forger.bundle([forger.snapshot(**changes)])

    return maker


makes("E_CONTENT")(_with_entry(unit="22813"))
makes("E_CONTENT")(_with_entry(form_sha256="0" * 64))
makes("E_CONTENT")(_with_entry(values={"/data/nowhere": "1"}))
makes("E_CONTENT")(_with_entry(values={"/data/villages/teams": "1"}))
makes("E_CONTENT")(_with_entry(values={"/data/numerator[1]": "1"}))
makes("E_CONTENT")(_with_entry(values={"/data/numerator": "nhiều"}))
makes("E_CONTENT")(_with_entry(values={"/data/remark": "Hoa\u0300"}))
makes("E_CONTENT")(_with_entry(period="tháng mười"[:7]))
makes("E_CONTENT")(_with_entry(lineage="1" * 32))


@makes("E_CONTENT")
def another_entry_than_announced(forger: Forger) -> bytes:
    files = forger.payload([forger.snapshot(1)])
    text = forger.text(forger.manifest(files, body=forger.body([forger.snapshot(2)])))
    return forger.seal(forger.container(text, files))


@makes("E_FORK")
def two_bundles_of_one_number(forger: Forger) -> bytes:
    forger.world.take_bytes(forger.bundle([forger.snapshot(1)]))
    return forger.bundle([forger.snapshot(2)])


@makes("E_FORK")
def a_bundle_after_another_one_than_ours(forger: Forger) -> bytes:
    forger.world.take_bytes(forger.bundle([forger.snapshot(1)]))
    return forger.bundle([forger.snapshot(2)], seq=2, prev="0" * 64)


@makes("E_CHAIN_UNCONFIRMED")
def a_second_chain_out_of_nowhere(forger: Forger) -> bytes:
    forger.world.take_bytes(forger.bundle([forger.snapshot(1)]))
    return forger.bundle([forger.snapshot(2)], chain="d" * 32)


@makes("E_CHAIN_UNCONFIRMED")
def a_second_chain_that_resumes_what_never_was(forger: Forger) -> bytes:
    forger.world.take_bytes(forger.bundle([forger.snapshot(1)]))
    resumes = {"chain": "c" * 32, "seq": 1, "id": "0" * 64}
    return forger.bundle([forger.snapshot(2)], chain="d" * 32, resumes=resumes)


@dataclass(frozen=True)
class Attack:
    code: str
    make: Maker


ATTACKS = [Attack(code, maker) for code, makers in MAKERS.items() for maker in makers]


@pytest.mark.parametrize(
    "attack", ATTACKS, ids=[f"{a.code}-{a.make.__name__}-{n}" for n, a in enumerate(ATTACKS)]
)
def test_the_importer_refuses_and_keeps_it(world: World, attack: Attack) -> None:
    data = attack.make(Forger(world))
    before = len(world.snapshots())
    result = world.take_bytes(data, "../incoming.age".replace("../", ""))
    assert (result.code, result.status) == (
        attack.code,
        "held" if attack.code == "E_CHAIN_UNCONFIRMED" else "quarantined",
    )
    assert len(world.snapshots()) == before
    cases = list(world.workspace.quarantine.glob("*.json"))
    kept = list(world.workspace.quarantine.glob("*.file"))
    assert len(cases) == 1
    assert [path.read_bytes() for path in kept] == ([data] if len(data) <= MAX_WIRE else [])


def test_a_kit_older_than_the_installed_one_is_refused(world: World) -> None:
    old = world.kit
    world.kit = world.publish(2)
    laptop = world.commune()
    with pytest.raises(KitRollbackError):
        kit.receive(laptop.store, old.data, now=world.clock())


def test_every_code_of_the_format_is_made_by_some_test() -> None:
    assert {error.code for error in ENVELOPE_ERRORS} == set(MAKERS) | {"E_KIT_ROLLBACK"}


def test_an_honest_bundle_of_the_forger_is_accepted(world: World) -> None:
    assert world.take_bytes(Forger(world).bundle()).status == "accepted"


def test_an_entry_may_not_borrow_the_lineage_of_another_unit(world: World) -> None:
    world.take_bytes(Forger(world, "22813").bundle([Forger(world, "22813").snapshot(5)]))
    thief = Forger(world, "22810")
    stolen = thief.snapshot(6, lineage=f"{5:032x}", revision=2, replaces=f"{5:032x}")
    result = world.take_bytes(thief.bundle([stolen]))
    assert result.code == "E_CONTENT"


@pytest.mark.parametrize(
    "attack",
    [a for a in ATTACKS if a.code not in {"E_FORK", "E_CHAIN_UNCONFIRMED"}],
    ids=lambda a: f"{a.code}-{a.make.__name__}",
)
def test_looking_at_it_names_the_same_code(world: World, attack: Attack) -> None:
    data = attack.make(Forger(world))
    trust = world.importer()._examiner().trust
    seen = verify.inspect(
        data, identities=world.keys.identities, trust=trust, recipient="prov/56", at=world.clock()
    )
    # What only the store can know (forms, the kind that the importer wants) is beyond a look.
    assert seen.code in {attack.code, None, "E_WRONG_RECIPIENT"}
    if attack.code not in {"E_CONTENT", "E_WRONG_RECIPIENT"}:
        assert seen.code == attack.code
    assert seen.error is None or isinstance(seen.error, EnvelopeError)
