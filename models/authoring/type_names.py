"""Names of question types as authors write them: supported, left out, refused."""

from __future__ import annotations

from models.authoring.survey import Line

_PLAIN = """
    text, string, q string, add text prompt, integer, int, q int, add integer prompt, decimal, q
    decimal, add decimal prompt, date, q date, add date prompt, time, datetime, date time, q datetime, q
    date time, add datetime prompt, add date time prompt, note, q note, add note prompt, calculate, q
    calculate, add calculate prompt, hidden, acknowledge, q acknowledge, add acknowledge prompt,
    trigger, range, start, start time, get start time, end, end time, get end time, today, get today,
    deviceid, device id, get device id, imei, phonenumber, phone number, get phone number, subscriberid,
    subscriber id, get subscriber id, simserial, sim id, get sim id, username, email, uri:deviceid,
    uri:phonenumber, uri:username, uri:email, uri:subscriberid, uri:simserial, csv-external, percentage,
    number of days in last month, number of days in last six months, number of days in last year
"""
PLAIN_TYPES = frozenset(" ".join(name.split()) for name in _PLAIN.split(","))
IGNORED_TYPES = frozenset({"audit"})
_REFUSED = {
    **dict.fromkeys(
        ("geopoint", "q geopoint", "gps", "location", "q location", "add location prompt"), "geopoint"
    ),
    **dict.fromkeys(("geotrace", "q geotrace"), "geotrace"),
    **dict.fromkeys(("geoshape", "q geoshape"), "geoshape"),
    "start-geopoint": "start-geopoint",
    "background-geopoint": "start-geopoint",
    **dict.fromkeys(
        ("image", "photo", "q image", "q picture", "add image prompt", "add photo prompt"), "image"
    ),
    **dict.fromkeys(("audio", "q audio", "add audio prompt"), "audio"),
    "background-audio": "background-audio",
    **dict.fromkeys(("video", "q video", "add video prompt"), "video"),
    **dict.fromkeys(("file", "add file prompt"), "file"),
    **dict.fromkeys(("barcode", "q barcode", "add barcode prompt"), "barcode"),
    "include": "include",
    "xml-external": "xml-external",
}


def refused_name(kind: str, line: Line) -> str | None:
    """The key of question_types.REFUSED for a type written by an author (lower case), or None."""
    plain = kind.replace("_", " ")
    if line.select is not None and line.select.kind == "select_one_external":
        return "select_one_external"
    if line.begins:
        if line.begins.startswith("loop"):
            return "loop"
        return (
            "kobomatrix"
            if line.begins == "kobomatrix"
            else "kobo-construct"
            if line.begins in ("score", "rank")
            else None
        )
    first = plain.split(" ")[0] if plain else ""
    if first in ("osm", "include"):
        return first
    if plain.startswith("cascading select"):
        return "cascading_select"
    if first in ("begin", "end"):
        return None
    if plain in ("score row", "rank level") or kind.startswith(("score__", "rank__")):
        return "kobo-construct"
    return _REFUSED.get(plain)
