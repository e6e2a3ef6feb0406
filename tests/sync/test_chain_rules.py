"""The four rules of the chain, also under every order, loss, repetition and cloning."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sync.bodies import Head
from sync.chain import Book, Link, Verdict, missing

UNIT = "22810"
STORED = {Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_GAP}


def grown(count: int, chain: str = "a", after: Link | None = None, salt: str = "") -> list[Link]:
    """A chain of links, each naming the one before; ``salt`` makes other content."""
    links = [] if after is None else [after]
    for seq in range(links[-1].seq + 1 if links else 1, (after.seq if after else 0) + count + 1):
        prev = links[-1].id if links else None
        digest = hashlib.sha256(f"{chain}{seq}{prev}{salt}".encode()).hexdigest()
        links.append(Link(UNIT, chain, seq, digest, prev))
    return links[1:] if after else links


def test_in_order_everything_is_accepted() -> None:
    book = Book()
    assert [book.take(link) for link in grown(5)] == [Verdict.ACCEPTED] * 5


def test_what_is_known_is_a_duplicate() -> None:
    book, links = Book(), grown(2)
    for link in links:
        book.take(link)
    assert [book.take(link) for link in links] == [Verdict.DUPLICATE] * 2


def test_a_hole_is_named_and_a_late_filler_closes_it() -> None:
    book, links = Book(), grown(5)
    assert book.take(links[0]) is Verdict.ACCEPTED
    assert book.take(links[3]) is Verdict.ACCEPTED_WITH_GAP
    assert book.missing(UNIT, "a") == (2, 3)
    assert book.take(links[2]) is Verdict.ACCEPTED
    assert book.take(links[4]) is Verdict.ACCEPTED
    assert book.take(links[1]) is Verdict.ACCEPTED
    assert book.missing(UNIT, "a") == ()


def test_another_id_in_the_same_place_is_a_fork() -> None:
    book, links = Book(), grown(3)
    for link in links:
        book.take(link)
    assert book.take(grown(1, after=links[1], salt="clone")[0]) is Verdict.FORK


def test_a_link_that_names_another_neighbour_is_a_fork_on_either_side() -> None:
    links = grown(3)
    early, late = Book(), Book()
    early.take(links[0])
    assert early.take(replace(links[1], prev="0" * 64)) is Verdict.FORK
    late.take(links[2])
    assert late.take(replace(links[1], id="0" * 64)) is Verdict.FORK


def test_a_fork_takes_no_place_and_the_chain_goes_on() -> None:
    book, links = Book(), grown(4)
    for link in links[:3]:
        book.take(link)
    book.take(grown(1, after=links[1], salt="clone")[0])
    assert book.take(links[3]) is Verdict.ACCEPTED


def test_a_second_chain_must_continue_the_head_of_a_first() -> None:
    book, first, second = Book(), grown(3), grown(2, "b")
    for link in first:
        book.take(link)
    assert book.take(second[0]) is Verdict.UNCONFIRMED
    assert book.take(second[0], Head("a", 2, first[1].id)) is Verdict.UNCONFIRMED
    assert book.take(second[1], first[2].head) is Verdict.UNCONFIRMED
    assert book.take(second[0], first[2].head) is Verdict.ACCEPTED
    assert book.take(second[1]) is Verdict.ACCEPTED


def test_units_do_not_share_chains() -> None:
    book = Book()
    for link in grown(2):
        book.take(link)
    assert book.take(replace(grown(1)[0], unit="22813", id="f" * 64)) is Verdict.ACCEPTED


@given(st.lists(st.integers(1, 50), max_size=30))
def test_missing_is_exactly_what_is_not_there(seqs: list[int]) -> None:
    assert missing(seqs) == tuple(n for n in range(1, max(seqs, default=0)) if n not in seqs)


def test_a_number_out_of_this_world_does_not_fill_the_memory() -> None:
    assert len(missing([2**31 - 1])) == 1000


@given(st.permutations(range(6)), st.sets(st.integers(0, 5)), st.lists(st.integers(0, 5), max_size=6))
def test_order_loss_and_repetition_never_change_what_is_stored(
    order: list[int], lost: set[int], repeated: list[int]
) -> None:
    """Whatever the stick does, the same files give the same chain, and nothing honest is refused."""
    links = grown(6)
    arriving = [links[n] for n in [*order, *repeated] if n not in lost]
    book = Book()
    verdicts = [book.take(link) for link in arriving]
    assert set(book.links.values()) == {links[n] for n in range(6) if n not in lost}
    assert Verdict.FORK not in verdicts
    assert Verdict.UNCONFIRMED not in verdicts
    assert [v for v in verdicts if v in STORED] == [v for v in verdicts if v is not Verdict.DUPLICATE]
    assert book.missing(UNIT, "a") == missing(link.seq for link in book.links.values())


@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.randoms(use_true_random=False))
def test_a_clone_never_replaces_and_at_each_place_one_branch_stands(
    common: int, ours: int, theirs: int, random: object
) -> None:
    trunk = grown(common)
    left = grown(ours, after=trunk[-1])
    right = grown(theirs, after=trunk[-1], salt="clone")
    arriving = [*trunk, *left, *right]
    random.shuffle(arriving)  # type: ignore[attr-defined]
    book = Book()
    for link in arriving:
        book.take(link)
    places = [(link.chain, link.seq) for link in book.links.values()]
    assert len(places) == len(set(places))
    by_seq = {link.seq: link for link in book.links.values()}
    for seq, link in by_seq.items():
        if seq - 1 in by_seq:
            assert link.prev == by_seq[seq - 1].id
    before = dict(book.links)
    for link in arriving:
        book.take(link)
    assert all(book.links[identifier] == link for identifier, link in before.items())
