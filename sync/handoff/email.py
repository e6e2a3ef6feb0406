"""Bundles by e-mail: a draft to send with any mail program, or a mail that waits to be sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sync.encryption import armour
from sync.handoff import folder
from sync.handoff.folder import Tell

if TYPE_CHECKING:  # a draft needs no mail server
    from sync.handoff.smtp import MailQueue

Deliver = Callable[[str, bytes], Path]
Now = Callable[[], datetime]

_DOMAIN = "xaso.invalid"  # RFC 2606: no such domain; ids of mails name no computer


def draft(
    name: str, data: bytes, *, sender: str, to: str, subject: str, text: str, date: datetime | None = None
) -> bytes:
    """Return an RFC 5322 draft with the bundle as ``.age`` and, for gateways that strip it, as text.

    ``X-Unsent`` makes mail programs open it as a draft. Addresses may be empty for the officer to fill.
    ``Message-ID`` comes of the file's name and content: the same bundle mailed twice is known as one mail.
    """
    mail = EmailMessage(policy=policy.SMTP)
    mail["Subject"] = subject
    if sender:
        mail["From"] = sender
    if to:
        mail["To"] = to
    mail["Date"] = format_datetime(date or datetime.now(UTC))
    mail["Message-ID"] = message_id(name, data)
    mail["X-Unsent"] = "1"
    mail.set_content(text)
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    copy = armour(data).decode("ascii")
    mail.add_attachment(copy, subtype="plain", filename=str(Path(name).with_suffix(".txt")))
    return mail.as_bytes()


def message_id(name: str, data: bytes) -> str:
    """Return ``<B-56-22810-….digest@xaso.invalid>``: the unit's own, and of no computer."""
    return f"<{Path(name).stem}.{hashlib.sha256(data).hexdigest()[:16]}@{_DOMAIN}>"


def into_draft(
    path: Path,
    *,
    sender: str = "",
    to: str = "",
    subject: str,
    text: str,
    now: Now | None = None,
    tell: Tell | None = None,
) -> Deliver:
    """Return what an export delivers to: each bundle becomes a draft at ``path`` (``…-2.eml`` the second).

    Where ``path`` is a folder, drafts are named like their bundles. What it does raises DestinationError,
    ReadBackError.
    """
    count = 0

    def deliver(name: str, data: bytes) -> Path:
        nonlocal count
        count += 1
        if path.is_dir():
            place = path / f"{Path(name).stem}.eml"
        else:
            place = path if count == 1 else path.with_name(f"{path.stem}-{count}{path.suffix}")
        title = f"{subject} {name}".strip()
        at = now() if now else None
        mail = draft(name, data, sender=sender, to=to, subject=title, text=text, date=at)
        return folder.write(place.parent, place.name, mail, tell=tell)

    return deliver


def into_queue(
    queue: MailQueue,
    *,
    sender: str,
    to: str,
    subject: str,
    text: str,
    now: Now | None = None,
    tell: Tell | None = None,
) -> Deliver:
    """Return what an export delivers to: each bundle becomes a mail that waits to be sent."""

    def deliver(name: str, data: bytes) -> Path:
        title = f"{subject} {name}".strip()
        at = now() if now else None
        mail = draft(name, data, sender=sender, to=to, subject=title, text=text, date=at)
        return queue.put(Path(name).stem, mail, tell=tell)

    return deliver
