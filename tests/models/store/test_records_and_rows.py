"""Records are values beside SQLModel's rows: both are written by hand, and hold the same."""

from __future__ import annotations

import types
import typing

import msgspec
import pytest
from sqlalchemy import Boolean, Integer

from models.store import records
from models.store.rows import described, written

TABLES = {
    records.KitRecord: "exchange_kit",
    records.OutboxRecord: "exchange_outbox",
    records.TakenRecord: "exchange_taken",
    records.AnswerRecord: "exchange_answer",
    records.ReceivedRecord: "exchange_received",
    records.ReceiptRecord: "exchange_receipt",
    records.CertificateRecord: "exchange_certificate",
    records.RequestRecord: "exchange_request",
}


@pytest.mark.parametrize(("kind", "table"), TABLES.items())
def test_a_record_holds_what_its_row_holds(kind: type[msgspec.Struct], table: str) -> None:
    hints = typing.get_type_hints(kind)
    columns = {column.name: column for column in written(described()[table])}
    assert set(hints) == set(columns)
    for name, hint in hints.items():
        options = set(typing.get_args(hint)) if isinstance(hint, types.UnionType) else {hint}
        assert (type(None) in options) == bool(columns[name].nullable), name
        kinds = options - {type(None)}
        column = columns[name].type
        expected = bool if isinstance(column, Boolean) else int if isinstance(column, Integer) else str
        assert kinds == {expected}, name


def test_every_record_of_the_exchange_has_its_row() -> None:
    kinds = {one for name, one in vars(records).items() if name.endswith("Record")}
    assert kinds - set(TABLES) == {records.EventRecord}  # read and written line by line
