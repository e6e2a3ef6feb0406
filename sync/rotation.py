"""Rotation: a laptop whose certificate ends soon sends its next key inside a bundle signed by the old one.

No telephone call is needed: the old certificate vouches for the sender.
"""

from __future__ import annotations

import platform
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from models.store.records import CertificateRecord, RequestRecord
from sync import commune_keys, keys
from sync.bodies import EnrolBody
from sync.commune_keys import CommuneKeys
from sync.envelope import Letter, Sealed, read_letter, seal
from sync.errors import ContentError, EnvelopeError, KeyKnownError
from sync.keys import SigningKey, public_line, read_public_line
from sync.manifest import Kind, Place
from sync.province_keys import ProvinceKeys
from sync.trust import moment, stamp

if TYPE_CHECKING:  # who only opens files loads no database
    from models.store.transaction import Transaction

RENEW_BEFORE = timedelta(days=60)


def seal_enrolment(
    key: SigningKey,
    *,
    unit: str,
    to: str,
    chain: str,
    officer: str,
    now: datetime,
    recipients: tuple[str, ...] = (),
) -> Sealed:
    """Seal the enrolment of a key, signed with that very key.

    It names the chain that the laptop's bundles are going to have, and takes no place in it.
    """
    return seal(
        Kind.ENROL,
        sender=f"unit/{unit}",
        to=to,
        place=Place(chain, 1, None),
        created=now,
        body=EnrolBody(public_line(key.key), officer, platform.node()[:256]),
        files=(),
        signer=key,
        recipients=recipients,
    )


def next_enrolment(
    in_use: CommuneKeys, *, unit: str, to: str, chain: str, officer: str, now: datetime
) -> bytes | None:
    """Return the enrolment of the next key, else None.

    There is a next key while the certificate in use is about to end, or since the officer asked for one
    (``commune_keys.begin_rotation``).

    Raises:
        OSError: the next key could not be written.
    """
    certificate = in_use.certificate
    if certificate is None:
        return None
    ends = datetime.fromtimestamp(certificate.valid_before, UTC)
    waiting = commune_keys.pending(in_use.folder)
    if waiting is None and now < ends - RENEW_BEFORE:
        return None
    if waiting is None:
        waiting = commune_keys.next_path(in_use.folder)
        keys.save(keys.generate(), waiting, in_use.passphrase)
    key = keys.load(waiting, in_use.passphrase)
    return seal_enrolment(key, unit=unit, to=to, chain=chain, officer=officer, now=now).container


def read_rotation(data: bytes, bundle: Letter) -> Letter:
    """Read the enrolment that a bundle brought. Raises ContentError."""
    try:
        letter = read_letter(data)
    except EnvelopeError as error:
        raise ContentError(reason=f"enrolment: {error.code}") from error
    same = (letter.manifest.sender, letter.manifest.to) == (bundle.manifest.sender, bundle.manifest.to)
    if not same or not isinstance(letter.body, EnrolBody):
        raise ContentError(reason="an enrolment of another sender")
    return letter


def grant(t: Transaction, province: ProvinceKeys, letter: Letter, now: datetime) -> CertificateRecord | None:
    """Certify the key of an enrolment, or keep the request while the authority's key is away.

    Whether the sender is who it says is for the caller: by telephone, or by the bundle around it.

    Raises:
        WeakKeyError: the key is of low order.
        KeyKnownError: the key was certified before.
    """
    body = letter.body
    assert isinstance(body, EnrolBody)  # noqa: S101  # callers read enrolments only
    unit = letter.manifest.sender.removeprefix("unit/")
    key = read_public_line(body.key)
    keys.check_strength(key)
    known = t.exchange.certificates.of_key(body.key)
    if known is not None:
        raise KeyKnownError(unit=known.unit, key=keys.fingerprint(key))
    if province.ca is None:
        request = RequestRecord(
            key_line=body.key, unit=unit, officer=body.officer, machine=body.machine, asked_at=stamp(now)
        )
        t.exchange.certificates.ask(request)
        return None
    return certify_key(t, province, unit, body.key, body.officer, body.machine, now)


def certify_key(
    t: Transaction,
    province: ProvinceKeys,
    unit: str,
    key_line: str,
    officer: str,
    machine: str,
    now: datetime,
) -> CertificateRecord:
    """Issue a certificate, newer than any other of the unit by its serial, and keep it.

    Raises:
        KeyMissingError: the authority's key is away.
    """
    authority = province.require_ca()
    before = t.exchange.certificates.of_unit(unit)
    serial = keys.new_serial(now, max((int(record.serial) for record in before), default=0))
    certificate = keys.certify(authority, read_public_line(key_line), f"unit/{unit}", serial, now)
    record = CertificateRecord(
        serial=str(serial),
        unit=unit,
        key_line=key_line,
        certificate=certificate.line,
        officer=officer,
        machine=machine,
        issued_at=stamp(now),
    )
    t.exchange.certificates.add(record)
    t.exchange.certificates.answered(key_line)
    return record


def revocations(t: Transaction) -> dict[bytes, datetime]:
    """Return the keys that the province revoked, with the moment from which on."""
    return {
        read_public_line(record.key_line): moment(record.revoked_at)
        for record in t.exchange.certificates.all()
        if record.revoked_at
    }
