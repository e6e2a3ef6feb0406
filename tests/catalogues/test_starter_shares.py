"""The shares in the village tables of the starter, as its forms and its catalogue tell them."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from models.authoring.publication import Publication
from models.catalogue import Formula
from models.desk.shares import ColumnShare, shares_of
from models.forms.definition import FormDefinition, definition_from_json


@pytest.fixture
def monthly(publication: Publication) -> FormDefinition:
    return definition_from_json(publication.definitions["monthly"])


def test_every_rate_column_of_the_villages_knows_what_it_is_divided_by(
    publication: Publication, monthly: FormDefinition
) -> None:
    found = shares_of(publication.catalogue.indicators, monthly, "/data/villages")
    assert [(one.column, one.above, one.below) for one in found] == [
        ("/gov_pop_clean_rate", ("/gov_pop_clean_num",), ("/gov_pop_clean_den",)),
        ("/soc_eid_active_rate", ("/soc_eid_active_num",), ("/gen_eid_eligible",)),
        ("/soc_health_record_rate", ("/soc_health_record_num",), ("/soc_health_record_den",)),
        ("/soc_citizen_signature_rate", ("/soc_citizen_signature_num",), ("/soc_citizen_signature_den",)),
    ]
    assert {(one.times, one.places, one.calculated) for one in found} == {(100, 2, True)}


def test_an_indicator_that_no_column_works_out_shows_below_its_numerators(
    publication: Publication, monthly: FormDefinition
) -> None:
    people = publication.catalogue.indicator("hr_people_guided")
    guided = msgspec.structs.replace(people, denominator=Formula.of("sum(/data/villages/gen_eid_eligible)"))
    found = shares_of((guided,), monthly, "/data/villages")
    assert found[-1] == ColumnShare(
        "/hr_people_guided", ("/hr_people_guided",), ("/gen_eid_eligible",), calculated=False
    )


def test_a_share_is_undefined_where_nothing_was_typed_or_nothing_can_be_divided_by() -> None:
    share = ColumnShare("/rate", ("/done",), ("/all",))
    assert share.of(Decimal(2), Decimal(3)) == Decimal("66.67")
    assert share.of(Decimal(1), Decimal(800)) == Decimal("0.13")  # half up
    assert share.of(Decimal(0), Decimal(3)) == Decimal("0.00")
    assert share.of(Decimal(2), Decimal(0)) is None
    assert share.of(None, Decimal(3)) is None
    assert share.of(Decimal(2), None) is None
