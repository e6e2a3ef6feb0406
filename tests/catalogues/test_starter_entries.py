from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import msgspec
import pytest

from models.authoring.publication import Publication
from models.catalogue import Catalogue, Formula
from models.measures import measure_entry
from models.session import EntrySession

Opener = Callable[..., EntrySession]


def answers(session: EntrySession, **values: str) -> None:
    for name, value in values.items():
        outcome = session.record(f"/data/villages[1]/{name}", value)
        assert outcome.refusal is None


def test_the_village_grid_has_one_row_a_village_of_the_unit(opened: Opener) -> None:
    session = opened("monthly")
    names = [session.value(f"/data/villages[{n}]/village_name") for n in (1, 2, 3)]
    codes = [session.value(f"/data/villages[{n}]/village_code") for n in (1, 2, 3)]
    assert names == ["Thôn 1", "Thôn 2", "Thôn 3"]
    assert codes == ["22810-01", "22810-02", "22810-03"]
    assert len(session.children("/data/villages")) == 3


def test_a_commune_without_listed_villages_gets_one_row_for_the_whole(opened: Opener) -> None:
    session = opened("monthly", unit="22813")
    assert len(session.children("/data/villages")) == 1
    assert session.value("/data/villages[1]/village_code") == "22813"
    assert session.value("/data/villages[1]/village_name") == "Toàn đơn vị"


def test_the_two_numbers_of_the_main_job_become_a_percentage(
    opened: Opener, publication: Publication
) -> None:
    session = opened("monthly")
    answers(session, soc_health_record_num="69586", soc_health_record_den="91.032")
    assert session.value("/data/p8/soc_health_record_rate_total") == "76.44"
    assert publication.catalogue is not None
    found = {m.indicator: m for m in measure_entry(publication.catalogue, session, entry_id="e")}
    health = found["soc_health_record"]
    assert (health.unit, health.period, health.entry_id) == ("22810", "2026M10", "e")
    assert (health.numerator, health.denominator) == (Decimal(69586), Decimal(91032))


def test_village_figures_are_summed_and_blank_ones_are_not_zeros(
    opened: Opener, publication: Publication
) -> None:
    session = opened("monthly")
    assert publication.catalogue is not None
    untouched = {m.indicator: m for m in measure_entry(publication.catalogue, session)}
    assert untouched["hr_people_guided"].numerator is None
    session.record("/data/villages[1]/hr_people_guided", "0")
    session.record("/data/villages[3]/hr_people_guided", "12")
    measured = {m.indicator: m for m in measure_entry(publication.catalogue, session)}
    assert measured["hr_people_guided"].numerator == 12
    assert measured["awa_outreach_people"].numerator is None
    assert measured["sec_incidents"].numerator is None


def test_the_denominator_of_village_indicators_comes_from_the_list(
    opened: Opener, publication: Publication
) -> None:
    session = opened("monthly")
    session.record("/data/p4/hr_cdt_villages_num", "3")
    assert session.value("/data/p4/hr_cdt_villages_den") == "3"
    assert session.value("/data/p4/hr_cdt_villages_rate") == "100"
    four = session.record("/data/p4/hr_cdt_villages_num", "4")
    assert [v.kind for v in four.violations] == ["constraint"]


@pytest.mark.parametrize(
    ("form", "path", "bad", "good"),
    [
        ("monthly", "/data/villages[1]/soc_health_record_num", "-1", "5"),
        ("monthly", "/data/p1/awa_media_items", "-1", "0"),
        ("yearly", "/data/p1/awa_annual_plan_date", "2026-10-21", "2026-10-20"),
        ("halfyearly", "/data/villages[2]/inf_smartphone_num", "-3", "3"),
        ("quarterly", "/data/villages[1]/gen_household_total", "-1", "10"),
    ],
)
def test_figures_out_of_range_are_hard_violations(
    opened: Opener, form: str, path: str, bad: str, good: str
) -> None:
    session = opened(form, period="2026")
    session.set(path, bad)
    assert [v.severity for v in session.cell_violations(path)] == ["hard"]
    session.set(path, good)
    assert [v for v in session.cell_violations(path) if v.kind == "constraint"] == []


def test_a_numerator_above_its_denominator_is_a_violation_in_both_languages(opened: Opener) -> None:
    session = opened("monthly")
    session.set("/data/p6/gov_edocs_den", "431")
    outcome = session.set("/data/p6/gov_edocs_num", "432")
    assert "Phải từ 0 đến" in outcome.violations[0].message
    session.language = "en"
    assert "between 0 and" in session.cell_violations("/data/p6/gov_edocs_num")[0].message


def test_one_figure_of_a_pair_asks_for_the_other(opened: Opener) -> None:
    session = opened("monthly")
    session.set("/data/villages[1]/soc_health_record_num", "5")
    missing = session.cell_violations("/data/villages[1]/soc_health_record_den")
    assert [v.kind for v in missing] == ["required"]
    session.set("/data/p6/gov_edocs_num", "5")
    assert [v.kind for v in session.cell_violations("/data/p6/gov_edocs_num")] == ["constraint"]


