"""Kits: everything that a province publishes, signed as one, and how a laptop takes it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from models.catalogue import Catalogue, catalogue_from_json
from models.entries import EntryState
from models.store import Store
from models.store.records import KitRecord
from models.store.transaction import Transaction
from sync import names, settings
from sync.bodies import CatalogueRef, Head, KitBody, RevokedKey
from sync.envelope import Letter, Opened, addressed_to, read_letter, seal, unfold, unwrap
from sync.errors import AuthorityUnconfirmedError, ContentError, KitRollbackError, ManifestError
from sync.keys import digits, fingerprint, public_line, same_digits
from sync.kit_files import CATALOGUE, read_files, write_files
from sync.manifest import EVERY_UNIT, Kind, Place
from sync.province_keys import ProvinceKeys
from sync.staleness import is_stale
from sync.trust import Trust, moment, stamp


@dataclass(frozen=True, slots=True)
class Published:
    """A kit to hand to every commune."""

    id: str
    seq: int
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class KitTaken:
    """What a kit changed: ``again`` nothing, it is installed; ``retargeted`` drafts moved to new forms."""

    id: str
    seq: int
    province: str
    catalogue: str
    version: int
    again: bool = False
    stale: bool = False
    retargeted: int = 0


def publish(
    store: Store,
    province: ProvinceKeys,
    *,
    catalogue: bytes,
    definitions: Mapping[str, str],
    media: Mapping[str, str],
    now: datetime,
) -> Published:
    """Seal a catalogue with its forms and media, and put it in force at the province itself.

    Raises:
        CatalogueError: ``catalogue`` is none.
        TooLargeError: more than a kit may hold.
        models.store.errors.StoreError: the store failed.
    """
    content = catalogue_from_json(catalogue)
    with store.transaction() as t:
        before = t.exchange.kit()
        revoked = [record for record in t.exchange.certificates.all() if record.revoked_at]
        body = KitBody(
            CatalogueRef(content.catalogue_id, content.version),
            [RevokedKey(r.key_line, f"unit/{r.unit}", r.revoked_at or "") for r in revoked],
            list(province.recipients),
            [public_line(province.authority)],
        )
        place = (
            Place(before.chain, before.seq + 1, before.id) if before else Place(settings.new_chain(), 1, None)
        )
        sealed = seal(
            Kind.KIT,
            sender=province.name,
            to=EVERY_UNIT,
            place=place,
            created=now,
            body=body,
            files=write_files(catalogue, definitions, media, body),
            signer=province.signing,
        )
        _keep(t, unfold(read_letter(sealed.container)), catalogue, definitions, media, now)
        t.exchange.events.note("kit", {"id": sealed.id, "at": stamp(now)}, sealed.container)
    return Published(sealed.id, place.seq, names.file_name(sealed.manifest, sealed.id), sealed.data)


def authority_digits(data: bytes) -> tuple[str, str]:
    """Return the 30 digits and the ``SHA256:…`` of the authority behind a kit, for the officer to compare.

    Raises:
        EnvelopeError: it is no kit whose signature holds.
    """
    authority = _authority(read_letter(unwrap(data, ())))
    return digits(authority), fingerprint(authority)


def receive(store: Store, data: bytes, *, confirmed: str | None = None, now: datetime) -> KitTaken:
    """Take a kit in and put it in force; taking the same one twice is harmless.

    ``confirmed`` are the authority's 30 digits as the officer read them from the paper letter; they are
    asked for once, before the first kit.

    Raises:
        AuthorityUnconfirmedError: a first kit, and the digits are missing or differ.
        EnvelopeError: no valid kit of our province; KitRollbackError: an older one.
    """
    with store.transaction() as t:
        opened = open_kit(t, data, confirmed=confirmed, now=now)
        record = t.exchange.kit()
        if record is not None and record.id == opened.id:
            return _told(opened, now, again=True)
        _check_order(opened, record)
        catalogue, definitions, media = read_files(opened)
        if catalogue.province_code != opened.manifest.sender.removeprefix("prov/"):
            raise ContentError(reason="a catalogue of another province")
        raw = bytes(opened.contents[CATALOGUE])
        _keep(t, opened, raw, definitions, media, now)
        retargeted = _retarget(t, catalogue)
        return _told(opened, now, retargeted=retargeted)


def keep_again(t: Transaction, opened: Opened, at: str) -> None:
    """Put a kit of the province's own archive in force once more, as on its day (RFC 3339).

    Raises:
        ContentError: its files are not what the catalogue names.
    """
    _catalogue, definitions, media = read_files(opened)
    _keep(t, opened, bytes(opened.contents[CATALOGUE]), definitions, media, moment(at))


def open_kit(t: Transaction, data: bytes, *, confirmed: str | None, now: datetime) -> Opened:
    """Open a kit as this laptop judges it. Raises EnvelopeError or AuthorityUnconfirmedError."""
    letter = read_letter(unwrap(data, ()))
    if t.exchange.kit() is None:
        trust = _first_trust(letter, confirmed)
    else:
        trust = settings.trust_of(settings.kit_body(t))
    if not isinstance(letter.body, KitBody):
        raise ManifestError(reason="no kit")
    trust.judge(letter.signed, letter.manifest, max(now, moment(letter.manifest.created)))
    addressed_to(letter, EVERY_UNIT)
    return unfold(letter)


def _first_trust(letter: Letter, confirmed: str | None) -> Trust:
    authority = _authority(letter)
    if confirmed is None or not same_digits(confirmed, authority):
        raise AuthorityUnconfirmedError(digits=digits(authority), fingerprint=fingerprint(authority))
    return Trust(frozenset({authority}))


def _authority(letter: Letter) -> bytes:
    certificate = letter.signed.certificate
    if certificate is None or not isinstance(letter.body, KitBody):
        raise ManifestError(reason="no kit")
    if public_line(certificate.authority) not in letter.body.ca:
        raise ManifestError(reason="the kit does not name its own authority")
    return certificate.authority


def _check_order(opened: Opened, installed: KitRecord | None) -> None:
    """Demand the same chain and a higher number, or a chain that continues the installed kit."""
    if installed is None:
        return
    here = opened.manifest
    if here.sender != installed.sender:
        raise KitRollbackError(reason="another province")
    later = here.chain == installed.chain and here.seq > installed.seq
    resumes = here.resumes == Head(installed.chain, installed.seq, installed.id)
    if not later and not (here.chain != installed.chain and resumes):
        raise KitRollbackError(installed=installed.seq, offered=here.seq)


def _keep(
    t: Transaction,
    opened: Opened,
    catalogue: bytes,
    definitions: Mapping[str, str],
    media: Mapping[str, str],
    now: datetime,
) -> None:
    here = opened.manifest
    record = KitRecord(
        id=opened.id,
        sender=here.sender,
        chain=here.chain,
        seq=here.seq,
        prev=here.prev,
        body=msgspec.json.encode(opened.body).decode(),
        created_at=here.created,
        taken_at=stamp(now),
    )
    t.exchange.add_kit(record)
    t.catalogues.install(catalogue, definitions, media, kit_id=opened.id, at=stamp(now))


def _retarget(t: Transaction, catalogue: Catalogue) -> int:
    """Move drafts to the new versions of their forms; their values stay. Returns how many moved."""
    forms = {form.form_id: form for form in catalogue.forms}
    moved = 0
    for head in t.entries.heads(states={EntryState.DRAFT}):
        form = forms.get(head.form)
        if form is not None and form.sha256 != head.form_sha256:
            t.entries.retarget(head.id, form.version, form.sha256)
            moved += 1
    return moved


def _told(opened: Opened, now: datetime, *, again: bool = False, retargeted: int = 0) -> KitTaken:
    body = opened.body
    assert isinstance(body, KitBody)  # noqa: S101  # open_kit saw to it
    return KitTaken(
        id=opened.id,
        seq=opened.manifest.seq,
        province=opened.manifest.sender.removeprefix("prov/"),
        catalogue=body.catalogue.id,
        version=body.catalogue.version,
        again=again,
        stale=is_stale(opened.manifest.created, now),
        retargeted=retargeted,
    )
