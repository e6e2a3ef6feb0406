"""The mailboxes that ``xaso province import`` reads: addresses, password, and how their mails are called."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.errors import UsageError
from cli.workspace import Province

if TYPE_CHECKING:  # cryptography and mail are loaded when they are used
    from sync.handoff.imap import Address
    from sync.importer import Importer
    from sync.outcomes import ImportReport

_SCHEMES = ("imaps:", "imap:", "imap+starttls:")


def is_mailbox(named: str) -> bool:
    """Tell an address from a path."""
    return named.lower().startswith(_SCHEMES)


def addresses(opened: Province, named: Sequence[str]) -> dict[str, Address]:
    """Read the addresses. Raises MailError, and UsageError where one carries a password."""
    from urllib.parse import urlsplit

    from sync.handoff import mail_settings
    from sync.handoff.imap import Address

    for url in named:
        if urlsplit(url).password is not None:
            words = opened.call.words
            raise UsageError(
                problem=words.text(
                    "A password does not belong into the call: set {name}, or write it into province.toml",
                    name=mail_settings.PASSWORD,
                )
            )
    return {url: Address.parse(url) for url in named}


def password(opened: Province, address: Address, table: Mapping[str, str | int]) -> str:
    """Return the password: of the environment, of province.toml, else typed."""
    from sync.handoff import mail_settings

    known = mail_settings.password(table)
    if known or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return known
    words = opened.call.words
    asked = words.text("Password of {user} at {host}", user=address.user, host=address.host)
    return str(typer.prompt(asked, hide_input=True, err=True))


def fetch(
    opened: Province,
    importer: Importer,
    named: tuple[str, Address],
    *,
    receipts: Path | None,
    dry_run: bool,
) -> ImportReport:
    """Import the unseen mails of one mailbox. Raises MailError, BadSettingsError."""
    from sync.handoff import mail_settings
    from sync.handoff.imap import Mailbox
    from sync.mail_import import import_mailbox

    _url, address = named
    file = opened.workspace.settings_file
    table = mail_settings.read(file, (mail_settings.CA,))
    context = mail_settings.context(file, table)
    mailbox = Mailbox(address, password(opened, address, table), context)
    return import_mailbox(importer, mailbox, receipts=receipts, dry_run=dry_run)


def join(report: ImportReport, more: ImportReport) -> None:
    """Add a report to another; of what is missing, the later word counts."""
    told = {result.unit for result in more.files}
    report.files += more.files
    report.missing = [*(hole for hole in report.missing if hole.unit not in told), *more.missing]
    report.receipts += [file for file in more.receipts if file not in report.receipts]
