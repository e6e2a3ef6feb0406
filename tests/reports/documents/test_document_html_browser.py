"""The page in a real browser: it runs, sorts, tells its sources, prints, and asks the network for nothing."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from locales.words import Words
from reports.documents import Book, Format, write


def _tool() -> ModuleType:
    file = Path(__file__).with_name("chromium.py")
    spec = importlib.util.spec_from_file_location("chromium_for_tests", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


chromium = _tool()
pytestmark = pytest.mark.skipif(
    chromium.BINARY is None, reason="Chromium is not installed (Debian: chromium)"
)


@pytest.fixture(scope="module")
def browser(book: Book, vi: Words, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("browser")
    write(book, [], Format.HTML, folder / "report.html", vi)
    with chromium.page(folder / "profile") as page:
        page.open(folder / "report.html")
        yield page


NAMES = "[...document.querySelectorAll('#score_table tbody tr:not(.trace)')].map(r => r.cells[1].textContent)"


def heading(number: int, table: str = "score_table") -> str:
    return f"document.querySelectorAll('#{table} thead th')[{number}]"


def test_the_page_runs_without_errors_and_its_policy_refuses_nothing(browser: Any) -> None:
    assert browser.ask("document.querySelectorAll('td.f[tabindex]').length") > 3  # so the script ran
    assert browser.ask("performance.getEntriesByType('resource').length") == 0
    assert browser.complaints == []


def test_no_script_of_a_name_runs(browser: Any, book: Book) -> None:
    assert browser.ask("document.scripts.length") == 1
    assert book.units["22822"] in browser.ask("document.body.innerText")


def test_nothing_is_wider_than_the_window(browser: Any) -> None:
    assert browser.ask("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_the_order(browser: Any) -> None:
    browser.ask(f"{heading(5)}.click()")
    rising = browser.ask(NAMES)
    assert rising == ["22810", "22813", "22822", "22828"]  # the last two have no index
    assert browser.ask(f"{heading(5)}.getAttribute('aria-sort')") == "ascending"
    browser.ask(f"{heading(5)}.click()")
    assert browser.ask(NAMES) == ["22813", "22810", "22822", "22828"]  # and stay last, whichever way
    total = "document.querySelector('#score_table tfoot tr').cells[2].textContent"
    assert browser.ask(total) == "Tỉnh Khánh Hòa"


def test_a_heading_can_be_sorted_by_the_keyboard(browser: Any) -> None:
    browser.ask(f"{heading(1)}.querySelector('[role=button]').focus()")
    browser.press("Enter")
    assert browser.ask(NAMES) == ["22810", "22813", "22822", "22828"]


def test_groups_stay_together_when_sorted(browser: Any) -> None:
    browser.ask(f"{heading(0, 'indicator_table')}.click()")
    rows = "[...document.querySelectorAll('#indicator_table tbody tr')].map(r => r.cells[0].textContent)"
    assert [name for name in browser.ask(rows) if name[0].isdigit()] == [
        "8 Xã hội số",
        "6 Chính quyền số",
        "1 Nhận thức số",
    ]
    assert browser.ask(rows)[0] == "8 Xã hội số"


def test_a_click_on_a_figure_tells_its_source_and_another_hides_it(browser: Any) -> None:
    cell = "document.querySelector('#indicator_table td.f')"
    browser.ask(f"{cell}.click()")
    told = browser.ask("document.querySelector('tr.trace').textContent")
    assert "tử số 69.586 · mẫu số 91.032" in told
    assert browser.ask(f"{cell}.parentElement.nextElementSibling.className") == "trace"
    browser.ask(f"{cell}.click()")
    assert browser.ask("document.querySelectorAll('tr.trace').length") == 0


def test_the_source_of_a_figure_can_be_had_by_the_keyboard(browser: Any) -> None:
    browser.ask("document.querySelector('#indicator_table td.f').focus()")
    browser.press("Enter")
    assert browser.ask("document.querySelectorAll('#indicator_table tr.trace').length") == 1
    browser.press("Enter")
    browser.press("ArrowRight")
    assert browser.ask("document.activeElement.cellIndex") == 2


def test_it_prints(browser: Any) -> None:
    printed = browser.pdf()
    assert printed.startswith(b"%PDF")
    assert len(printed) > 20_000
