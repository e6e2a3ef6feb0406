"""What ``xaso verify`` tells of the inside of a file: entries, answers, keys, who asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from cli.officer.due import state_words
from locales.explain import explain_code
from locales.words import Words, mark

MOST = 40  # lines of one kind; --json has them all
ITEMS = {
    "accepted": mark("Bundle {seq}: received by the province."),
    "accepted_with_gap": mark("Bundle {seq}: received; earlier bundles are missing."),
    "quarantined": mark("Bundle {seq}: refused by the province ({code}: {title})."),
    "held": mark("Bundle {seq}: held by the province until somebody has decided ({code}: {title})."),
}


def content_lines(kind: str, body: Mapping[str, Any], words: Words) -> list[str]:
    """Return the lines that tell a manifest's body, which was checked before."""
    tell = _TELLERS.get(kind)
    return list(tell(body, words)) if tell else []


def _bundle(body: Mapping[str, Any], words: Words) -> Iterator[str]:
    yield _catalogue(body["catalogue"], words)
    entries: Sequence[Mapping[str, Any]] = body["entries"]
    yield words.counted("{count} entry:", "{count} entries:", len(entries))
    for entry in entries[:MOST]:
        period = words.period(entry["period"]) if entry["period"] else words.text("register")
        yield "  " + words.text(
            "{form} {period}, revision {revision}, {state}, {values}",
            form=entry["form"],
            period=period,
            revision=entry["revision"],
            state=state_words(entry["state"], words),
            values=words.counted("{count} value", "{count} values", entry["rows"]),
        )
    yield from _more(len(entries), words)


def _receipt(body: Mapping[str, Any], words: Words) -> Iterator[str]:
    items: Sequence[Mapping[str, Any]] = body["items"]
    for item in items[:MOST]:
        code = item.get("code") or ""
        title = explain_code(code, words).title if code else ""
        sentence = ITEMS[item["status"]]
        yield words.text(sentence, seq=f"{item['seq']:06d}", code=code, title=title)
        for entry in item.get("entries", ()):
            comments = len(entry.get("comments", ()))
            said = words.counted(", {count} comment", ", {count} comments", comments) if comments else ""
            yield f"  {entry['id'][:8]} r{entry['revision']}: {state_words(entry['status'], words)}{said}"
    yield from _more(len(items), words)
    if body.get("head"):
        yield words.text("The province has the chain up to bundle {seq}.", seq=f"{body['head']['seq']:06d}")
    if body["missing"]:
        numbers = ", ".join(f"{seq:06d}" for seq in body["missing"])
        yield words.text("The province misses bundles {numbers}: export them again.", numbers=numbers)
    if body.get("certificate"):
        yield words.text("It brings a certificate for the commune's key.")


def _kit(body: Mapping[str, Any], words: Words) -> Iterator[str]:
    yield _catalogue(body["catalogue"], words)
    yield words.text(
        "{recipients} keys to encrypt for, {authorities} authorities, {revoked} revoked keys",
        recipients=words.number(len(body["recipients"])),
        authorities=words.number(len(body["ca"])),
        revoked=words.number(len(body["revoked"])),
    )
    for each in body["revoked"][:MOST]:
        yield "  " + words.text("{who} revoked from {at}", who=each["of"], at=words.moment(each["at"]))
    yield from _more(len(body["revoked"]), words)


def _enrolment(body: Mapping[str, Any], words: Words) -> Iterator[str]:
    yield words.text("{officer} on the computer {machine}", officer=body["officer"], machine=body["machine"])


def _catalogue(found: Mapping[str, Any], words: Words) -> str:
    return words.text("Catalogue {id}, version {version}", id=found["id"], version=found["version"])


def _more(count: int, words: Words) -> Iterator[str]:
    if count > MOST:
        yield "  " + words.text("… and {count} more", count=words.number(count - MOST))


_TELLERS: Mapping[str, Callable[[Mapping[str, Any], Words], Iterator[str]]] = {
    "bundle": _bundle,
    "receipt": _receipt,
    "kit": _kit,
    "enrol": _enrolment,
}
