"""The pictures of the tour: small, from nowhere else, the grid kept whatever font a viewer has."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style

from scripts.screen_svg import PAD, WIDE, svg

TOUR = sorted((Path(__file__).resolve().parents[3] / "docs" / "tour").glob("*.svg"))
SPACE = "{http://www.w3.org/2000/svg}"
LARGEST = 48 * 1024


def drawn(*lines: list[Segment]) -> ET.Element:
    return ET.fromstring(svg(lines, 20, "#d5dde0", "#14191c"))


def test_every_run_of_words_stands_in_its_column() -> None:
    root = drawn([Segment("  Thôn <1>     "), Segment("94,23%", Style(bold=True))])
    texts = root.findall(f"{SPACE}text")
    assert [text.text for text in texts] == ["Thôn <1>", "94,23%"]
    assert [float(text.get("x", "")) for text in texts] == [PAD + 2 * WIDE, PAD + 15 * WIDE]


def test_blocks_are_rectangles_and_rules_are_lines() -> None:
    root = drawn([Segment("██░▄"), Segment("──")])
    assert root.findall(f"{SPACE}text") == []
    widths = [float(rect.get("width", "0")) for rect in root.findall(f"{SPACE}rect")[1:]]
    assert widths == pytest.approx([2 * WIDE, WIDE, WIDE, 2 * WIDE])


def test_a_colour_behind_text_is_drawn_before_it() -> None:
    root = drawn([Segment("ab", Style.parse("#000000 on #ffffff"))])
    kinds = [child.tag.removeprefix(SPACE) for child in root]
    assert kinds == ["style", "rect", "rect", "text"]


@pytest.mark.skipif(not TOUR, reason="the tour was not drawn: python scripts/tour.py")
@pytest.mark.parametrize("file", TOUR, ids=lambda file: file.stem)
def test_a_picture_of_the_tour_is_small_and_fetches_nothing(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text) < LARGEST
    assert "@font-face" not in text
    assert re.findall(r"https?://[^\"' )]+", text) == ["http://www.w3.org/2000/svg"]
    ET.fromstring(text)
