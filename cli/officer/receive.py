"""``xaso receive``: kits and receipts, at the beginning and whenever something comes back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.declare import command
from cli.errors import NoFileError, UnitUnknownYetError, from_os_error
from cli.officer.contents import ITEMS
from cli.options import Json, UnitOption
from cli.outcome import DONE, EXIT_CODES, as_document
from cli.printing import print_json
from cli.workspace import UNIT_KEY, Commune, commune
from locales.explain import Explanation, explain, explain_code
from locales.words import Words, mark
from models.errors import XasoError

if TYPE_CHECKING:  # cryptography is loaded when it is used
    from sync.answers import Taken
    from sync.kit import KitTaken


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one file that was to be taken in."""

    path: Path
    document: dict[str, object]
    sentences: list[str]
    error: XasoError | None = None
    explanation: Explanation | None = None


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "receive",
        help=mark("Take in kits and receipts. The first kit shows the province's 30 digits to compare."),
        example="xaso receive K-56-000001-9A2B4F1C.tar --unit 22810\n"
        'xaso receive K-56-000001-9A2B4F1C.tar --digits "12345 67890 …"\n'
        "xaso receive R-56-22810-000001-1C2D3E4F.tar",
    )
    def receive(
        context: typer.Context,
        files: Annotated[
            list[Path], typer.Argument(metavar="FILE...", help=mark("kits, receipts, or folders"))
        ],
        unit: UnitOption = None,
        digits: Annotated[
            str | None,
            typer.Option(
                "--digits", metavar="DIGITS", help=mark("the province's 30 digits, from its paper letter")
            ),
        ] = None,
        as_json: Json = False,
    ) -> int:
        said = call.of(context)
        with commune(said, create=True) as opened:
            results = [_take(opened, file, digits, unit) for file in _files(files)]
        if as_json:
            print_json({"files": [result.document for result in results]})
        else:
            for result in results:
                for sentence in result.sentences:
                    print(sentence)
        for result in results:
            if result.explanation is not None:
                print(f"✗ {result.path}: {result.explanation}", file=call.stderr())
        refused = [result.error for result in results if result.error is not None]
        return max((EXIT_CODES[error.family] for error in refused), default=DONE)


def _files(paths: list[Path]) -> Iterator[Path]:
    """Yield the files that are meant, kits first: a receipt needs the kit that came with it."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(each for each in path.iterdir() if each.suffix.lower() == ".tar")
        else:
            found.append(path)
    yield from sorted(found, key=lambda each: not each.name.upper().startswith("K-"))


def _take(opened: Commune, file: Path, digits: str | None, unit: str | None) -> Received:
    from sync.errors import AuthorityUnconfirmedError
    from sync.handoff import folder
    from sync.inbox import take_in  # cryptography is loaded when it is used
    from sync.kit import KitTaken

    words = opened.call.words
    try:
        if not file.is_file():
            raise NoFileError(path=str(file))
        data = folder.read(file)
        shown: str | None = None
        try:
            taken = take_in(opened.store, opened.workspace, data, confirmed=digits, now=opened.call.clock())
        except AuthorityUnconfirmedError as unconfirmed:
            shown = str(unconfirmed.details["digits"])
            if digits is not None or not _agreed(shown, words):
                raise
            taken = take_in(opened.store, opened.workspace, data, confirmed=shown, now=opened.call.clock())
        if isinstance(taken, KitTaken):
            settled = _settle_unit(opened, unit)
            document = _kit_document(file, taken) | ({"digits": shown} if shown else {})
            return Received(file, document, _kit_sentences(taken, settled, opened, shown))
        return Received(file, _receipt_document(file, taken), _receipt_sentences(taken, words))
    except (XasoError, OSError) as problem:
        error = problem if isinstance(problem, XasoError) else from_os_error(problem)
        told = explain(error, opened.call.words)
        document = {"path": str(file), "kind": None, "error": as_document(told), **_told_digits(error)}
        return Received(file, document, [], error, told)


def _agreed(digits: str, words: Words) -> bool:
    """Ask the person at the terminal whether the digits are those of the paper letter.

    A script cannot compare: there the first kit is trusted as it is, and its digits are shown for a person.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    print(words.text("The province's digits, by this kit:") + f"\n\n    {digits}\n")
    return typer.confirm(words.text("Are they the same in the province's paper letter?"))


