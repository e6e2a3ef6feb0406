"""What the province says of an entry: accept it, or send it back, with comments at its cells.

Comments that are still being written wait in a place of their own: no receipt carries them before the
decision is made, and closing the screen loses none.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import bindparam, delete

from models.catalogue import Catalogue, FormKind
from models.entries import Comment, EntryHead, EntryState
from models.errors import EntryNotFoundError, EntryStateError
from models.periods import parse_period
from models.store import Transaction
from models.store.schema import META

DECISIONS = frozenset({EntryState.ACCEPTED, EntryState.RETURNED})
_DRAFT = "review."
_FORGET = delete(META).where(META.c.key == bindparam("of_key"))


def find_entry(reading: Transaction, catalogue: Catalogue, unit: str, form: str, period: str) -> EntryHead:
    """Return the current entry of a unit; for a register ``period`` is the beginning of a record's id.

    Raises UnknownUnitError, UnknownFormError, UnknownPeriodError, EntryNotFoundError.
    """
    catalogue.units.get(unit)
    wanted = catalogue.form(form)
    head: EntryHead | None
    if wanted.kind is FormKind.REGISTER:
        heads = reading.entries.heads(unit=unit, form=form)
        found = [head for head in heads if head.id.startswith(period.lower())]
        head = found[0] if len(found) == 1 else None
    else:
        head = reading.entries.find(form, unit, str(catalogue.period(wanted, parse_period(period))))
    if head is None:
        raise EntryNotFoundError(unit=unit, form=form, period=period)
    return head


def decide(
    writing: Transaction, entry_id: str, state: EntryState, comments: Sequence[Comment], at: str, by: str
) -> EntryHead:
    """Accept or return an entry with its comments, and forget the comments in waiting.

    The receipt that tells the commune is the caller's business, in the same transaction.
    Raises EntryNotFoundError, EntryStateError, ValueError for a state that is no decision.
    """
    if state not in DECISIONS:
        raise ValueError(state)
    head = writing.entries.set_state(entry_id, state, at, by)
    if head.state is not state:  # a later revision came meanwhile: this one is past deciding
        raise EntryStateError(id=entry_id, state=head.state.value, wanted=state.value)
    writing.entries.set_comments(head.id, comments)
    said = {"entry": entry_id, "state": state.value, "at": at, "by": by, "comments": list(comments)}
    writing.exchange.events.note("decided", said)
    writing.connection.execute(_FORGET, {"of_key": _DRAFT + entry_id})
    return head


def comments_in_waiting(reading: Transaction, entry_id: str) -> list[Comment] | None:
    """Return the comments written since the last decision; None when nobody began to write."""
    kept = reading.meta.get(_DRAFT + entry_id)
    return None if kept is None else msgspec.json.decode(kept.encode(), type=list[Comment])


def keep_waiting(writing: Transaction, entry_id: str, comments: Sequence[Comment]) -> None:
    """Keep the comments as they are being written."""
    writing.meta.set(_DRAFT + entry_id, msgspec.json.encode(list(comments)).decode())
