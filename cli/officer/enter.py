"""``xaso enter``: figures from a file, through the same session as the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import call
from cli.declare import command
from cli.errors import UsageError
from cli.figures import Sheet, read_figures
from cli.filling import Filled, Filler
from cli.officer.due import state_words
from cli.options import FormArgument, Json, PeriodArgument, Who
from cli.outcome import DONE, REFUSED
from cli.printing import print_json
from cli.progress import progress
from cli.workspace import commune
from locales.violations import told
from locales.words import Words, mark
from models.catalogue import FormKind
from models.periods import parse_period

if TYPE_CHECKING:  # only named in annotations: loading them costs
    from models.desk import Desk, Sitting
    from models.session import Violation

FromOption = Annotated[
    Path,
    typer.Option(
        "--from",
        metavar="FILE",
        help=mark(
            "JSON {name: value} (canonical: 12.5, 2026-10-05) or CSV as typed: path,value or village_code,…"
        ),
    ),
]
CompleteOption = Annotated[
    bool | None,
    typer.Option(
        "--complete/--draft",
        help=mark("complete it, or exit with 1; or leave a draft. Neither: complete if nothing is wrong"),
    ),
]


@dataclass(frozen=True, slots=True)
class Entered:
    """One sitting after its sheet went in."""

    sitting: Sitting
    filled: Filled
    violations: list[Violation]
    not_completed: bool
    """It was to be completed and could not be."""

    @property
    def clean(self) -> bool:
        """True when everything was taken, nothing entered breaks a rule, and what was asked is done."""
        wrong = any(v.severity == "hard" and v.kind != "required" for v in self.violations)
        return not (self.filled.refused or self.not_completed or wrong)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "enter",
        help=mark(
            "Enter figures from a file: the same checks and the same history as typing. "
            "For a register write “-” as the period; the file then holds one record a line."
        ),
        example="xaso enter monthly 10/2026 --from figures.json\n"
        "xaso enter monthly 10/2026 --from villages.csv --draft\n"
        "xaso enter tasks - --from tasks.csv --complete",
    )
    def enter(
        context: typer.Context,
        form: FormArgument,
        period: PeriodArgument,
        source: FromOption,
        complete: CompleteOption = None,
        who: Who = None,
        as_json: Json = False,
    ) -> int:
        said = call.of(context)
        with commune(said, writing=True) as opened:
            desk = opened.desk(who)
            sheets = read_figures(source, said.words)
            is_register = opened.catalogue.form(form).kind is FormKind.REGISTER
            if is_register != (period == "-"):
                raise UsageError(problem=_period_problem(is_register, said.words))
            if not is_register and len(sheets) != 1:
                raise UsageError(problem=said.words.text("A periodic form takes one sheet of figures"))
            entered = [
                _enter(_open(desk, form, period, sheet, said.words), sheet, said.words, complete)
                for sheet in progress(sheets, said, mark("Entering"))
            ]
        if as_json:
            documents = [_document(each) for each in entered]
            print_json(_register_document(form, documents) if is_register else documents[0])
        else:
            _print(entered, said.words)
        return DONE if all(each.clean for each in entered) else REFUSED


def _period_problem(is_register: bool, words: Words) -> str:
    if is_register:
        return words.text("A register has no period: write “-”")
    return words.text("This form needs a period, for example 10/2026")


def _open(desk: Desk, form: str, period: str, sheet: Sheet, words: Words) -> Sitting:
    register = period == "-"
    sitting = desk.open_record(form, sheet.entry_id) if register else desk.open(form, parse_period(period))
    if sitting.read_only and Filler(sitting, words).holds(sheet):
        return sitting  # the same file once more is harmless
    # Figures in a file are meant as a change: what is complete is opened again, what left gets a correction.
    if sitting.can_reopen:
        sitting.reopen()
    elif sitting.can_revise:
        sitting.revise()
    return sitting


def _enter(sitting: Sitting, sheet: Sheet, words: Words, complete: bool | None) -> Entered:
    filled = Filled() if sitting.read_only else Filler(sitting, words).fill(sheet)
    violations = sitting.session.violations()
    ready = not (sitting.remaining() or filled.refused)
    if ready and complete is not False and not sitting.read_only:
        sitting.complete()
    return Entered(sitting, filled, violations, complete is True and not ready)


def violation_document(violation: Violation) -> Mapping[str, object]:
    """Return a violation as JSON."""
    return {
        "path": violation.path,
        "severity": violation.severity,
        "kind": violation.kind,
        "message": violation.message,
        "explained": violation.explained,
        "usual": None if violation.usual is None else dict(violation.usual._asdict()),
    }


def _document(entered: Entered) -> dict[str, object]:
    head, counts = entered.sitting.head, entered.sitting.session.progress()
    return {
        "entry": head.id,
        "form": head.form,
        "period": head.period,
        "state": head.state.value,
        "accepted": len(entered.filled.accepted),
        "refused": [
            {"path": each.path, "value": each.value, "code": each.code, "message": each.message}
            for each in entered.filled.refused
        ],
        "violations": [violation_document(each) for each in entered.violations],
        "progress": {"done": counts.done, "total": counts.total, "hard": counts.hard, "soft": counts.soft},
    }


def _register_document(form: str, documents: list[dict[str, object]]) -> dict[str, object]:
    refused = [each for document in documents for each in _list(document["refused"])]
    return {
        "form": form,
        "period": None,
        "accepted": sum(int(str(document["accepted"])) for document in documents),
        "refused": refused,
        "records": documents,
    }


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _print(entered: list[Entered], words: Words) -> None:
    accepted = sum(len(each.filled.accepted) for each in entered)
    print(words.counted("{count} value accepted", "{count} values accepted", accepted))
    for each in entered:
        for refused in each.filled.refused:
            print(f"✗ {refused.path}: {refused.message}")
        for violation in each.violations:
            sign = "✗" if violation.severity == "hard" else "!"
            explained = " " + words.text("(explained)") if violation.explained else ""
            print(f"{sign} {violation.path}: {told(violation, words)}{explained}")
    for each in entered[:1] if len(entered) == 1 else []:
        counts = each.sitting.session.progress()
        state = state_words(each.sitting.head.state.value, words)
        print(
            words.text(
                "Progress {done}/{total}, state: {state}", done=counts.done, total=counts.total, state=state
            )
        )
    if any(each.not_completed for each in entered):
        print(words.text("Not completed: correct or explain what is listed above."))
    elif len(entered) > 1:
        print(words.counted("{count} record", "{count} records", len(entered)))
