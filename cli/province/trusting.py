"""``xaso province enrol`` and ``revoke``: whose key may sign."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import call
from cli.declare import command
from cli.options import Json
from cli.outcome import DONE, REFUSED
from cli.printing import print_json
from cli.workspace import province
from locales.words import mark

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
            "Certify a commune's key after its 30 digits were read out; writes the receipt that carries it."
        ),
        example='xaso province enrol E-56-22810-000001-7A8B9C0D.age --digits "12345 67890 …"',
    )
    def enrol(
        context: typer.Context,
        file: Annotated[
            Path, typer.Argument(metavar="FILE", help=mark("the enrolment that the commune sent"))
        ],
        digits: Annotated[
            str,
            typer.Option(
                "--digits", metavar="DIGITS", help=mark("the 30 digits, as they were read over the telephone")
            ),
        ],
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
        data = file.read_bytes()
        with province(said) as opened:
            keys = province_keys.load(opened.workspace.keys, ca=ca)
            done = enrolment.certify(opened.store, keys, data, told=digits, now=said.clock())
            place = receipts or opened.workspace.root / RECEIPTS
            written = folder.write(place, done.receipt.name, done.receipt.data)
        if as_json:
            document = {
                "unit": done.unit,
                "serial": done.serial,
                "officer": done.officer,
                "machine": done.machine,
                "receipt": str(written),
            }
            print_json(document)
            return
        print(
            said.words.text(
                "Certified: {unit}, {officer}, {machine}",
                unit=done.unit,
                officer=done.officer,
                machine=done.machine,
            )
        )
        print(said.words.text("Send this receipt to the commune: {file}", file=written))


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
                said.words.text(
                    "{count} certificates of {unit} revoked. Publish a kit now.",
                    count=len(revoked),
                    unit=unit,
                )
            )
        else:
            print(said.words.text("{unit} has no certificate in force.", unit=unit))
        return DONE if revoked else REFUSED
