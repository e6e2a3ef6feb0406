"""``xaso backup``, ``restore`` and ``doctor``: looking after the officer's data."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from cli import call
from cli.declare import command
from cli.errors import NoFileError
from cli.options import Json
from cli.outcome import DONE, REFUSED
from cli.printing import print_json, print_table
from cli.workspace import commune_folder
from locales.words import mark
from models.errors import NotSetUpError

_CHECKS = {
    "file": mark("the data file is there"),
    "integrity": mark("the data file is whole"),
    "references": mark("everything it refers to is there"),
    "schema": mark("it is of this version"),
    "current": mark("every entry has a current revision"),
    "history": mark("values agree with their history"),
    "space": mark("there is room on the disk"),
    "backup": mark("there is a backup"),
    "key": mark("this computer has a key"),
    "certificate": mark("the province certified it"),
}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _backup(app)
    _restore(app)
    _doctor(app)


def _backup(app: typer.Typer) -> None:
    @command(
        app,
        "backup",
        help=mark("Copy the data, also while the screen is open."),
        example="xaso backup\nxaso backup --to E:\\xaso",
    )
    def backup(
        context: typer.Context,
        to: Annotated[
            Path | None,
            typer.Option("--to", metavar="DIR", help=mark("another folder, best on another disk")),
        ] = None,
        as_json: Json = False,
    ) -> None:
        from models.store.backup import (
            backup as make_backup,  # heavy rooms are loaded when a command needs them
        )

        said = call.of(context)
        workspace = commune_folder(said)
        if not workspace.database.exists():
            raise NotSetUpError(path=str(workspace.root))
        copy = make_backup(workspace.database, workspace.backups, said.clock())
        if to is not None:
            to.mkdir(parents=True, exist_ok=True)
            copy = Path(shutil.copy2(copy, to / copy.name))
        if as_json:
            print_json({"file": str(copy), "size": copy.stat().st_size})
        else:
            print(said.words.text("Copied to {path}", path=copy))


def _restore(app: typer.Typer) -> None:
    @command(
        app,
        "restore",
        help=mark("Put a backup in the place of the data; what was there is kept beside the backups."),
        example="xaso restore commune-2026-10-20-030405.db",
    )
    def restore(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("a backup"))],
        as_json: Json = False,
    ) -> None:
        from models.store.backup import (
            restore as put_back,  # heavy rooms are loaded when a command needs them
        )
        from models.store.lock import WorkspaceLock

        said = call.of(context)
        if not file.is_file():
            raise NoFileError(path=str(file))
        workspace = commune_folder(said)
        workspace.create()
        with WorkspaceLock.take(workspace.root):
            kept = put_back(file, workspace.database, said.clock())
        if as_json:
            print_json({"restored": str(file), "kept": str(kept) if kept else None})
            return
        print(said.words.text("Restored from {path}", path=file))
        if kept:
            print(said.words.text("What was there before is kept as {path}", path=kept))


def _doctor(app: typer.Typer) -> None:
    @command(
        app,
        "doctor",
        help=mark("Look the data over without changing anything."),
        example="xaso doctor\nxaso doctor --json",
    )
    def doctor(context: typer.Context, as_json: Json = False) -> int:
        from models.store.doctor import examine  # heavy rooms are loaded when a command needs them

        said = call.of(context)
        workspace = commune_folder(said)
        checks = [(each.name, each.ok, each.found) for each in examine(workspace.database)]
        for name, pattern in (("key", "*.pub"), ("certificate", "*-cert.pub")):
            found = [
                path.name
                for path in workspace.keys.glob(pattern)
                if name == "certificate" or "-cert" not in path.name
            ]
            checks.append((name, bool(found), ", ".join(found) or "–"))
        well = all(ok for _name, ok, _found in checks)
        if as_json:
            listed = [{"name": name, "ok": ok, "found": found} for name, ok, found in checks]
            print_json({"ok": well, "data": str(workspace.root), "checks": listed})
        else:
            words = said.words
            rows = [
                ["✓" if ok else "✗", words.text(_CHECKS.get(name, name)), found] for name, ok, found in checks
            ]
            print(workspace.root)
            print_table(["", words.text("Check"), words.text("Found")], rows)
        return DONE if well else REFUSED
