"""``xaso show``: one entry with values, violations and history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import typer

from cli import call
from cli.declare import command
from cli.officer.due import state_words
from cli.officer.enter import violation_document
from cli.options import FormArgument, Json, PeriodArgument
from cli.printing import print_json, print_table
from cli.workspace import Commune, commune
from locales.violations import told
from locales.words import Words, mark
from models.entries import Change, Comment, EntryHead
from models.errors import EntryNotFoundError
from models.periods import parse_period

if TYPE_CHECKING:  # only named in annotations: loading them costs
    from models.desk import Sitting
    from models.session import EntrySession


def register(app: typer.Typer) -> None:
    """Add the command."""

    @command(
        app,
        "show",
        help=mark("Show an entry: values, violations, history. For a register: “-”, or a record's id."),
        example="xaso show monthly 10/2026\nxaso show monthly 10/2026 --json\nxaso show tasks - --json",
    )
    def show(
        context: typer.Context, form: FormArgument, period: PeriodArgument, as_json: Json = False
    ) -> None:
        said = call.of(context)
        with commune(said) as opened:
            if opened.catalogue.form(form).kind.value == "register":
                _register(opened, form, period, as_json)
                return
            head = _find(opened, form, period)
            _one(opened, head, opened.desk().open_entry(head.id), as_json)


def _find(opened: Commune, form: str, period: str) -> EntryHead:
    catalogue = opened.catalogue
    wanted = catalogue.period(catalogue.form(form), parse_period(period))
    unit = opened.unit
    with opened.store.reading() as reading:
        head = reading.entries.find(form, unit, str(wanted))
    if head is None:
        raise EntryNotFoundError(form=form, period=period)
    return head


def _register(opened: Commune, form: str, period: str, as_json: bool) -> None:
    desk = opened.desk()
    heads = desk.records(form)
    if period != "-":
        found = [head for head in heads if head.id.startswith(period.lower())]
        if len(found) != 1:
            raise EntryNotFoundError(form=form, id=period)
        _one(opened, found[0], desk.open_entry(found[0].id), as_json)
        return
    with opened.store.reading() as reading:
        records = [(head, reading.entries.values(head.id)) for head in heads]
    if as_json:
        print_json({"form": form, "records": [_record(head, values) for head, values in records]})
        return
    words = opened.call.words
    rows = [[head.id[:8], state_words(head.state.value, words), _title(values)] for head, values in records]
    print_table([words.text("Record"), words.text("State"), words.text("What")], rows)


def _record(head: EntryHead, values: Mapping[str, str]) -> dict[str, object]:
    return {
        "entry": head.id,
        "state": head.state.value,
        "revision": head.revision,
        "progress": {"done": head.done, "total": head.total, "hard": head.hard, "soft": head.soft},
        "values": values,
    }


def _title(values: Mapping[str, str]) -> str:
    """Return what people call a record: its title, name or place."""
    by_name = {path.rsplit("/", 1)[-1]: value for path, value in values.items()}
    return next((by_name[name] for name in ("title", "name", "place", "old_unit") if name in by_name), "")


def _one(opened: Commune, head: EntryHead, sitting: Sitting, as_json: bool) -> None:
    with opened.store.reading() as reading:
        history = reading.history.of(head.id)
        comments = reading.entries.comments(head.id)
    if as_json:
        print_json(_document(head, sitting.session, history, comments))
    else:
        _print(head, sitting.session, history, comments, opened.call.words)


def _document(
    head: EntryHead, session: EntrySession, history: list[Change], comments: list[Comment]
) -> dict[str, object]:
    counts = session.progress()
    return {
        "entry": head.id,
        "form": head.form,
        "form_version": head.form_version,
        "unit": head.unit,
        "period": head.period,
        "revision": head.revision,
        "replaces": head.replaces,
        "state": head.state.value,
        "progress": {"done": counts.done, "total": counts.total, "hard": counts.hard, "soft": counts.soft},
        "values": session.values(),
        "questions": [
            {
                "path": node.path,
                "type": node.type,
                "label": node.label,
                "value": node.value,
                "unit": node.unit,
                "relevant": node.relevant,
                "readonly": node.readonly,
            }
            for node in session.nodes()
            if node.kind == "question"
        ],
        "notes": dict(session.notes),
        "explanations": dict(session.explanations),
        "violations": [violation_document(each) for each in session.violations()],
        "comments": [{"path": c.path, "text": c.text, "by": c.by, "at": c.at} for c in comments],
        "history": [
            {"path": h.path, "old": h.old, "new": h.new, "at": h.at, "by": h.by, "why": h.why}
            for h in history
        ],
    }


def _print(
    head: EntryHead, session: EntrySession, history: list[Change], comments: list[Comment], words: Words
) -> None:
    state = state_words(head.state.value, words)
    period = words.period(head.period)
    print(f"{head.form} · {period} · {head.unit} · {words.text('revision')} {head.revision} · {state}\n")
    rows = [
        [
            node.label or node.path,
            words.number(node.value) if _is_number(node.type) else node.value,
            node.unit or "",
        ]
        for node in session.nodes()
        if node.kind == "question" and node.relevant and node.value and node.label
    ]
    print_table([words.text("Question"), words.text("Value"), words.text("Unit")], rows, "lrl")
    for violation in session.violations():
        sign = "✗" if violation.severity == "hard" else "!"
        print(f"{sign} {violation.path}: {told(violation, words)}")
    for comment in comments:
        print(f"↩ {comment.path}: {comment.text} ({comment.by})")
    last = f", {words.moment(history[-1].at)} {history[-1].by}" if history else ""
    print(
        "\n"
        + words.counted("{count} change in the history", "{count} changes in the history", len(history))
        + last
    )


def _is_number(kind: str) -> bool:
    return kind in ("integer", "int", "decimal", "range")
