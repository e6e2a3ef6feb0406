"""What ``xaso verify`` says of a file, with whatever keys and trust this computer has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from cli.officer.contents import content_lines
from cli.outcome import as_document
from locales.explain import explain
from locales.words import Words, mark
from sync.errors import NotForUsError

if TYPE_CHECKING:  # cryptography is loaded when it is used
    from sync.verify import CertificateInfo, Inspection

CERTIFICATE, JOURNAL = "certificate", "journal"  # as in sync.verify, which loads cryptography
_KINDS = {
    "bundle": mark("data bundle"),
    "kit": mark("kit"),
    "receipt": mark("receipt"),
    "enrol": mark("enrolment"),
}
_ONLY_THERE = mark("Bundles and enrolments open at the province only: have it checked there.")


def inspection_document(found: Inspection, file: str, words: Words, *, ours: bool) -> dict[str, object]:
    """Return the document of ``xaso verify --json``; ``ours``: this computer sealed it."""
    error = as_document(explain(found.error, words)) if found.error else None
    return {"file": file, "ok": found.error is None, "ours": ours, **found.to_json(), "error": error}


def print_inspection(
    found: Inspection, name: str, words: Words, now: datetime, *, ours: bool, province: bool
) -> None:
    """Print what a file is and whether every check holds; ``province``: this is a province's computer."""
    print(f"{name} · {words.number(found.size)} B · SHA-256 {found.sha256}")
    for line in _lines(found, words, now):
        print(line)
    if ours:
        print(words.text("This computer sealed it; what is inside was read from the outbox."))
    if found.error is not None:
        print(f"✗ {explain(found.error, words)} ({found.code})")
        if isinstance(found.error, NotForUsError) and not province:
            print(words.text(_ONLY_THERE))
    elif found.certificate and found.certificate.known is None:
        print(
            words.text(
                "! Whole and signed; this computer has no kit yet, so it cannot say whose authority it is."
            )
        )
    else:
        print(words.text("✓ Every check holds."))


def _lines(found: Inspection, words: Words, now: datetime) -> Iterator[str]:
    if found.kind in {CERTIFICATE, JOURNAL}:
        yield from _no_envelope(found, words, now)
    if not found.kind or found.seq is None:
        return
    kind = words.text(_KINDS.get(found.kind, found.kind))
    made = f"{words.moment(found.created)} · {found.app}"
    yield f"{kind} {found.seq:06d} · {found.sender} → {found.to} · {made}"
    yield words.text("Signed and encrypted") if found.encrypted else words.text("Signed, not encrypted")
    yield f"id {found.id}"
    yield _place(found, words)
    if found.certificate:
        yield from _certificate(found.certificate, words, now)
    if found.digits:
        yield words.text("Signed by the very key that it brings; its digits: {digits}", digits=found.digits)
    for each in found.files:
        size, raw = int(str(each["size"])), each["raw"]
        unpacked = f" → {words.number(int(str(raw)))} B" if raw is not None else ""
        yield f"  {each['name']}  {words.number(size)} B{unpacked}  SHA-256 {each['sha256']}"
    if found.body and "signature" in found.checked:
        yield from content_lines(found.kind, found.body, words)


def _no_envelope(found: Inspection, words: Words, now: datetime) -> Iterator[str]:
    """Yield what a certificate or a journal says."""
    if found.kind == JOURNAL:
        who = found.sender or "–"
        lines = words.number(int(str((found.body or {}).get("lines", 0))))
        yield words.text("journal of {who}'s archive, {lines} lines that hold", who=who, lines=lines)
        events = (found.body or {}).get("events")
        for event, count in events.items() if isinstance(events, dict) else ():
            yield f"  {event}  {words.number(count)}"
    else:
        yield words.text("certificate")
    if found.certificate:
        yield from _certificate(found.certificate, words, now)
    if found.digits:
        yield words.text("The key's digits: {digits}", digits=found.digits)


def _place(found: Inspection, words: Words) -> str:
    """Return where it stands in its chain."""
    if found.resumes:
        return words.text(
            "Chain {chain}, its first; it continues chain {earlier} after number {seq}",
            chain=found.chain,
            earlier=found.resumes["chain"],
            seq=found.resumes["seq"],
        )
    if found.prev is None:
        return words.text("Chain {chain}, its first", chain=found.chain)
    return words.text(
        "Chain {chain}, number {seq}, after {prev}", chain=found.chain, seq=found.seq, prev=found.prev
    )


def _certificate(certificate: CertificateInfo, words: Words, now: datetime) -> Iterator[str]:
    yield words.text(
        "Signed by {who}, certificate {serial}, valid {begin} – {end}: {state}",
        who=certificate.principal,
        serial=certificate.serial,
        begin=words.moment(certificate.valid_from),
        end=words.moment(certificate.valid_to) or "–",
        state=_validity(certificate, words, now),
    )
    yield words.text("Key: {key}", key=certificate.key)
    known = {
        True: words.text("known here"),
        False: words.text("NOT known here"),
        None: words.text("nothing here to compare with"),
    }
    yield words.text(
        "Authority: {digits} ({known})", digits=certificate.authority_digits, known=known[certificate.known]
    )


def _validity(certificate: CertificateInfo, words: Words, now: datetime) -> str:
    """Return how a certificate stands at this moment."""
    if certificate.valid_from and now < datetime.fromisoformat(certificate.valid_from):
        return words.text("not valid yet")
    if certificate.valid_to and now >= datetime.fromisoformat(certificate.valid_to):
        return words.text("ended")
    return words.text("in force")
