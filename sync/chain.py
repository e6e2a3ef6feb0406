"""Order, replay and fork: the four rules by which a bundle finds its place, without any I/O.

A chain is one installation's sequence of bundles. The store keeps (unit, chain, seq) → id for ever;
``judge`` looks at the few links around a new one and says what it is. The first rule that matches counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sync.bodies import Head

MAX_MISSING = 1000  # numbers listed at most


@dataclass(frozen=True, slots=True)
class Link:
    """One bundle's place: whose, which chain, which number, its id and the id before it."""

    unit: str
    chain: str
    seq: int
    id: str
    prev: str | None

    @property
    def head(self) -> Head:
        """This link as a head."""
        return Head(self.chain, self.seq, self.id)


class Verdict(StrEnum):
    """What the rules say."""

    DUPLICATE = "duplicate"
    FORK = "fork"
    UNCONFIRMED = "unconfirmed"
    ACCEPTED_WITH_GAP = "accepted_with_gap"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class View:
    """What is known around a new link: its id, its slot, both neighbours, and every chain's head."""

    known: bool
    before: tuple[Link, ...]
    here: tuple[Link, ...]
    after: tuple[Link, ...]
    heads: Mapping[str, Head]  # the unit's chains → highest accepted link


def judge(link: Link, resumes: Head | None, view: View) -> Verdict:
    """Say what ``link`` is to a unit of which ``view`` is known."""
    if view.known:
        return Verdict.DUPLICATE
    if view.here or _disagrees(link, view):
        return Verdict.FORK
    own = view.heads.get(link.chain)
    if own is None and view.heads and not _continues(link, resumes, view):
        return Verdict.UNCONFIRMED
    # A filler arrives behind the head: it closes a hole, even where others remain.
    highest = own.seq if own else 0
    return Verdict.ACCEPTED_WITH_GAP if link.seq > highest + 1 else Verdict.ACCEPTED


def missing(seqs: Iterable[int], limit: int = MAX_MISSING) -> tuple[int, ...]:
    """Return the numbers below the highest that are not there, at most ``limit`` of them."""
    found: list[int] = []
    expected = 1
    for seq in sorted(set(seqs)):
        found += range(expected, min(seq, expected + limit - len(found)))
        expected = seq + 1
    return tuple(found)


def _disagrees(link: Link, view: View) -> bool:
    """Tell whether neither neighbour fits; a released fork leaves two links in one slot."""
    if view.before and link.prev not in {other.id for other in view.before}:
        return True
    return bool(view.after) and link.id not in {other.prev for other in view.after}


def _continues(link: Link, resumes: Head | None, view: View) -> bool:
    return link.seq == 1 and resumes is not None and view.heads.get(resumes.chain) == resumes


@dataclass(slots=True)
class Book:
    """All links in memory: what the store does with rows, for simulations and rebuilding."""

    links: dict[str, Link] = field(default_factory=dict)

    def view(self, link: Link) -> View:
        """Return what is known around ``link``."""
        mine = [other for other in self.links.values() if other.unit == link.unit]
        heads: dict[str, Head] = {}
        for other in mine:
            if other.chain not in heads or other.seq > heads[other.chain].seq:
                heads[other.chain] = other.head
        at = {
            step: tuple(other for other in mine if (other.chain, other.seq) == (link.chain, link.seq + step))
            for step in (-1, 0, 1)
        }
        return View(link.id in self.links, at[-1], at[0], at[1], heads)

    def take(self, link: Link, resumes: Head | None = None) -> Verdict:
        """Judge ``link`` and keep it where it is accepted."""
        verdict = judge(link, resumes, self.view(link))
        if verdict in {Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_GAP}:
            self.links[link.id] = link
        return verdict

    def missing(self, unit: str, chain: str) -> tuple[int, ...]:
        """Return the holes of one chain."""
        return missing(link.seq for link in self.links.values() if (link.unit, link.chain) == (unit, chain))
