"""What complaints about sheets, columns, names, lists and texts say; each says what to write instead."""

from __future__ import annotations

from models.authoring.complaint_kind import Sentence

OF_SHEETS: dict[str, Sentence] = {
    "WORKBOOK_UNREADABLE": (
        "error",
        "Không đọc được tệp ({reason}). Hãy mở bằng Excel rồi lưu lại dạng .xlsx.",
        "The file cannot be read ({reason}). Open it in Excel and save it as .xlsx.",
    ),
    "XFORM_UNREADABLE": (
        "error",
        "Tệp XML không phải là XForm đọc được ({reason}). Hãy xuất lại từ bảng tính.",
        "The XML is not a readable XForm ({reason}). Export it again from the workbook.",
    ),
    "SHEET_MISSING": (
        "error",
        "Thiếu trang tính “{name}”. Hãy thêm trang “{name}” với các cột {columns}.",
        "The sheet “{name}” is missing. Add a sheet “{name}” with the columns {columns}.",
    ),
    "COLUMN_MISSING": (
        "error",
        "Trang này thiếu cột “{name}”. Hãy thêm cột “{name}” ở dòng tiêu đề.",
        "This sheet has no column “{name}”. Add “{name}” to the header row.",
    ),
    "COLUMN_UNKNOWN": (
        "error",
        (
            "Không có cột nào tên “{name}”; nội dung cột sẽ bị bỏ qua.{hint_vi} Hãy sửa tên cột, xoá cột, "
            "hoặc đặt tên bắt đầu bằng “_” nếu chỉ là ghi chú."
        ),
        (
            "There is no column called “{name}”; what stands in it would be lost.{hint_en} Correct its "
            "name, delete it, or begin its name with “_” if it is a note to yourself."
        ),
    ),
    "COLUMN_TWICE": (
        "error",
        "Cột “{name}” có hai lần. Hãy giữ một cột.",
        "The column “{name}” stands here twice. Keep one of them.",
    ),
    "SHEET_IGNORED": (
        "warning",
        "Trang “{name}” không thuộc XLSForm và không được đọc.",
        "The sheet “{name}” is not part of XLSForm and is not read.",
    ),
    "COLUMN_IGNORED": (
        "warning",
        "Cột “{name}” của công cụ khác, ở đây không có tác dụng.",
        "The column “{name}” belongs to another tool and does nothing here.",
    ),
    "SETTING_IGNORED": (
        "warning",
        "Thiết lập “{name}” không có tác dụng ở đây: xaso tự niêm phong và gửi phiếu.",
        "The setting “{name}” does nothing here: xaso seals and sends entries by itself.",
    ),
    "TYPE_UNSUPPORTED": (
        "error",
        "Không hỗ trợ loại câu hỏi “{type}” ({kind_vi}). Hãy thay bằng {instead_vi}.",
        "Questions of type “{type}” ({kind_en}) are not supported. Use {instead_en} instead.",
    ),
    "TYPE_UNKNOWN": (
        "error",
        (
            "Không có loại câu hỏi “{type}”.{hint_vi} Hãy dùng, ví dụ: text, integer, decimal, date, "
            "select_one danh_sach."
        ),
        (
            "There is no question type “{type}”.{hint_en} Right ones are: text, integer, decimal, date, "
            "select_one list."
        ),
    ),
    "TYPE_IGNORED": (
        "warning",
        "Loại “{type}” không thu thập được ở đây; dòng này bị bỏ qua.",
        "“{type}” cannot be recorded here; this row is left out.",
    ),
    "TYPE_MISSING": (
        "error",
        "Dòng này có nội dung nhưng không có loại câu hỏi. Hãy điền cột type.",
        "This row has content but no type. Fill in the column type.",
    ),
    "NAME_MISSING": (
        "error",
        "Dòng này chưa có tên (cột name). Hãy đặt tên không dấu, ví dụ so_ho.",
        "This row has no name. Give it one without spaces, for example so_ho.",
    ),
    "NAME_INVALID": (
        "error",
        "Tên “{name}” không hợp lệ. Hãy đổi: bắt đầu bằng chữ cái hoặc “_”, chỉ gồm chữ, số, “-”, “_”, “.”.",
        (
            "The name “{name}” is not valid. A name begins with a letter or “_” and has only letters, "
            "digits, “-”, “_”, “.”."
        ),
    ),
    "NAME_TWICE": (
        "error",
        "Tên “{name}” đã dùng ở ô {other} trong cùng nhóm. Hãy đặt tên khác.",
        "The name “{name}” is already used in cell {other} of the same group. Choose another.",
    ),
    "NAME_OF_ROOT": (
        "error",
        "Tên nhóm lặp “{name}” trùng với tên gốc của biểu mẫu. Hãy đặt tên khác.",
        "The repeat's name “{name}” is also the name of the form's root. Choose another.",
    ),
    "NAME_AS_ROOT": (
        "error",
        (
            "Câu hỏi “{name}” trùng tên gốc của biểu mẫu nên ${{{name}}} không rõ chỉ tới đâu. Hãy đổi tên "
            "câu hỏi, hoặc ghi tên gốc khác ở cột name của trang settings."
        ),
        (
            "The question “{name}” has the name of the form's root, so ${{{name}}} is unclear. Rename the "
            "question, or write another root name in the column name of the sheet settings."
        ),
    ),
    "GROUP_OPEN": (
        "error",
        "Nhóm “{name}” chưa đóng. Hãy thêm dòng “{end}”.",
        "The group “{name}” is never closed. Add a row “{end}”.",
    ),
    "GROUP_NOT_OPEN": (
        "error",
        "Dòng “{type}” không đóng nhóm nào đang mở. Hãy xoá dòng này hoặc thêm dòng mở nhóm tương ứng.",
        "“{type}” closes no group that is open. Delete the row or add the row that opens the group.",
    ),
    "LIST_MISSING": (
        "error",
        "Không có danh sách lựa chọn “{name}” ở trang choices.{hint_vi} Hãy thêm danh sách hoặc sửa tên.",
        "There is no choice list “{name}” on the sheet choices.{hint_en} Add the list or correct its name.",
    ),
    "CHOICE_TWICE": (
        "error",
        (
            "Giá trị “{name}” có hai lần trong danh sách “{list}” (lần đầu ở ô {other}). Hãy đổi một giá "
            "trị, hoặc ghi allow_choice_duplicates = yes ở trang settings."
        ),
        (
            "The value “{name}” stands twice in the list “{list}” (first in cell {other}). Change one of "
            "them, or write allow_choice_duplicates = yes on the sheet settings."
        ),
    ),
    "CHOICE_NAME_MISSING": (
        "error",
        "Lựa chọn này chưa có giá trị (cột name). Hãy đặt giá trị.",
        "This choice has no value. Fill in the column name.",
    ),
    "CHOICE_SPACE": (
        "error",
        (
            "Giá trị lựa chọn “{name}” có dấu cách nên không dùng được cho chọn nhiều. Hãy thay dấu cách "
            "bằng “_”."
        ),
        "The choice value “{name}” has a space, which select_multiple cannot keep apart. Write “_” instead.",
    ),
    "LABEL_MISSING_VI": (
        "error",
        "Thiếu nhãn tiếng Việt ở cột “{column}”. Hãy điền nhãn.",
        "The Vietnamese text is missing in the column “{column}”. Fill it in.",
    ),
    "LANGUAGE_VI_MISSING": (
        "warning",
        "Biểu mẫu không có nhãn tiếng Việt. Hãy thêm cột “label::Tiếng Việt (vi)” trước khi phát hành.",
        "The form has no Vietnamese labels. Add the column “label::Tiếng Việt (vi)” before publishing.",
    ),
    "LABEL_ONLY_MEDIA": (
        "error",
        "Dòng này chỉ có hình hoặc tiếng, không có chữ; ở đây chỉ hiện được chữ. Hãy điền cột label.",
        (
            "This row has only a picture or sound and no text; only text can be shown here. Fill in the "
            "column label."
        ),
    ),
    "MEDIA_IGNORED": (
        "warning",
        "Hình, tiếng hoặc phim ở cột “{column}” không hiển thị được; chỉ hiện chữ của nhãn.",
        "Pictures, sounds and films (column “{column}”) are not shown; only the label's text is.",
    ),
    "APPEARANCE_SEARCH": (
        "error",
        "Không hỗ trợ search() ở cột appearance. Hãy dùng select_one_from_file với choice_filter.",
        "search() in the column appearance is not supported. Use select_one_from_file with a choice_filter.",
    ),
    "APPEARANCE_APP": (
        "warning",
        "Không mở được ứng dụng ngoài (“{text}”); câu hỏi được điền bằng tay.",
        "Another app cannot be opened from here (“{text}”); the question is answered by hand.",
    ),
    "ENTITIES": (
        "error",
        (
            "Không hỗ trợ thực thể (entities). Hãy xoá trang entities và cột save_to; danh sách dùng chung "
            "đặt trong tệp CSV."
        ),
        (
            "Entities are not supported. Delete the sheet entities and the column save_to; keep shared "
            "lists in a CSV file."
        ),
    ),
}
