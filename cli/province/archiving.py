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
from cli.errors import AlreadyThereError, NoFileError, UsageError
from cli.options import Json
from cli.outcome import DONE, REFUSED
from cli.printing import print_json
from cli.province.publishing import KITS
from cli.workspace import province, province_folder, read_settings
from locales.explain import WORDINGS, explain_code
from locales.words import Words, mark

if TYPE_CHECKING:  # cryptography and the store are loaded when they are used
    from models.store import Store
    from sync.province_keys import ProvinceKeys

_REASONS = {
    "missing": mark("the file is missing"),
    "no note": mark("the archive's log does not name it"),
    "another bundle": mark("another bundle lies in its place"),
    "the note differs from the store": mark("the archive's log and the store disagree"),
    "other entries than in the store": mark("the store holds other entries of it"),
}


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
        help=mark("Check every archived bundle again, as on the day it came, and hold the store against it."),
        example="xaso province archive verify\nxaso province archive verify --json",
    )
    def verify(context: typer.Context, as_json: Json = False) -> int:
        from sync import archive_check, province_keys  # cryptography is loaded when it is used
        from sync.archive import Archive

        said = call.of(context)
        with province(said) as opened, _watched(said, mark("Checking")) as progress:
            keys = province_keys.load(opened.workspace.keys)
            archive = Archive(opened.workspace.archive)
            report = archive_check.verify(opened.store, keys, archive, progress)
        if as_json:
            print_json({"sound": report.sound, **report.to_json()})
            return DONE if report.sound else REFUSED
        words = said.words
        count, wrong = words.number(report.checked), words.number(len(report.problems))
        print(words.text("{count} bundles checked, {wrong} wrong", count=count, wrong=wrong))
        for problem in report.problems:
            print(f"✗ {problem.id}: {_reason(problem.reason, words)}")
        if report.problems:
            print(words.text("Put the archive back from a backup, or ask the units to send these again."))
        for bundle in report.extra:
            print(words.text("· {id} is left from an interrupted import; it does no harm.", id=bundle))
        return DONE if report.sound else REFUSED


def _reason(reason: str, words: Words) -> str:
    """Return why a container is wrong; codes of the format have their own explanation."""
    if reason in WORDINGS:
        return f"{explain_code(reason, words).title} ({reason})"
    if reason in _REASONS:
        return words.text(_REASONS[reason])
    if reason.startswith("the store's values of "):
        return words.text("the store holds other values of entry {entry}", entry=reason.split()[4])
    return reason


def _rebuild(app: typer.Typer) -> None:
    @command(
        app,
        "rebuild",
        help=mark("Read the archive into a new store: the entries, their history and order as they came."),
        example="xaso province archive rebuild new.db\n"
        "xaso province archive rebuild postgresql+psycopg://xaso@localhost/new --kits E:\\kits",
    )
    def rebuild(
        context: typer.Context,
        store: Annotated[
            str, typer.Argument(metavar="STORE", help=mark("a new file, or the URL of an empty store"))
        ],
        kits: Annotated[
            Path | None,
            typer.Option("--kits", metavar="DIR", help=mark("the published kits (default: kits)")),
        ] = None,
        as_json: Json = False,
    ) -> None:
        from sync import archive_check, province_keys
        from sync.archive import Archive

        said = call.of(context)
        workspace = province_folder(said)
        said.prefer(read_settings(workspace).language or "vi")
        keys = province_keys.load(workspace.keys)
        with _new_store(said, store) as fresh, _watched(said, mark("Reading back")) as progress:
            published = _install(fresh, keys, kits or workspace.root / KITS)
            count = archive_check.rebuild(Archive(workspace.archive), keys, fresh, progress=progress)
        if as_json:
            print_json({"store": store, "kits": published, "bundles": count})
            return
        words = said.words
        print(
            words.text(
                "{count} bundles read into {store}, with {kits} kits.",
                count=words.number(count),
                store=store,
                kits=words.number(published),
            )
        )
        print(
            words.text(
                "What was decided later (accepted, returned, comments, certificates) is not in the bundles. "
                "To use it, name it as “store” in province.toml."
            )
        )


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
                if t.exchange.kit() is not None or t.exchange.received.accepted():
                    raise AlreadyThereError(path=named)
            yield fresh
        done = True
    finally:
        if not done and file is not None:
            for path in (file, *(file.with_name(file.name + tail) for tail in ("-wal", "-shm"))):
                path.unlink(missing_ok=True)


def _install(fresh: Store, keys: ProvinceKeys, folder: Path) -> int:
    """Put every kit of a folder in force, in their order, as on its day; how many. Raises NoFileError."""
    from sync import kit
    from sync.trust import moment
    from sync.verify import inspect

    found = [(file, file.read_bytes()) for file in sorted(folder.glob("*.tar"))]
    looked = [(inspect(data, at=moment("2000-01-01T00:00:00Z")), data) for _file, data in found]
    ours = [(seen, data) for seen, data in looked if seen.kind == "kit" and seen.sender == keys.name]
    if not ours:
        raise NoFileError(path=str(folder / "K-*.tar"))
    for seen, data in sorted(ours, key=lambda each: (each[0].created or "", each[0].seq or 0)):
        kit.receive(fresh, data, confirmed=keys.ca_digits, now=moment(seen.created or ""))
    return len(ours)


def _watched(said: Call, what: str) -> AbstractContextManager[Callable[[int], None] | None]:
    """Return what shows how many are done: a line on a terminal, nothing elsewhere."""
    if not said.on_terminal:
        return nullcontext(None)
    from cli.progress import counter  # rich is loaded only where somebody watches

    return counter(said, what)
