"""``xaso province archive verify`` and ``rebuild``: is all of it there, and a store from it alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.call import Call
from cli.declare import command
from cli.errors import AlreadyThereError, UsageError
from cli.options import Json
from cli.outcome import DONE, REFUSED
from cli.printing import print_json
from cli.workspace import province, province_folder, read_settings
from locales.explain import WORDINGS, explain_code
from locales.words import Words, mark

if TYPE_CHECKING:  # cryptography and the store are loaded when they are used
    from models.store import Store
    from sync.archive_check import ArchiveReport

_REASONS = {
    "missing": mark("the file is missing"),
    "stranger": mark("this file does not belong in the archive"),
    "altered": mark("this line of the journal was altered"),
    "unreadable": mark("this line of the journal cannot be read"),
    "torn": mark("this line of the journal does not follow the one before it"),
    "cut off": mark("the journal ends before what the store knows of it"),
    "ahead": mark("the journal goes on after what the store knows of it"),
}
_SHOWN = 20  # differences on the screen


def register(app: typer.Typer) -> None:
    """Add the commands."""
    archive = typer.Typer(no_args_is_help=True, help=mark("The archive of accepted bundles."))
    _verify(archive)
    _rebuild(archive)
    app.add_typer(archive, name="archive", epilog="xaso province archive verify")


def _verify(app: typer.Typer) -> None:
    @command(
        app,
        "verify",
        help=mark(
            "Check every document of the archive again, as on its day, read them into a store of their own, "
            "and compare every row with the province's store."
        ),
        example="xaso province archive verify\nxaso province archive verify --json",
    )
    def verify(context: typer.Context, as_json: Json = False) -> int:
        from sync import archive_check, province_keys  # cryptography is loaded when it is used
        from sync.archive import Archive

        said = call.of(context)
        with province(said, archived=False) as opened, _watched(said, mark("Checking")) as progress:
            if not any(opened.workspace.archive.iterdir()):
                opened.catalogue  # noqa: B018 - where nothing was ever published, nothing is missing either
            keys = province_keys.load(opened.workspace.keys)
            archive = Archive(opened.workspace.archive)
            report = archive_check.verify(opened.store, keys, archive, progress)
        if as_json:
            print_json({"sound": report.sound, **report.to_json()})
        else:
            _tell(report, said.words)
        return DONE if report.sound else REFUSED


def _tell(report: ArchiveReport, words: Words) -> None:
    """Print what a check found."""
    print(
        words.text(
            "{bundles} and {lines} of the journal checked, {wrong} wrong",
            bundles=words.counted("{count} bundle", "{count} bundles", report.checked),
            lines=words.counted("{count} line", "{count} lines", report.events),
            wrong=words.number(len(report.problems)),
        )
    )
    for problem in report.problems:
        print(f"✗ {problem.id}: {_reason(problem.reason, words)}")
    if report.problems:
        print(words.text("Put the archive back from a backup, or ask the units to send these again."))
    for one in report.differences[:_SHOWN]:
        where = f"{one.table} {one.key} {', '.join(one.columns)}".rstrip()
        print(words.text("✗ the store says otherwise than the archive: {where}", where=where))
    if report.differences:
        print(words.text("“xaso province archive rebuild” makes a store that says what the archive says."))
    elif report.compared:
        print(words.text("The store is equal to the archive, row for row."))
    for left in report.extra:
        print(words.text("· {id} is left from an interrupted import; it does no harm.", id=left))


def _reason(reason: str, words: Words) -> str:
    """Return why something is wrong; codes of the format have their own explanation."""
    if reason in WORDINGS:
        return f"{explain_code(reason, words).title} ({reason})"
    if reason in _REASONS:
        return words.text(_REASONS[reason])
    kind, _space, numbers = reason.partition(" ")
    if kind == "missing":
        return words.text("lines before this one are missing: {numbers}", numbers=numbers)
    if kind == "twice":
        return words.text("this line tells number {number} again", number=numbers)
    return reason


def _rebuild(app: typer.Typer) -> None:
    @command(
        app,
        "rebuild",
        help=mark("Read the archive into a new store: everything that the province knew, row for row."),
        example="xaso province archive rebuild new.db\n"
        "xaso province archive rebuild postgresql+psycopg://xaso@localhost/new",
    )
    def rebuild(
        context: typer.Context,
        store: Annotated[
            str, typer.Argument(metavar="STORE", help=mark("a new file, or the URL of an empty store"))
        ],
        as_json: Json = False,
    ) -> None:
        from sync import archive_check, province_keys
        from sync.archive import Archive

        said = call.of(context)
        workspace = province_folder(said)
        said.prefer(read_settings(workspace).language or "vi")
        keys = province_keys.load(workspace.keys)
        with _new_store(said, store) as fresh, _watched(said, mark("Reading back")) as progress:
            done = archive_check.rebuild(Archive(workspace.archive), keys, fresh, progress=progress)
        if as_json:
            print_json({"store": store, "kits": done.kits, "bundles": done.bundles, "events": done.events})
            return
        words = said.words
        print(
            words.text(
                "{bundles} read into {store}, with {kits}.",
                bundles=words.counted("{count} bundle", "{count} bundles", done.bundles),
                store=store,
                kits=words.counted("{count} kit", "{count} kits", done.kits),
            )
        )
        print(words.text("To use it, name it as “store” in province.toml."))


@contextmanager
def _new_store(said: Call, named: str) -> Iterator[Store]:
    """Open a store that holds nothing yet; a new file goes away again where the work fails.

    Raises AlreadyThereError, UsageError, models.store.errors.StoreError.
    """
    from models.store import Store

    file = None if "://" in named else Path(named)
    if file is not None and file.exists():
        raise AlreadyThereError(path=named)
    try:
        fresh = Store.open(file or named)
    except ValueError as error:
        raise UsageError(
            problem=said.words.text("STORE is no URL of a store: {given}", given=named)
        ) from error
    done = False
    try:
        with fresh:
            with fresh.reading() as t:
                if t.exchange.kit() is not None or t.exchange.events.end().seq or t.exchange.events.count():
                    raise AlreadyThereError(path=named)
            yield fresh
        done = True
    finally:
        if not done and file is not None:
            for path in (file, *(file.with_name(file.name + tail) for tail in ("-wal", "-shm"))):
                path.unlink(missing_ok=True)


def _watched(said: Call, what: str) -> AbstractContextManager[Callable[[int], None] | None]:
    """Return what shows how many are done: a line on a terminal, nothing elsewhere."""
    if not said.on_terminal:
        return nullcontext(None)
    from cli.progress import counter  # rich is loaded only where somebody watches

    return counter(said, what)
