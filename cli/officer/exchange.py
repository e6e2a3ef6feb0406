"""``xaso export``, ``outbox`` and ``verify``: what leaves this computer, and what a file is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.declare import command
from cli.officer.destinations import check_named_once, destination
from cli.officer.inspection import inspection_document, print_inspection, trust_at_hand
from cli.options import Json, PeriodOption
from cli.outcome import DONE, EXIT_CODES
from cli.printing import print_json, print_table
from cli.workspace import commune
from locales.explain import explain_code
from locales.words import Words, mark
from models.periods import parse_period

if TYPE_CHECKING:  # cryptography is loaded only to sign
    from models.store.exchange_records import OutboxRecord
    from sync.exporter import Exported

_STATUSES = {
    "sealed": mark("sealed, not handed off yet"),
    "written": mark("handed off, no receipt yet"),
    "accepted": mark("received by the province"),
    "accepted_with_gap": mark("received; earlier bundles are missing"),
    "quarantined": mark("refused by the province"),
    "held": mark("held by the province"),
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _export(app)
    _outbox(app)
    _verify(app)


def _export(app: typer.Typer) -> None:
    @command(
        app,
        "export",
        help=mark("Sign, encrypt and hand off what is complete. Only a receipt makes it received."),
        example="xaso export --to E:\\xaso\nxaso export --period 10/2026 --usb\nxaso export --again 14 --usb",
    )
    def export(
        context: typer.Context,
        period: PeriodOption = None,
        to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help=mark("a folder"))] = None,
        usb: Annotated[bool, typer.Option("--usb", help=mark("the stick that is plugged in"))] = False,
        eml: Annotated[
            Path | None,
            typer.Option("--eml", metavar="FILE", help=mark("a draft e-mail with the bundle in it")),
        ] = None,
        again: Annotated[
            list[int],
            typer.Option(
                "--again", metavar="N", help=mark("a bundle that was exported before, by its number")
            ),
        ] = [],  # noqa: B006 - typer copies it
        as_json: Json = False,
    ) -> None:
        from sync import commune_keys  # cryptography is loaded only to sign
        from sync.exporter import export as seal
        from sync.exporter import reexport

        said = call.of(context)
        check_named_once(to, usb=usb, eml=eml, words=said.words)
        with commune(said, writing=True) as opened:
            place = destination(opened, to, eml)
            if again:
                bundles = reexport(
                    opened.store, opened.workspace, seqs=again, destination=place.deliver, now=said.clock()
                )
            else:
                done = seal(
                    opened.store,
                    commune_keys.load(opened.workspace.keys),
                    opened.workspace,
                    period=str(parse_period(period)) if period else None,
                    destination=place.deliver,
                    now=said.clock(),
                    who=opened.officer(),
                )
                bundles = [done, *done.further]
            others = place.strangers(opened.unit)
        if as_json:
            print_json(_exported(bundles, others))
        else:
            _print_exported(bundles, others, said.words)


def _exported(bundles: Sequence[Exported], others: Sequence[str]) -> dict[str, object]:
    listed = [
        {"id": each.id, "seq": each.seq, "file": str(each.file), "size": each.size, "entries": each.entries}
        for each in bundles
    ]
    return {**listed[0], "bundles": listed, "strangers": list(others)}


def _print_exported(bundles: Sequence[Exported], others: Sequence[str], words: Words) -> None:
    for each in bundles:
        print(
            words.text(
                "Bundle {seq}: {entries} entries, {size} bytes, written and read back: {file}",
                seq=f"{each.seq:06d}",
                entries=words.number(each.entries),
                size=words.number(each.size),
                file=each.file,
            )
        )
    if others:
        names = ", ".join(others)
        print(
            words.text("! Files of others lie there too: {names}. Keep the stick in your hands.", names=names)
        )
    print(words.text("It counts as done once the province's receipt is here."))


def _outbox(app: typer.Typer) -> None:
    @command(
        app,
        "outbox",
        help=mark("Show what was exported, and what the province said of it."),
        example="xaso outbox\nxaso outbox --json",
    )
    def outbox(context: typer.Context, as_json: Json = False) -> None:
        said = call.of(context)
        with commune(said) as opened:
            _ = opened.catalogue  # an empty folder says so rather than showing an empty list
            with opened.store.reading() as reading:
                records = reading.exchange.outbox.all()
                listed = [(record, reading.exchange.outbox.entries(record.id)) for record in records]
        if as_json:
            print_json({"bundles": [_bundle(record, entries) for record, entries in listed]})
            return
        words = said.words
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


def _verify(app: typer.Typer) -> None:
    @command(
        app,
        "verify",
        help=mark("Open and check any xaso file without taking it in."),
        example="xaso verify B-56-22810-2026M10-000001-4F1C9A2B.age\nxaso verify K-56-000001.tar --json",
    )
    def verify(
        context: typer.Context,
        file: Annotated[
            Path, typer.Argument(metavar="FILE", help=mark("a bundle, kit, receipt or enrolment"))
        ],
        as_json: Json = False,
    ) -> int:
        said = call.of(context)
        from sync.verify import inspect  # cryptography is loaded only to check

        data = file.read_bytes()
        hand = trust_at_hand(said)
        found = inspect(data, identities=hand.identities, trust=hand.trust, at=said.clock())
        if as_json:
            print_json(inspection_document(found, file, said.words))
        else:
            print_inspection(found, file, said.words)
        return DONE if found.error is None else EXIT_CODES[found.error.family]
