"""Enrolment: a laptop makes a key, two people compare 30 digits by telephone, the province certifies it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.catalogue import catalogue_from_json
from models.errors import NotSetUpError
from models.store import Store
from models.store.records import CertificateRecord
from models.store.transaction import Transaction
from models.workspace import CommuneWorkspace
from sync import commune_keys, keys, names, settings
from sync.bodies import EnrolBody
from sync.encryption import Identity
from sync.envelope import Letter, addressed_to, read_letter, unwrap
from sync.errors import DigitsError, KeyExistsError, ManifestError, UnenrolledError
from sync.keys import digits, fingerprint, public_line, read_public_line
from sync.province_keys import ProvinceKeys
from sync.receipt import Issued, issue_within
from sync.rotation import certify_key, grant, seal_enrolment
from sync.trust import stamp

__all__ = ["Certified", "Enrolled", "Request", "certify", "digits", "enrol", "read_request", "revoke"]


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An enrolment to hand to the province, and what the officer reads aloud."""

    name: str
    data: bytes
    digits: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Request:
    """An enrolment as the province sees it, before anybody telephones."""

    unit: str
    officer: str
    machine: str
    digits: str
    fingerprint: str
    certified: bool
    others: int  # certificates of the unit that are in force already


@dataclass(frozen=True, slots=True)
class Certified:
    """A certified key and the receipt that brings the certificate to the laptop."""

    unit: str
    serial: str
    officer: str
    machine: str
    receipt: Issued


def enrol(
    store: Store,
    workspace: CommuneWorkspace,
    *,
    unit: str,
    officer: str,
    passphrase: str | None = None,
    anew: bool = False,
    now: datetime,
) -> Enrolled:
    """Make this laptop's key (or take the one that still waits) and seal its enrolment.

    Where a certificate is in force another key is made only ``anew``; where it ended or was revoked, always.

    Raises:
        NotSetUpError: no kit was received yet.
        UnknownUnitError: the catalogue knows no such unit.
        KeyExistsError: the key is certified already; a rotation goes by itself.
        PassphraseError: the waiting key is under another passphrase.
    """
    with store.reading() as t:
        installed = t.catalogues.current()
        if installed is None:
            raise NotSetUpError
        body, province = settings.kit_body(t), settings.province(t)
    catalogue_from_json(installed.content).units.get(unit)
    revoked = {read_public_line(one.key) for one in body.revoked}
    key = _waiting_key(workspace, passphrase, revoked, now, anew=anew)
    with store.transaction() as t:
        t.meta.set(settings.UNIT, unit)
        chain = settings.chain(t)
    sealed = seal_enrolment(
        key,
        unit=unit,
        to=province,
        chain=chain,
        officer=officer,
        now=now,
        recipients=tuple(body.recipients),
    )
    return Enrolled(
        names.file_name(sealed.manifest, sealed.id), sealed.data, digits(key.key), fingerprint(key.key)
    )


def read_request(store: Store, province: ProvinceKeys, data: bytes) -> Request:
    """Return what an enrolment asks for. Raises EnvelopeError."""
    letter, body = _open(province, data)
    unit = letter.manifest.sender.removeprefix("unit/")
    with store.reading() as t:
        known = t.exchange.certificates.of_key(body.key) is not None
        others = [record for record in t.exchange.certificates.of_unit(unit) if not record.revoked_at]
    key = read_public_line(body.key)
    return Request(
        unit, body.officer, body.machine, digits(key), fingerprint(key), certified=known, others=len(others)
    )


def certify(store: Store, province: ProvinceKeys, data: bytes, *, told: str, now: datetime) -> Certified:
    """Certify a key after its digits were read out over a telephone whose number the province knows.

    Raises:
        EnvelopeError: it is no valid enrolment for this province.
        DigitsError: ``told`` are not the digits of this key.
        UnknownUnitError: the catalogue knows no such unit.
        WeakKeyError, KeyKnownError, KeyMissingError: the key may not, or cannot now, be certified.
    """
    letter, body = _open(province, data)
    unit = letter.manifest.sender.removeprefix("unit/")
    key = read_public_line(body.key)
    keys.check_strength(key)
    if not keys.same_digits(told, key):
        raise DigitsError(unit=unit)
    province.require_ca()
    with store.transaction() as t:
        _check_unit(t, unit)
        record = grant(t, province, letter, now)
        if record is None:
            raise UnenrolledError
        receipt = issue_within(t, province, unit=unit, certificate=record.certificate, now=now)[-1]
    return Certified(unit, record.serial, body.officer, body.machine, receipt)


def certify_waiting(store: Store, province: ProvinceKeys, *, now: datetime) -> list[Certified]:
    """Certify the keys of rotations that came in while the authority's key was away.

    Raises:
        KeyMissingError: it still is.
    """
    done = []
    province.require_ca()
    with store.transaction() as t:
        for ask in t.exchange.certificates.requests():
            record = certify_key(t, province, ask.unit, ask.key_line, ask.officer, ask.machine, now)
            certificate = record.certificate
            receipt = issue_within(t, province, unit=ask.unit, certificate=certificate, now=now)[-1]
            done.append(Certified(ask.unit, record.serial, ask.officer, ask.machine, receipt))
    return done


def revoke(store: Store, unit: str, *, why: str, now: datetime) -> list[CertificateRecord]:
    """Revoke every certificate of a unit that is in force: a lost laptop, a stolen key.

    Files received before stand; later ones are quarantined. Returns what was revoked. The next kit tells
    everybody.
    """
    with store.transaction() as t:
        valid = {record.serial for record in t.exchange.certificates.of_unit(unit) if not record.revoked_at}
        for serial in sorted(valid):
            t.exchange.certificates.revoke(serial, stamp(now), why)
        return [record for record in t.exchange.certificates.of_unit(unit) if record.serial in valid]


def _waiting_key(
    workspace: CommuneWorkspace, passphrase: str | None, revoked: set[bytes], now: datetime, *, anew: bool
) -> keys.SigningKey:
    waiting = commune_keys.pending(workspace.keys)
    if waiting is not None:
        return keys.load(waiting, passphrase)
    certificate = commune_keys.newest_certificate(workspace.keys)
    in_force = certificate is not None and now.timestamp() < certificate.valid_before
    if certificate is not None and in_force and certificate.key not in revoked and not anew:
        raise KeyExistsError(path=str(commune_keys.paths(workspace.keys)[-1]))
    workspace.keys.mkdir(parents=True, exist_ok=True)
    key = keys.generate()
    keys.save(key, commune_keys.next_path(workspace.keys), passphrase)
    return key


def _check_unit(t: Transaction, unit: str) -> None:
    """Certify nobody whom the catalogue does not know. Raises UnknownUnitError."""
    installed = t.catalogues.current()
    if installed is not None:
        catalogue_from_json(installed.content).units.get(unit)


def _open(province: ProvinceKeys, data: bytes) -> tuple[Letter, EnrolBody]:
    """Open an enrolment. Raises EnvelopeError."""
    letter = open_enrolment(data, province.identities, province.name)
    assert isinstance(letter.body, EnrolBody)  # noqa: S101  # open_enrolment saw to it
    return letter, letter.body


def open_enrolment(data: bytes, identities: Sequence[Identity], name: str) -> Letter:
    """Return the letter of an enrolment addressed to ``name``. Raises EnvelopeError."""
    letter = read_letter(unwrap(data, identities))
    if not isinstance(letter.body, EnrolBody) or letter.body.key != public_line(letter.signed.key):
        raise ManifestError(reason="no enrolment")
    addressed_to(letter, name)
    return letter
