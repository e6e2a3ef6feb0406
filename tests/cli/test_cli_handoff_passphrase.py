"""A commune's key under a passphrase: chosen at enrolment, asked for at export, a wrong one told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.officer import passphrase
from locales.explain import explain
from locales.words import Words
from models.workspace import CommuneWorkspace
from sync.errors import PassphraseError
from sync.keys import load
from tests.cli.conftest import COMMUNE, House, Run
from tui.handoff.sending import CommuneSending
from tui.handoff.sending_ports import Order, Target, Way
from tui.house import CommuneHouse

SECRET = "gió núi Ninh Sơn"


@pytest.fixture
def fresh(run: Run, house: House) -> House:
    """Another laptop of the commune, which has the kit and no key yet."""
    new = House(house.root)
    (house.root / "commune").rename(house.root / "old")
    said = run("receive", house.kit, "--unit", COMMUNE, *new.here, "--json")
    assert said.code == 0, said.err
    return new


def enrol(run: Run, house: House, *more: str) -> dict[str, object]:
    said = run("enrol", "--officer", "An", "--out", house.stick, *more, *house.here, "--json")
    assert said.code == 0, said.err
    return dict(said.json)


def test_a_key_under_a_passphrase_signs_only_with_it(
    run: Run, fresh: House, figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XASO_PASSPHRASE", SECRET)
    asked = enrol(run, fresh, "--passphrase")
    assert asked["passphrase"] is True
    with pytest.raises(PassphraseError):
        load(fresh.data / "keys" / "commune_ed25519")
    certified = run("province", "enrol", asked["file"], "--digits", asked["digits"], *fresh.there, "--json")
    assert run("receive", certified.json["receipt"], *fresh.here).code == 0
    items = run("due", *fresh.here, "--json").json["forms"]
    month = next(item["period"] for item in items if item["form"] == "monthly" and not item["late"])
    run("enter", "monthly", month, "--from", figures, *fresh.here)
    for given in (None, "sai rồi"):
        monkeypatch.delenv("XASO_PASSPHRASE", raising=False)
        if given:
            monkeypatch.setenv("XASO_PASSPHRASE", given)
        said = run("export", "--to", fresh.stick, *fresh.here, "--json")
        assert (said.code, said.json["error"]["code"]) == (5, "E_PASSPHRASE")
        assert "Làm lại" in said.err
    monkeypatch.setenv("XASO_PASSPHRASE", SECRET)
    said = run("export", "--to", fresh.stick, *fresh.here, "--json")
    assert (said.code, said.json["entries"]) == (0, 1), said.err


def test_a_key_that_was_made_without_one_says_that_it_stays_so(
    run: Run, fresh: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert enrol(run, fresh)["passphrase"] is False
    monkeypatch.setenv("XASO_PASSPHRASE", SECRET)
    said = run("enrol", "--officer", "An", "--out", fresh.stick, "--passphrase", *fresh.here)
    assert (said.code, "không có mật khẩu" in said.out) == (0, True)


def test_in_a_script_without_the_variable_nothing_is_made(run: Run, fresh: House) -> None:
    said = run("enrol", "--officer", "An", "--out", fresh.stick, "--passphrase", *fresh.here)
    assert (said.code, "XASO_PASSPHRASE" in said.err) == (2, True)
    assert not list((fresh.data / "keys").iterdir())


def test_at_a_terminal_it_is_typed_twice_until_both_are_the_same(
    run: Run, fresh: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["một", "hai", SECRET, SECRET])
    monkeypatch.setattr(passphrase, "can_ask", lambda: True)
    monkeypatch.setattr(passphrase, "_ask", lambda _what: next(typed))
    assert enrol(run, fresh, "--passphrase")["passphrase"] is True
    assert list(typed) == []
    assert load(fresh.data / "keys" / "commune_ed25519", SECRET).key


@pytest.mark.parametrize(("typed", "code"), [(["sai", "", SECRET], 0), (["sai", "sai", "sai"], 5)])
def test_at_a_terminal_three_tries_are_given(
    run: Run, fresh: House, monkeypatch: pytest.MonkeyPatch, typed: list[str], code: int
) -> None:
    monkeypatch.setenv("XASO_PASSPHRASE", SECRET)
    enrol(run, fresh, "--passphrase")
    monkeypatch.delenv("XASO_PASSPHRASE")
    answers = iter(typed)
    monkeypatch.setattr(passphrase, "can_ask", lambda: True)
    monkeypatch.setattr(passphrase, "_ask", lambda _what: next(answers))
    said = run("enrol", "--officer", "An", "--out", fresh.stick, *fresh.here)
    assert (said.code, list(answers)) == (code, [])
    assert "Còn 2 lần thử" in said.err


def test_enrolling_again_asks_for_the_passphrase_of_the_key_that_waits(
    run: Run, fresh: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XASO_PASSPHRASE", SECRET)
    first = enrol(run, fresh, "--passphrase")
    assert enrol(run, fresh)["digits"] == first["digits"]
    monkeypatch.delenv("XASO_PASSPHRASE")
    said = run("enrol", "--officer", "An", "--out", fresh.stick, *fresh.here)
    assert said.code == 5


def test_the_screen_s_export_says_a_sentence_and_takes_the_passphrase_of_the_environment(
    run: Run, fresh: House, monkeypatch: pytest.MonkeyPatch, figures: Path
) -> None:
    monkeypatch.setenv("XASO_PASSPHRASE", SECRET)
    asked = enrol(run, fresh, "--passphrase")
    certified = run("province", "enrol", asked["file"], "--digits", asked["digits"], *fresh.there, "--json")
    run("receive", certified.json["receipt"], *fresh.here)
    items = run("due", *fresh.here, "--json").json["forms"]
    month = next(item["period"] for item in items if item["form"] == "monthly" and not item["late"])
    run("enter", "monthly", month, "--from", figures, *fresh.here)
    house = CommuneHouse(CommuneWorkspace(fresh.data), "en")
    sending = CommuneSending(house, list)
    entries = tuple(one for each in sending.offer().waiting for one in each.entries)
    order = Order(Target(Way.FOLDER, fresh.stick), entries)
    monkeypatch.delenv("XASO_PASSPHRASE")
    with pytest.raises(PassphraseError) as refused:
        sending.export(order, None, lambda _step: None)
    assert "type the passphrase" in explain(refused.value, Words("en")).remedy
    monkeypatch.setenv("XASO_PASSPHRASE", SECRET)
    assert [each.entries for each in sending.export(order, None, lambda _step: None).written] == [1]
    house.close()
