"""One JSON document on stdout: the same text whoever writes it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from cli.printing import json_bytes


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        {"a": [], "b": {}, "c": None, "d": True, "e": 1.5},
        {"name": 'Hoà "Sơn" \\ \n\t\x01 \u2028', "rows": [1, [2, {"x": ("a", 1)}]]},
        {"count": 10**30},
        {"file": "B-\udcff.age"},
    ],
)
def test_a_document_is_written_as_the_standard_library_would(document: object) -> None:
    assert json_bytes(document) == json.dumps(document, ensure_ascii=False, indent=1).encode(
        errors="backslashreplace"
    )
    assert json.loads(json_bytes(document)) == json.loads(json.dumps(document))


def test_decimals_are_strings_and_keys_keep_their_order() -> None:
    assert json_bytes({"b": Decimal("76.40"), "a": 1}) == b'{\n "b": "76.40",\n "a": 1\n}'
