"""The letterhead that a province starts with, until it names its own."""

from __future__ import annotations

from locales.words import Words
from models.units import Unit
from reports.documents.book import Letterhead


def province_letterhead(province: Unit, words: Words) -> Letterhead:
    """Return the letterhead of the province's People's Committee: number and signer are left blank."""
    name = province.name
    bare = name.removeprefix(f"{province.sort} ") if province.sort else name
    named = f"{province.sort.lower()} {bare}" if province.sort and bare != name else name
    unbroken = named.replace(" ", "\u00a0")  # a letterhead is narrow: the name goes to its second line whole
    return Letterhead(
        body=words.text("People's Committee of {province}", province=unbroken),
        symbol="BC-UBND",
        place=bare,
        authority=words.text("For the People's Committee"),
        position=words.text("Chairperson"),
        recipients=(words.text("Communes, wards and special zones"),),
    )
