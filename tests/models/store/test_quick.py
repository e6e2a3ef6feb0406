"""The quick reader tells what the store tells, and only of a file that is exactly this program's."""

from __future__ import annotations

import ast
import inspect
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.entries import Change, Comment, EntryHead, EntryState
from models.errors import EntryNotFoundError, UnknownFormError
from models.store import Store, quick
from models.store.migrations import MIGRATIONS
from models.store.quick import QuickStore, numbers
from models.store.schema import METADATA

AT = "2026-10-20T03:04:05Z"
UNIT = "22810"
PERIODS = ("2026M08", "2026M09", "2026M10")
LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
TEXTS = st.text(LETTERS, min_size=1, max_size=12)
PATHS = st.sampled_from(["/data/a", "/data/b[1]/c", "/data/b[12]/c", "/data/đ"])


class Counts:
    """Counts as a session gives them."""

    done, total, hard, soft = 1, 4, 0, 2


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "commune.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    with Store.open(file) as opened:
        yield opened


def head(number: int, period: str | None, form: str) -> EntryHead:
    entry = f"{number:032x}"
    return EntryHead(
        id=entry,
        lineage=entry,
        form=form,
        form_version="1",
        form_sha256="0" * 64,
        unit=UNIT,
        period=period,
        revision=1,
        replaces=None,
        state=EntryState.DRAFT,
        created_at=AT,
        updated_at=AT,
    )


def changes(values: dict[str, str]) -> list[Change]:
    return [Change(path, "", value, AT, "Lan") for path, value in values.items()]


entries = st.fixed_dictionaries(
    {
        "values": st.dictionaries(PATHS, TEXTS, max_size=4),
        "notes": st.dictionaries(PATHS, TEXTS, max_size=2),
        "explained": st.dictionaries(PATHS, TEXTS, max_size=2),
        "comments": st.lists(st.tuples(PATHS, TEXTS), max_size=2),
        "withheld": st.sets(PATHS, max_size=2),
        "fate": st.sampled_from(["draft", "complete", "exported", "returned", "corrected", "discarded"]),
    }
)
contents = st.fixed_dictionaries(
    {
        "monthly": st.dictionaries(st.sampled_from(PERIODS), entries, max_size=3),
        "register": st.lists(entries, max_size=2),
        "settings": st.dictionaries(TEXTS, TEXTS, max_size=3),
        "media": st.dictionaries(TEXTS, TEXTS, max_size=2),
    }
)


def fill(store: Store, content: dict[str, Any]) -> list[str]:
    """Put generated content into an empty store; returns the ids of all its entries."""
    made: list[str] = []
    with store.transaction() as t:
        forms = {"monthly": '{"f":"ơ"}'}
        t.catalogues.install('{"đ":1}'.encode(), forms, content["media"], kit_id="k1", at=AT)
        for key, value in content["settings"].items():
            t.meta.set(key, value)
    wanted = [("monthly", period, entry) for period, entry in content["monthly"].items()]
    wanted += [("register", None, entry) for entry in content["register"]]
    for form, period, entry in wanted:
        number = len(made) + 1
        one = head(number, period, form)
        made.append(one.id)
        with store.transaction() as t:
            t.entries.add(one, by="Lan")
            t.entries.record(one.id, changes(entry["values"]), Counts(), AT)
            for path, text in entry["notes"].items():
                t.entries.annotate(one.id, path, note=text, at=AT, by="Lan")
            for path, text in entry["explained"].items():
                t.entries.annotate(one.id, path, explanation=text, at=AT, by="Lan")
            t.entries.withhold(one.id, sorted(entry["withheld"]))
            t.entries.set_comments(one.id, [Comment(p, text, "Tỉnh", AT) for p, text in entry["comments"]])
            made += live(t, one.id, entry["fate"], number)
    return made


def live(t: Any, entry: str, fate: str, number: int) -> list[str]:
    """Let an entry live as far as ``fate``; returns the ids of further revisions."""
    if fate == "discarded":
        t.entries.discard(entry, AT, "Lan", "nhầm")
    elif fate != "draft":
        steps = ["complete", "exported", "returned"]
        for state in steps[: 3 if fate == "corrected" else steps.index(fate) + 1]:
            t.entries.set_state(entry, EntryState(state), AT, "Lan")
        if fate == "corrected":
            again = f"{1000 + number:032x}"
            t.entries.revise(entry, again, AT, "Lan")
            return [again]
    return []


