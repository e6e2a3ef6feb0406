"""What complaints about references, expressions and whole forms say; each says what to write instead."""

from __future__ import annotations

from models.authoring.complaint_kind import Sentence

OF_EXPRESSIONS: dict[str, Sentence] = {
    "REFERENCE_UNKNOWN": (
        "error",
        "${{{name}}} không chỉ tới câu hỏi nào.{hint_vi} Hãy sửa tên.",
        "${{{name}}} names no question of this form.{hint_en} Correct the name.",
    ),
    "REFERENCE_AMBIGUOUS": (
        "error",
        "${{{name}}} chỉ tới nhiều câu hỏi cùng tên (các ô {cells}). Hãy đặt tên khác nhau.",
        "${{{name}}} names several questions (cells {cells}). Give them different names.",
    ),
    "REFERENCE_BROKEN": (
        "error",
        "Viết sai tham chiếu: “{text}”. Cách viết đúng là ${{ten_cau_hoi}}.",
        "The reference “{text}” is written wrongly. Write ${{question_name}}.",
    ),
    "REFERENCE_LAST_SAVED": (
        "error",
        (
            "Không hỗ trợ ${{last-saved#…}}. Hãy bỏ đi: kỳ trước hiện sẵn cạnh ô, so sánh bằng cột "
            "bind::xaso:compare."
        ),
        (
            "${{last-saved#…}} is not supported. The previous period is shown beside the cell; compare "
            "with bind::xaso:compare."
        ),
    ),
    "PATH_UNKNOWN": (
        "error",
        "Đường dẫn “{path}” không chỉ tới ô nào của biểu mẫu.{hint_vi} Hãy dùng ${{ten_cau_hoi}}.",
        "The path “{path}” names nothing in this form.{hint_en} Use ${{question_name}}.",
    ),
    "EXPRESSION_SYNTAX": (
        "error",
        (
            "Biểu thức sai ở “{found}”: {text}.{hint_vi} Hãy kiểm tra dấu ngoặc, dấu nháy và các phép "
            "and, or, =."
        ),
        (
            "The expression is wrong at “{found}”: {text}.{hint_en} Check brackets, quotes and the words "
            "and, or, =."
        ),
    ),
    "BIND_TYPE": (
        "error",
        (
            "Không có kiểu dữ liệu “{text}”. Hãy ghi int, decimal, date, time, dateTime hoặc string ở "
            "cột bind::type."
        ),
        ("There is no data type “{text}”. Write int, decimal, date, time, dateTime or string in bind::type."),
    ),
    "LANGUAGE_DEFAULT": (
        "error",
        (
            "default_language “{name}” không có cột nào. Hãy ghi đúng tên trong tiêu đề cột, ví dụ "
            "“{instead}”."
        ),
        (
            "No column is in the default_language “{name}”. Write it as in the column headers, for "
            "example “{instead}”."
        ),
    ),
    "EXPRESSION_END": (
        "error",
        "Biểu thức bị thiếu ở cuối: “{text}”. Hãy kiểm tra dấu ngoặc đóng và vế phải.",
        "The expression ends too early: “{text}”. Check the closing bracket and the right-hand side.",
    ),
    "EXPRESSION_QUOTE": (
        "error",
        "Thiếu dấu nháy đóng trong biểu thức: “{text}”. Dùng nháy thẳng ' hoặc \".",
        "A quote is not closed in the expression: “{text}”. Use straight quotes ' or \".",
    ),
    "DECIMAL_COMMA": (
        "error",
        "Số thập phân trong biểu thức viết bằng dấu chấm: {text}. Hãy viết {instead}.",
        "Numbers in expressions are written with a point: {text}. Write {instead}.",
    ),
    "FUNCTION_UNKNOWN": (
        "error",
        "Không có hàm “{name}()”.{hint_vi} Hãy chọn trong danh sách hàm của hướng dẫn.",
        "There is no function “{name}()”.{hint_en} The form authors' guide lists the functions.",
    ),
    "FUNCTION_ARGUMENTS": (
        "error",
        "Hàm {name}() nhận {wanted} tham số, ở đây có {given}. Hãy kiểm tra dấu phẩy và dấu ngoặc.",
        "{name}() takes {wanted} arguments, here are {given}. Check commas and brackets.",
    ),
    "EXPRESSION_UNSUPPORTED": (
        "error",
        "Không hỗ trợ “{what}” trong biểu thức. Chỉ dùng đường dẫn con, “.”, “..” và điều kiện trong [ ].",
        "“{what}” is not supported in expressions. Use child paths, “.”, “..” and conditions in [ ].",
    ),
    "EXPRESSION_TOO_DEEP": (
        "error",
        "Biểu thức quá dài hoặc lồng quá sâu. Hãy tách thành nhiều dòng calculate.",
        "The expression is too long or nested too deeply. Split it into several calculates.",
    ),
    "NUMBER_TOO_LARGE": (
        "error",
        "Trong biểu thức có một số quá lớn. Hãy kiểm tra lại số đó.",
        "A number in the expression is too large to be one. Check it.",
    ),
    "CYCLE": (
        "error",
        "Các ô tính vòng tròn: {cells}. Hãy bỏ một tham chiếu để cắt vòng.",
        "These cells depend on each other in a circle: {cells}. Remove one reference to break it.",
    ),
    "CALCULATION_MISSING": (
        "error",
        "Dòng calculate này không có công thức. Hãy điền cột calculation.",
        "This calculate has no formula. Fill in the column calculation.",
    ),
    "FILTER_COLUMN": (
        "error",
        (
            "choice_filter dùng cột “{name}” mà danh sách “{list}” không có.{hint_vi} Hãy thêm cột đó ở "
            "trang choices."
        ),
        (
            "The choice_filter uses a column “{name}” that the list “{list}” does not have.{hint_en} Add "
            "it to choices."
        ),
    ),
    "TOTAL_OF_TEXT": (
        "error",
        (
            "{function}() cộng dồn ô tính “{name}” chưa có kiểu số: ô trống sẽ làm hỏng kết quả. Hãy ghi "
            "int hoặc decimal ở cột bind::type của ô {other}."
        ),
        (
            "{function}() runs over the calculate “{name}”, which has no number type: one blank spoils the "
            "total. Write int or decimal in the column bind::type of cell {other}."
        ),
    ),
    "FILE_UNSUPPORTED": (
        "error",
        "Chỉ đọc được danh sách từ tệp .csv trong gói danh mục, không phải “{file}”. Hãy chuyển sang .csv.",
        "Lists are read from .csv files of the kit only, not “{file}”. Convert it to .csv.",
    ),
    "INSTANCE_UNKNOWN": (
        "error",
        (
            "instance('{name}') không có trong biểu mẫu.{hint_vi} Hãy thêm dòng csv-external tên “{name}” "
            "hoặc sửa tên."
        ),
        (
            "The form has no instance('{name}').{hint_en} Add a row csv-external called “{name}” or "
            "correct the name."
        ),
    ),
    "COMPARE_INVALID": (
        "error",
        "bind::xaso:compare phải là số phần trăm, ví dụ 20, hoặc “no” (không so sánh); ở đây là “{text}”.",
        "bind::xaso:compare is a percentage, for example 20, or “no” (never compared); here is “{text}”.",
    ),
    "LAYOUT_INVALID": (
        "error",
        "body::xaso:layout chỉ nhận “grid” và chỉ ở nhóm lặp; ở đây là “{text}”.",
        "body::xaso:layout is “grid”, and on a repeat only; here is “{text}”.",
    ),
    "NAMESPACE_MISSING": (
        "error",
        'Cột xaso: cần dòng namespaces ở trang settings: xaso="https://xaso.example/ns/1".',
        'Columns of xaso: need namespaces on the sheet settings: xaso="https://xaso.example/ns/1".',
    ),
    "REGEX_UNANCHORED": (
        "warning",
        "regex() ở đây phải khớp toàn bộ chữ; công cụ khác chỉ tìm một phần. Hãy viết ^…$ cho rõ.",
        "regex() must match the whole text here; other tools search for a part. Write ^…$ to be clear.",
    ),
    "REGEX_INVALID": (
        "error",
        "Mẫu của regex() không hợp lệ: {text}. Hãy kiểm tra dấu ngoặc và dấu gạch chéo.",
        "The pattern of regex() is not valid: {text}. Check brackets and backslashes.",
    ),
    "POSITION_SHORT": (
        "warning",
        "Điều kiện [{text}] mỗi công cụ hiểu một khác. Hãy viết [position()={text}].",
        "Engines differ about [{text}]. Write [position()={text}].",
    ),
    "STAR": (
        "warning",
        (
            "Dấu * trong đường dẫn mỗi công cụ hiểu một khác: trên đường tới chính ô này nó chỉ là nhóm "
            "chứa ô, ở chỗ khác ODK Collect không mở được biểu mẫu. Hãy ghi rõ tên từng câu hỏi."
        ),
        (
            "Engines differ about * in paths: on the way to this question itself it is only the group "
            "around it, elsewhere ODK Collect cannot open the form. Name the questions."
        ),
    ),
    "NOT_FOR_BLANK": (
        "warning",
        "not({text}) không phải cách kiểm tra ô trống: chữ “0” cũng là có. Hãy viết {text} = ''.",
        "not({text}) is not a test for a blank: engines differ. Write {text} = ''.",
    ),
    "CONTROL_WITHOUT_NODE": (
        "error",
        "Câu hỏi “{ref}” không có ô trong dữ liệu của biểu mẫu. Hãy sửa ref.",
        "The control “{ref}” has no node in the form's data. Correct its ref.",
    ),
    "DEFAULT_TYPE": (
        "error",
        "Giá trị mặc định “{text}” không phải {type_vi}. Hãy sửa hoặc để trống.",
        "The default “{text}” is not {type_en}. Correct it or leave it blank.",
    ),
    "EVENT_UNSUPPORTED": (
        "error",
        (
            "Không hỗ trợ sự kiện “{event}”. Dùng odk-instance-first-load, odk-new-repeat hoặc "
            "xforms-value-changed."
        ),
        (
            "The event “{event}” is not supported. Use odk-instance-first-load, odk-new-repeat or "
            "xforms-value-changed."
        ),
    ),
    "PYXFORM": (
        "error",
        "pyxform không chuyển được biểu mẫu: {text} Hãy sửa ô này.",
        "pyxform cannot convert the form: {text} Correct this cell.",
    ),
    "INTERNAL": (
        "error",
        "Trình biên dịch gặp trường hợp chưa lường trước ({text}). Hãy báo lại kèm biểu mẫu này.",
        "The compiler met something it did not foresee ({text}). Please report it together with this form.",
    ),
}
