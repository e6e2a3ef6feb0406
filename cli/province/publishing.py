"""``xaso province init``, ``check`` and ``publish``: from workbooks to a signed kit."""

from __future__ import annotations

from dataclasses import asdict, replace
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
from cli.workspace import Settings, province, province_folder, read_settings, write_settings
from locales.words import Words, mark
from models.catalogue import catalogue_from_json, catalogue_to_json
from models.identifiers import province_code
from models.workspace import ProvinceWorkspace

if TYPE_CHECKING:  # pyxform and cryptography are loaded when they are used
    from models.authoring.complaints import Complaint
    from models.authoring.publication import Publication
    from models.units import Unit
    from sync.kit import Published

KITS = "kits"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _init(app)
    _check(app)
    _publish(app)


def make_workspace(
    said: Call, root: Path, code: str, *, store: str | None = None, villages: tuple[Unit, ...] = ()
) -> dict[str, object]:
    """Make a province's folder with keys, units and the starter catalogue; province.toml comes last.

    Raises BadIdentifierError, UnknownUnitError, AlreadyThereError, KeyExistsError, StoreError, OSError.
    """
    from models.authoring.starter import write_starter
    from models.national import province_units
    from models.store import Store
    from sync import province_keys

    units = province_units(province_code(code))
    workspace = ProvinceWorkspace(root)
    if workspace.settings_file.exists():
        raise AlreadyThereError(path=str(workspace.settings_file))
    workspace.create()
    try:
        Store.open(store or workspace.database).close()  # before anything is written that stands in the way
    except ValueError as error:
        raise UsageError(
            problem=said.words.text("--store is no URL of a store: {given}", given=store)
        ) from error
    today = said.clock().astimezone().date()
    # A province that begins in November is not asked for last year; it may move the day in the workbook.
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    files = write_starter(workspace.catalogue, code, villages=villages, begins=quarter)
    keys = province_keys.create(workspace.keys, code, said.clock())
    write_settings(workspace, Settings(code, store, said.words.language))
    return {
        "workspace": str(root),
        "code": code,
        "name": units[code].name,
        "communes": len(units.children(code)),
        "files": [str(file) for file in files],
        "digits": keys.ca_digits,
        "fingerprint": keys.ca_fingerprint,
    }


def _init(app: typer.Typer) -> None:
    @command(
        app,
        "init",
        help=mark(
            "Make a province's workspace: keys, its units, and the starter catalogue as workbooks to edit."
        ),
        example="xaso province init khanh-hoa --code 56\n"
        "xaso province init khanh-hoa --code 56 --store postgresql+psycopg://xaso@localhost/xaso",
    )
    def init(
        context: typer.Context,
        folder: Annotated[Path, typer.Argument(metavar="DIR", help=mark("a new folder"))],
        code: Annotated[
            str, typer.Option("--code", metavar="NN", help=mark("the province's code: two digits"))
        ],
        store: Annotated[
            str | None,
            typer.Option("--store", metavar="URL", help=mark("another store than SQLite in the folder")),
        ] = None,
        as_json: Json = False,
    ) -> None:
        said = call.of(context)
        made = make_workspace(said, folder, code, store=store)
        if as_json:
            print_json(made)
            return
        words = said.words
        print(
            words.counted(
                "{name} ({code}): {count} commune",
                "{name} ({code}): {count} communes",
                int(str(made["communes"])),
                name=made["name"],
                code=code,
            )
        )
        print(words.text("Workbooks to edit: {path}", path=ProvinceWorkspace(folder).catalogue))
        print(words.text("The province's 30 digits, for the paper letter to the communes:"))
        print(f"\n    {made['digits']}\n")
        print(made["fingerprint"])