def test_an_empty_form_has_no_hard_violation(opened: Opener) -> None:
    for form in ("monthly", "quarterly", "halfyearly", "yearly"):
        assert [v for v in opened(form).violations() if v.severity == "hard"] == []


def test_an_incident_asks_for_an_explanation_and_may_stay(opened: Opener) -> None:
    session = opened("monthly")
    outcome = session.record("/data/p5/sec_incidents", "2")
    assert [(v.severity, v.explained) for v in outcome.violations] == [("soft", False)]
    session.explain("/data/p5/sec_incidents", "Lộ mật khẩu, đã đổi")
    assert all(v.explained for v in session.cell_violations("/data/p5/sec_incidents"))


def test_a_population_that_jumped_by_more_than_a_tenth_is_asked_about(opened: Opener) -> None:
    path = "/data/villages[1]/gen_population_total"
    session = opened("quarterly", period="2026Q3", previous={path: "1000"})
    assert [v.kind for v in session.record(path, "1101").violations] == ["compare"]
    assert session.record(path, "1100").violations == ()


def test_yes_asks_for_number_and_date(opened: Opener, publication: Publication) -> None:
    session = opened("yearly", period="2026")
    assert publication.catalogue is not None

    def committee() -> Decimal | None:
        found = measure_entry(publication.catalogue, session)  # type: ignore[arg-type]
        return next(m.numerator for m in found if m.indicator == "awa_steering_committee")

    assert committee() is None
    session.record("/data/p1/awa_steering_committee", "không")
    assert committee() == 0
    session.record("/data/p1/awa_steering_committee", "có")
    assert committee() == 1
    required = {v.path.rsplit("/", 1)[-1] for v in session.violations() if v.kind == "required"}
    assert required == {"awa_steering_committee_decision", "awa_steering_committee_date"}


TASK = {
    "work/programme": "da06",
    "work/title": "Làm sạch dữ liệu dân cư",
    "work/owner": "Nguyễn Thị Lan",
    "work/responsible": "Công an xã",
    "work/product": "Báo cáo",
    "work/due_date": "2026-10-31",
}


def task(opened: Opener, **changes: str) -> EntrySession:
    session: EntrySession = opened("tasks")
    for name, value in {**TASK, **{key.replace("__", "/"): value for key, value in changes.items()}}.items():
        if value:
            assert session.set(f"/data/{name}", value).refusal is None
    return session


def hard(session: EntrySession) -> set[str]:
    return {v.path.rsplit("/", 1)[-1] for v in session.violations() if v.severity == "hard"}


def test_a_task_must_be_clear_in_all_five(opened: Opener) -> None:
    assert hard(task(opened)) == set()
    assert hard(opened("tasks")) == {"programme", "title", "owner", "responsible", "product", "due_date"}
    assert hard(task(opened, work__due_date="", progress__status="regular")) == set()


def test_a_task_that_is_done_needs_date_and_evidence(opened: Opener) -> None:
    assert hard(task(opened, progress__status="done")) == {"done_date", "evidence"}
    done = task(
        opened, progress__status="done", progress__done_date="2026-10-19", progress__evidence="12/BC-UBND"
    )
    assert hard(done) == set()


def test_a_slip_of_five_days_asks_for_a_remedy(opened: Opener) -> None:
    assert "remedy" not in hard(task(opened, work__due_date="2026-10-16"))
    assert hard(task(opened, work__due_date="2026-10-15")) == {"remedy"}


def test_a_predecessor_unit_comes_from_the_old_list(opened: Opener) -> None:
    session = opened("mergers")
    offered = {choice.value for choice in session.node("/data/old_unit").choices}
    assert offered == {"22810", "22819"}
    session.set("/data/old_unit", "22819")
    assert session.value("/data/extent") == "whole"


def test_an_indicator_that_does_not_apply_to_the_unit_gives_no_figure(
    opened, publication: Publication
) -> None:
    assert publication.catalogue is not None
    known = publication.catalogue
    health = msgspec.structs.replace(
        known.indicator("soc_health_record"), not_applicable=Formula.of("/data/village_count < 3")
    )
    small = Catalogue(
        **{
            **{name: getattr(known, name) for name in vars(known) if not name.startswith("_")},
            "indicators": (health,),
        }
    )
    for unit, applicable in (("22810", True), ("22813", False)):
        session = opened("monthly", unit=unit)
        answers(session, soc_health_record_num="3", soc_health_record_den="4")
        (measured,) = measure_entry(small, session)
        assert measured.applicable is applicable
        assert (measured.numerator is None) is not applicable


def test_a_village_that_left_the_list_is_still_named_by_its_code(opened: Opener) -> None:
    values = opened("monthly").values()
    values["/data/villages[2]/village_code"] = "22810-99"
    session = opened("monthly", values=values)
    assert session.value("/data/villages[2]/village_name") == "22810-99"
