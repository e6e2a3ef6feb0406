"""The export page: what goes, where to, the work's steps, its result, passphrases and mails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sync.errors import DestinationError, NotCertifiedError
from tests.tui.driving import begin, press, said, settled, typed_ahead
from tests.tui.officer_fakes import offer
from tui.app import XasoApp
from tui.dialogs.choose import ChooseDialog
from tui.handoff.passphrase import PassphraseDialog
from tui.handoff.screen import OutboxScreen
from tui.handoff.sending_ports import Mail, Target, Way
from tui.lock.secret import Secret
from tui.screens.export import ExportScreen

Drawn = Callable[[Any], list[str]]


def drawn(app: XasoApp, screen_text: Drawn) -> str:
    return "\n".join(screen_text(app))


async def test_one_enter_writes_everything_to_the_stick_and_says_what_comes_next(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9", "enter")
        [order] = house.services.sending.orders
        assert (order.target.folder, len(order.entries)) == (Path("/media/usb"), 3)
        shown = drawn(app, screen_text)
        assert "niêm phong ✓ > ghi ✓ > đọc lại ✓ > khớp ✓" in shown
        assert "GÓI ĐÃ NẰM TRÊN USB. Rút USB được rồi." in shown
        assert "lấy biên nhận" in shown
        assert "B-56-22810-2026M10-000018-4F1C9A2B" in shown


async def test_what_is_not_ticked_stays_here(app: XasoApp, house: Any, screen_text: Drawn) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9", "ctrl+home", "space")
        assert "[ ] Chuyển đổi số hằng tháng" in " ".join(drawn(app, screen_text).split())
        await press(pilot, "down", "down", "enter")
        assert house.services.sending.orders[0].entries == ("b" * 32, "c" * 32)


async def test_with_nothing_ticked_nothing_is_written(app: XasoApp, house: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9", "f5", "enter")
        assert house.services.sending.orders == []
        assert "Chưa chọn" in said(app)
        await press(pilot, "f5", "enter")
        assert len(house.services.sending.orders[0].entries) == 3


async def test_a_bundle_that_was_sealed_before_goes_along_alone(app: XasoApp, house: Any) -> None:
    house.services.sending.known = replace(offer(), waiting=(), sealed=(17,))
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9", "enter")
        assert len(house.services.sending.orders) == 1


async def test_a_stick_that_vanishes_in_the_middle_loses_nothing_and_says_so(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    sending = house.services.sending
    sending.error = DestinationError(path="/media/usb", reason="pulled out")
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9", "enter")
        assert "đọc lại ✗" in drawn(app, screen_text)
        assert "/media/usb" in said(app)
        sending.error = None
        await press(pilot, "enter")
        assert "GÓI ĐÃ NẰM TRÊN USB" in drawn(app, screen_text)


async def test_a_draft_asks_for_its_folder(
    app: XasoApp, house: Any, screen_text: Drawn, tmp_path: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9", "down", "enter", "ctrl+u", tuple(str(tmp_path)), "enter")
        [order] = house.services.sending.orders
        assert (order.target.way, order.target.folder) == (Way.DRAFT, tmp_path)
        assert "Xã Ninh Sơn" in order.subject
        assert "CHƯA GỬI" in drawn(app, screen_text)


async def test_others_files_on_the_stick_are_named_and_asked_about(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    stick = Target(Way.STICK, Path("/media/usb"), "KINGSTON", 10**9, strangers=("22813",))
    house.services.sending.known = replace(offer(), targets=(stick,))
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9")
        assert "! 22813" in drawn(app, screen_text)
        await press(pilot, "enter")
        assert isinstance(app.screen, ChooseDialog)
        await press(pilot, "enter")
        assert house.services.sending.orders == []
        await press(pilot, "enter", "down", "enter")
        assert len(house.services.sending.orders) == 1


async def test_sticks_that_are_full_or_write_protected_say_so_and_are_not_first(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    full = Target(Way.STICK, Path("/media/a"), "A", 1000)
    read_only = Target(Way.STICK, Path("/media/b"), "B", 10**9, writable=False)
    good = Target(Way.STICK, Path("/media/c"), "C", 10**9)
    house.services.sending.known = replace(offer(), targets=(full, read_only, good))
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9")
        shown = drawn(app, screen_text)
        assert "hết chỗ" in shown
        assert "chống ghi" in shown
        await press(pilot, "enter")
        assert house.services.sending.orders[0].target.folder == Path("/media/c")


async def test_without_a_certificate_it_says_so_before_anything_is_pressed(app: XasoApp, house: Any) -> None:
    house.services.sending.known = replace(offer(), trouble=NotCertifiedError())
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9")
        assert said(app).startswith("✗")


async def test_an_old_kit_warns_here(app: XasoApp, house: Any) -> None:
    house.services.sending.known = replace(offer(), kit_day="2025-08-01")
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9")
        assert "01/08/2025" in said(app)


class TestPassphrase:
    async def test_a_key_under_a_passphrase_asks_for_it_and_shows_nothing_of_it(
        self, app: XasoApp, house: Any, screen_text: Drawn
    ) -> None:
        house.services.sending.passphrase = "gió núi"
        async with app.run_test(size=(80, 24)) as pilot:
            await begin(pilot)
            await press(pilot, "f9", "enter")
            assert isinstance(app.screen, PassphraseDialog)
            await press(pilot, tuple("gió núi"))
            assert "gió" not in drawn(app, screen_text)
            await press(pilot, "enter")
            assert "GÓI ĐÃ NẰM TRÊN USB" in drawn(app, screen_text)
            assert house.services.sending.tried == [None, "gió núi"]

    async def test_it_may_be_typed_ahead_with_the_key_that_asks_for_it(
        self, app: XasoApp, house: Any, screen_text: Drawn
    ) -> None:
        house.services.sending.passphrase = "gió núi"
        async with app.run_test(size=(80, 24)) as pilot:
            await begin(pilot)
            typed_ahead(app, "f9", "enter", *"sai", "enter", *"gió", "space", *"núi", "enter")
            await settled(pilot)
            assert house.services.sending.tried == [None, "sai", "gió núi"]
            assert "GÓI ĐÃ NẰM TRÊN USB" in drawn(app, screen_text)

    async def test_three_wrong_ones_end_it_with_a_sentence_and_nothing_is_lost(
        self, app: XasoApp, house: Any
    ) -> None:
        house.services.sending.passphrase = "gió núi"
        async with app.run_test(size=(80, 24)) as pilot:
            await begin(pilot)
            await press(pilot, "f9", "enter", tuple("sai 1"), "enter", tuple("sai 2"), "enter")
            assert isinstance(app.screen, PassphraseDialog)
            await press(pilot, tuple("sai 3"), "enter")
            assert isinstance(app.screen, ExportScreen)
            assert "ba lần" in said(app)
            assert house.services.sending.orders == []
            await press(pilot, "enter", tuple("gió núi"), "enter")
            assert len(house.services.sending.orders) == 1

    async def test_leaving_the_question_leaves_everything_as_it_is(self, app: XasoApp, house: Any) -> None:
        house.services.sending.passphrase = "gió núi"
        async with app.run_test(size=(80, 24)) as pilot:
            await begin(pilot)
            await press(pilot, "f9", "enter", "escape")
            assert house.services.sending.tried == [None]
            assert "Chưa làm gì" in said(app)

    async def test_the_lock_over_the_question_forgets_what_was_typed(self, app: XasoApp, house: Any) -> None:
        house.services.sending.passphrase = "gió núi"
        async with app.run_test(size=(80, 24)) as pilot:
            await begin(pilot)
            await press(pilot, "f9", "enter", tuple("gió"), "ctrl+k")
            assert not isinstance(app.screen, PassphraseDialog)
            await press(pilot, "enter")
            assert isinstance(app.screen, PassphraseDialog)
            assert app.screen.query_one(Secret).text == ""


class TestMails:
    async def test_a_mail_that_waits_says_why_and_one_key_sends_it(
        self, app: XasoApp, house: Any, screen_text: Drawn
    ) -> None:
        sending = house.services.sending
        sending.mails = (
            Mail(
                "B-56-22810-2026M10-000018-4F1C9A2B", 2, "2026-10-18T03:00:00Z", "E_MAIL_TRUST", "self-signed"
            ),
        )
        sending.known = replace(offer(), targets=(Target(Way.MAIL, label="so@khanhhoa.example"),))
        async with app.run_test(size=(120, 40)) as pilot:
            await begin(pilot)
            await press(pilot, "f9", "enter")
            shown = drawn(app, screen_text)
            assert "CHỜ GỬI THƯ" in shown
            assert "Máy chủ thư không chứng minh được mình là ai" in shown
            await press(pilot, "f6")
            assert sending.posted == [True]
            assert "Máy chủ thư" not in drawn(app, screen_text)

    async def test_a_mail_that_went_out_says_so(self, app: XasoApp, house: Any, screen_text: Drawn) -> None:
        sending = house.services.sending
        sending.known = replace(offer(), targets=(Target(Way.MAIL, label="so@khanhhoa.example"),))
        async with app.run_test(size=(80, 24)) as pilot:
            await begin(pilot)
            await press(pilot, "f9", "enter")
            assert "ĐÃ GỬI GÓI BẰNG THƯ" in drawn(app, screen_text)


async def test_receipts_are_one_key_away(app: XasoApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9", "f10")
        assert isinstance(app.screen, OutboxScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, ExportScreen)


async def test_a_tiny_terminal_shows_places_and_the_result(
    app: XasoApp, house: Any, screen_text: Drawn
) -> None:
    async with app.run_test(size=(40, 10)) as pilot:
        await begin(pilot)
        await press(pilot, "f9")
        assert "USB KINGSTON" in drawn(app, screen_text)
        await press(pilot, "enter")
        assert "GÓI ĐÃ NẰM TRÊN USB" in drawn(app, screen_text)


async def test_trouble_while_looking_is_told_and_does_not_end_the_program(app: XasoApp, house: Any) -> None:
    def fail() -> None:
        raise FileNotFoundError(2, "No such file or directory", "/gone")

    house.services.sending.offer = fail
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(pilot)
        await press(pilot, "f9")
        assert "/gone" in said(app)
        await press(pilot, "enter", "space", "f5", "f6", "escape")
        assert not isinstance(app.screen, ExportScreen)
