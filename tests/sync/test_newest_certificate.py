"""Which certificate of a unit is the newest: its serial says so, for the province as for the laptop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import commune_keys, enrolment, keys, receipt
from sync.bodies import ReceiptBody
from sync.envelope import read_letter
from tests.sync.simulator import START, Commune, World


@given(st.lists(st.integers(1_577_836_800, 7_258_118_400), min_size=1, max_size=9))
def test_every_serial_of_a_unit_is_greater_than_the_one_before_whatever_the_clock_says(
    times: list[int],
) -> None:
    serials = [0]
    for time in times:
        serials.append(keys.new_serial(datetime.fromtimestamp(time, UTC), serials[-1]))
    assert serials == sorted(set(serials))
    assert serials[-1] < 2**64


def told_newest(world: World) -> str | None:
    """The certificate that the next receipt carries."""
    issued = receipt.issue(world.store, world.keys, unit="22810", now=world.clock())[-1]
    body = read_letter(issued.data).body
    assert isinstance(body, ReceiptBody)
    return body.certificate


@pytest.mark.parametrize("step", [0, -3600, -90 * 24 * 3600], ids=["same second", "an hour", "three months"])
def test_of_two_within_a_second_or_after_the_clock_went_back_the_later_one_is_the_newest_on_both_sides(
    world: World, step: int
) -> None:
    """Asked for again and again: a tie that chance decides would show."""
    laptop = world.enrolled()
    for _ in range(8):
        world.clock.now += timedelta(seconds=step)
        asked = enrolment.enrol(
            laptop.store, laptop.workspace, unit="22810", officer="Lan", anew=True, now=START
        )
        done = enrolment.certify(world.store, world.keys, asked.data, told=asked.digits, now=world.clock())
        receipt.take(laptop.store, laptop.workspace, done.receipt.data, now=START)
        newest = commune_keys.newest_certificate(laptop.workspace.keys)
        assert newest is not None
        assert str(newest.serial) == done.serial
        assert laptop.keys.certificate == newest
        assert told_newest(world) == newest.line


def test_an_older_receipt_taken_late_does_not_bring_an_older_key_back(world: World) -> None:
    laptop: Commune = world.enrolled()
    first = world.receipts()[0]
    asked = enrolment.enrol(laptop.store, laptop.workspace, unit="22810", officer="Lan", anew=True, now=START)
    done = enrolment.certify(world.store, world.keys, asked.data, told=asked.digits, now=world.clock())
    laptop.take(done.receipt.data)
    laptop.take(first)
    newest = commune_keys.newest_certificate(laptop.workspace.keys)
    assert newest is not None
    assert str(newest.serial) == done.serial
