"""``xaso export``: what is complete leaves this computer, signed and encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.declare import command
from cli.officer import outbox, verifying
from cli.officer.destinations import Destination, check_named_once, destination
from cli.officer.mail import print_sending, send, sending_document
from cli.officer.passphrase import unlocked
from cli.options import Json, PeriodOption
from cli.outcome import DONE, REFUSED
from cli.printing import print_json
from cli.workspace import Commune, commune
from locales.words import Words, mark
from models.periods import parse_period

if TYPE_CHECKING:  # cryptography is loaded only to sign
    from sync.exporter import Exported
    from sync.handoff.mail_settings import Post
    from sync.handoff.smtp import Sending


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _export(app)
    outbox.register(app)
    verifying.register(app)


def _export(app: typer.Typer) -> None:
    @command(
        app,
        "export",
        help=mark("Sign, encrypt and hand off what is complete. Only a receipt makes it received."),
        example="xaso export --to E:\\xaso\nxaso export --period 10/2026 --usb\n"
        "xaso export --again 14 --usb\nxaso export --mail",
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
        mail: Annotated[
            bool, typer.Option("--mail", help=mark("send it by the mail server that settings.toml names"))
        ] = False,
        again: Annotated[
            list[int],
            typer.Option(
                "--again", metavar="N", help=mark("a bundle that was exported before, by its number")
            ),
        ] = [],  # noqa: B006 - typer copies it
        as_json: Json = False,
    ) -> int:
        said = call.of(context)
        from sync.handoff.mail_settings import post_of  # the mail modules are loaded when they are used

        check_named_once(to, usb=usb, eml=eml, mail=mail, words=said.words)
        with commune(said, writing=True) as opened:
            post = post_of(opened.workspace) if mail else None
            place = destination(opened, to, eml, post)
            bundles = _handed_off(opened, place, period, again, post)
            others = place.strangers(opened.unit)
            sending = send(opened, post) if post else None
        if as_json:
            print_json(_document(bundles, others, sending))
        else:
            _print(bundles, others, sending, said.words)
        return REFUSED if sending is not None and sending.waiting else DONE


def _handed_off(
    opened: Commune, place: Destination, period: str | None, again: Sequence[int], post: Post | None
) -> list[Exported]:
    """Seal and hand off; nothing new is no error while earlier mails still wait to be sent."""
    from sync import commune_keys  # cryptography is loaded only to sign
    from sync.errors import NothingToExportError
    from sync.exporter import export, reexport
    from sync.handoff.mail_settings import queue_of

    now = opened.call.clock()
    if again:
        return reexport(opened.store, opened.workspace, seqs=again, destination=place.deliver, now=now)
    try:
        done = export(
            opened.store,
            unlocked(partial(commune_keys.load, opened.workspace.keys), opened.call.words),
            opened.workspace,
            period=str(parse_period(period)) if period else None,
            destination=place.deliver,
            now=now,
            who=opened.officer(),
        )
    except NothingToExportError:
        if post is None or not queue_of(opened.workspace).waiting():
            raise
        return []
    return [done, *done.further]


def _document(
    bundles: Sequence[Exported], others: Sequence[str], sending: Sending | None
) -> dict[str, object]:
    listed = [
        {"id": each.id, "seq": each.seq, "file": str(each.file), "size": each.size, "entries": each.entries}
        for each in bundles
    ]
    first = listed[0] if listed else {}
    mail = {"mail": sending_document(sending)} if sending is not None else {}
    return {**first, "bundles": listed, "strangers": list(others), **mail}


def _print(bundles: Sequence[Exported], others: Sequence[str], sending: Sending | None, words: Words) -> None:
    for each in bundles:
        print(
            words.text(
                "Bundle {seq}: {entries}, {size} bytes, written and read back: {file}",
                seq=f"{each.seq:06d}",
                entries=words.counted("{count} entry", "{count} entries", each.entries),
                size=words.number(each.size),
                file=each.file,
            )
        )
    if others:
        names = ", ".join(others)
        print(
            words.text("! Files of others lie there too: {names}. Keep the stick in your hands.", names=names)
        )
    if sending is not None:
        print_sending(sending, words)
    print(words.text("It counts as done once the province's receipt is here."))
