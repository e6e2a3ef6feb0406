"""Units that the last catalogue had and the next one has no row for: their history would have no name."""

from __future__ import annotations

from collections.abc import Iterator

from models.authoring.complaints import Complaint
from models.catalogue import Catalogue
from models.units import UnitKind


def units_gone(before: Catalogue, after: Catalogue) -> Iterator[Complaint]:
    """Warn of communes that are gone without a word of what became of them."""
    for unit in before.units.of_kind(UnitKind.COMMUNE):
        if unit.code not in after.units:
            yield Complaint(
                "warning",
                "units",
                None,
                "W_UNIT_GONE",
                f"Đơn vị “{unit.code} {unit.name}” của danh mục trước không còn dòng nào: số liệu cũ của "
                "đơn vị sẽ không được tính. Giữ dòng ấy, ghi valid_to, và successor nếu nhập nguyên vẹn.",
                f"“{unit.code} {unit.name}” of the last catalogue has no row any more: its old figures will "
                "count nowhere. Keep the row, write valid_to, and successor where it merged as a whole.",
            )
