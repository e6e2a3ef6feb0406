"""What ``xaso verify`` says of a file, with whatever keys and trust this computer has."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.call import Call
from cli.errors import NoProvinceError
from cli.outcome import as_document
from cli.workspace import commune, province, province_folder
from locales.explain import explain
from locales.words import Words, mark
from models.errors import NotSetUpError
from sync.errors import KeyMissingError

if TYPE_CHECKING:  # cryptography is loaded when it is used
    from sync.encryption import Identity
    from sync.trust import Trust
    from sync.verify import Inspection


@dataclass(frozen=True, slots=True)
class AtHand:
    """Identities that decrypt, and the trust to judge by; nothing where this computer has none."""

    identities: Sequence[Identity] = ()
    trust: Trust | None = None


def trust_at_hand(said: Call) -> AtHand:
    """Return the province's keys in a province workspace, else the trust of the installed kit."""
    with suppress(NoProvinceError):
        province_folder(said)
        return _of_province(said)
    with suppress(NotSetUpError, KeyMissingError), commune(said) as opened:
        from sync import settings

        with opened.store.reading() as reading:
            return AtHand((), settings.trust_of(settings.kit_body(reading)))
    return AtHand()


def _of_province(said: Call) -> AtHand:
    from sync import province_keys
    from sync.keys import read_public_line
    from sync.trust import moment

    with province(said) as opened:
        keys = province_keys.load(opened.workspace.keys)
        with opened.store.reading() as reading:
            revoked = {
                read_public_line(record.key_line): moment(record.revoked_at)
                for record in reading.exchange.certificates.all()
                if record.revoked_at
            }
    return AtHand(keys.identities, keys.trust.with_revoked(revoked))


def inspection_document(found: Inspection, file: Path, words: Words) -> dict[str, object]:
    """Return the document of ``xaso verify --json``."""
    error = as_document(explain(found.error, words)) if found.error else None
    return {"file": str(file), "ok": found.error is None, **found.to_json(), "error": error}


_KINDS = {
    "bundle": mark("data bundle"),
    "kit": mark("kit"),
    "receipt": mark("receipt"),
    "enrol": mark("enrolment"),
}


def print_inspection(found: Inspection, file: Path, words: Words) -> None:
    """Print what a file is and whether every check holds."""
    print(f"{file.name} · {words.number(found.size)} B · SHA-256 {found.sha256}")
    if found.kind:
        kind = words.text(_KINDS.get(found.kind, found.kind))
        print(f"{kind} {found.seq:06d} · {found.sender} → {found.to} · {words.moment(found.created)}")
        print(f"id {found.id}")
    if found.certificate:
        certificate = found.certificate
        until = words.moment(certificate.valid_to) or "–"
        print(
            words.text("Signed by {who}, certificate until {until}", who=certificate.principal, until=until)
        )
        print(words.text("Authority: {digits}", digits=certificate.authority_digits))
    if found.digits:
        print(words.text("Digits of the key: {digits}", digits=found.digits))
    for each in found.files:
        print(f"  {each['name']}  {words.number(int(str(each['size'])))} B")
    if found.error is not None:
        print(f"✗ {explain(found.error, words)} ({found.code})")
    elif found.certificate and found.certificate.known is None:
        print(
            words.text(
                "! Whole and signed; this computer has no kit yet, so it cannot say whose authority it is."
            )
        )
    else:
        print(words.text("✓ Every check holds."))
