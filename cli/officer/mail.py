"""Mail from the commune by commands: into the queue, out of it, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cli.workspace import Commune
from locales.words import Words

if TYPE_CHECKING:  # the mail modules are loaded when they are used
    from sync.handoff.mail_settings import Post
    from sync.handoff.smtp import Sending, Waiting


def into_queue(opened: Commune, post: Post, *, subject: str, text: str) -> Callable[[str, bytes], Path]:
    """Return what an export delivers to: each bundle becomes a mail that waits in the queue."""
    from sync.handoff.email import into_queue as into
    from sync.handoff.mail_settings import queue_of

    return into(
        queue_of(opened.workspace),
        sender=post.sender,
        to=post.to,
        subject=subject,
        text=text,
        now=opened.call.clock,
    )


def send(opened: Commune, post: Post) -> Sending:
    """Send what is due; what cannot be sent waits, longer each time. Raises DestinationError."""
    from sync.handoff import smtp
    from sync.handoff.mail_settings import queue_of

    return smtp.send_due(queue_of(opened.workspace), post.server, opened.call.clock())


def sending_document(sending: Sending) -> dict[str, object]:
    """Return what became of the mails, for --json."""
    return {"sent": list(sending.sent), "waiting": waiting_document(sending.waiting)}


def waiting_document(waiting: list[Waiting] | tuple[Waiting, ...]) -> list[dict[str, object]]:
    """Return the mails that wait, for --json."""
    return [
        {
            "name": one.name,
            "attempts": one.state.attempts,
            "due": one.state.due,
            "reason": one.state.reason,
            "code": one.state.code,
        }
        for one in waiting
    ]


def print_sending(sending: Sending, words: Words) -> None:
    """Print what was sent and what waits."""
    for name in sending.sent:
        print(words.text("Mail sent: {name}", name=name))
    print_waiting(sending.waiting, words)


def print_waiting(waiting: list[Waiting] | tuple[Waiting, ...], words: Words) -> None:
    """Print the mails that wait, and why."""
    from locales.explain import explain_code

    for one in waiting:
        if not one.state.attempts:
            print(words.text("! Mail {name} waits to be sent: xaso outbox --send", name=one.name))
            continue
        print(
            words.text(
                "! Mail {name} was not sent (attempts: {attempts}, {reason}); again from {due}: "
                "xaso outbox --send",
                name=one.name,
                attempts=words.number(one.state.attempts),
                reason=one.state.reason,
                due=words.moment(one.state.due),
            )
        )
        if one.state.code:
            told = explain_code(one.state.code, words, {"reason": one.state.reason})
            print(f"  {told.title}. {told.remedy}")
