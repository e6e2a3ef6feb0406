"""The commune's export: what waits in the store, sticks and mail, and sync's exporter."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from models.catalogue import Catalogue
from models.entries import EntryHead
from models.errors import UnknownFormError, XasoError
from models.store.records import OutboxRecord
from models.store.transaction import Transaction
from models.workspace import CommuneWorkspace
from sync import commune_keys, settings
from sync.errors import (
    CertificateExpiredError,
    DestinationError,
    NoMailSettingsError,
    NotCertifiedError,
    RevokedError,
)
from sync.exporter import export, waiting_entries
from sync.handoff import email, folder, mail_settings, usb
from sync.handoff.smtp import MailQueue, send_due
from sync.keys import read_public_line
from sync.staleness import is_stale
from tui.handoff.sending_ports import Mail, Offer, Order, Sent, Target, Tell, Waiting, Way
from tui.ports import Written
from tui.services import Footing

PASSPHRASE = "XASO_PASSPHRASE"  # noqa: S105 - the variable's name
BEFORE = 2  # folders that were used before and are offered again


class CommuneSending:
    """What leaves this computer. ``drives`` tells the sticks that are plugged in (the system's own)."""

    def __init__(self, footing: Footing, drives: Callable[[], list[usb.Drive]] | None = None) -> None:
        self._footing = footing
        self._drives = drives or usb.drives

    # -- what may leave ------------------------------------------------------------------------------

    def offer(self) -> Offer:
        """Say what waits and where it may go."""
        footing, desk = self._footing, self._footing.desk
        now = footing.clock.now()
        with footing.store.reading() as t:
            heads = waiting_entries(t)
            records = t.exchange.outbox.all()
            offer = Offer(
                seq=_next_number(t),
                unit_name=desk.catalogue.units.get(desk.unit).name,
                waiting=_grouped(heads, desk.catalogue),
                sealed=tuple(record.seq for record in t.exchange.outbox.unwritten()),
                trouble=self._trouble(t, now),
                kit_day=stale_day(t, now),
            )
        targets, mail_trouble = [*self._sticks(desk.unit)], None
        try:
            post = mail_settings.post_of(footing.workspace)
            targets.append(Target(Way.MAIL, label=post.to))
        except NoMailSettingsError:
            pass  # most communes send sticks and drafts
        except (XasoError, OSError) as error:
            mail_trouble = error
        targets += [*_used_before(records, targets), Target(Way.DRAFT), Target(Way.FOLDER)]
        return replace(
            offer, targets=tuple(targets), mails=waiting_mails(footing.workspace), mail_trouble=mail_trouble
        )

    def _sticks(self, unit: str) -> list[Target]:
        own = self._footing.workspace.keys
        return [
            Target(
                Way.STICK,
                drive.path,
                drive.label,
                drive.free,
                writable=drive.writable,
                strangers=tuple(usb.strangers(drive.path, unit, own)),
            )
            for drive in self._drives()
        ]

    def _trouble(self, t: Transaction, now: datetime) -> XasoError | None:
        """Why this computer may not sign now, told before anybody presses a key."""
        certificate = commune_keys.newest_certificate(self._footing.workspace.keys)
        if certificate is None:
            return NotCertifiedError()
        if now.timestamp() >= certificate.valid_before:
            return CertificateExpiredError(until=certificate.valid_before)
        revoked = {read_public_line(one.key) for one in settings.kit_body(t).revoked}
        return RevokedError() if certificate.key in revoked else None

    # -- leaving -------------------------------------------------------------------------------------

    def export(self, order: Order, passphrase: str | None, tell: Tell) -> Sent:
        """Seal what was chosen and hand it off; a mail is sent at once, or waits."""
        footing = self._footing
        deliver = self._deliver(order, tell)
        keys = commune_keys.load(footing.workspace.keys, passphrase or os.environ.get(PASSPHRASE))
        done = export(
            footing.store,
            keys,
            footing.workspace,
            destination=deliver,
            now=footing.clock.now(),
            who=footing.officer,
            entries=order.entries,
            tell=tell,
        )
        written = tuple(
            Written(each.file, each.seq, each.size, each.entries) for each in (done, *done.further)
        )
        return Sent(written, tuple(self.post()) if order.target.way is Way.MAIL else ())

    def _deliver(self, order: Order, tell: Tell) -> email.Deliver:
        """Return what takes a bundle to its place. Raises DestinationError, BadSettingsError."""
        target, workspace, now = order.target, self._footing.workspace, self._footing.clock.now
        if target.way is Way.MAIL:
            post = mail_settings.post_of(workspace)
            return email.into_queue(
                mail_settings.queue_of(workspace),
                sender=post.sender,
                to=post.to,
                subject=order.subject,
                text=order.text,
                now=now,
                tell=tell,
            )
        place = target.folder or Path()
        if target.way is Way.DRAFT:
            sender, to = mail_settings.addresses(workspace)
            return email.into_draft(
                place, sender=sender, to=to, subject=order.subject, text=order.text, now=now, tell=tell
            )
        if target.way is Way.STICK:
            drive = next((drive for drive in self._drives() if drive.path == place), None)
            if drive is None:
                raise DestinationError(path=str(place), reason="pulled out")
            return usb.into(drive, tell)
        return _into_folder(place, tell)

    # -- mails that wait -------------------------------------------------------------------------------

    def post(self, *, now: bool = False) -> Sequence[Mail]:
        """Send the mails that are due (``now``: all), return those that still wait."""
        queue = self._queue
        if self.pending():
            server = mail_settings.post_of(self._footing.workspace).server
            if now:
                queue.hurry()
            send_due(queue, server, self._footing.clock.now())
        return waiting_mails(self._footing.workspace)

    def pending(self) -> bool:
        """Tell whether mails wait."""
        return bool(self._queue.waiting())

    @property
    def _queue(self) -> MailQueue:
        return mail_settings.queue_of(self._footing.workspace)


def waiting_mails(workspace: CommuneWorkspace) -> tuple[Mail, ...]:
    """Return the mails that wait to be sent, by name."""
    return tuple(
        Mail(one.name, one.state.attempts, one.state.due, one.state.code, one.state.reason)
        for one in mail_settings.queue_of(workspace).waiting()
    )


def _into_folder(place: Path, tell: Tell) -> email.Deliver:
    return lambda name, data: folder.write(place, name, data, tell=tell)


def _next_number(t: Transaction) -> int:
    """The number of the bundle that is sealed next."""
    chain = settings.chain_or_none(t)
    head = t.exchange.outbox.head(chain) if chain else None
    return head.seq + 1 if head else 1


def stale_day(t: Transaction, now: datetime) -> str:
    """The day of the kit in force when it is old, else ""."""
    record = t.exchange.kit()
    return record.created_at[:10] if record and is_stale(record.created_at, now) else ""


def _grouped(heads: Sequence[EntryHead], catalogue: Catalogue) -> tuple[Waiting, ...]:
    """Entries by form and period, periodic forms first, the newest period first."""
    groups: dict[tuple[str, str | None], list[str]] = {}
    for head in heads:
        groups.setdefault((head.form, head.period), []).append(head.id)
    order = sorted(groups, key=lambda key: (key[1] is None, key[0]))
    order.sort(key=lambda key: key[1] or "", reverse=True)
    return tuple(
        Waiting(form, _title(catalogue, form), period, tuple(groups[form, period])) for form, period in order
    )


def _title(catalogue: Catalogue, form: str) -> dict[str, str]:
    try:
        return dict(catalogue.form(form).title)
    except UnknownFormError:  # a form that the newest catalogue dropped
        return {"vi": form}


def _used_before(records: Sequence[OutboxRecord], targets: Sequence[Target]) -> list[Target]:
    """Folders to which bundles went before, as far as they are there and are no sticks or mails."""
    sticks = [target.folder for target in targets if target.folder is not None]
    places = dict.fromkeys(
        Path(record.written_to).parent
        for record in reversed(records)
        if record.written_to and not record.written_to.endswith(".eml")
    )
    here = [
        place
        for place in places
        if place.is_dir() and not any(place.is_relative_to(stick) for stick in sticks)
    ]
    return [Target(Way.FOLDER, place) for place in here[:BEFORE]]
