"""The documents of the archive, opened and judged as on the day on which they came or went out."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from models.entries import EntrySnapshot
from models.errors import XasoError
from models.store.records import CertificateRecord, ReceiptRecord, ReceivedRecord
from sync.archive import Archive
from sync.bodies import BundleBody, ReceiptBody
from sync.bundle import ENROL, read_entries
from sync.envelope import Opened, addressed_to, read_letter, unfold
from sync.errors import ArchiveError, ContentError
from sync.examination import TIMELY
from sync.journal_events import Released, Revoked, Told
from sync.keys import read_certificate_line, read_public_line
from sync.manifest import Kind
from sync.province_keys import ProvinceKeys
from sync.rotation import read_rotation
from sync.trust import Trust, moment

T = TypeVar("T")


@dataclass(slots=True)
class Documents:
    """Opens documents one after the other, knowing what the journal told up to there."""

    archive: Archive
    province: ProvinceKeys
    _trust: Trust = field(init=False)
    _keys: dict[str, str] = field(default_factory=dict)  # serial → key of every certificate
    _forgiven: dict[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._trust = self.province.trust

    def learn(self, said: Told) -> None:
        """Take in what later documents are judged by: certificates, revocations and releases."""
        if isinstance(said, CertificateRecord):
            self._keys[said.serial] = said.key_line
        elif isinstance(said, Released):
            self._forgiven[said.id] = said.forgiven
        elif isinstance(said, Revoked) and said.serial in self._keys:
            key = read_public_line(self._keys[said.serial])
            self._trust = self._trust.with_revoked({key: moment(said.at)})

    def bundle(self, record: ReceivedRecord, *, adopted: bool = False) -> list[EntrySnapshot]:
        """Return the entries of an accepted bundle. Raises ArchiveError.

        ``adopted``: from before there was a journal, which would tell what a person forgave.
        """
        if adopted:
            self._forgiven[record.id] = tuple(TIMELY)
        container = self.archive.read(record.id)
        return _named(record.id, lambda: self._bundle(container, record))

    def kit(self, kit_id: str) -> Opened:
        """Return an opened kit. Raises ArchiveError."""
        container = self.archive.read(kit_id)
        return _named(kit_id, lambda: self._kit(container, kit_id))

    def receipt(self, record: ReceiptRecord) -> None:
        """Demand that a receipt is whole and genuine. Raises ArchiveError."""
        _named(record.id, lambda: self._receipt(record))

    def certificate(self, record: CertificateRecord) -> None:
        """Demand that a certificate is what its record says, made by our authority. Raises ArchiveError."""
        _named(f"certificate {record.serial}", lambda: self._certificate(record))

    def _bundle(self, container: bytes, record: ReceivedRecord) -> list[EntrySnapshot]:
        letter = read_letter(container)
        forgiven = frozenset(self._forgiven.get(record.id, ())) & TIMELY
        self._trust.judge(letter.signed, letter.manifest, moment(record.received_at), forgiven)
        addressed_to(letter, self.province.name)
        opened = unfold(letter)
        entries = read_entries(opened)
        if ENROL in opened.contents:
            read_rotation(bytes(opened.contents[ENROL]), letter)
        if _told_of(opened, len(entries)) != _told_by(record):
            raise ContentError(reason="another bundle")
        return list(entries)

    def _kit(self, container: bytes, kit_id: str) -> Opened:
        letter = read_letter(container)
        self._trust.judge(letter.signed, letter.manifest, moment(letter.manifest.created))
        if letter.id != kit_id or letter.manifest.kind is not Kind.KIT:
            raise ContentError(reason="another kit")
        return unfold(letter)

    def _receipt(self, record: ReceiptRecord) -> None:
        letter = read_letter(base64.b64decode(record.content, validate=True))
        here = letter.manifest
        self._trust.judge(letter.signed, here, moment(here.created))
        addressed_to(letter, f"unit/{record.unit}")
        told = (letter.id, here.chain, here.seq, here.prev, here.created)
        noted = (record.id, record.chain, record.seq, record.prev, record.created_at)
        if told != noted or not isinstance(letter.body, ReceiptBody):
            raise ContentError(reason="another receipt")

    def _certificate(self, record: CertificateRecord) -> None:
        certificate = read_certificate_line(record.certificate)
        told = (certificate.principal, str(certificate.serial), certificate.key, certificate.authority)
        key, authority = read_public_line(record.key_line), self.province.authority
        if told != (f"unit/{record.unit}", record.serial, key, authority) or not certificate.is_genuine():
            raise ContentError(reason="another certificate")


def _named(name: str, opening: Callable[[], T]) -> T:
    """Open a document; whatever is wrong becomes an ArchiveError that names it, with the code as reason."""
    try:
        return opening()
    except XasoError as error:
        raise ArchiveError(id=name, reason=error.code) from error
    except (binascii.Error, ValueError) as error:
        raise ArchiveError(id=name, reason=str(error)) from error


def _told_of(opened: Opened, entries: int) -> tuple[object, ...]:
    here, body = opened.manifest, opened.body
    version = body.catalogue.version if isinstance(body, BundleBody) else None
    return (opened.id, here.unit, here.chain, here.seq, here.prev, here.created, version, entries)


def _told_by(record: ReceivedRecord) -> tuple[object, ...]:
    place = (record.id, record.unit, record.chain, record.seq, record.prev, record.created_at)
    return (*place, record.catalogue_version, record.entries)
