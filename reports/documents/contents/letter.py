"""The letterhead that a province starts with, until it names its own."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from locales.words import Words
from models.units import Unit
from reports.documents.book import Letterhead

AFTER_PEOPLE = frozenset({"Hồ Chí Minh"})
"""Provinces that bear a person's name."""


def place_line(unit: Unit) -> str:
    """Return the place that stands before a document's date, by Decree 30/2020 (appendix I, II.4).

    It is the unit's name alone, but the full one ("Thành phố Hồ Chí Minh", "Phường 12") where it is named
    after a person or by a number.
    """
    bare = unit.name
    if unit.sort and bare.casefold().startswith(f"{unit.sort} ".casefold()):
        bare = bare[len(unit.sort) + 1 :]
    if unit.sort and (bare in AFTER_PEOPLE or any(letter.isdigit() for letter in bare)):
        return f"{unit.sort[0].upper()}{unit.sort[1:]} {bare}"
    return bare


def province_letterhead(province: Unit, words: Words) -> Letterhead:
    """Return the letterhead of the province's People's Committee: number and signer are left blank."""
    name = province.name
    bare = name.removeprefix(f"{province.sort} ") if province.sort else name
    named = f"{province.sort.lower()} {bare}" if province.sort and bare != name else name
    unbroken = named.replace(" ", "\u00a0")  # a letterhead is narrow: the name goes to its second line whole
    return Letterhead(
        body=words.text("People's Committee of {province}", province=unbroken),
        symbol="BC-UBND",
        place=place_line(province),
        authority=words.text("For the People's Committee"),
        position=words.text("Chairperson"),
        recipients=(words.text("Communes, wards and special zones"),),
    )


def letterhead_of(settings: Mapping[str, object], province: Unit, words: Words) -> Letterhead:
    """Return the letterhead with what a province's settings say instead: texts, and a list of recipients.

    Keys are the fields of Letterhead; others, and values that are no text, are passed over.
    """
    start = province_letterhead(province, words)
    said: dict[str, object] = {
        name: value
        for name in start.__struct_fields__
        if name != "recipients" and isinstance(value := settings.get(name), str)
    }
    recipients = settings.get("recipients")
    if isinstance(recipients, (list, tuple)):
        said["recipients"] = tuple(one for one in recipients if isinstance(one, str))
    return msgspec.structs.replace(start, **said)
