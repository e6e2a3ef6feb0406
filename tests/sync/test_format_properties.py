"""Properties of the formats: what is written is read back, and only what would be written is read."""

from __future__ import annotations

import base64
import json
import unicodedata
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import canonical, container, entry_checks, signature
from sync.canonical import MAX_INTEGER
from sync.container import BLOCK, Member
from sync.errors import ContainerError, ContentError, EnvelopeError, ManifestError
from sync.keys import LOW_ORDER_KEYS, digits, generate, same_digits
from sync.signature import key_blob
from tests.rounds import rounds

text = st.text(st.characters(exclude_categories=["Cs"]))
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=20,
)
names = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,63}", fullmatch=True)
members = st.lists(
    st.builds(Member, names, st.binary(max_size=1500)), min_size=1, max_size=6, unique_by=lambda m: m.name
)


@given(values)
def test_canonical_text_is_read_back(value: Any) -> None:
    assert canonical.decode(canonical.encode(value)) == value


@given(values)
def test_the_quick_way_writes_the_same_text_or_none(value: Any) -> None:
    quick = canonical.plain_text(value)
    assert quick is None or quick == canonical.encode(value)


@given(values)
def test_canonical_text_is_json_of_the_same_value(value: Any) -> None:
    assert json.loads(canonical.encode(value)) == value


@given(values)
def test_any_other_text_of_the_same_value_is_refused(value: Any) -> None:
    spaced = json.dumps(value, ensure_ascii=False, indent=1).encode()
    if spaced != canonical.encode(value):
        with pytest.raises(ManifestError):
            canonical.decode(spaced)


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader_of_canonical_text(data: bytes) -> None:
    try:
        value = canonical.decode(data)
    except ManifestError:
        return
    assert canonical.encode(value) == data


def test_keys_are_sorted_by_utf16_units_as_rfc_8785_asks() -> None:
    # The example of RFC 8785, section 3.2.3.
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    order = list(json.loads(canonical.encode(value)).values())
    assert order == [2, 4, 6, 7, 1, 5, 3]


BENT = [
    *(b"1.0", b"1e2", b"-0", b"01", b"NaN", b"Infinity", b"9007199254740992", b"9" * 5000),
    *(b'{"a":1,"a":1}', b'"\\u0041"', b'"\\ud800"', b"\xff", b"", b"{}\n"),
    *(b"[" * 17 + b"]" * 17, b"[" * 100_000),
]


@pytest.mark.parametrize("bent", BENT, ids=range(len(BENT)))
def test_what_readers_could_understand_differently_is_refused(bent: bytes) -> None:
    with pytest.raises(ManifestError):
        canonical.decode(bent)


def test_sixteen_levels_are_allowed() -> None:
    deep = b"[" * 16 + b"]" * 16
    assert canonical.encode(canonical.decode(deep)) == deep


@given(members)
def test_a_container_is_read_back(written: list[Member]) -> None:
    read = container.read(container.write(written))
    assert [(m.name, bytes(m.data)) for m in read] == [(m.name, m.data) for m in written]


@given(members, st.data())
def test_no_container_with_a_changed_byte_reads_as_another_one_that_we_would_not_write(
    written: list[Member], data: st.DataObject
) -> None:
    whole = bytearray(container.write(written))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        read = container.read(bytes(whole))
    except ContainerError:
        return
    assert container.write(read) == bytes(whole)


@given(members, st.integers(0, 20))
def test_a_container_cut_off_or_continued_is_refused(written: list[Member], number: int) -> None:
    whole = container.write(written)
    for bent in (whole[: -1 - number * 97 % len(whole)], whole + bytes(number * BLOCK + 1), whole + whole):
        with pytest.raises(ContainerError):
            container.read(bent)


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "A", "a/b", "", ".x", "a" * 65, "a\0b", "ă", "con\\x"]
)
def test_names_that_could_be_paths_are_refused(name: str) -> None:
    with pytest.raises(ContainerError):
        container.write([Member(name, b"")])


