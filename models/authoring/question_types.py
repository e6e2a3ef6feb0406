"""Question types that have no place on a commune's keyboard, and what to ask instead."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusedType:
    """What the type is, and what to use instead, in two languages."""

    vi: str
    en: str
    instead_vi: str
    instead_en: str


_TEXT = ("câu hỏi text ghi bằng chữ", "a text question")
_GEO = RefusedType(
    "vị trí trên bản đồ", "a place on a map", "hai câu decimal cho vĩ độ và kinh độ", "two decimal questions"
)
_MEDIA_TEXT = ("câu hỏi text mô tả", "a text question that describes it")

REFUSED: dict[str, RefusedType] = {
    "geopoint": _GEO,
    "geotrace": _GEO,
    "geoshape": _GEO,
    "start-geopoint": _GEO,
    "image": RefusedType("ảnh", "a picture", *_MEDIA_TEXT),
    "audio": RefusedType("ghi âm", "a recording", *_MEDIA_TEXT),
    "background-audio": RefusedType("ghi âm", "a recording", *_MEDIA_TEXT),
    "video": RefusedType("quay phim", "a film", *_MEDIA_TEXT),
    "file": RefusedType(
        "tệp đính kèm", "an attached file", "câu hỏi text ghi tên tệp", "a text question for its name"
    ),
    "barcode": RefusedType("mã vạch", "a barcode", *_TEXT),
    "osm": RefusedType("bản đồ OpenStreetMap", "OpenStreetMap data", *_TEXT),
    "select_one_external": RefusedType(
        "danh sách ngoài kiểu cũ",
        "the old kind of external list",
        "select_one_from_file với choice_filter",
        "select_one_from_file with a choice_filter",
    ),
    "include": RefusedType(
        "chèn biểu mẫu khác", "another form put in", "các dòng của biểu mẫu đó", "that form's rows"
    ),
    "loop": RefusedType("vòng lặp kiểu cũ", "the old kind of loop", "begin repeat", "begin repeat"),
    "cascading_select": RefusedType(
        "chọn theo tầng kiểu cũ",
        "the old cascading select",
        "select_one với choice_filter",
        "select_one with a choice_filter",
    ),
    "kobomatrix": RefusedType(
        "bảng của Kobo",
        "Kobo's matrix",
        "begin repeat với body::xaso:layout = grid",
        "begin repeat with body::xaso:layout = grid",
    ),
    "kobo-construct": RefusedType(
        "cấu trúc riêng của Kobo",
        "a construct of Kobo's own",
        "các câu hỏi XLSForm thường",
        "plain XLSForm questions",
    ),
    "xml-external": RefusedType("tệp XML", "an XML file", "csv-external", "csv-external"),
}
_BIND_TYPES = {
    "geopoint": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "barcode": "barcode",
    "binary": "file",
}


def refused_type(tag: str, bind_type: str, element: ET.Element | None) -> str | None:
    """The key of REFUSED for a control of an XForm, or None when it is supported."""
    if tag == "upload":
        media = (element.get("mediatype") if element is not None else "") or ""
        return {"image": "image", "audio": "audio", "video": "video", "osm": "osm"}.get(
            media.partition("/")[0], "file"
        )
    if element is not None and element.get("query"):
        return "select_one_external"
    return _BIND_TYPES.get(bind_type.rpartition(":")[2].strip().lower())