def everything(t: Any, made: list[str]) -> dict[str, Any]:
    """Ask every question that the quick reader knows."""
    told: dict[str, Any] = {
        "meta": {key: t.meta.get(key) for key in ("device", "unit", "đ", "0")},
        "current": t.catalogues.current(),
        "media": t.catalogues.media(),
        "heads": t.entries.heads(unit=UNIT),
        "all": t.entries.heads(unit=UNIT, form="register", current=False),
        "states": t.entries.heads(states={EntryState.RETURNED, EntryState.DISCARDED}, current=False),
        "of period": t.entries.heads(period="2026M10", states=[EntryState.DRAFT]),
        "found": {period: t.entries.find("monthly", UNIT, period) for period in PERIODS},
        "earlier": t.entries.earlier("monthly", UNIT, PERIODS[:2]),
        "earlier, none": t.entries.earlier("monthly", UNIT, []),
    }
    installed = told["current"]
    if installed is not None:
        told["definitions"] = [t.catalogues.definition(sha) for sha in installed.forms.values()]
    for entry in made:
        told[entry] = [
            t.entries.head(entry),
            t.entries.revisions(entry),
            t.entries.values(entry),
            t.entries.travelling(entry),
            t.entries.notes(entry),
            t.entries.explanations(entry),
            t.entries.comments(entry),
        ]
    return told


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents)
def test_whatever_is_in_the_store_the_quick_reader_tells_the_same(tmp_path: Path, content: Any) -> None:
    file = tmp_path / "any.db"
    for left in tmp_path.glob("any.db*"):
        left.unlink()
    with Store.open(file) as store:
        made = fill(store, content)
        reader = QuickStore.open(file)
        assert reader is not None
        with store.reading() as slow, reader.reading() as fast:
            assert everything(fast, made) == everything(slow, made)
        reader.close()


def test_what_is_not_there_is_refused_as_the_store_refuses_it(store: Store, file: Path) -> None:
    reader = QuickStore.open(file)
    assert reader is not None
    with reader.reading() as t:
        assert t.catalogues.current() is None
        assert t.catalogues.media() == {}
        with pytest.raises(EntryNotFoundError):
            t.entries.head("0" * 32)
        with pytest.raises(UnknownFormError):
            t.catalogues.definition("0" * 64)
    reader.close()


def test_every_method_of_the_quick_reader_is_one_of_the_store_with_the_same_arguments() -> None:
    from models.store.catalogues import Catalogues
    from models.store.entries import Entries
    from models.store.meta import Meta

    pairs = [(quick.QuickMeta, Meta), (quick.QuickCatalogues, Catalogues), (quick.QuickEntries, Entries)]
    for fast, slow in pairs:
        for name, method in vars(fast).items():
            if not name.startswith("_"):
                assert inspect.signature(method) == inspect.signature(getattr(slow, name)), name


def test_every_statement_of_the_quick_reader_fits_the_tables_that_sqlmodel_describes(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "described.db")
    from sqlalchemy import create_engine

    engine = create_engine("sqlite://", creator=lambda: connection)
    for table in METADATA.tables.values():
        table.create(engine)
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    everything(quick.QuickTransaction(connection), [])
    assert len(asked) > 8
    engine.dispose()


def test_the_numbers_of_the_migrations_are_those_of_their_files() -> None:
    assert numbers() == {step.number for step in MIGRATIONS}


@pytest.mark.parametrize("number", [0, 999])
def test_a_file_of_another_program_version_is_not_read(file: Path, store: Store, number: int) -> None:
    connection = sqlite3.connect(file)
    if number:
        connection.execute("INSERT INTO schema_version VALUES (?, 'later', ?)", (number, AT))
    else:
        connection.execute("DELETE FROM schema_version WHERE number = 1")
    connection.commit()
    connection.close()
    assert QuickStore.open(file) is None


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _noise(file: Path) -> None:
    file.write_bytes(b"\x89not a database" * 400)


def _foreign(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE schema_version (word TEXT)")
    connection.execute("INSERT INTO schema_version VALUES ('x')")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("damage", [_empty, _noise, _foreign])
def test_a_file_that_is_no_store_is_not_read(damage: Callable[[Path], None], file: Path) -> None:
    damage(file)
    assert QuickStore.open(file) is None


def test_a_file_that_is_not_there_is_not_made(file: Path) -> None:
    assert QuickStore.open(file) is None
    assert not file.exists()


def test_nothing_can_be_written_through_it(store: Store, file: Path) -> None:
    reader = QuickStore.open(file)
    assert reader is not None
    with reader.reading() as t, pytest.raises(sqlite3.OperationalError):
        t.meta._connection.execute("INSERT INTO meta VALUES ('a', 'b')")
    reader.close()


def test_a_block_within_a_block_is_a_mistake_told_at_once(store: Store, file: Path) -> None:
    reader = QuickStore.open(file)
    assert reader is not None
    with reader.reading(), pytest.raises(RuntimeError), reader.reading():
        pass
    reader.close()


def test_the_module_is_read_without_sqlalchemy() -> None:
    tree = ast.parse(Path(quick.__file__).read_text(encoding="utf-8"))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {name for name in named if name and name.startswith(("sqlalchemy", "sqlmodel"))}
