"""Mail from the commune: the server that settings.toml names, the queue in the folder, and sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli import mail_settings
from cli.errors import BadSettingsError, NoMailSettingsError
from cli.workspace import Commune
from locales.words import Words
from models.workspace import CommuneWorkspace

if TYPE_CHECKING:  # the mail modules are loaded when they are used
    from sync.handoff.smtp import MailQueue, Sending, Server, Waiting

SETTINGS = "settings.toml"
QUEUE = "mail"
KEYS = ("host", "port", "user", "from", "to", "security")
PORTS = {"tls": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, slots=True)
class Post:
    """Server, sender and recipient, as the settings name them."""

    server: Server
    sender: str
    to: str


def post_of(workspace: CommuneWorkspace) -> Post:
    """Read settings.toml. Raises NoMailSettingsError, BadSettingsError, OSError."""
    from sync.handoff.smtp import Security, Server

    file = workspace.root / SETTINGS
    table = mail_settings.read(file, KEYS)
    if not table:
        raise NoMailSettingsError(path=str(file))
    for name in ("host", "from", "to"):
        if not table.get(name):
            raise BadSettingsError(path=str(file), problem=f"[mail] {name} = ?")
    security = str(table.get("security", "starttls"))
    if security not in PORTS:
        raise BadSettingsError(path=str(file), problem=f"[mail] security = {security}?")
    server = Server(
        str(table["host"]),
        int(table.get("port", PORTS[security])),
        Security(security),
        str(table.get("user", "")),
        mail_settings.password(table),
    )
    return Post(server, str(table["from"]), str(table["to"]))


def queue_of(workspace: CommuneWorkspace) -> MailQueue:
    """Return the queue, a folder beside the outbox."""
    from sync.handoff.smtp import MailQueue

    return MailQueue(workspace.root / QUEUE)


def into_queue(opened: Commune, post: Post, *, subject: str, text: str) -> Callable[[str, bytes], Path]:
    """Return what an export delivers to: each bundle becomes a mail that waits in the queue."""
    from sync.handoff import email

    queue = queue_of(opened.workspace)

    def deliver(name: str, data: bytes) -> Path:
        title = f"{subject} {name}"
        mail = email.draft(name, data, sender=post.sender, to=post.to, subject=title, text=text)
        return queue.put(Path(name).stem, mail)

    return deliver


def send(opened: Commune, post: Post) -> Sending:
    """Send what is due; what cannot be sent waits, longer each time. Raises DestinationError."""
    from sync.handoff import smtp

    return smtp.send_due(queue_of(opened.workspace), post.server, opened.call.clock())


def sending_document(sending: Sending) -> dict[str, object]:
    """Return what became of the mails, for --json."""
    return {"sent": list(sending.sent), "waiting": waiting_document(sending.waiting)}


def waiting_document(waiting: list[Waiting] | tuple[Waiting, ...]) -> list[dict[str, object]]:
    """Return the mails that wait, for --json."""
    return [
        {"name": one.name, "attempts": one.state.attempts, "due": one.state.due, "reason": one.state.reason}
        for one in waiting
    ]


def print_sending(sending: Sending, words: Words) -> None:
    """Print what was sent and what waits."""
    for name in sending.sent:
        print(words.text("Mail sent: {name}", name=name))
    print_waiting(sending.waiting, words)


def print_waiting(waiting: list[Waiting] | tuple[Waiting, ...], words: Words) -> None:
    """Print the mails that wait, and why."""
    for one in waiting:
        if not one.state.attempts:
            print(words.text("! Mail {name} waits to be sent: xaso outbox --send", name=one.name))
            continue
        print(
            words.text(
                "! Mail {name} was not sent ({attempts} attempts: {reason}); again from {due}: "
                "xaso outbox --send",
                name=one.name,
                attempts=words.number(one.state.attempts),
                reason=one.state.reason,
                due=words.moment(one.state.due),
            )
        )
