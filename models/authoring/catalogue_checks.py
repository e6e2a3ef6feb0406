"""The catalogue's sheets checked against each other and against the forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.authoring.catalogue_rows import CatalogueSheets, Placed
from models.authoring.complaints import Complaint
from models.catalogue import INDEX, CatalogueForm, FormKind, Formula, Indicator, Method
from models.forms.definition import FormDefinition
from models.forms.expressions import columns_read, dependencies, literal_instances
from models.forms.places import places
from models.periods import PeriodKind
from models.registers import ADDED_COLUMNS
from models.units import Unit, UnitKind, Units

_PARENTS = {UnitKind.COMMUNE: UnitKind.PROVINCE, UnitKind.VILLAGE: UnitKind.COMMUNE}


def _error(sheet: str, cell: str, code: str, message_vi: str, message_en: str) -> Complaint:
    return Complaint("error", sheet, cell, code, message_vi, message_en)


def check_units(sheets: CatalogueSheets, units: Units) -> Iterator[Complaint]:
    """Complain about codes listed twice, wrong parents, and units named that do not exist."""
    seen: set[str] = set()
    for unit, placed in sheets.units:
        if unit.code in seen:
            yield _error(
                "units",
                placed.cell("code"),
                "E_DUPLICATE",
                f"Mã “{unit.code}” được ghi hai lần.",
                f"The code “{unit.code}” is listed twice.",
            )
        seen.add(unit.code)
        yield from _check_unit(unit, placed, units)
    settings = sheets.settings
    if settings and (
        settings.province_code not in units or units[settings.province_code].kind is not UnitKind.PROVINCE
    ):
        yield _error(
            "settings",
            "A2",
            "E_UNKNOWN_UNIT",
            f"Trang units không có tỉnh “{settings.province_code}”.",
            f"The sheet units has no province “{settings.province_code}”.",
        )
    for form in sheets.forms:
        for code in form.units:
            if code not in units:
                yield _unknown_unit("forms", form.cell, code)


def _check_unit(unit: Unit, placed: Placed, units: Units) -> Iterator[Complaint]:
    wanted = _PARENTS.get(unit.kind)
    if wanted and (not unit.parent or unit.parent not in units or units[unit.parent].kind is not wanted):
        yield _error(
            "units",
            placed.cell("parent"),
            "E_UNKNOWN_UNIT",
            f"Đơn vị cấp trên “{unit.parent or ''}” của “{unit.code}” không có ở đây, hoặc sai cấp.",
            f"The parent “{unit.parent or ''}” of “{unit.code}” is not in this sheet, or of the wrong tier.",
        )
    if unit.successor and unit.successor not in units:
        yield _unknown_unit("units", placed.cell("successor"), unit.successor)
    if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
        yield _error(
            "units",
            placed.cell("valid_to"),
            "E_CELL_DATE",
            "Ngày hết hiệu lực đứng trước ngày bắt đầu.",
            "The unit ends before it begins.",
        )


def _unknown_unit(sheet: str, cell: str, code: str) -> Complaint:
    return _error(
        sheet,
        cell,
        "E_UNKNOWN_UNIT",
        f"Không có đơn vị “{code}” trong trang units.",
        f"The sheet units has no unit “{code}”.",
    )


def check_calendar(sheets: CatalogueSheets) -> Iterator[Complaint]:
    """Complain about forms whose kind of period has no rule."""
    known = {rule.kind for rule in sheets.rules}
    for form in sheets.forms:
        if form.kind is FormKind.PERIODIC and form.period not in known:
            yield _error(
                "forms",
                form.cell,
                "E_CALENDAR",
                f"Trang calendar không có quy tắc cho kỳ “{form.period}” của biểu mẫu “{form.form_id}”.",
                f"The sheet calendar has no rule for the period “{form.period}” of “{form.form_id}”.",
            )


def check_indicators(
    sheets: CatalogueSheets,
    forms: Mapping[str, CatalogueForm],
    definitions: Mapping[str, FormDefinition],
) -> Iterator[Complaint]:
    """Complain about codes listed twice, unknown forms, wrong periods, expressions that read nothing."""
    listed = {row.form_id for row in sheets.forms}
    seen: set[str] = set()
    for indicator, placed in sheets.indicators:
        if indicator.code in seen:
            yield _error(
                "indicators",
                placed.cell("code"),
                "E_DUPLICATE",
                f"Chỉ tiêu “{indicator.code}” được ghi hai lần.",
                f"The indicator “{indicator.code}” is listed twice.",
            )
        seen.add(indicator.code)
        yield from _check_method(indicator, placed)
        if indicator.form not in listed:
            yield _error(
                "indicators",
                placed.cell("form"),
                "E_UNKNOWN_FORM",
                f"Không có biểu mẫu “{indicator.form}” trong trang forms.",
                f"The sheet forms has no form “{indicator.form}”.",
            )
        elif indicator.form in forms:
            yield from _check_period(indicator, placed, forms[indicator.form])
            yield from _check_formulas(indicator, placed, forms[indicator.form], definitions[indicator.form])


def _check_method(indicator: Indicator, placed: Placed) -> Iterator[Complaint]:
    if indicator.method in (Method.RATIO, Method.STEPS) and not indicator.is_ratio:
        yield _error(
            "indicators",
            placed.cell("method"),
            "E_METHOD",
            f"Cách chấm điểm “{indicator.method}” cần mẫu số. Hãy ghi mẫu số, hoặc chọn yes-no hay none.",
            f"The method “{indicator.method}” needs a denominator. Write one, or choose yes-no or none.",
        )
    if indicator.method is not Method.NONE and not indicator.max_points:
        yield Complaint(
            "warning",
            "indicators",
            placed.cell("max_points"),
            "W_NO_POINTS",
            "Chỉ tiêu được chấm điểm nhưng điểm tối đa là 0.",
            "The indicator is scored, but its most points are 0.",
        )


def _check_period(indicator: Indicator, placed: Placed, form: CatalogueForm) -> Iterator[Complaint]:
    if form.kind is FormKind.REGISTER and indicator.period is PeriodKind.NONE:
        yield _error(
            "indicators",
            placed.cell("period"),
            "E_CELL_BLANK",
            "Chỉ tiêu lấy từ sổ phải ghi kỳ báo cáo ở cột “period” (month, quarter, half, year).",
            "An indicator of a register needs its period in the column “period” (month, quarter …).",
        )
    if form.kind is FormKind.PERIODIC and indicator.period not in (PeriodKind.NONE, form.period):
        yield _error(
            "indicators",
            placed.cell("period"),
            "E_CELL_VALUE",
            f"Kỳ của chỉ tiêu khác kỳ “{form.period}” của biểu mẫu. Hãy để trống ô này.",
            f"The period differs from the form’s, “{form.period}”. Leave this cell blank.",
        )


def _check_formulas(
    indicator: Indicator, placed: Placed, form: CatalogueForm, definition: FormDefinition
) -> Iterator[Complaint]:
    formulas = {
        "numerator": indicator.numerator,
        "denominator": indicator.denominator,
        "not_applicable": indicator.not_applicable,
    }
    for column, formula in formulas.items():
        for missing in _missing(formula, form, definition) if formula else ():
            yield _error(
                "indicators",
                placed.cell(column),
                "E_UNKNOWN_NODE",
                f"Biểu mẫu “{form.form_id}” không có “{missing}”.",
                f"The form “{form.form_id}” has no “{missing}”.",
            )


def _missing(formula: Formula, form: CatalogueForm, definition: FormDefinition) -> Iterator[str]:
    expr = formula.expr
    refs = {place.ref for place in places(definition.root)}
    if form.kind is FormKind.PERIODIC:
        yield from sorted({read.ref for read in dependencies(expr, "/data")} - refs)
        yield from sorted(
            f"instance('{name}')" for name in literal_instances(expr) - set(definition.instances)
        )
        return
    yield from sorted(f"instance('{name}')" for name in literal_instances(expr) - {form.form_id})
    fields = {ref.rsplit("/", 1)[-1] for ref in refs} | ADDED_COLUMNS
    yield from sorted(columns_read(expr) - fields)


def check_targets(sheets: CatalogueSheets, units: Units) -> Iterator[Complaint]:
    """Complain about targets of indicators and units that do not exist."""
    known = {indicator.code: indicator for indicator, _ in sheets.indicators}
    for target, placed in sheets.targets:
        if target.indicator == INDEX and target.indicator not in known:
            if not 0 < target.value <= 1:
                yield _error(
                    "targets",
                    placed.cell("value"),
                    "E_CELL_VALUE",
                    f"Chỉ số (dti) nằm trong khoảng 0 đến 1, ví dụ >=0.75; ở đây là {target.value}.",
                    f"The index (dti) lies between 0 and 1, for example >=0.75; here is {target.value}.",
                )
        elif target.indicator not in known:
            yield _error(
                "targets",
                placed.cell("indicator"),
                "E_UNKNOWN_INDICATOR",
                f"Không có chỉ tiêu “{target.indicator}” trong trang indicators.",
                f"The sheet indicators has no indicator “{target.indicator}”.",
            )
        elif known[target.indicator].is_ratio and 0 < target.value <= 1:
            yield Complaint(
                "warning",
                "targets",
                placed.cell("value"),
                "W_TARGET_SMALL",
                f"Mục tiêu của một tỷ lệ ghi theo phần trăm: {target.value} là {target.value} %.",
                f"The target of a ratio is written in percent: {target.value} means {target.value} %.",
            )
        for code in target.units:
            if code not in units:
                yield _unknown_unit("targets", placed.cell("units"), code)