@given(st.binary(max_size=500), st.data())
@settings(max_examples=rounds(60))
def test_a_signature_holds_for_its_message_alone(message: bytes, data: st.DataObject) -> None:
    key = generate()
    armoured = signature.sign(message, "bundle.v1@xaso", key.public, key.sign)
    assert signature.verify(message, armoured).key == key.key
    with pytest.raises(EnvelopeError):
        signature.verify(message + b"\0", armoured)
    bent = bytearray(armoured)
    bent[data.draw(st.integers(0, len(bent) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        signed = signature.verify(message, bytes(bent))
    except EnvelopeError:
        return
    assert signed.key == key.key  # a line feed more or less in the armour says the same


@given(st.binary(max_size=3000))
def test_no_bytes_crash_the_reader_of_signatures(data: bytes) -> None:
    with pytest.raises(EnvelopeError):
        signature.verify(b"", data)


def test_digits_are_six_groups_of_five_and_can_be_read_with_any_grouping() -> None:
    key = generate().key
    shown = digits(key)
    assert [len(group) for group in shown.split()] == [5] * 6
    assert same_digits(shown.replace(" ", "-"), key)
    assert same_digits(shown.replace(" ", ""), key)
    assert not same_digits(shown[:-1] + str((int(shown[-1]) + 1) % 10), key)
    assert not same_digits("", key)


def test_the_fourteen_keys_of_low_order_are_those_of_the_curve() -> None:
    """Compute the eight points of small order and all their encodings, by the curve's own law."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p
    root = pow(2, (p - 1) // 4, p)

    def add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
        k = d * a[0] * b[0] * a[1] * b[1] % p
        x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + k, -1, p) % p
        return x, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, p) % p

    def decoded(encoding: bytes) -> tuple[int, int]:
        number = int.from_bytes(encoding, "little")
        y, sign = (number & (2**255 - 1)) % p, number >> 255
        square = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        x = pow(square, (p + 3) // 8, p)
        x = x if x * x % p == square else x * root % p
        assert x * x % p == square
        return (p - x) % p if x % 2 != sign else x, y

    for encoding in LOW_ORDER_KEYS:
        point = decoded(encoding)
        for _ in range(3):
            point = add(point, point)
        assert point == (0, 1)
    assert len(LOW_ORDER_KEYS) == 14
    assert {int.from_bytes(e, "little") >> 255 for e in LOW_ORDER_KEYS} == {0, 1}
    assert len({decoded(e) for e in LOW_ORDER_KEYS}) == 8
    assert all(len(key_blob(e)) == 51 for e in LOW_ORDER_KEYS)


def certificate(**changes: object) -> bytes:
    """The wire form of a certificate as cryptography makes it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import SSHCertificateBuilder, SSHCertificateType

    key, authority = generate(), generate()
    builder = (
        SSHCertificateBuilder()
        .public_key(Ed25519PublicKey.from_public_bytes(key.key[-32:]))
        .serial(int(changes.get("serial", 7)))  # type: ignore[call-overload]
        .type(changes.get("type", SSHCertificateType.USER))  # type: ignore[arg-type]
        .key_id(bytes(changes.get("key_id", b"test")))  # type: ignore[call-overload]
        .valid_principals(changes.get("principals", [b"unit/22810"]))  # type: ignore[arg-type]
        .valid_after(int(changes.get("after", 1)))  # type: ignore[call-overload]
        .valid_before(int(changes.get("before", 2**64 - 1)))  # type: ignore[call-overload]
    )
    for name in changes.get("extensions", ()):  # type: ignore[attr-defined]
        builder = builder.add_extension(name, b"")
    for name in changes.get("options", ()):  # type: ignore[attr-defined]
        builder = builder.add_critical_option(name, b"x")
    return base64.b64decode(builder.sign(authority.secret).public_bytes().split()[1])


def judged_by_cryptography(blob: bytes) -> tuple[object, ...] | None:
    """What cryptography's own reader says of a certificate, by our rules; None where it may not pass."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import (
        SSHCertificate,
        SSHCertificateType,
        load_ssh_public_identity,
    )

    try:
        parsed = load_ssh_public_identity(signature.CERTIFIED + b" " + base64.b64encode(blob))
        if not isinstance(parsed, SSHCertificate) or parsed.type is not SSHCertificateType.USER:
            return None
        key, authority = parsed.public_key(), parsed.signature_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, Ed25519PublicKey) or not isinstance(authority, Ed25519PublicKey):
        return None
    if parsed.critical_options or len(parsed.valid_principals) != 1:
        return None
    try:
        parsed.verify_cert_signature()
        genuine = True
    except (ValueError, InvalidSignature):
        genuine = False
    named = parsed.valid_principals[0]
    times = (parsed.valid_after, parsed.valid_before)
    return (key.public_bytes_raw(), authority.public_bytes_raw(), named, parsed.serial, times, genuine)


def judged_by_us(blob: bytes) -> tuple[object, ...] | None:
    try:
        read = signature.read_certificate(blob)
    except ValueError:
        return None
    times, genuine = (read.valid_after, read.valid_before), read.is_genuine()
    return (read.key[-32:], read.authority[-32:], read.principal.encode(), read.serial, times, genuine)


@given(
    st.integers(0, 2**64 - 1),
    st.integers(0, 2**63),
    st.integers(2**63 + 1, 2**64 - 1),
    st.binary(max_size=40),
)
@settings(max_examples=rounds(40))
def test_certificates_are_read_as_cryptography_reads_them(
    serial: int, after: int, before: int, key_id: bytes
) -> None:
    extensions = (b"permit-pty", b"permit-user-rc")[: serial % 3]
    blob = certificate(serial=serial, after=after, before=before, key_id=key_id, extensions=extensions)
    assert judged_by_us(blob) == judged_by_cryptography(blob)
    assert judged_by_us(blob) is not None


@given(st.data())
@settings(max_examples=rounds(400))
def test_no_bent_certificate_passes_that_cryptography_refuses(data: st.DataObject) -> None:
    blob = bytearray(CERTIFICATE)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(blob) - 1))
        match data.draw(st.integers(0, 2)):
            case 0:
                blob[at] ^= data.draw(st.integers(1, 255))
            case 1:
                del blob[at : at + data.draw(st.integers(1, 9))]
            case _:
                blob[at:at] = data.draw(st.binary(min_size=1, max_size=9))
    ours = judged_by_us(bytes(blob))
    if ours is not None:
        assert ours == judged_by_cryptography(bytes(blob))


def test_what_we_do_not_take_is_refused() -> None:
    from cryptography.hazmat.primitives.serialization import SSHCertificateType

    for bent in (
        certificate(principals=[b"unit/22810", b"unit/22813"]),
        certificate(type=SSHCertificateType.HOST),
        certificate(options=[b"force-command"]),
        CERTIFICATE + b"\0",
        CERTIFICATE[:-1],
        b"",
    ):
        assert judged_by_us(bent) is None


CERTIFICATE = certificate(extensions=(b"permit-pty",))


@given(st.text(st.sampled_from('a\\"bfu01\b\f\n\t\x00\x1f\x7f\x80\x9f\xa0ộ°')))
def test_a_text_is_refused_for_what_steers_and_for_nothing_else(text: str) -> None:
    steering = any(unicodedata.category(sign) == "Cc" and sign not in "\n\t\r" for sign in text)
    content = msgspec.json.encode({"text": text})
    if steering:
        with pytest.raises(ContentError):
            entry_checks.check_text(content)
    else:
        entry_checks.check_text(content)
