"""``xaso province accept`` and ``return``: what the province says of an entry."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from cli import call
from cli.call import Call
from cli.declare import command
from cli.errors import NotReceivedError, UsageError
from cli.options import FormArgument, Json
from cli.printing import print_json
from cli.province.trusting import RECEIPTS, ReceiptsOption
from cli.workspace import account_name, province
from locales.words import mark
from models.entries import Comment, EntryState
from models.errors import EntryNotFoundError
from models.forms.definition import FormDefinition
from models.store.stamps import stamp

_POSITION = re.compile(r"\[\d+\]")
UnitArgument = Annotated[str, typer.Argument(metavar="UNIT", help=mark("the commune's code"))]
PeriodArgument = Annotated[
    str,
    typer.Argument(
        metavar="PERIOD",
        help=mark("10/2026, Q3/2026, H1/2026, 2026; for a register how the record's id begins"),
    ),
]
CommentOption = Annotated[
    list[str],
    typer.Option(
        "--comment", metavar="PATH=TEXT", help=mark("a comment at a cell (or =TEXT for the whole entry)")
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @command(
        app,
        "accept",
        help=mark("Accept an entry; writes the receipt that says so."),
        example="xaso province accept 22810 monthly 10/2026",
    )
    def accept(
        context: typer.Context,
        unit: UnitArgument,
        form: FormArgument,
        period: PeriodArgument,
        comment: CommentOption = [],  # noqa: B006 - typer copies it
        receipts: ReceiptsOption = None,
        as_json: Json = False,
    ) -> None:
        _decide(call.of(context), (unit, form, period), EntryState.ACCEPTED, comment, receipts, as_json)

    @command(
        app,
        "return",
        help=mark("Send an entry back for correction with comments at its cells; writes the receipt."),
        example='xaso province return 22810 monthly 10/2026 --comment "/data/p6/gov_edocs_num=Please check"',
    )
    def send_back(
        context: typer.Context,
        unit: UnitArgument,
        form: FormArgument,
        period: PeriodArgument,
        comment: CommentOption = [],  # noqa: B006 - typer copies it
        receipts: ReceiptsOption = None,
        as_json: Json = False,
    ) -> None:
        _decide(call.of(context), (unit, form, period), EntryState.RETURNED, comment, receipts, as_json)


def _decide(
    said: Call,
    which: tuple[str, str, str],
    state: EntryState,
    comments: list[str],
    receipts: Path | None,
    as_json: bool,
) -> None:
    from models.forms.definition import definition_from_json
    from models.office import decide, find_entry  # with it the store's statements
    from sync import province_keys, receipt  # cryptography is loaded when it is used
    from sync.handoff import folder

    with province(said) as opened:
        keys = province_keys.load(opened.workspace.keys)
        catalogue = opened.catalogue
        with opened.store.reading() as reading:
            try:
                head = find_entry(reading, catalogue, *which)
            except EntryNotFoundError as error:  # a province enters nothing itself
                raise NotReceivedError(**error.details) from error
            form = definition_from_json(reading.catalogues.definition(head.form_sha256))
        now, who = said.clock(), account_name()
        said_of_it = [_comment(text, who, stamp(now), said, form) for text in comments]
        with opened.store.transaction() as writing:
            head = decide(writing, head.id, state, said_of_it, stamp(now), who)
            issued = receipt.issue_within(writing, keys, unit=head.unit, entries=[head.id], now=now)
        place = receipts or opened.workspace.root / RECEIPTS
        files = [str(folder.write(place, each.name, each.data)) for each in issued]
    if as_json:
        document = {
            "entry": head.id,
            "unit": head.unit,
            "form": head.form,
            "period": head.period,
            "revision": head.revision,
            "state": head.state.value,
            "comments": [{"path": each.path, "text": each.text} for each in said_of_it],
            "receipts": files,
        }
        print_json(document)
        return
    done = mark("Accepted: {entry}") if state is EntryState.ACCEPTED else mark("Returned: {entry}")
    print(said.words.text(done, entry=" ".join(which)))
    for file in files:
        print(said.words.text("Send this receipt to the commune: {file}", file=file))


def _comment(text: str, who: str, at: str, said: Call, form: FormDefinition) -> Comment:
    """Return a comment as it was written in the call.

    Raises UsageError: it is not PATH=TEXT, or the form has no such question, so that nobody would read it.
    """
    from models.forms.places import places  # only who comments needs the form's paths

    path, equals, words = (part.strip() for part in text.partition("="))
    if not equals or not words:
        raise UsageError(problem=said.words.text("A comment is written PATH=TEXT, not “{given}”", given=text))
    if path:
        known = [place.ref for place in places(form.root)[1:]]
        plain = _POSITION.sub("", path)
        if plain not in known:
            named = [each for each in known if each.endswith(f"/{plain}")]
            near = named or get_close_matches(plain, known, 3)
            message = mark("The form has no question “{path}”; close to it: {near}")
            raise UsageError(problem=said.words.text(message, path=path, near=", ".join(near) or "–"))
    return Comment(path, words, who, at)
