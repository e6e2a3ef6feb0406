"""The province's screens by keyboard, over a real store: who sent what, review, inbox, scores, tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from models.entries import EntryState
from sync.receipt import current_head
from tests.tui.driving import rest, until
from tests.tui.province.world import DOCS, EDOCS, World
from tui.keys import Place
from tui.lock.guard import HASH_FILE
from tui.lock.passphrase import Passphrase
from tui.lock.screen import LockScreen
from tui.province.inbox import InboxScreen
from tui.province.matrix import MatrixScreen
from tui.province.records import RecordsScreen
from tui.province.scores import ScoresScreen
from tui.province.story import StoryScreen
from tui.province.tasks import TaskListScreen, TasksScreen
from tui.province.verdict import VerdictScreen
from tui.widgets.line import Line
from tui.widgets.message import Message

NINH_SON = ("f3", *"ninh son", "enter")


def text_of(app: Any, screen_text: Any) -> str:
    return "\n".join(screen_text(app))


def line_of(app: Any, screen_text: Any, word: str) -> str:
    return next(line for line in screen_text(app) if word in line)


def message(app: Any) -> str:
    return str(app.screen.query_one("#message", Message).text)


def title(app: Any) -> str:
    line = app.screen.query_one("#title", Line)
    return f"{line.text} | {line.ending}"


@pytest.fixture
def app(world: World, app_maker: Any) -> Any:
    return app_maker(world)


# -- the matrix


async def test_the_matrix_is_home_and_says_what_came(app: Any, press: Any, screen_text: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert isinstance(app.screen, MatrixScreen)
        assert "Khánh Hòa (56) · kỳ 10/2026 · hạn 22/10" in title(app)
        assert "đã nhận 62/65 · đúng hạn 58" in title(app)
        await press(pilot, *NINH_SON)
        line = line_of(app, screen_text, "22810")
        assert line.startswith("▸ 22810 Xã Ninh Sơn")
        assert "↩" in line


async def test_every_state_has_a_mark_of_its_own(
    world: World, app_maker: Any, press: Any, ascii_marks: Any
) -> None:
    for the_marks in (None, ascii_marks):
        app = app_maker(world, the_marks=the_marks) if the_marks else app_maker(world)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot)
            model = app.screen.model
            seen = {
                cell.mark: model.mark(cell, model.view.columns[0]).text.split(" ")[0]
                for row in model.view.rows
                for cell in row.cells[:1]
            }
            assert set(seen) == {"accepted", "received", "returned", "refused", "missing"}
            assert len(set(seen.values())) == 5
            assert not the_marks or all(sign.isascii() for sign in seen.values())


async def test_f8_goes_from_problem_to_problem(app: Any, press: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        seen = []
        for _ in range(4):
            seen.append(app.screen.model.unit(app.screen.sheet.row).code)
            await press(pilot, "f8")
        assert seen == ["22810", "22813", "22822", "22822"]


async def test_gaps_and_refusals_are_told_beside_the_quality(app: Any, press: Any, screen_text: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f3", *"lam son", "enter")
        assert "…14,15" in line_of(app, screen_text, "22813")
        await press(pilot, "f8")
        assert "✗ REVOKED" in line_of(app, screen_text, "22822")
        assert "cách ly" in message(app)


async def test_points_ranks_and_quality_appear_once_they_are_measured(
    app: Any, press: Any, screen_text: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert line_of(app, screen_text, "22366").split()[-4:-1] == ["0,75", "3", "94%"]


async def test_f5_sorts_by_rank_and_by_the_worst_quality(app: Any, press: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5")
        assert app.screen.model.unit(0).code == "22810"  # rank 1
        await press(pilot, "f5")
        assert app.screen.model.unit(0).code == "22420"  # came late
        await press(pilot, "f5")
        assert app.screen.model.unit(0).trouble
        await press(pilot, "f5")
        assert app.screen.model.unit(0).code == "22333"


async def test_another_period_is_chosen_or_stepped_to(app: Any, press: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+left")
        assert "kỳ 09/2026" in title(app)
        assert "đã nhận 0/65" in title(app)
        await press(pilot, "ctrl+right", "f4", *"quý 4/2026", "enter")
        assert "kỳ Q4/2026" in title(app)
        assert "đã nhận 41/65" in title(app)


async def test_what_another_clerk_imported_shows_when_one_comes_back(
    app: Any, world: World, press: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6")
        world.send([world.month("22828", 100, 90)], at="2026-10-22T03:00:00Z")
        await press(pilot, "escape")
        assert "đã nhận 63/65" in title(app)


async def test_escape_at_the_matrix_leaves_nothing_and_says_how_to_leave(app: Any, press: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "escape")
        assert isinstance(app.screen, MatrixScreen)
        assert "Ctrl+Q" in message(app)


async def test_the_next_start_paints_what_was_seen_last(world: World, app_maker: Any, press: Any) -> None:
    first = app_maker(world, front=True)
    async with first.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+l")
        first._keep()
    second = app_maker(world, language=None, front=True)
    assert second.words.language == "en"
    assert second.matrix_view.received == 62
    assert second.standings.units["22366"].index == "0.75"


async def test_a_damaged_front_file_is_no_trouble(world: World, app_maker: Any, press: Any) -> None:
    (world.workspace.root / "front.json").write_text("[1, {", encoding="utf-8")
    app = app_maker(world, front=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        assert "62/65" in title(app)


async def test_a_store_without_a_catalogue_is_explained(
    tmp_path: Path, world: World, app_maker: Any, settle: Any
) -> None:
    from models.store import Store

    empty = Store.open(tmp_path / "empty.db")
    empty.close()
    app = app_maker(world)
    app.office._location = tmp_path / "empty.db"
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: message(app))
        await rest(pilot)
        assert app.matrix is not None
        assert not app.matrix.ready


# -- one unit


async def test_f2_tells_the_story_of_the_unit(app: Any, press: Any, screen_text: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "f2")
        assert isinstance(app.screen, StoryScreen)
        shown = text_of(app, screen_text)
        assert "Xã Ninh Sơn · 22810" in shown
        assert "↩ trả lại" in shown
        assert "– đã thay" in shown
        assert "000002" in shown
        assert "Nguyễn Lan · MAY-01" in shown
        await press(pilot, "escape")
        assert isinstance(app.screen, MatrixScreen)


async def test_a_story_names_the_bundles_that_never_came(app: Any, press: Any, screen_text: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f3", *"22813", "enter", "enter")
        assert isinstance(app.screen, StoryScreen)
        assert "thiếu gói 14, 15" in title(app)
        assert text_of(app, screen_text).count("… chưa tới") == 2


async def test_a_register_opens_from_its_cell(app: Any, press: Any, screen_text: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f3", *"do vinh", "enter", "right", "right", "enter")
        assert isinstance(app.screen, RecordsScreen)
        assert "Cấp chữ ký số" in text_of(app, screen_text)
        assert "Cấp chữ ký số cho cán bộ" in message(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, VerdictScreen)


# -- review


async def test_review_shows_values_errors_explanations_and_who_changed_what(
    app: Any, press: Any, screen_text: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "enter")
        assert isinstance(app.screen, VerdictScreen)
        assert "lần 2" in title(app)
        assert "✗▸" in line_of(app, screen_text, "xử lý trên môi trường mạng")
        await press(pilot, "f8", "f8")
        assert "Đợt cao điểm cấp lại sổ" in message(app)
        await press(pilot, "f7")
        shown = text_of(app, screen_text)
        assert "Lần 1 và lần 2: 4 ô khác nhau" in shown
        assert "Nguyễn Lan" in shown


async def test_a_comment_is_on_the_disk_at_once_and_survives_leaving(
    app: Any, world: World, app_maker: Any, press: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "enter", "f8", "f6", *"Xem lai so nay", "enter", "escape")
    again = app_maker(world)
    async with again.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "enter")
        assert again.screen.comments[EDOCS].text == "Xem lai so nay"
        assert again.screen.comments[EDOCS].by == "Phạm Hà"
        await press(pilot, "up")
        assert "1 góp ý chờ quyết định" in again.screen._summary()


async def test_an_empty_comment_takes_it_away(app: Any, press: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "enter", "f6", *"abc", "enter")
        assert app.screen.comments[DOCS].text == "abc"
        await press(pilot, "f6", "ctrl+u", "enter")
        assert DOCS not in app.screen.comments


async def test_f9_accepts_and_writes_the_receipt(
    app: Any, world: World, press: Any, screen_text: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "enter", "f9")
        assert "Đã duyệt." in message(app)
        assert "✓ đã duyệt" in title(app)
        receipts = list((world.workspace.root / "receipts").iterdir())
        assert len(receipts) == 1
        assert receipts[0].name in message(app)
        await press(pilot, "escape")
        assert (
            app.screen.model.mark(
                app.screen.view.rows[app.screen.model.order[app.screen.sheet.row]].cells[0],
                app.screen.view.columns[0],
            ).text
            == "✓"
        )
    with world.store.reading() as reading:
        head = reading.entries.find("monthly", "22810", "2026M10")
        assert head is not None
        assert head.state is EntryState.ACCEPTED
        assert current_head(reading, "22810")[0] is not None


async def test_f10_returns_with_the_comments_of_the_cells(app: Any, world: World, press: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f3", *"22738", "enter", "enter", "down", "down", "f6", *"Sai", "enter", "f10")
        assert "Đã trả lại." in message(app)
        assert "↩" in title(app)
    with world.store.reading() as reading:
        head = reading.entries.find("monthly", "22738", "2026M10")
        assert head is not None
        assert head.state is EntryState.RETURNED
        assert [(c.path, c.text, c.by) for c in reading.entries.comments(head.id)] == [
            (EDOCS, "Sai", "Phạm Hà")
        ]


async def test_returning_without_a_comment_asks_for_one_and_esc_returns_nothing(
    app: Any, world: World, press: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f3", *"22738", "enter", "enter", "f10")
        assert app.screen.PLACE is Place.WRITING
        await press(pilot, "escape")
        with world.store.reading() as reading:
            head = reading.entries.find("monthly", "22738", "2026M10")
            assert head is not None
            assert head.state is not EntryState.RETURNED
        await press(pilot, "f10", *"Thieu so lieu", "enter")
        assert "Đã trả lại." in message(app)
    with world.store.reading() as reading:
        assert [(c.path, c.text) for c in reading.entries.comments(head.id)] == [("", "Thieu so lieu")]


async def test_a_replaced_revision_can_only_be_read(app: Any, press: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "f2", "down", "enter")
        assert isinstance(app.screen, VerdictScreen)
        assert app.screen.review.head.state is EntryState.SUPERSEDED
        await press(pilot, "f9")
        assert "lần sửa sau" in message(app)
        await press(pilot, "f6")
        assert isinstance(app.screen, VerdictScreen)


async def test_a_decision_without_keys_is_explained_and_changes_nothing(
    app: Any, world: World, press: Any
) -> None:
    import shutil

    shutil.rmtree(world.workspace.keys)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "enter", "f9")
        assert "✗" in message(app)
        assert not app.screen.busy
    with world.store.reading() as reading:
        head = reading.entries.find("monthly", "22810", "2026M10")
        assert head is not None
        assert head.state is EntryState.RETURNED


async def test_a_receipt_that_cannot_be_written_leaves_the_decision_and_says_so(
    app: Any, world: World, press: Any
) -> None:
    (world.workspace.root / "receipts").write_text("no folder", encoding="utf-8")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *NINH_SON, "enter", "f9")
        assert "✗" in message(app)
        assert "✓ đã duyệt" in title(app)


# -- inbox, scores, tasks


async def test_the_inbox_begins_with_what_was_refused_and_why(app: Any, press: Any, screen_text: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6")
        assert isinstance(app.screen, InboxScreen)
        assert "✗ Khoá đã bị thu hồi" in line_of(app, screen_text, "22822")
        assert "F9 cho vào" in message(app)
        assert "1 bị từ chối" in title(app)
        await press(pilot, "f5")
        assert app.screen.listing.model().row_count() == 1
        await press(pilot, "f5", "enter")
        assert isinstance(app.screen, StoryScreen)


async def test_the_scoreboard_ranks_units_with_bars(app: Any, press: Any, screen_text: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f7")
        assert isinstance(app.screen, ScoresScreen)
        first = screen_text(app)[3]
        assert "22810 Xã Ninh Sơn" in first
        assert "█" in first
        assert "3 đơn vị chưa báo cáo" in message(app)
        await press(pilot, "f5")
        assert "Văn bản điện tử" in text_of(app, screen_text)
        await press(pilot, "f5", "enter")
        assert "hạng 1" in title(app)
        await press(pilot, "f2")
        assert isinstance(app.screen, StoryScreen)


async def test_tasks_are_counted_and_those_that_slipped_come_first(
    app: Any, press: Any, screen_text: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f9")
        assert isinstance(app.screen, TasksScreen)
        assert "33,33%" in line_of(app, screen_text, "Toàn tỉnh")
        await press(pilot, "enter")
        assert isinstance(app.screen, TaskListScreen)
        assert "Cấp chữ ký số" in screen_text(app)[4 if "trễ" in screen_text(app)[2] else 3]
        assert "trễ 25 ngày" in message(app)
        await press(pilot, "end", "down", "down")
        assert "chưa rõ: " in message(app)


# -- everywhere


@pytest.mark.parametrize("keys", [(), ("f2",), ("f6",), ("f7",), ("f9",), ("f3", *"22810", "enter", "enter")])
async def test_f1_explains_every_screen_and_esc_comes_back(
    keys: tuple[str, ...], app: Any, press: Any, screen_text: Any
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *keys)
        before = app.screen
        await press(pilot, "f1")
        assert app.screen is not before
        assert "Esc" in text_of(app, screen_text)
        await press(pilot, "escape")
        assert app.screen is before
        if keys:
            await press(pilot, "escape")
            assert isinstance(app.screen, MatrixScreen)


async def test_the_language_switches_on_every_screen(app: Any, press: Any, screen_text: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6", "ctrl+l")
        assert "Inbox" in title(app)
        await press(pilot, "escape")
        assert "received 62/65" in title(app)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (160, 50)])
async def test_every_screen_fits_the_terminal(
    size: tuple[int, int], app: Any, press: Any, screen_text: Any
) -> None:
    async with app.run_test(size=size) as pilot:
        for keys in ((), ("f2",), ("f6",), ("f7",), ("f9",)):
            await press(pilot, *keys)
            assert all(len(line) == size[0] for line in screen_text(app))
            if keys:
                await press(pilot, "escape")


async def test_no_message_of_the_province_is_without_vietnamese() -> None:
    import importlib.util

    root = Path(__file__).resolve().parents[3]
    spec = importlib.util.spec_from_file_location("messages_tool", root / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.missing("province") == []


def test_the_frame_is_painted_without_the_store_or_cryptography() -> None:
    import subprocess
    import sys

    code = (
        "import sys, cli.province.screen, tui.province.app, tui.province.house\n"
        "heavy = {'sqlalchemy', 'sqlmodel', 'cryptography', 'typer', 'models.session', 'models.office'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_behind_a_passphrase_nothing_of_the_last_matrix_shows(
    world: World, app_maker: Any, press: Any
) -> None:
    first = app_maker(world, front=True)
    async with first.run_test(size=(80, 24)) as pilot:
        await press(pilot)
        first._keep()
    Passphrase(world.workspace.root / HASH_FILE, cost=2**4).choose("mưa rào tháng tám")
    second = app_maker(world, front=True)
    assert second.matrix.view.rows == ()
    async with second.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(second.screen, LockScreen))
        await rest(pilot)
        assert second.matrix.view.rows == ()
        for key in "mưa rào tháng tám":
            await pilot.press("space" if key == " " else key)
        await press(pilot, "enter")
        assert not isinstance(second.screen, LockScreen)
        assert "62/65" in title(second)


async def test_f9_lets_a_held_bundle_in_once_a_reason_is_given(
    world: World, app: Any, press: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = world.refuse("22834", "E_FORK", seq=9, at="2026-10-30T03:00:00Z")
    asked: list[tuple[str, str]] = []

    def release(which: str, why: str) -> tuple[str, list[Path]]:
        asked.append((which, why))
        (world.workspace.quarantine / f"{which}.json").unlink()
        return "accepted", [Path("R-22834-000002.AGE")]

    monkeypatch.setattr(app.office, "release", release)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6")
        before = len(app.screen.cases)
        await press(pilot, "f9", "enter")
        assert not asked
        assert "phải có lý do" in message(app)
        await press(pilot, "f9", "escape")
        assert not asked
        await press(pilot, "f9", *"da goi hoi", "enter")
        assert asked == [(case, "da goi hoi")]
        assert "R-22834-000002.AGE" in message(app)
        assert len(app.screen.cases) == before - 1


async def test_f9_on_what_cannot_be_let_in_says_so(world: World, app: Any, press: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6", "ctrl+end", "f9")
        assert isinstance(app.screen, InboxScreen)
        assert "mới cho vào được" in message(app)


async def test_f6_draws_the_scores_on_todays_units_and_back(app: Any, press: Any) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "f7", "f6")
        assert "đơn vị hiện nay" in title(app)
        assert app.screen.board.on is not None
        await press(pilot, "f6")
        assert "đơn vị hiện nay" not in title(app)


async def test_indicators_show_the_growth_on_last_year(app: Any, press: Any, screen_text: Any) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "f7", "f5")
        assert any("tăng" in line for line in screen_text(app))
        assert "so với cùng kỳ năm trước" in message(app)
