"""``xaso due``: what is due, and the registers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import typer

from cli import call
from cli.declare import command
from cli.options import Json
from cli.printing import print_json, print_table
from cli.workspace import Commune, commune
from locales.words import Words, mark

if TYPE_CHECKING:  # only named in annotations: loading them costs
    from models.desk import DueItem, RegisterItem

_STATES = {
    "": mark("not begun"),
    "draft": mark("draft"),
    "complete": mark("complete"),
    "exported": mark("exported"),
    "received": mark("received"),
    "accepted": mark("accepted"),
    "returned": mark("returned"),
    "superseded": mark("superseded"),
    "discarded": mark("set aside"),
}


def state_words(state: str, words: Words) -> str:
    """Return an entry's state in words."""
    return words.text(_STATES.get(state, state))


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "due",
        help=mark("Show what is due: form, period, deadline, progress, violations, state."),
        example="xaso due\nxaso due --json",
    )
    def due(context: typer.Context, as_json: Json = False) -> None:
        said = call.of(context)
        with commune(said) as opened:
            desk = opened.desk()
            today = said.clock().astimezone().date()
            items, registers = desk.due(today), desk.registers()
            if as_json:
                print_json(_document(opened, items, registers, today))
                return
            _print(opened, items, registers, today)


def _document(opened: Commune, items: list[DueItem], registers: list[RegisterItem], today: date) -> object:
    unit = opened.catalogue.units[opened.unit]
    return {
        "unit": unit.code,
        "name": unit.name,
        "today": today.isoformat(),
        "forms": [
            {
                "form": item.form_id,
                "title": item.title,
                "period": str(item.period),
                "deadline": item.deadline.isoformat(),
                "progress": {"done": item.progress.done, "total": item.progress.total},
                "violations": {"hard": item.progress.hard, "soft": item.progress.soft},
                "state": item.state.value if item.state else "none",
                "late": item.late,
                "entry": item.head.id if item.head else None,
            }
            for item in items
        ],
        "registers": [
            {
                "form": item.form_id,
                "title": item.title,
                "records": item.records,
                "drafts": item.drafts,
                "complete": item.complete,
                "returned": item.returned,
            }
            for item in registers
        ],
    }


def _print(opened: Commune, items: list[DueItem], registers: list[RegisterItem], today: date) -> None:
    words = opened.call.words
    unit = opened.catalogue.units[opened.unit]
    print(f"{unit.name} · {unit.code} · {words.date(today)}\n")
    headers = [words.text(each) for each in ("Form", "Period", "Deadline", "Progress", "Violations", "State")]
    rows = [
        [
            f"{item.form_id}  {item.title}",
            words.period(item.period),
            words.date(item.deadline),
            f"{item.progress.done}/{item.progress.total}",
            _violations(item.progress.hard, item.progress.soft),
            state_words(item.state.value if item.state else "", words),
        ]
        for item in items
    ]
    print_table(headers, rows, "lllrll")
    if registers:
        print()
        headers = [words.text("Register"), words.text("Records")]
        rows = [[f"{item.form_id}  {item.title}", words.number(item.records)] for item in registers]
        print_table(headers, rows, "lr")


def _violations(hard: int, soft: int) -> str:
    marks = [f"✗{hard}"] * bool(hard) + [f"!{soft}"] * bool(soft)
    return " ".join(marks) or "–"


_HEADERS = (
    mark("Form"),
    mark("Period"),
    mark("Deadline"),
    mark("Progress"),
    mark("Violations"),
    mark("State"),
)
