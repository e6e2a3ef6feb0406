"""What is due: by the calendar, and what earlier periods still wait for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from models.catalogue import Catalogue, CatalogueForm
from models.desk.items import DueItem
from models.entries import EntryHead, EntryState
from models.periods import Period, parse_period
from models.units import Unit

UNFINISHED = frozenset({EntryState.DRAFT, EntryState.COMPLETE, EntryState.RETURNED})
"""What still needs the officer: to be filled, to be sent, to be corrected."""


def due_items(
    catalogue: Catalogue, unit: str, heads: Iterable[EntryHead], today: date, language: str
) -> list[DueItem]:
    """Return one item a form and period: what needs the officer by deadline, then the rest, latest first.

    ``heads`` are the unit's current revisions. Periods are those that the calendar names for ``today`` and
    those whose entry is unfinished or was returned; a period at whose end the unit did not exist is asked of
    its successor.
    """
    own = catalogue.units[unit]
    by_form: dict[str, dict[Period, EntryHead]] = {}
    for head in heads:
        if head.period is not None:
            by_form.setdefault(head.form, {})[parse_period(head.period)] = head
    items = [
        item
        for form in catalogue.periodic_forms(unit)
        for item in _of_form(catalogue, own, form, by_form.get(form.form_id, {}), today, language)
    ]
    waiting = sorted((item for item in items if item.waits), key=_by_deadline)
    return waiting + sorted((item for item in items if not item.waits), key=_by_deadline, reverse=True)


def _by_deadline(item: DueItem) -> tuple[date, Period]:
    return item.deadline, item.period


def title_of(catalogue: Catalogue, form: CatalogueForm, language: str) -> str:
    """Return the form's title in a language, else in the catalogue's, else its id."""
    return form.title.get(language) or form.title.get(catalogue.default_language) or form.form_id


def _of_form(
    catalogue: Catalogue,
    unit: Unit,
    form: CatalogueForm,
    heads: dict[Period, EntryHead],
    today: date,
    language: str,
) -> list[DueItem]:
    waiting = {
        period for period, head in heads.items() if head.state in UNFINISHED and period.kind is form.period
    }
    calendar = catalogue.calendar
    due = calendar.periods_due(form, today)
    asked = {period for period in due if period in heads or unit.valid_on(calendar.window(period)[1])}
    periods = waiting | asked
    return [_item(catalogue, form, period, heads.get(period), today, language) for period in sorted(periods)]


def _item(
    catalogue: Catalogue,
    form: CatalogueForm,
    period: Period,
    head: EntryHead | None,
    today: date,
    language: str,
) -> DueItem:
    deadline = catalogue.calendar.deadline(period, form)
    waits = head is None or head.state in UNFINISHED
    return DueItem(
        form_id=form.form_id,
        title=title_of(catalogue, form, language),
        period=period,
        deadline=deadline,
        head=head,
        waits=waits,
        late=waits and today > deadline,
    )
