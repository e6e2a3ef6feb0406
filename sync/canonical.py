"""Canonical JSON: the part of RFC 8785 that manifests use (no fractions), written and read strictly.

One document has exactly one text: keys sorted by UTF-16 code units, no white space, shortest escapes,
integers of at most 53 bits, UTF-8. The reader refuses what a second reader could understand otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NoReturn

import msgspec

from sync.errors import ManifestError

MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1


def encode(value: object) -> bytes:
    """Return the canonical UTF-8 text of ``value`` (null, bool, int, str, list or tuple, mapping).

    Raises:
        ManifestError: a type, number, key or depth that the format does not know.
    """
    # ASCII keys sort alike by code points and by UTF-16 units; this half is the usual one and the quick one.
    dumps, ordered = (_sorted_dumps, value) if _is_plain(value, 1) else (_dumps, _ordered(value, 1))
    try:
        return dumps(ordered).encode("utf-8")
    except UnicodeEncodeError as error:  # a lone surrogate has no UTF-8
        raise ManifestError(reason="lone surrogate") from error


def decode(data: bytes) -> object:
    """Return the value of a canonical text.

    Raises:
        ManifestError: not JSON, duplicate keys, fractions, too deep, or not in canonical form.
    """
    try:
        value: object = _DECODER.decode(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise ManifestError(reason="not strict JSON") from error
    again = _ascii_text(value, data) if data.isascii() else encode(value)
    if again != data:
        raise ManifestError(reason="not canonical")
    return value


def plain_text(value: object) -> bytes | None:
    """Return the canonical text of ``value`` the quick way, None where only ``encode`` is sure to know it.

    Without escapes and letters beyond ASCII there is one way to write a text; keys of such a value sort by
    bytes. Depth and integers are the caller's business: ``value`` is of types that bound them, or checked.
    """
    try:
        text = _SORTED.encode(value)
    except (UnicodeEncodeError, OverflowError, TypeError, RecursionError):
        return None
    return text if text.isascii() and b"\\" not in text else None


def _ascii_text(value: object, data: bytes) -> bytes:
    _check_depth(value, 1)
    if plain_text(value) == data:
        return data
    return _sorted_dumps(value).encode("utf-8", "replace")


def _check_depth(value: object, depth: int) -> None:
    if not isinstance(value, dict | list):
        return
    if depth > MAX_DEPTH:
        raise ManifestError(reason="too deep")
    for item in value.values() if isinstance(value, dict) else value:
        if item.__class__ is dict or item.__class__ is list:
            _check_depth(item, depth + 1)


def _is_plain(value: object, depth: int) -> bool:
    """Check ``value`` as ``_ordered`` does; False where it must do so: other classes, keys beyond ASCII."""
    kind = value.__class__
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return _integer(value) is value  # type: ignore[arg-type]
    if depth > MAX_DEPTH:
        raise ManifestError(reason="too deep")
    if kind is dict:
        members: dict[object, object] = value  # type: ignore[assignment]
        for key in members:
            if not (isinstance(key, str) and key.isascii()):
                return False
        items: Iterable[object] = members.values()
    elif kind is list or kind is tuple:
        items = value  # type: ignore[assignment]
    else:
        return False
    return all(item.__class__ is str or _is_plain(item, depth + 1) for item in items)


def _ordered(value: object, depth: int) -> object:
    """Check ``value`` and put the keys of every mapping in order."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return _integer(value)
    if depth > MAX_DEPTH:
        raise ManifestError(reason="too deep")
    if isinstance(value, Mapping):
        return {key: _ordered(value[key], depth + 1) for key in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_ordered(item, depth + 1) for item in value]
    raise ManifestError(reason=f"no {type(value).__name__} in a manifest")


def _integer(value: int) -> int:
    if abs(value) > MAX_INTEGER:
        raise ManifestError(reason="integer beyond 53 bits")
    return value


def _read_integer(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INTEGER:
        raise ValueError("integer beyond 53 bits")
    return int(text)


def _utf16(key: object) -> bytes:
    """The sort key that RFC 8785 asks for: UTF-16 code units."""
    if not isinstance(key, str):
        raise ManifestError(reason="a key that is no text")
    return key.encode("utf-16-be", "surrogatepass")


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate key")
    return members


def _no_fraction(_text: str) -> NoReturn:
    raise ValueError("a number that is no integer")


_SORTED = msgspec.json.Encoder(order="sorted")
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_sorted_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_duplicates,
    parse_int=_read_integer,
    parse_float=_no_fraction,
    parse_constant=_no_fraction,
)
