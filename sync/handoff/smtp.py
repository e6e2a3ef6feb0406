"""Sending drafts by a mail server, from a folder that survives restarts, again and again until it works."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import Message
from email.parser import BytesParser
from email.policy import SMTP
from enum import StrEnum
from pathlib import Path

import msgspec

from sync.errors import DestinationError, MailError, MailTrustError, UnreadableError
from sync.handoff import folder
from sync.handoff.folder import Tell
from sync.trust import moment, stamp

SENT = "sent"
TIMEOUT = 60  # seconds for each answer of the server
_NOTE = ".json"
_MAIL = ".eml"
# Minutes until the next attempt after the first, second … failure; the last one repeats.
WAITS = (1, 5, 15, 60, 240)


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"  # only to this computer itself


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server as the settings name it."""

    host: str
    port: int
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    context: ssl.SSLContext | None = field(default=None, repr=False)  # None: the system's authorities
    timeout: float = TIMEOUT


class State(msgspec.Struct, frozen=True):
    """How often a mail was tried, when it is due again, what the server said last, and the error's code."""

    attempts: int = 0
    due: str = ""
    reason: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One mail that was not sent yet."""

    name: str
    state: State


@dataclass(frozen=True, slots=True)
class Sending:
    """What one round did: the mails that went out, and those that wait for the next."""

    sent: tuple[str, ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class MailQueue:
    """A folder of mails to send; what was sent moves into ``sent``."""

    root: Path

    def put(self, name: str, mail: bytes, *, tell: Tell | None = None) -> Path:
        """Queue a mail; a name that waits already is replaced. Raises DestinationError."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            self._note(name).unlink(missing_ok=True)
        except OSError as error:
            raise DestinationError(path=str(self.root), reason=error.strerror or str(error)) from error
        return folder.write(self.root, name + _MAIL, mail, tell=tell)

    def waiting(self) -> list[Waiting]:
        """Return the mails that wait, by name."""
        return [Waiting(path.stem, self._state(path.stem)) for path in sorted(self.root.glob(f"*{_MAIL}"))]

    def read(self, name: str) -> bytes:
        """Return a mail. Raises UnreadableError."""
        return folder.read(self.root / (name + _MAIL))

    def sent(self, name: str) -> None:
        """Move a mail out of the queue. Raises OSError."""
        (self.root / SENT).mkdir(exist_ok=True)
        (self.root / (name + _MAIL)).replace(self.root / SENT / (name + _MAIL))
        self._note(name).unlink(missing_ok=True)

    def hurry(self) -> None:
        """Make every mail due at once: a person asked for it. Raises OSError."""
        for path in self.root.glob(f"*{_NOTE}"):
            path.unlink(missing_ok=True)

    def failed(self, name: str, reason: str, now: datetime, code: str = MailError.code) -> None:
        """Note a failure; the next attempt waits longer each time. Raises DestinationError."""
        attempts = self._state(name).attempts + 1
        wait = timedelta(minutes=WAITS[min(attempts, len(WAITS)) - 1])
        state = State(attempts, stamp(now + wait), reason[:500], code)
        folder.write(self.root, self._note(name).name, msgspec.json.encode(state))

    def _state(self, name: str) -> State:
        try:
            return msgspec.json.decode(self._note(name).read_bytes(), type=State)
        except (OSError, msgspec.DecodeError):
            return State()

    def _note(self, name: str) -> Path:
        return self.root / (name + _NOTE)


def send_due(queue: MailQueue, server: Server, now: datetime) -> Sending:
    """Send every mail that is due. A server that cannot be reached loses nothing: all of them wait.

    A mail that is sent twice (the program died between sending and noting it) is a duplicate at the
    province and harmless.

    Raises:
        DestinationError: the queue's own folder cannot be written.
    """
    due = [one for one in queue.waiting() if not one.state.due or moment(one.state.due) <= now]
    sent: list[str] = []
    if due:
        try:
            with _connected(server) as connection:
                for one in due:
                    _send(connection, queue, one.name, now, sent)
        except MailError as error:
            for one in due:
                if one.name not in sent and one.state == queue._state(one.name):
                    queue.failed(one.name, str(error.details["reason"]), now, error.code)
    return Sending(tuple(sent), tuple(queue.waiting()))


def _send(connection: smtplib.SMTP, queue: MailQueue, name: str, now: datetime, sent: list[str]) -> None:
    """Send one mail; a refusal of this one is noted, a lost connection ends the round."""
    try:
        connection.send_message(_ready(queue.read(name)))
    except smtplib.SMTPServerDisconnected as error:
        raise _failure(error) from error
    except (smtplib.SMTPException, ValueError, UnreadableError) as error:
        queue.failed(name, _said(error), now)
        return
    except OSError as error:
        raise _failure(error) from error
    queue.sent(name)
    sent.append(name)


def _ready(mail: bytes) -> Message:
    """A draft without the mark of a draft."""
    message = BytesParser(policy=SMTP).parsebytes(mail)
    del message["X-Unsent"]
    return message


@contextlib.contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """Connect and log in. Raises MailError."""
    if server.security is Security.NONE and server.host not in {"localhost", "127.0.0.1", "::1"}:
        raise MailError(reason="a connection without encryption is only for this computer itself")
    connection = _reached(server)
    try:
        if server.security is Security.STARTTLS:
            connection.starttls(context=_context(server))
        if server.user:
            connection.login(server.user, server.password)
    except (OSError, smtplib.SMTPException) as error:
        connection.close()
        raise _failure(error) from error
    try:
        yield connection
    finally:
        _leave(connection)


def _reached(server: Server) -> smtplib.SMTP:
    try:
        if server.security is Security.TLS:
            return smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout, context=_context(server)
            )
        return smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    except (OSError, smtplib.SMTPException) as error:
        raise _failure(error) from error


def _context(server: Server) -> ssl.SSLContext:
    return server.context or ssl.create_default_context()


def _leave(connection: smtplib.SMTP) -> None:
    """Say goodbye; a server that does not answer any more has taken its mails all the same."""
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


def _failure(error: Exception) -> MailError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailTrustError(reason=error.verify_message)
    return MailError(reason=_said(error))


def _said(error: Exception) -> str:
    """What the server said, without Python's own wrapping of it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = (f"{person}: {code} {_text(text)}" for person, (code, text) in error.recipients.items())
        return "; ".join(answers)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
