"""Importing from a mailbox: what was taken in is moved away, what failed stays unseen for the next time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sync.handoff.imap import Address, Mailbox, Mailed
from sync.importer import Importer
from sync.outcomes import ImportReport
from sync.source import Source
from sync.sources import shown


def import_mailbox(
    importer: Importer, mailbox: Mailbox, *, receipts: Path | None = None, dry_run: bool = False
) -> ImportReport:
    """Import every unseen mail that carries a bundle, then move those mails away.

    A mail without one is left as it is; so is one that is too large to be fetched, and the report says so.
    Killed in between, the next import finds duplicates. Whatever is said of an attachment names the mailbox,
    the mail's Message-ID and the attachment.

    Raises:
        MailError: the server refused or went away; what was imported before stays imported.
        DestinationError, models.store.errors.StoreError: the province's own disk failed.
    """
    report = ImportReport()
    with mailbox:
        for mail in mailbox.unseen():
            if not mail.attachments and not mail.too_large:
                continue
            found = importer.import_paths(_sources(mailbox.address, mail), receipts=receipts, dry_run=dry_run)
            report.files += found.files
            seen = {result.unit for result in found.files}
            report.missing = [*(hole for hole in report.missing if hole.unit not in seen), *found.missing]
            report.receipts += found.receipts
            if not dry_run and not mail.too_large:
                mailbox.file_away([mail.uid])
    return report


def _sources(address: Address, mail: Mailed) -> Iterator[Source]:
    if mail.too_large:
        yield Source(f"{address}!{mail.name}", mail.size, named=False)
    for attachment in mail.attachments:
        label = f"{address}!{mail.name}!{shown(attachment.name)}"
        yield Source(label, len(attachment.data), named=False, content=attachment.data)
