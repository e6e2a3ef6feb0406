"""``xaso province import``: what the communes sent, taken in file by file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.call import Call
from cli.declare import command
from cli.errors import NoFileError
from cli.options import Json
from cli.outcome import DONE, REFUSED, as_document
from cli.printing import print_json, print_table
from cli.province import mailboxes
from cli.workspace import Province, province
from locales.explain import Explanation, explain, explain_code
from locales.words import Words, mark

if TYPE_CHECKING:  # cryptography is loaded when it is used
    from sync.importer import Importer
    from sync.outcomes import ImportReport, Result

_OURS = re.compile(r"[KR]-\d\d[-\dA-F]*\.tar$")
STATUSES = {
    "accepted": mark("taken in"),
    "accepted_with_gap": mark("accepted, earlier ones are missing"),
    "duplicate": mark("known already"),
    "quarantined": mark("refused"),
    "held": mark("held for a decision"),
}


def importer_of(opened: Province, *, workers: int = 0) -> Importer:
    """Return the importer of a province, which ``workers`` other processes help.

    Raises KeyMissingError, KeyFileError, PassphraseError.
    """
    from sync import province_keys
    from sync.importer import Importer

    keys = province_keys.load(opened.workspace.keys)
    return Importer(opened.store, keys, opened.workspace, now=opened.call.clock, workers=workers)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "import",
        help=mark("Take in bundles: files, whole folders, mails, a mailbox. One bad file stops nothing."),
        example="xaso province import E:\\inbox --receipts E:\\out\nxaso province import inbox --dry-run\n"
        "xaso province import imaps://so@mail.example/INBOX --receipts out",
    )
    def take_in(
        context: typer.Context,
        paths: Annotated[
            list[str],
            typer.Argument(
                metavar="PATH...", help=mark("files, folders, *.eml, mbox, Maildir, imaps://user@host/INBOX")
            ),
        ],
        receipts: Annotated[
            Path | None, typer.Option("--receipts", metavar="DIR", help=mark("write the receipts there"))
        ] = None,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=mark("only look: store and write nothing"))
        ] = False,
        jobs: Annotated[
            int | None,
            typer.Option(
                "--jobs", metavar="N", min=1, help=mark("processes at once (default: one for each processor)")
            ),
        ] = None,
        as_json: Json = False,
    ) -> int:
        said = call.of(context)
        with province(said) as opened:
            importer = importer_of(opened, workers=(jobs or os.cpu_count() or 1) - 1)
            report, failed = _taken(opened, importer, paths, receipts, dry_run=dry_run)
            with opened.store.reading() as t:
                renewals = len(t.exchange.certificates.requests())
        if as_json:
            problem = {"error": as_document(failed)} if failed else {}
            print_json({**report.to_json(), **problem})
        else:
            if report.files:
                print_report(report.files, said.words)
            else:
                print(said.words.text("No file was found there."))
            _print_summary(report, said.words)
            if renewals:
                print(
                    said.words.counted(
                        "{count} renewed key waits for the authority's key: xaso province enrol --ca FILE",
                        "{count} renewed keys wait for the authority's key: xaso province enrol --ca FILE",
                        renewals,
                    )
                )
        if failed:
            print(f"✗ {failed}", file=call.stderr())
        return REFUSED if report.refused or failed else DONE


def _taken(
    opened: Province, importer: Importer, named: Sequence[str], receipts: Path | None, *, dry_run: bool
) -> tuple[ImportReport, Explanation | None]:
    """Take in what is on this computer, then mailbox after mailbox; why a mailbox ended it, else None.

    Raises NoFileError: a path that was named is not there.
    """
    from sync.errors import MailError
    from sync.outcomes import ImportReport

    boxes = mailboxes.addresses(opened, [each for each in named if mailboxes.is_mailbox(each)])
    paths = [Path(each) for each in named if each not in boxes]
    for path in paths:
        if not path.exists():  # a slip, or a stick that is not in: told before anything is taken in
            raise NoFileError(path=str(path))
    report = ImportReport()
    if paths:
        with _watched(opened.call, paths) as progress:
            report = importer.import_paths(paths, receipts=receipts, dry_run=dry_run, progress=progress)
    for box in boxes.items():
        try:
            more = mailboxes.fetch(opened, importer, box, receipts=receipts, dry_run=dry_run)
        except MailError as error:
            # What its mails brought before is stored; the next import calls it known.
            return report, explain(error, opened.call.words)
        mailboxes.join(report, more)
    return report, None


def _watched(said: Call, paths: Sequence[Path]) -> AbstractContextManager[Callable[[int], None] | None]:
    """Return what shows how many files are done, how quickly and how long it takes; nothing elsewhere."""
    if not said.on_terminal:
        return nullcontext(None)
    from cli.progress import counter  # rich is loaded only where somebody watches
    from sync.sources import count

    return counter(said, mark("Taking in"), count(paths) - _own(paths))


def _own(paths: Sequence[Path]) -> int:
    """Return how many kits and receipts lie there, by their names: they are passed over without a word.

    A wrong guess only makes the bar end a little early or late.
    """
    folders = [path for path in paths if path.is_dir()]
    names = (name for root in folders for _place, _folders, inside in os.walk(root) for name in inside)
    return sum(_OURS.match(name) is not None for name in names)


def result_document(result: Result) -> dict[str, object]:
    """Return one result as ``import --json`` writes it."""
    from sync.outcomes import ImportReport

    files = ImportReport(files=[result]).to_json()["files"]
    assert isinstance(files, list)  # noqa: S101 - as its docstring says
    return dict(files[0])


def print_report(results: Sequence[Result], words: Words) -> None:
    """Print what became of each file, and why where it was refused."""
    headers = [words.text(each) for each in ("File", "Unit", "Number", "Result", "Entries")]
    rows = [
        [
            Path(result.path).name,
            result.unit or "–",
            f"{result.seq:06d}" if result.seq else "–",
            words.text(STATUSES.get(result.status, result.status)),
            words.number(result.entries),
        ]
        for result in results
    ]
    print_table(headers, rows, "llrlr")
    for result in results:
        if result.code:
            told = explain_code(result.code, words, result.details)
            print(f"✗ {Path(result.path).name}: {told} ({result.code})")


_HEADERS = (mark("File"), mark("Unit"), mark("Number"), mark("Result"), mark("Entries"))


def _print_summary(report: ImportReport, words: Words) -> None:
    summary = report.to_json()["summary"]
    assert isinstance(summary, dict)  # noqa: S101 - as its docstring says
    counts = {name: value for name, value in summary.items() if isinstance(value, int)}
    told = {name: words.number(value) for name, value in counts.items()}
    told["entries"] = words.counted("{count} entry", "{count} entries", counts["entries"])
    told["values"] = words.counted("{count} value", "{count} values", counts["values"])
    print()
    print(
        words.text(
            "{accepted} accepted, {accepted_with_gap} with a gap, {duplicate} known already, "
            "{quarantined} refused, {held} held: {entries}, {values}.",
            **told,
        )
    )
    for hole in report.missing:
        print(
            words.counted(
                "{unit} misses bundle {numbers}.",
                "{unit} misses bundles {numbers}.",
                len(hole.seq),
                unit=hole.unit,
                numbers=", ".join(f"{seq:06d}" for seq in hole.seq),
            )
        )
    for receipt in report.receipts:
        print(words.text("Receipt: {file}", file=receipt))
