"""The few settings of sync that a laptop's store keeps: its unit, its chain, what the new chain resumes."""

from __future__ import annotations

import secrets
from datetime import datetime

import msgspec

from models.store.transaction import Transaction
from sync.bodies import Head, KitBody
from sync.errors import KeyMissingError
from sync.keys import read_public_line
from sync.trust import Trust, moment

UNIT = "unit"
_CHAIN = "exchange.chain"
_RESUMES = "exchange.resumes"


class Missing(msgspec.Struct, frozen=True):
    """The holes of one chain, as a receipt told them."""

    chain: str
    seqs: list[int]


def new_chain() -> str:
    """Return the id of a new chain: 32 random hexadecimal digits."""
    return secrets.token_hex(16)


def chain(t: Transaction) -> str:
    """Return this installation's chain, begun when it is asked for first."""
    found = t.meta.get(_CHAIN)
    if found is None:
        found = new_chain()
        t.meta.set(_CHAIN, found)
    return found


def chain_or_none(t: Transaction) -> str | None:
    """Return this installation's chain if it was begun."""
    return t.meta.get(_CHAIN)


def begin_chain(t: Transaction, resumes: Head | None) -> None:
    """Leave the present chain and begin another one that continues after ``resumes``."""
    t.meta.set(_CHAIN, new_chain())
    set_resumes(t, resumes)


def resumes(t: Transaction) -> Head | None:
    """Return the head of the prior chain that this installation's chain continues."""
    text = t.meta.get(_RESUMES)
    return msgspec.json.decode(text, type=Head) if text else None


def set_resumes(t: Transaction, head: Head | None) -> None:
    """Keep which prior chain this installation continues."""
    t.meta.set(_RESUMES, msgspec.json.encode(head).decode() if head else "")


def unit(t: Transaction) -> str | None:
    """Return the code of the unit that this laptop belongs to."""
    return t.meta.get(UNIT)


def province(t: Transaction) -> str:
    """Return the province of the kit in force, as a recipient (``prov/56``). Raises KeyMissingError."""
    record = t.exchange.kit()
    if record is None:
        raise KeyMissingError(path="kit")
    return record.sender


def missing(t: Transaction) -> list[int]:
    """Return the numbers of this chain that the last receipt named as missing."""
    last = t.exchange.answers.latest()
    told = msgspec.json.decode(last.missing, type=Missing) if last else None
    return told.seqs if told and told.chain == chain_or_none(t) else []


def kit_body(t: Transaction) -> KitBody:
    """Return the body of the kit in force. Raises KeyMissingError before the first kit."""
    record = t.exchange.kit()
    if record is None:
        raise KeyMissingError(path="kit")
    return msgspec.json.decode(record.body, type=KitBody)


def trust_of(body: KitBody) -> Trust:
    """Return the trust that a kit installs: its authorities and the keys that it revokes."""
    authorities = frozenset(read_public_line(text) for text in body.ca)
    return Trust(authorities, {read_public_line(key.key): moment(key.at) for key in body.revoked})


def at_least_kit(t: Transaction, now: datetime) -> datetime:
    """Return ``now``, or the kit's own time where this computer's clock has fallen behind it."""
    record = t.exchange.kit()
    return max(now, moment(record.created_at)) if record else now
