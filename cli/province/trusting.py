"""``xaso province enrol`` and ``revoke``: whose key may sign."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.declare import command
from cli.errors import UsageError
from cli.options import Json
from cli.outcome import DONE, REFUSED
from cli.printing import print_json
from cli.workspace import province
from locales.words import mark

if TYPE_CHECKING:
    from sync.enrolment import Certified

RECEIPTS = "receipts"
ReceiptsOption = Annotated[
    Path | None,
    typer.Option(
        "--receipts", metavar="DIR", help=mark("where receipts go (default: receipts in the workspace)")
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _enrol(app)
    _revoke(app)


def _enrol(app: typer.Typer) -> None:
    @command(
        app,
        "enrol",
        help=mark(
            "Certify a commune's key after its 30 digits were read out; writes the receipt that carries it. "
            "Without FILE: certify the renewed keys that came in bundles while the authority's key was away."
        ),
        example='xaso province enrol E-56-22810-000001-7A8B9C0D.age --digits "12345 67890 …"',
    )
    def enrol(
        context: typer.Context,
        file: Annotated[
            Path | None, typer.Argument(metavar="[FILE]", help=mark("the enrolment that the commune sent"))
        ] = None,
        digits: Annotated[
            str | None,
            typer.Option(
                "--digits", metavar="DIGITS", help=mark("the 30 digits, as they were read over the telephone")
            ),
        ] = None,
        receipts: ReceiptsOption = None,
        ca: Annotated[
            Path | None,
            typer.Option(
                "--ca", metavar="FILE", help=mark("the authority's key, where it is kept on a stick")
            ),
        ] = None,
        as_json: Json = False,
    ) -> None:
        from sync import enrolment, province_keys  # cryptography is loaded when it is used
        from sync.handoff import folder

        said = call.of(context)
        if (file is None) != (digits is None):
            raise UsageError(problem=said.words.text("FILE and --digits belong together"))
        data = file.read_bytes() if file is not None else b""
        with province(said) as opened:
            keys = province_keys.load(opened.workspace.keys, ca=ca)
            if digits is None:
                certified = enrolment.certify_waiting(opened.store, keys, now=said.clock())
            else:
                certified = [enrolment.certify(opened.store, keys, data, told=digits, now=said.clock())]
            place = receipts or opened.workspace.root / RECEIPTS
            written = [folder.write(place, one.receipt.name, one.receipt.data) for one in certified]
        told = [_told(one, path) for one, path in zip(certified, written, strict=True)]
        if as_json:
            print_json(told[0] if digits is not None else {"certified": told})
            return
        for one in told:
            print(said.words.text("Certified: {unit}, {officer}, {machine}", **one))
            print(said.words.text("Send this receipt to the commune: {file}", file=one["receipt"]))
        if not told:
            print(said.words.text("No renewed key waits to be certified."))


def _told(certified: Certified, receipt: Path) -> dict[str, str]:
    return {
        "unit": certified.unit,
        "serial": certified.serial,
        "officer": certified.officer,
        "machine": certified.machine,
        "receipt": str(receipt),
    }


def _revoke(app: typer.Typer) -> None:
    @command(
        app,
        "revoke",
        help=mark("Revoke a commune's keys: a lost laptop. Publish a kit afterwards, it tells everybody."),
        example='xaso province revoke 22810 --why "lost laptop"',
    )
    def revoke(
        context: typer.Context,
        unit: Annotated[str, typer.Argument(metavar="UNIT", help=mark("the commune's code"))],
        why: Annotated[str, typer.Option("--why", metavar="TEXT", help=mark("the reason, for the record"))],
        as_json: Json = False,
    ) -> int:
        from sync import enrolment  # cryptography is loaded when it is used

        said = call.of(context)
        with province(said) as opened:
            opened.catalogue.units.get(unit)
            revoked = enrolment.revoke(opened.store, unit, why=why, now=said.clock())
        if as_json:
            print_json({"unit": unit, "why": why, "revoked": [record.serial for record in revoked]})
        elif revoked:
            print(
                said.words.counted(
                    "{count} certificate of {unit} revoked. Publish a kit now.",
                    "{count} certificates of {unit} revoked. Publish a kit now.",
                    len(revoked),
                    unit=unit,
                )
            )
        else:
            print(said.words.text("{unit} has no certificate in force.", unit=unit))
        return DONE if revoked else REFUSED
