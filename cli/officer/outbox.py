"""``xaso outbox``: what was exported, what the province said of it, and the mails that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.declare import command
from cli.officer.mail import print_sending, print_waiting, send, sending_document, waiting_document
from cli.options import Json
from cli.outcome import DONE, REFUSED
from cli.printing import print_json, print_table
from cli.workspace import commune
from locales.explain import explain_code
from locales.words import Words, mark

if TYPE_CHECKING:  # only named in annotations: loading them costs
    from models.store.records import OutboxRecord

_STATUSES = {
    "sealed": mark("sealed, not handed off yet"),
    "written": mark("handed off, no receipt yet"),
    "accepted": mark("received by the province"),
    "accepted_with_gap": mark("received; earlier bundles are missing"),
    "quarantined": mark("refused by the province"),
    "held": mark("held by the province"),
}


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "outbox",
        help=mark("Show what was exported, and what the province said of it."),
        example="xaso outbox\nxaso outbox --json\nxaso outbox --send",
    )
    def outbox(
        context: typer.Context,
        send_mails: Annotated[
            bool, typer.Option("--send", help=mark("send the mails that wait, as far as they are due"))
        ] = False,
        as_json: Json = False,
    ) -> int:
        from sync.handoff.mail_settings import post_of, queue_of  # loaded when they are used

        said = call.of(context)
        with commune(said, writing=send_mails) as opened:
            _ = opened.catalogue  # an empty folder says so rather than showing an empty list
            with opened.store.reading() as reading:
                records = reading.exchange.outbox.all()
                listed = [(record, reading.exchange.outbox.entries(record.id)) for record in records]
            sending = send(opened, post_of(opened.workspace)) if send_mails else None
            waiting = queue_of(opened.workspace).waiting()
        if as_json:
            mail = sending_document(sending) if sending else {"waiting": waiting_document(waiting)}
            print_json({"bundles": [_bundle(record, entries) for record, entries in listed], "mail": mail})
        else:
            _print(listed, said.words)
            if sending:
                print_sending(sending, said.words)
            else:
                print_waiting(waiting, said.words)
        return REFUSED if sending and sending.waiting else DONE


def _print(listed: list[tuple[OutboxRecord, list[str]]], words: Words) -> None:
    if not listed:
        print(words.text("Nothing was exported yet."))
        return
    headers = [words.text(each) for each in ("Number", "Entries", "Sealed", "File", "Province")]
    print_table(headers, [_row(record, words) for record, _entries in listed], "rrlll")


_HEADERS = (mark("Number"), mark("Entries"), mark("Sealed"), mark("File"), mark("Province"))


def _bundle(record: OutboxRecord, entries: list[str]) -> dict[str, object]:
    return {
        "id": record.id,
        "chain": record.chain,
        "seq": record.seq,
        "name": record.name,
        "size": record.size,
        "entries": entries,
        "status": record.status,
        "code": record.code,
        "sealed_at": record.sealed_at,
        "written_at": record.written_at,
        "written_to": record.written_to,
        "answered_at": record.answered_at,
    }


def _row(record: OutboxRecord, words: Words) -> list[str]:
    said = words.text(_STATUSES.get(record.status, record.status))
    if record.code:
        said += f" ({record.code}: {explain_code(record.code, words).title})"
    return [
        f"{record.seq:06d}",
        words.number(record.entries),
        words.moment(record.sealed_at),
        record.name,
        said,
    ]
