"""Bundles: completed entries on their way from a commune to the province."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from models.entries import EntrySnapshot, EntryState
from sync import entry_checks
from sync.bodies import BundleBody, CatalogueRef, EntryLine
from sync.envelope import GZIP, Opened, Payload, Sealed, seal
from sync.errors import ContentError
from sync.keys import SigningKey
from sync.manifest import Kind, Place

ENTRIES = "entries.ndjson.gz"
ENROL = "enrol.tar"
TAR = "application/x-tar"
MAX_ENTRIES = 100  # so that the manifest stays below its 64 KiB
# What we write, and what we read at most: what entries take in memory depends on how many texts they are made
# of, which their quotation marks tell before anything is made of them.
MAX_LINES = 20 * 1024 * 1024  # bytes of entries in one bundle of ours
MAX_VALUES = 250_000  # values in one bundle
MAX_CONTENT = 64 * 1024 * 1024  # bytes of entries in a bundle that came in
MAX_MARKS = 5_500_000  # quotation marks in it: two of a text, four of a value with its path

_DECODER = msgspec.json.Decoder(EntrySnapshot)


def line(snapshot: EntrySnapshot) -> bytes:
    """Return an entry as one line of the payload, without its line feed."""
    return msgspec.json.encode(snapshot)


def seal_bundle(
    snapshots: Sequence[EntrySnapshot],
    lines: Sequence[bytes],
    *,
    sender: str,
    to: str,
    place: Place,
    created: datetime,
    catalogue: CatalogueRef,
    signer: SigningKey,
    recipients: Sequence[str],
    enrolment: bytes | None = None,
) -> Sealed:
    """Seal entries and, during a rotation, the container of an enrolment of the next key.

    ``lines`` are the snapshots as ``line`` writes them. Raises the errors of ``seal``.
    """
    body = BundleBody(catalogue, [announce(snapshot) for snapshot in snapshots])
    files = [Payload(ENTRIES, GZIP, b"".join(text + b"\n" for text in lines), packed=True)]
    if enrolment is not None:
        files.append(Payload(ENROL, TAR, enrolment))
    return seal(
        Kind.BUNDLE,
        sender=sender,
        to=to,
        place=place,
        created=created,
        body=body,
        files=files,
        signer=signer,
        recipients=recipients,
    )


def announce(snapshot: EntrySnapshot) -> EntryLine:
    """Return what the manifest says of an entry."""
    return EntryLine(
        id=snapshot.id,
        form=snapshot.form,
        form_version=snapshot.form_version,
        form_sha256=snapshot.form_sha256,
        period=snapshot.period,
        revision=snapshot.revision,
        replaces=snapshot.replaces,
        state=EntryState.COMPLETE,
        rows=len(snapshot.values),
    )


def read_entries(opened: Opened) -> list[EntrySnapshot]:
    """Return the entries of an opened bundle, checked as far as it goes without the forms.

    Raises:
        ContentError: not the announced entries, of another unit, not NFC, or of a bent shape.
    """
    body = opened.body
    content = opened.contents.get(ENTRIES)
    if content is None or not isinstance(body, BundleBody):
        raise ContentError(reason="no entries")
    _check_amount(content, body.entries)
    entry_checks.check_text(content)
    try:
        entries: list[EntrySnapshot] = _DECODER.decode_lines(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ContentError(reason=f"payload: {error}") from error
    if not _is_canonical(content, entries):
        raise ContentError(reason="not canonical")
    if [announce(entry) for entry in entries] != body.entries:
        raise ContentError(reason="other entries than announced")
    if len({entry.id for entry in entries}) != len(entries):
        raise ContentError(reason="an entry twice")
    for entry in entries:
        entry_checks.check(entry, opened.manifest.unit)
    return entries


def _check_amount(content: bytes | bytearray, announced: Sequence[EntryLine]) -> None:
    """Refuse more than we want to hold in memory, before anything is made of it. Raises ContentError."""
    if sum(entry.rows for entry in announced) > MAX_VALUES:
        raise ContentError(reason="too many values")
    if len(content) > MAX_CONTENT or content.count(b'"') > MAX_MARKS:
        raise ContentError(reason="too much content")
    if content.count(b"\n") != len(announced):
        raise ContentError(reason="other entries than announced")


def _is_canonical(content: bytes | bytearray, entries: Sequence[EntrySnapshot]) -> bool:
    """Tell whether the content is what we would write of these entries, to the byte.

    Whatever a second reader could understand otherwise differs: a key twice, a number or an escape written
    in another way, white space.
    """
    at = 0
    for entry in entries:
        text = line(entry)
        if not content.startswith(text, at) or content[at + len(text) : at + len(text) + 1] != b"\n":
            return False
        at += len(text) + 1
    return at == len(content)
