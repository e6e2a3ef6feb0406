"""A mailbox at the province: only unseen mails are read, and moved away after their import."""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, unquote, urlsplit

from sync.errors import MailError, MailTrustError
from sync.handoff.mailfile import MAX_MAIL, Attachment, parts

DONE = "xaso"
TIMEOUT = 60  # seconds for each answer of the server
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_MESSAGE_ID = re.compile(rb"^message-id:[ \t\r\n]*<([!-~]{1,200}?)>", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a mailbox is: ``imaps://user@host:993/INBOX``.

    ``imap+starttls://`` is encrypted too, after an open greeting; ``imap://`` only on this computer itself.
    """

    host: str
    port: int
    user: str
    folder: str
    encrypted: bool
    starttls: bool = False

    @classmethod
    def parse(cls, url: str) -> Address:
        """Read an address. Raises MailError."""
        found = urlsplit(url)
        starttls = found.scheme == "imap+starttls"
        encrypted = starttls or found.scheme == "imaps"
        local = found.hostname in {"localhost", "127.0.0.1", "::1"}
        if not found.hostname or not found.username or not (encrypted or (found.scheme == "imap" and local)):
            raise MailError(reason="an address looks like imaps://user@host/INBOX")
        port = found.port or (993 if found.scheme == "imaps" else 143)
        folder = unquote(found.path.strip("/")) or "INBOX"
        return cls(found.hostname, port, unquote(found.username), folder, encrypted, starttls)

    def __str__(self) -> str:
        """The address as people write it, without a password."""
        scheme, usual = ("imaps", 993) if self.encrypted and not self.starttls else ("imap", 143)
        scheme += "+starttls" if self.starttls else ""
        port = "" if self.port == usual else f":{self.port}"
        return f"{scheme}://{quote(self.user)}@{self.host}{port}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Mailed:
    """One unseen mail with what in it may be envelopes; none in a mail that is not for us.

    ``size`` in bytes; what is larger than MAX_MAIL was not fetched and has no attachments. ``name`` is how
    people find it again: its Message-ID, where it has none the mailbox's number of it.
    """

    uid: str
    attachments: tuple[Attachment, ...]
    name: str = ""
    size: int = 0

    @property
    def too_large(self) -> bool:
        """Whether it was left on the server unread."""
        return self.size > MAX_MAIL


class Mailbox:
    """A mailbox, open for one import; used as a context manager."""

    def __init__(
        self,
        address: Address,
        password: str,
        context: ssl.SSLContext | None = None,
        *,
        timeout: float = TIMEOUT,
    ) -> None:
        self.address = address
        self._timeout = timeout
        self._password = password
        self._context = context
        self._connection: imaplib.IMAP4 | None = None

    def __enter__(self) -> Self:
        """Connect, log in and open the folder. Raises MailError, MailTrustError."""
        with _told():
            self._connection = self._connected()
            try:
                self._open.login(self.address.user, self._password)
                _answered(self._open.select(_quoted(self.address.folder)))
            except (OSError, imaplib.IMAP4.error, MailError):
                self._leave()
                raise
        return self

    def _connected(self) -> imaplib.IMAP4:
        place = self.address
        context = self._context or ssl.create_default_context()
        if place.encrypted and not place.starttls:
            return imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=self._timeout)
        connection = imaplib.IMAP4(place.host, place.port, timeout=self._timeout)
        if place.starttls:
            try:
                connection.starttls(context)
            except (OSError, imaplib.IMAP4.error):
                with contextlib.suppress(OSError):  # the failed handshake has closed it already
                    connection.shutdown()
                raise
        return connection

    def _leave(self) -> None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self._open.logout()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def unseen(self) -> Iterator[Mailed]:
        """Yield the unseen mails; reading them leaves them unseen. Too large ones are not fetched.

        Raises:
            MailError: the server refused or went away.
        """
        with _told():
            found = _answered(self._open.uid("SEARCH", "UNSEEN"))
            uids = [uid.decode() for uid in (found[0] or b"").split()]
        for uid in uids:
            with _told():
                size = self._size(uid)
                mail = self._fetch(uid) if size is not None and size <= MAX_MAIL else b""
            if size is None or mail is None:
                continue  # gone meanwhile
            size = max(size, len(mail))
            inside = tuple(parts(mail)) if size <= MAX_MAIL else ()
            yield Mailed(uid, inside, _name(mail) or uid, size)

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

    def _size(self, uid: str) -> int | None:
        """Return how large a mail is, as the server tells; None where it is gone."""
        told = _answered(self._open.uid("FETCH", uid, "(RFC822.SIZE)"))
        size = _SIZE.search(told[0] if isinstance(told[0], bytes) else b"")
        return int(size[1]) if size else None

    def _fetch(self, uid: str) -> bytes | None:
        """Return a mail, no more of it than we read (servers guess at sizes); None where it is gone."""
        fetched = _answered(self._open.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MAX_MAIL + 1}>)"))
        return next((part[1] for part in fetched if isinstance(part, tuple)), None)

    @property
    def _open(self) -> imaplib.IMAP4:
        assert self._connection is not None  # noqa: S101  # __enter__ was called
        return self._connection


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailTrustError(reason=error.verify_message) from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailError(reason=str(error)) from error


def _answered(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        raise MailError(reason=str(data))
    return data


def _name(mail: bytes) -> str:
    """The Message-ID of a mail, of its head only; "" where it has none that can be shown."""
    found = _MESSAGE_ID.search(mail.partition(b"\r\n\r\n")[0][:100_000])
    return found[1].decode("ascii") if found else ""


def _quoted(name: str) -> str:
    """A mailbox name as an IMAP string."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
