"""``xaso province quarantine`` and ``release``: what was kept, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.declare import command
from cli.options import Json
from cli.outcome import DONE, REFUSED
from cli.printing import print_json, print_table
from cli.province.importing import STATUSES, importer_of, print_report, result_document
from cli.province.trusting import RECEIPTS
from cli.workspace import Province, account_name, province
from locales.explain import explain_code
from locales.words import Words, mark

if TYPE_CHECKING:  # cryptography is loaded when it is used
    from sync.outcomes import Result
    from sync.quarantine import Case


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _quarantine(app)
    _release(app)


def _quarantine(app: typer.Typer) -> None:
    @command(
        app,
        "quarantine",
        help=mark("List what was refused or is held, and why."),
        example="xaso province quarantine\nxaso province quarantine --json",
    )
    def quarantine(context: typer.Context, as_json: Json = False) -> None:
        from sync.names import unit_hinted
        from sync.quarantine import Quarantine  # cryptography is loaded when it is used

        said = call.of(context)
        with province(said) as opened:
            cases = Quarantine(opened.workspace.quarantine).list()
            code = opened.settings.code
        if as_json:
            print_json({"files": [_case(case, said.words) for case in cases]})
            return
        words = said.words
        if not cases:
            print(words.text("Nothing is kept in the quarantine."))
            return
        hints = {case.id: unit_hinted(case.path, code) for case in cases if case.unit is None}
        headers = [words.text(each) for each in ("Id", "Unit", "Received", "Status", "Why", "File")]
        rows = [
            [
                case.id,
                case.unit or (f"{hint}?" if (hint := hints[case.id]) else "–"),
                words.moment(case.received_at),
                words.text(STATUSES.get(case.status, case.status)),
                f"{case.code}: {explain_code(case.code, words, case.details).title}",
                case.path,
            ]
            for case in cases
        ]
        print_table(headers, rows)
        if any(hints.values()):
            print(words.text("“?”: only the file's name says so, and a name proves nothing."))


_HEADERS = (mark("Id"), mark("Unit"), mark("Received"), mark("Status"), mark("Why"), mark("File"))


def _case(case: Case, words: Words) -> dict[str, object]:
    told = explain_code(case.code, words, case.details)
    return {
        "id": case.id,
        "path": case.path,
        "sha256": case.sha256,
        "size": case.size,
        "status": case.status,
        "code": case.code,
        "title": told.title,
        "remedy": told.remedy,
        "unit": case.unit,
        "chain": case.chain,
        "seq": case.seq,
        "received_at": case.received_at,
        "releasable": case.releasable,
    }


def _release(app: typer.Typer) -> None:
    @command(
        app,
        "release",
        help=mark("Let a held or revoked bundle in, after a person has made sure that it is genuine."),
        example="xaso province release 4f1c9a2b\n"
        'xaso province release 4f1c9a2b --why "gọi điện hỏi lại, đúng máy của xã"',
    )
    def release(
        context: typer.Context,
        case: Annotated[
            str, typer.Argument(metavar="ID", help=mark("as “xaso province quarantine” lists it"))
        ],
        why: Annotated[
            str,
            typer.Option("--why", metavar="TEXT", help=mark("what made you sure; it is kept in the archive")),
        ] = "",
        as_json: Json = False,
    ) -> int:
        said = call.of(context)
        with province(said) as opened:
            result = importer_of(opened).release(case, by=account_name(), why=why)
            receipts = _receipts(opened, result)
        if as_json:
            print_json({**result_document(result), "receipts": receipts})
        else:
            print_report([result], said.words)
            for file in receipts:
                print(said.words.text("Send this receipt to the commune: {file}", file=file))
        return DONE if result.status.startswith("accepted") or result.status == "duplicate" else REFUSED


def _receipts(opened: Province, result: Result) -> list[str]:
    """Write the receipts that tell the unit; the paths."""
    from sync import province_keys, receipt
    from sync.handoff import folder

    if result.unit is None:
        return []
    keys = province_keys.load(opened.workspace.keys)
    place = opened.workspace.root / RECEIPTS
    place.mkdir(parents=True, exist_ok=True)
    issued = receipt.issue(opened.store, keys, unit=result.unit, now=opened.call.clock())
    return [str(folder.write(place, each.name, each.data)) for each in issued]
