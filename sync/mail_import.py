"""Importing from a mailbox: what was taken in is moved away, what failed stays unseen for the next time."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sync.handoff.imap import Mailbox
from sync.importer import Importer
from sync.outcomes import ImportReport


def import_mailbox(
    importer: Importer, mailbox: Mailbox, *, receipts: Path | None = None, dry_run: bool = False
) -> ImportReport:
    """Import every unseen mail that carries a bundle, then move those mails away.

    A mail without one is left as it is. Killed in between, the next import finds duplicates.

    Raises:
        MailError: the server refused or went away; what was imported before stays imported.
        DestinationError, models.store.errors.StoreError: the province's own disk failed.
    """
    report = ImportReport()
    with mailbox, tempfile.TemporaryDirectory(prefix="xaso-mail-") as place:
        for mail in mailbox.unseen():
            if not mail.attachments:
                continue
            folder = Path(place) / mail.uid
            folder.mkdir()
            for number, attachment in enumerate(mail.attachments):
                (folder / f"{number:02d}.bin").write_bytes(attachment.data)
            found = importer.import_paths([folder], receipts=receipts, dry_run=dry_run)
            report.files += found.files
            seen = {result.unit for result in found.files}
            report.missing = [*(hole for hole in report.missing if hole.unit not in seen), *found.missing]
            report.receipts += found.receipts
            if not dry_run:
                mailbox.file_away([mail.uid])
    return report
