"""A mailbox at the province: only unseen mails are read, and moved away after their import."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from sync.errors import MailError
from sync.handoff.email import MAX_MAIL, Attachment, parts

DONE = "xaso"
TIMEOUT = 60  # seconds for each answer of the server
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a mailbox is: ``imaps://user@host:993/INBOX``; ``imap://`` only on this computer itself."""

    host: str
    port: int
    user: str
    folder: str
    encrypted: bool

    @classmethod
    def parse(cls, url: str) -> Address:
        """Read an address. Raises MailError."""
        found = urlsplit(url)
        encrypted = found.scheme == "imaps"
        local = found.hostname in {"localhost", "127.0.0.1", "::1"}
        if not found.hostname or not found.username or not (encrypted or (found.scheme == "imap" and local)):
            raise MailError(reason="an address looks like imaps://user@host/INBOX")
        port = found.port or (993 if encrypted else 143)
        folder = unquote(found.path.strip("/")) or "INBOX"
        return cls(found.hostname, port, unquote(found.username), folder, encrypted)


@dataclass(frozen=True, slots=True)
class Mailed:
    """One unseen mail with what in it may be envelopes; none in a mail that is not for us."""

    uid: str
    attachments: tuple[Attachment, ...]


class Mailbox:
    """A mailbox, open for one import; used as a context manager."""

    def __init__(self, address: Address, password: str, context: ssl.SSLContext | None = None) -> None:
        self._address = address
        self._password = password
        self._context = context
        self._connection: imaplib.IMAP4 | None = None

    def __enter__(self) -> Self:
        """Connect, log in and open the folder. Raises MailError."""
        place = self._address
        with _told():
            if place.encrypted:
                context = self._context or ssl.create_default_context()
                self._connection = imaplib.IMAP4_SSL(
                    place.host, place.port, ssl_context=context, timeout=TIMEOUT
                )
            else:
                self._connection = imaplib.IMAP4(place.host, place.port, timeout=TIMEOUT)
            self._open.login(place.user, self._password)
            _answered(self._open.select(_quoted(place.folder)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self._open.logout()

    def unseen(self) -> Iterator[Mailed]:
        """Yield the unseen mails; reading them leaves them unseen. Too large ones are passed over.

        Raises:
            MailError: the server refused or went away.
        """
        with _told():
            found = _answered(self._open.uid("SEARCH", "UNSEEN"))
            uids = [uid.decode() for uid in (found[0] or b"").split()]
        for uid in uids:
            with _told():
                mail = self._read(uid)
            if mail is not None:
                message = BytesParser(policy=policy.default).parsebytes(mail)
                yield Mailed(uid, tuple(parts(message)))

    def file_away(self, uids: Sequence[str], folder: str = DONE) -> None:
        """Move mails into another folder, which is made where it is missing. Raises MailError."""
        if not uids:
            return
        ids = ",".join(uids)
        with _told():
            self._open.create(_quoted(folder))  # "there is one already" is an answer too
            self._open.uid("STORE", ids, "+FLAGS", r"(\Seen)")
            if "MOVE" in self._open.capabilities:
                _answered(self._open.uid("MOVE", ids, _quoted(folder)))
                return
            _answered(self._open.uid("COPY", ids, _quoted(folder)))
            _answered(self._open.uid("STORE", ids, "+FLAGS", r"(\Deleted)"))
            _answered(self._open.expunge())

    def _read(self, uid: str) -> bytes | None:
        """Return a mail, sizes first; None where it is too large or gone."""
        told = _answered(self._open.uid("FETCH", uid, "(RFC822.SIZE)"))
        size = _SIZE.search(told[0] if isinstance(told[0], bytes) else b"")
        if size is None or int(size[1]) > MAX_MAIL:
            return None
        fetched = _answered(self._open.uid("FETCH", uid, "(BODY.PEEK[])"))
        return next((part[1] for part in fetched if isinstance(part, tuple)), None)

    @property
    def _open(self) -> imaplib.IMAP4:
        assert self._connection is not None  # noqa: S101  # __enter__ was called
        return self._connection


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailError(reason=str(error)) from error


def _answered(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise MailError(reason=str(data))
    return data


def _quoted(name: str) -> str:
    """A mailbox name as an IMAP string."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
