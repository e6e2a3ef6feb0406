"""Entries have one spelling: what a second reader could understand otherwise is refused."""

from __future__ import annotations

import gzip
import hashlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.entries import Change, EntrySnapshot
from sync import bundle
from tests.sync.forge import Forger
from tests.sync.simulator import World


def sealed(forger: Forger, content: bytes) -> bytes:
    """The forger's only entry, announced as usual and written as told."""
    stored = gzip.compress(content, mtime=0)
    whole = forger.manifest({}, body=forger.body([forger.snapshot()]))
    file = {"name": bundle.ENTRIES, "type": "application/gzip", "size": len(stored), "raw": len(content)}
    whole["files"] = [file | {"sha256": hashlib.sha256(stored).hexdigest()}]
    return forger.seal(forger.container(forger.text(whole), {bundle.ENTRIES: stored}))


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        (b'"values":{', b'"values":{"/data/numerator":"9",'),
        (b'"/data/numerator":"1"', b'"/data/numerator":"1","/data/numerator":"1"'),
        (b'"completed_by":"Lan"', b'"completed_by":"Mai","completed_by":"Lan"'),
        (b'"unit":"22810"', b'"unit":"22813","unit":"22810"'),
        (b'"revision":1', b'"revision": 1'),
        (b'"revision":1', b'"revision":1.0'),
        (b'"Lan"', b'"\\u004can"'),
        (b"/data/", b"\\/data/"),
        (b',"notes":{}', b""),
        (b"}\n", b"} \n"),
        (b"\n", b"\r\n"),
    ],
)
def test_another_spelling_of_the_same_is_refused(world: World, words: bytes, instead: bytes) -> None:
    forger = Forger(world)
    content = bundle.line(forger.snapshot()) + b"\n"
    assert words in content
    result = world.take_bytes(sealed(forger, content.replace(words, instead, 1)))
    assert (result.status, result.code) == ("quarantined", "E_CONTENT")
    assert str(result.details["reason"]).startswith(("not canonical", "payload"))


def test_the_one_spelling_is_accepted(world: World) -> None:
    forger = Forger(world)
    assert world.take_bytes(sealed(forger, bundle.line(forger.snapshot()) + b"\n")).status == "accepted"


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
PATHS = st.dictionaries(TEXT, TEXT, max_size=5)


@given(PATHS, PATHS, st.lists(st.builds(Change, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT), max_size=3), TEXT)
def test_what_we_write_is_the_one_spelling(
    values: dict[str, str], notes: dict[str, str], history: list[Change], by: str
) -> None:
    """As an independent writer does it: the standard library's, with the members in their order."""
    entry = EntrySnapshot(
        id="1" * 32,
        lineage="1" * 32,
        form="monthly",
        form_version="1",
        form_sha256="0" * 64,
        unit="22810",
        period=None,
        revision=1,
        replaces=None,
        completed_at="2026-10-20T03:04:05Z",
        completed_by=by,
        values=values,
        notes=notes,
        history=history,
    )
    line = bundle.line(entry)
    assert bundle._is_canonical(line + b"\n", [msgspec.json.decode(line, type=EntrySnapshot)])
    words = json.dumps(msgspec.to_builtins(entry), ensure_ascii=False, separators=(",", ":"))
    assert line.decode().replace("\x7f", "") == words.replace("\x7f", "")
