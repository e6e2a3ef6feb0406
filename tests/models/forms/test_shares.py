"""Which columns a share is made of, told from the trees of calculations."""

from __future__ import annotations

import pytest

from models.forms.expressions import parse, to_tree
from models.forms.shares import Share, columns_of, share_of

DONE, ALL, MORE = "/data/v/done", "/data/v/all", "/data/v/more"
RATE = "/data/v/rate"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("round(100 * ../done div ../all, 2)", Share((DONE,), (ALL,))),
        ("if(../all = 0, '', round(100 * ../done div ../all, 1))", Share((DONE,), (ALL,), places=1)),
        ("round(if(../all > 0, ../done div ../all * 100, ''), 2)", Share((DONE,), (ALL,))),
        ("100 * (../done div ../all)", Share((DONE,), (ALL,))),
        ("round(../done div ../all)", Share((DONE,), (ALL,), times=1, places=0)),
        ("1000 * ../done div (../all + ../more)", Share((DONE,), (ALL, MORE), times=1000)),
        ("(coalesce(../done, 0) + ../more) div /data/v/all", Share((DONE, MORE), (ALL,), times=1)),
    ],
)
def test_a_quotient_of_columns_is_a_share(written: str, expected: Share) -> None:
    assert share_of(parse(written), RATE) == expected


@pytest.mark.parametrize(
    "written",
    [
        "../done - ../all",
        "../done * ../all div 100",
        "../done div (../all - ../more)",
        "100 - 100 * ../done div ../all",
        "if(../all = 0, 0, ../done div ../all)",
        "../done div 12",
        "min(../done, ../all) div ../all",
        "instance('v')/root/item[name = ../done]/x div ../all",
        "0.5 * ../done div ../all",
    ],
)
def test_whatever_cannot_be_added_up_is_no_share(written: str) -> None:
    assert share_of(parse(written), RATE) is None


def test_a_total_stands_for_the_columns_that_it_adds_up() -> None:
    calculations = {
        "/data/done_total": to_tree(parse("if(count-non-empty(/data/v/done) = 0, '', sum(/data/v/done))")),
        "/data/both": to_tree(parse("/data/done_total + sum(/data/v/more)")),
        "/data/half": to_tree(parse("/data/done_total div 2")),
    }
    assert columns_of(parse("/data/done_total"), calculations) == (DONE,)
    assert columns_of(parse("/data/both"), calculations) == (DONE, MORE)
    assert columns_of(parse("sum(/data/v/all)"), calculations) == (ALL,)
    assert columns_of(parse("/data/half"), calculations) == ()
    assert columns_of(parse("count(/data/v)"), calculations) == ()


def test_totals_that_lead_in_a_circle_come_to_an_end() -> None:
    calculations = {"/data/a": to_tree(parse("/data/b")), "/data/b": to_tree(parse("/data/a"))}
    assert columns_of(parse("/data/a"), calculations) == ()
