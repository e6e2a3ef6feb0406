"""One unit's story: its keys, what it sent, what was answered, what is missing, and its entries."""

from __future__ import annotations

from dataclasses import dataclass

from models.entries import EntryHead
from models.office.arrivals import RegisterCount, register_counts
from models.office.gaps import gaps
from models.store import Transaction
from models.store.records import CertificateRecord, ReceiptRecord, ReceivedRecord
from models.units import Unit


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the province knows of a unit. Bundles, receipts and entries come newest first.

    ``entries`` are all revisions of periodic entries, ``registers`` only counts; ``missing`` are numbers of
    bundles that never came.
    """

    unit: Unit
    certificates: tuple[CertificateRecord, ...]
    bundles: tuple[ReceivedRecord, ...]
    receipts: tuple[ReceiptRecord, ...]
    missing: tuple[int, ...]
    entries: tuple[EntryHead, ...]
    registers: tuple[RegisterCount, ...]


def story_of(reading: Transaction, unit: Unit) -> Story:
    """Read a unit's story."""
    heads = [head for head in reading.entries.heads(unit=unit.code, current=False) if head.period is not None]
    heads.sort(key=lambda head: (head.completed_at or "", head.revision), reverse=True)
    return Story(
        unit=unit,
        certificates=tuple(reading.exchange.certificates.of_unit(unit.code)),
        bundles=tuple(received(reading, unit.code)),
        receipts=tuple(reversed(reading.exchange.receipts.all(unit.code))),
        missing=gaps(reading).get(unit.code, ()),
        entries=tuple(heads),
        registers=tuple(count for count in register_counts(reading) if count.unit == unit.code),
    )


def received(reading: Transaction, unit: str | None = None, limit: int = 5000) -> list[ReceivedRecord]:
    """Return the bundles that were read, newest first, refused ones too; of one unit when it is named."""
    return reading.exchange.received.newest(unit, limit)