def _told_digits(error: XasoError) -> dict[str, object]:
    digits = error.details.get("digits")
    return {"digits": digits} if digits else {}


def _settle_unit(opened: Commune, unit: str | None) -> str | None:
    """Keep which unit this computer is of, as soon as it is known. Raises UnknownUnitError."""
    if unit is not None:
        opened.catalogue.units.get(unit)
        opened.keep(UNIT_KEY, unit)
    try:
        return opened.unit
    except UnitUnknownYetError:
        return None


def _kit_document(file: Path, taken: KitTaken) -> dict[str, object]:
    return {
        "path": str(file),
        "kind": "kit",
        "id": taken.id,
        "seq": taken.seq,
        "province": taken.province,
        "catalogue": taken.catalogue,
        "version": taken.version,
        "again": taken.again,
        "stale": taken.stale,
        "retargeted": taken.retargeted,
    }


def _kit_sentences(taken: KitTaken, unit: str | None, opened: Commune, digits: str | None) -> list[str]:
    words = opened.call.words
    said = [words.text("Kit {seq} of province {province}: taken in.", seq=taken.seq, province=taken.province)]
    if taken.again:
        said = [words.text("Kit {seq} was taken in before; nothing changed.", seq=taken.seq)]
    if digits:
        said.append(words.text("The province's digits, to compare with its paper letter: {d}", d=digits))
    if taken.stale:
        said.append(words.text("It is more than a year old: ask the province for a newer one."))
    if taken.retargeted:
        said.append(
            words.counted(
                "{count} draft moved to the new version of its form.",
                "{count} drafts moved to new versions of their forms.",
                taken.retargeted,
            )
        )
    if unit is None:
        said.append(
            words.text("Say which commune this is: xaso receive FILE --unit CODE, or xaso enrol --unit CODE.")
        )
    else:
        said.append(f"{opened.catalogue.units[unit].name} · {unit}")
    return said


def _receipt_document(file: Path, taken: Taken) -> dict[str, object]:
    return {
        "path": str(file),
        "kind": "receipt",
        "id": taken.id,
        "seq": taken.seq,
        "again": taken.again,
        "certified": taken.certified,
        "forked": taken.forked,
        "items": [
            {"id": item.id, "seq": item.seq, "status": item.status.value, "code": item.code}
            for item in taken.items
        ],
        "entries": [
            {
                "id": entry.id,
                "revision": entry.revision,
                "status": entry.status.value,
                "comments": [
                    {"path": each.path, "text": each.text, "by": each.by} for each in entry.comments
                ],
            }
            for entry in taken.entries
        ],
        "missing": list(taken.missing),
        "lost_receipts": list(taken.lost_receipts),
    }


def _receipt_sentences(taken: Taken, words: Words) -> list[str]:
    said = [words.text("Receipt {seq}: taken in.", seq=taken.seq)]
    if taken.again:
        said = [words.text("Receipt {seq} was taken in before; nothing changed.", seq=taken.seq)]
    if taken.certified:
        said.append(words.text("The province certified this computer's key: it can export now."))
    for item in taken.items:
        title = explain_code(item.code, words).title if item.code else ""
        said.append(
            words.text(ITEMS[item.status.value], seq=f"{item.seq:06d}", code=item.code or "", title=title)
        )
    returned = [entry for entry in taken.entries if entry.status.value == "returned"]
    if returned:
        said.append(
            words.counted(
                "{count} entry was returned with comments.",
                "{count} entries were returned with comments.",
                len(returned),
            )
        )
    if taken.missing:
        numbers = ", ".join(f"{seq:06d}" for seq in taken.missing)
        said.append(words.text("The province misses bundles {numbers}: export them again.", numbers=numbers))
    if taken.lost_receipts:
        numbers = ", ".join(str(seq) for seq in taken.lost_receipts)
        said.append(words.text("Earlier receipts never came: {numbers}.", numbers=numbers))
    if taken.forked:
        said.append(words.text("This computer was copied or restored: it began a new chain. Export again."))
    return said
