"""Catalogues, measurements and settings in the store."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import pytest

from models.entries import EntryState
from models.errors import UnknownFormError
from models.indicators import Measurement
from models.store import Store
from models.store.errors import StoreFailedError

Make = Any
FIRST = {"monthly": '{"a":1}', "tasks": '{"b":1}'}


def sha256(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def install(
    store: Store, kit: str, forms: dict[str, str], media: dict[str, str], content: bytes = b"{}"
) -> None:
    with store.transaction() as t:
        t.catalogues.install(content, forms, media, kit_id=kit, at="2026-10-20T03:04:05Z")


def test_a_new_store_has_no_catalogue(store: Store) -> None:
    with store.reading() as t:
        assert t.catalogues.current() is None
        assert t.catalogues.media() == {}


def test_an_installed_catalogue_is_found_with_forms_and_media(store: Store) -> None:
    install(store, "k1", FIRST, {"villages.csv": "name\n22810-01\n"}, '{"title":"Khánh Hòa"}'.encode())
    with store.reading() as t:
        found = t.catalogues.current()
        assert found is not None
        assert (found.kit_id, found.content) == ("k1", '{"title":"Khánh Hòa"}'.encode())
        assert found.forms == {form: sha256(content) for form, content in FIRST.items()}
        assert t.catalogues.definition(sha256('{"a":1}')) == '{"a":1}'
        assert t.catalogues.media() == {"villages.csv": "name\n22810-01\n"}


def test_a_newer_kit_takes_over_and_old_definitions_stay(store: Store) -> None:
    install(store, "k1", FIRST, {"villages.csv": "old"})
    install(store, "k2", {"monthly": '{"a":2}', "tasks": '{"b":1}'}, {"villages.csv": "new"})
    with store.reading() as t:
        found = t.catalogues.current()
        assert found is not None
        assert found.kit_id == "k2"
        assert found.forms["monthly"] == sha256('{"a":2}')
        assert t.catalogues.media() == {"villages.csv": "new"}
        assert t.catalogues.definition(sha256('{"a":1}')) == '{"a":1}'


def test_installing_a_kit_again_makes_it_current_again(store: Store) -> None:
    install(store, "k1", FIRST, {"v.csv": "old"})
    install(store, "k2", FIRST, {"v.csv": "new"})
    install(store, "k1", FIRST, {"v.csv": "old"})
    with store.reading() as t:
        found = t.catalogues.current()
        assert found is not None
        assert (found.kit_id, t.catalogues.media()) == ("k1", {"v.csv": "old"})


def test_an_unknown_definition_is_refused(store: Store) -> None:
    with pytest.raises(UnknownFormError), store.reading() as t:
        t.catalogues.definition("0" * 64)


def measured(
    entry_id: str | None, numerator: str, indicator: str = "soc_health_record", **more: Any
) -> Measurement:
    return Measurement(
        indicator=indicator,
        unit="22810",
        period="2026M10",
        numerator=Decimal(numerator),
        denominator=Decimal(91032),
        entry_id=entry_id,
        **more,
    )


def test_measurements_come_back_exactly(store: Store, draft: str) -> None:
    kept = [
        measured(draft, "69586"),
        measured(draft, "0.10", "other"),
        measured(draft, "0", "third", applicable=False),
    ]
    undefined = Measurement(indicator="z", unit="22810", period="2026M10", entry_id=draft)
    with store.transaction() as t:
        t.measurements.replace(draft, [measured(draft, "1")])
        t.measurements.replace(draft, [*kept, undefined])
    with store.reading() as t:
        assert {m.indicator: m for m in t.measurements.of("2026M10")} == {
            m.indicator: m for m in [*kept, undefined]
        }
        assert [str(m.numerator) for m in t.measurements.of("2026M10", "other")] == ["0.10"]
        assert len(t.measurements.of("2026M10", unit="22810")) == 4
        assert t.measurements.of("2026M10", unit="22813") == t.measurements.of("2026M09") == []


def test_only_the_current_revision_counts(store: Store, make: Make) -> None:
    old = make.sent(store)
    with store.transaction() as t:
        t.measurements.replace(old, [measured(old, "1")])
        new = t.entries.revise(old, "f" * 32, make.at, make.by)
        t.entries.set_state(new.id, EntryState.COMPLETE, make.at, make.by)
        t.measurements.replace(new.id, [measured(new.id, "2")])
    with store.reading() as t:
        assert [m.numerator for m in t.measurements.of("2026M10")] == [Decimal(2)]


def test_what_registers_count_is_kept_once_a_unit_and_period(store: Store) -> None:
    with store.transaction() as t:
        t.measurements.replace_registers("2026M10", {"22810": [measured(None, "1")]})
        t.measurements.replace_registers("2026M10", {"22810": [measured(None, "2")]})
        assert [m.numerator for m in t.measurements.of("2026M10")] == [Decimal(2)]
    with pytest.raises(StoreFailedError, match=r"(?i)unique"), store.transaction() as t:
        t.measurements.replace_registers("2026M10", {"22810": [measured(None, "3"), measured(None, "4")]})


def test_settings_are_kept_and_replaced(store: Store) -> None:
    with store.transaction() as t:
        assert t.meta.get("device") is None
        t.meta.set("device", "a")
        t.meta.set("device", "b")
    with store.reading() as t:
        assert t.meta.get("device") == "b"
