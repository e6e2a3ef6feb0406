"""Control characters: a laptop keeps none of what is pasted, and the province takes none from anybody."""

from __future__ import annotations

from typing import Any

import pytest

from models.entries import Change
from models.forms.remarks import Remarks
from models.identifiers import nfc
from models.typed_text import normal
from sync.payload_checks import validate
from tests.sync.forge import Forger
from tests.sync.simulator import START, World, definition

AT = "2026-10-20T03:04:05Z"


@pytest.mark.parametrize("sign", ["\0", "\a", "\b", "\f", "\x0b", "\x1b", "\x1f", "\x7f", "\x80", "\x9b"])
def test_what_is_pasted_is_kept_without_control_characters_and_they_are_refused_where_it_arrives(
    world: World, sign: str
) -> None:
    remarks = Remarks({})
    remarks.put("/data/remark", f"a{sign}b")
    assert (normal(f"a{sign}b"), nfc(f"a{sign}b"), remarks.by_path) == ("ab", "ab", {"/data/remark": "ab"})
    forger = Forger(world)
    bent: list[dict[str, Any]] = [
        {"values": {"/data/remark": f"a{sign}b"}},
        {"notes": {"/data/remark": f"a{sign}b"}},
        {"completed_by": f"\\{sign}"},
        {"history": [Change("/data/remark", "", f"\\\\{sign}", AT, "Lan")]},
    ]
    for number, changes in enumerate(bent):
        made = forger.bundle([forger.snapshot(number + 1, **changes)], chain=f"{number:032x}")
        result = world.take_bytes(made)
        assert (result.code, result.details["reason"]) == ("E_CONTENT", "a control character")


@pytest.mark.parametrize("text", ["a\tb\nc\r\nd", "\\u001b", "\\b\\f", "\\\\u0000", "ế\u00a0“”", "\\"])
def test_text_is_text(world: World, text: str) -> None:
    assert nfc(text) == text
    forger = Forger(world)
    sent = forger.snapshot(values={"/data/remark": text}, notes={"/data/remark": text})
    assert world.take_bytes(forger.bundle([sent])).status == "accepted"
    [kept] = world.snapshots()
    assert (kept.values, kept.notes) == (sent.values, sent.notes)


@pytest.mark.parametrize(
    "time",
    [
        "2026-13-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-10-20T24:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-10-20T03:04:05",
        "never",
    ],
)
def test_a_time_that_is_none_never_reaches_the_province(world: World, time: str) -> None:
    """One of them would end every count of what came in time."""
    forger = Forger(world)
    history = [Change("/data/numerator", "", "1", time, "Lan")]
    for number, changes in enumerate(({"completed_at": time}, {"history": history})):
        snapshot = forger.snapshot(number + 1, **changes)
        result = world.take_bytes(forger.bundle([snapshot], chain=f"{number:032x}"))
        assert (result.code, result.details["reason"]) == ("E_CONTENT", "time")
    assert world.take_bytes(forger.bundle(created=time)).code == "E_MANIFEST"


def test_data_of_one_form_cannot_be_sent_as_another_s(world: World) -> None:
    """What is a text in one form is counted as a number in another."""
    honest = Forger(world).snapshot()
    assert validate(honest, definition()) is None
    for changes in ({"form": "quarterly"}, {"form": "../../x"}, {"form_version": "2"}):
        assert validate(Forger(world).snapshot(**changes), definition()) is not None
    result = world.take_bytes(Forger(world).bundle([Forger(world).snapshot(form="quarterly")]))
    assert result.code == "E_CONTENT"


@pytest.mark.parametrize("year", [1970, 2000, 2026, 2199])
def test_a_laptop_with_a_wrong_clock_is_heard_all_the_same(world: World, year: int) -> None:
    forger = Forger(world)
    at = START.replace(year=year).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (
        world.take_bytes(forger.bundle([forger.snapshot(completed_at=at)], created=at)).status == "accepted"
    )