def _check(app: typer.Typer) -> None:
    @command(
        app,
        "check",
        help=mark("Check every workbook and sheet of the catalogue: sheet, cell, what to write instead."),
        example="xaso province check\nxaso province check --json",
    )
    def check(context: typer.Context, as_json: Json = False) -> int:
        from models.authoring.publication import read_publication  # pyxform is loaded when it is used

        said = call.of(context)
        workspace = province_folder(said)
        _speak(said, workspace)
        publication = read_publication(workspace.catalogue)
        if as_json:
            print_json(_complaints_document(publication))
        else:
            print_complaints(publication.complaints, said.words)
            words = said.words
            forms = words.counted("{count} form", "{count} forms", len(publication.definitions))
            errors = words.counted("{count} error", "{count} errors", len(publication.errors))
            print(f"{forms}, {errors}")
        return REFUSED if publication.errors else DONE


def _speak(said: Call, workspace: ProvinceWorkspace) -> None:
    language = read_settings(workspace).language
    if language:
        said.prefer(language)


def _complaints_document(publication: Publication) -> dict[str, object]:
    return {
        "complaints": [asdict(complaint) for complaint in publication.complaints],
        "errors": len(publication.errors),
        "warnings": len(publication.complaints) - len(publication.errors),
        "forms": sorted(publication.definitions),
    }


def print_complaints(complaints: tuple[Complaint, ...], words: Words) -> None:
    """Print complaints, one a line."""
    for complaint in complaints:
        sign = "✗" if complaint.severity == "error" else "!"
        place = " ".join(part for part in (complaint.sheet, complaint.cell) if part) or "–"
        print(f"{sign} {place}: {complaint.message_vi if words.language == 'vi' else complaint.message_en}")


def publish_kit(said: Call, out: Path) -> tuple[Publication, Published | None, Path | None]:
    """Check, version and sign the catalogue and write the kit into ``out``; None when there are errors.

    Raises NoProvinceError, KeyMissingError, DestinationError, StoreError.
    """
    from models.authoring.publication import read_publication
    from models.authoring.units_gone import units_gone
    from sync import kit, province_keys
    from sync.handoff import folder

    with province(said) as opened:
        with opened.store.reading() as reading:
            last, installed = reading.exchange.kit(), reading.catalogues.current()
        version = last.seq + 1 if last else 1
        publication = read_publication(opened.workspace.catalogue, version=version)
        catalogue = publication.catalogue
        if catalogue is None:
            return publication, None, None
        if installed is not None:
            gone = units_gone(catalogue_from_json(installed.content), catalogue)
            publication = replace(publication, complaints=(*publication.complaints, *gone))
        keys = province_keys.load(opened.workspace.keys)
        published = kit.publish(
            opened.store,
            keys,
            catalogue=catalogue_to_json(catalogue),
            definitions=publication.definitions,
            media=publication.media,
            now=said.clock(),
        )
        return publication, published, folder.write(out, published.name, published.data)


def _publish(app: typer.Typer) -> None:
    @command(
        app,
        "publish",
        help=mark("Check, version and sign the catalogue: a kit for the communes."),
        example="xaso province publish --out E:\\kits\nxaso province publish --json",
    )
    def publish(
        context: typer.Context,
        out: Annotated[
            Path | None, typer.Option("--out", metavar="DIR", help=mark("where the kit goes (default: kits)"))
        ] = None,
        as_json: Json = False,
    ) -> int:
        said = call.of(context)
        workspace = province_folder(said)
        publication, published, file = publish_kit(said, out or workspace.root / KITS)
        document: dict[str, object] = {**_complaints_document(publication), "kit": None}
        if published is not None and publication.catalogue is not None:
            document["kit"] = {
                "file": str(file),
                "id": published.id,
                "seq": published.seq,
                "version": publication.catalogue.version,
                "size": len(published.data),
            }
        if as_json:
            print_json(document)
        else:
            print_complaints(publication.complaints, said.words)
            if published is not None:
                size = said.words.number(len(published.data))
                print(
                    said.words.text(
                        "Kit {seq}: {file}, {size} bytes", seq=published.seq, file=file, size=size
                    )
                )
            else:
                print(said.words.text("Nothing was published: correct the errors first."))
        return REFUSED if published is None else DONE
