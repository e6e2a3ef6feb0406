"""What a file's name hints at, whoever wrote it."""

from __future__ import annotations

import pytest

from sync.names import unit_hinted

NAME = "B-56-22810-2026M10-000017-4F1C9A2B.age"


@pytest.mark.parametrize(
    "label",
    [
        NAME,
        f"/media/usb/{NAME}",
        f"E:\\hop-thu\\{NAME.upper()}",
        f"/mail/thang-10.eml!{NAME}",
        "Copy of B-56-22810-2026M10-000017-4F1C9A2B (1).age",
        "E-56-22810-000001-7A8B9C0D.age",
    ],
)
def test_the_name_of_a_bundle_or_an_enrolment_hints_at_its_unit(label: str) -> None:
    assert unit_hinted(label, "56") == "22810"
    assert unit_hinted(label, "30") is None


@pytest.mark.parametrize(
    "label",
    [
        "",
        "phieu.age",
        "R-56-22810-000003-4F1C9A2B.tar",
        "K-56-000003-4F1C9A2B.tar",
        "B-56-2281-2026M10-000017.age",
        "AB-56-22810-2026M10-000017.age",
        "B-56-٢٢٨١٠-2026M10-000017.age",
        "/tu/B-56-22810-2026M10-000017/anh.jpg",
    ],
)
def test_any_other_name_hints_at_nothing(label: str) -> None:
    assert unit_hinted(label, "56") is None
