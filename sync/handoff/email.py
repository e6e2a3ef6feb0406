"""Bundles by e-mail: a draft to send with any mail program, and reading what came back by mail."""

from __future__ import annotations

import hashlib
import mailbox
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sync.encryption import MAX_WIRE, armour, looks_like_one, without_armour
from sync.errors import DamagedError, TooLargeError, UnreadableError
from sync.handoff import folder
from sync.handoff.folder import Tell

if TYPE_CHECKING:  # a draft needs no mail server
    from sync.handoff.smtp import MailQueue

Deliver = Callable[[str, bytes], Path]
Now = Callable[[], datetime]

MAX_MAIL = 2 * MAX_WIRE  # bytes of one mail: two copies of a bundle in base64
MAX_PARTS = 64
_ARMOUR_BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOUR_END = b"-----END AGE ENCRYPTED FILE-----"
_DOMAIN = "xaso.invalid"  # RFC 2606: no such domain; ids of mails name no computer
_ENVELOPES = frozenset({".age", ".tar"})
_SUFFIXES = frozenset({".eml", ".mbox"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """One part of a mail that may be an envelope."""

    name: str
    data: bytes


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


def is_mail(path: Path) -> bool:
    """Tell mails, mbox files and Maildirs from other files and folders."""
    if path.is_dir():
        return (path / "cur").is_dir() and (path / "new").is_dir()
    return path.suffix.lower() in _SUFFIXES


def attachments(path: Path) -> Iterator[Attachment]:
    """Yield everything in a mail, mbox or Maildir that may be an envelope; each content once a mail.

    Raises:
        UnreadableError, TooLargeError: the file cannot be read.
    """
    try:
        for mail in _mails(path):
            yield from parts(mail)
    except OSError as error:
        raise UnreadableError(path=str(path), reason=error.strerror or str(error)) from error


def parsed(mail: bytes) -> Message:
    """Return a mail as it came, however broken: the lenient policy judges no header."""
    return BytesParser(policy=policy.compat32).parsebytes(mail)


def parts(mail: Message) -> Iterator[Attachment]:
    """Yield the parts of one mail that may be envelopes: attachments, and armour anywhere in a text."""
    seen: set[bytes] = set()
    for number, part in enumerate(mail.walk()):
        if number >= MAX_PARTS:
            return
        if part.is_multipart():
            continue
        found = _envelope(part)
        if found is None:
            continue
        if _plain(found.data) not in seen:
            seen.add(_plain(found.data))
            yield found


def _envelope(part: Message) -> Attachment | None:
    try:
        payload, name = part.get_payload(decode=True), part.get_filename() or ""
    except (LookupError, ValueError, TypeError):  # headers that make no sense: nobody's bundle
        return None
    if not isinstance(payload, bytes) or not payload:
        return None
    begin, end = payload.find(_ARMOUR_BEGIN), payload.find(_ARMOUR_END)
    if 0 <= begin < end:
        return Attachment(name or "text", payload[begin : end + len(_ARMOUR_END)] + b"\n")
    if looks_like_one(payload) or Path(name).suffix.lower() in _ENVELOPES:
        return Attachment(name or "attachment", payload)
    return None  # a picture in a signature, a calendar entry: nobody's bundle


def _plain(data: bytes) -> bytes:
    """Return what tells two parts of one mail apart: the same bundle comes binary and armoured."""
    try:
        return without_armour(data)
    except DamagedError:
        return data


def _mails(path: Path) -> Iterator[Message]:
    if path.is_dir():
        with closing(mailbox.Maildir(path, create=False)) as maildir:
            yield from maildir
    elif path.suffix.lower() == ".mbox":
        with closing(mailbox.mbox(path, create=False)) as box:
            yield from box
    else:
        if path.stat().st_size > MAX_MAIL:
            raise TooLargeError(what="mail", path=str(path))
        yield parsed(path.read_bytes())
