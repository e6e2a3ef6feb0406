"""What the province asks of bundles, receipts and certificates in more than one place."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, select

from models.store.exchange_records import Records
from models.store.records import CertificateRecord, ReceiptRecord, ReceivedRecord
from models.store.schema import EXCHANGE_CERTIFICATE, EXCHANGE_RECEIPT, EXCHANGE_RECEIVED

RECEIVED = Records(ReceivedRecord, EXCHANGE_RECEIVED)
RECEIPTS = Records(ReceiptRecord, EXCHANGE_RECEIPT)
CERTIFICATES = Records(CertificateRecord, EXCHANGE_CERTIFICATE)
_serial = EXCHANGE_CERTIFICATE.c.serial
BY_SERIAL = (func.length(_serial), _serial)
"""The order of a unit's certificates: serials are numbers, kept as text; the newest comes last."""


def _heads() -> Select[Any]:
    r = EXCHANGE_RECEIVED.c
    units: BindParameter[Any] = bindparam("units", expanding=True)
    chains = (
        select(r.unit, r.chain, func.max(r.seq).label("top"), func.min(r.number).label("began"))
        .where(r.unit.in_(units), r.branch == 0)
        .group_by(r.unit, r.chain)
        .subquery()
    )
    at_top = and_(r.unit == chains.c.unit, r.chain == chains.c.chain, r.seq == chains.c.top)
    found = RECEIVED.query.join(chains, at_top).order_by(chains.c.unit, chains.c.began)
    return found.where(r.branch == 0)


HEADS = _heads()
"""The highest bundle in its place of each chain of some ``units``, in the order in which the chains began."""
