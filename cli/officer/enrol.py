"""``xaso enrol``: this computer's key, and the digits to read to the province."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import call
from cli.declare import command
from cli.officer.passphrase import chosen, unlocked
from cli.options import Json, OutFolder, UnitOption
from cli.printing import print_json
from cli.workspace import OFFICER_KEY, Commune, commune
from locales.words import mark


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "enrol",
        help=mark(
            "Make this computer's key, write its enrolment and show the 30 digits to read to the province."
        ),
        example='xaso enrol --officer "Nguyễn An" --out E:\\xaso\nxaso enrol --officer An --out . '
        "--passphrase",
    )
    def enrol(
        context: typer.Context,
        officer: Annotated[
            str, typer.Option("--officer", metavar="NAME", help=mark("who works on this computer"))
        ],
        out: OutFolder,
        unit: UnitOption = None,
        passphrase: Annotated[
            bool,
            typer.Option(
                "--passphrase", help=mark("lock the key with a passphrase, asked twice (or XASO_PASSPHRASE)")
            ),
        ] = False,
        as_json: Json = False,
    ) -> None:
        said = call.of(context)
        from sync import enrolment  # cryptography is loaded when it is used
        from sync.handoff import folder

        with commune(said, writing=True) as opened:
            _ = opened.catalogue  # says “not set up” first
            code = unit or opened.unit
            new = chosen(said.words) if passphrase and not _waits(opened) else None
            done = unlocked(
                lambda given: enrolment.enrol(
                    opened.store,
                    opened.workspace,
                    unit=code,
                    officer=officer,
                    passphrase=given or new,
                    now=said.clock(),
                ),
                said.words,
            )
            opened.keep(OFFICER_KEY, officer)
            file = folder.write(out, done.name, done.data)
            locked = _locked(opened)
        if as_json:
            document = {"unit": code, "file": str(file), "digits": done.digits}
            print_json({**document, "fingerprint": done.fingerprint, "passphrase": locked})
            return
        words = said.words
        print(words.text("Written: {file}", file=file))
        print(words.text("Send it to the province, telephone a number you know and read these digits:"))
        print(f"\n    {done.digits}\n")
        print(done.fingerprint)
        if passphrase and not locked:
            print(words.text("! The key was made earlier without a passphrase, and stays without."))
        elif locked:
            print(words.text("The key is under its passphrase; export asks for it."))


def _waits(opened: Commune) -> bool:
    """Tell whether a key was made already and waits for its certificate."""
    from sync import commune_keys

    return commune_keys.pending(opened.workspace.keys) is not None


def _locked(opened: Commune) -> bool:
    """Tell whether the newest key is under a passphrase."""
    from sync import commune_keys, keys
    from sync.errors import PassphraseError

    try:
        keys.load(commune_keys.paths(opened.workspace.keys)[-1])
    except PassphraseError:
        return True
    return False
