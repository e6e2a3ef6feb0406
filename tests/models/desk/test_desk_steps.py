"""Whatever an officer does and however the disk behaves, the store ends where the session is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.store import Store
from models.store.doctor import examine
from models.store.errors import StoreError, StoreFullError

Office = Any
Forms = Any

CELLS = st.sampled_from(
    ["people", "made", "big", "more", "why", "grid[2]/x", "rows[1]/name", "rows[2]/n", "rows[3]/n"]
)
TYPED = st.sampled_from(["", "0", "1", "7", "1.234", "=2+3", "mười", "Hòa", "Hòa"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("apply"), CELLS, TYPED),
        st.tuples(st.sampled_from(["add", "undo", "redo", "save", "save_last", "fail", "recount"])),
        st.tuples(st.just("remove"), st.integers(1, 3)),
        st.tuples(st.just("note"), CELLS, TYPED),
        st.tuples(st.just("explain"), CELLS, TYPED),
    ),
    max_size=25,
)


def full() -> Any:
    raise StoreFullError(reason="full")


def play(sitting: Any, store: Store, steps: list[tuple[Any, ...]]) -> None:
    """Do what ``steps`` say, as a screen would: the session at once, the disk now and then."""
    outcomes: list[Any] = []

    def fail() -> None:
        with mock.patch.object(store, "transaction", full), contextlib.suppress(StoreError):
            sitting.flush()

    actions: dict[str, Callable[..., Any]] = {
        "apply": lambda cell, raw: sitting.apply(f"/data/{cell}", raw),
        "note": lambda cell, text: sitting.apply_note(f"/data/{cell}", text),
        "explain": lambda cell, text: sitting.apply_explanation(f"/data/{cell}", text),
        "add": lambda: sitting.add_row("/data/rows"),
        "remove": lambda row: sitting.remove_row(f"/data/rows[{row}]"),
        "undo": sitting.undo,
        "redo": sitting.redo,
        "save": sitting.flush,
        "save_last": lambda: outcomes and sitting.save(outcomes[-1]),
        "fail": fail,
        "recount": sitting.recount,
    }
    for name, *words in steps:
        needs_row = name in ("apply", "remove") and ("rows" in str(words[0]) or name == "remove")
        row = int(str(words[0]).split("[")[-1][0]) if needs_row else 0
        if row > len(sitting.session.children("/data/rows")):
            continue
        done = actions[name](*words)
        if hasattr(done, "changes"):
            outcomes.append(done)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_the_store_ends_where_the_session_is(
    office: Office, forms: Forms, tmp_path: Path, steps: list[tuple[Any, ...]]
) -> None:
    desk = office.desk(forms.monthly, forms.tasks)
    with office.store.reading() as t:
        number = 1 + len(t.entries.heads())
    period = f"{1950 + number // 12}M{number % 12 + 1:02d}"
    sitting = desk.open("monthly", period)
    play(sitting, office.store, steps)
    sitting.flush()
    assert sitting.unsaved == 0
    with office.store.reading() as t:
        if t.entries.find("monthly", "22810", period) is None:
            return  # nothing was done that would have begun the entry
        assert t.entries.values(sitting.head.id) == sitting.session.values()
        assert t.entries.notes(sitting.head.id) == dict(sitting.session.notes)
        assert t.entries.explanations(sitting.head.id) == dict(sitting.session.explanations)
        head = t.entries.head(sitting.head.id)
    assert (head.done, head.total) == (sitting.session.progress().done, sitting.session.progress().total)
    again = desk.open("monthly", period)
    assert again.session.values() == sitting.session.values()
    assert {check.name: check.found for check in examine(office.file)}["history"] == "ok"
