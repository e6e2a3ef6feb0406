"""Which step of an entry's life may follow which."""

from __future__ import annotations

from models.entries import EntryState
from models.errors import EntryStateError

_STEPS: dict[EntryState, frozenset[EntryState]] = {
    EntryState.DRAFT: frozenset({EntryState.COMPLETE, EntryState.DISCARDED}),
    # Received, accepted, returned straight from complete: the store is a backup from before the export.
    EntryState.COMPLETE: frozenset(
        {
            EntryState.DRAFT,
            EntryState.EXPORTED,
            EntryState.RECEIVED,
            EntryState.ACCEPTED,
            EntryState.RETURNED,
        }
    ),
    EntryState.EXPORTED: frozenset(
        {EntryState.RECEIVED, EntryState.ACCEPTED, EntryState.RETURNED, EntryState.SUPERSEDED}
    ),
    EntryState.RECEIVED: frozenset({EntryState.ACCEPTED, EntryState.RETURNED, EntryState.SUPERSEDED}),
    EntryState.ACCEPTED: frozenset({EntryState.RETURNED, EntryState.SUPERSEDED}),
    EntryState.RETURNED: frozenset({EntryState.ACCEPTED, EntryState.SUPERSEDED}),
    EntryState.SUPERSEDED: frozenset(),
    EntryState.DISCARDED: frozenset(),
}
# News that arrives late or twice: the entry is already further, nothing happens.
_LATE: dict[EntryState, frozenset[EntryState]] = {
    EntryState.RECEIVED: frozenset({EntryState.EXPORTED}),
    EntryState.ACCEPTED: frozenset({EntryState.EXPORTED, EntryState.RECEIVED}),
    EntryState.RETURNED: frozenset({EntryState.EXPORTED, EntryState.RECEIVED}),
    EntryState.SUPERSEDED: frozenset(
        {EntryState.EXPORTED, EntryState.RECEIVED, EntryState.ACCEPTED, EntryState.RETURNED}
    ),
}


def next_state(entry_id: str, state: EntryState, wanted: EntryState) -> EntryState:
    """Return the state after ``wanted`` was asked for: it, or ``state`` when the news is old.

    Raises EntryStateError when the step is not allowed.
    """
    if wanted is state or wanted in _LATE.get(state, frozenset()):
        return state
    if wanted in _STEPS[state]:
        return wanted
    raise EntryStateError(id=entry_id, state=state.value, wanted=wanted.value)
