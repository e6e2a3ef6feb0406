"""Pieces of a Word document that python-docx leaves to its XML: borders, shading, fields, repeated heads."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.documents.text import clean

FONT = "Times New Roman"
_ALIGNED = {one.name.lower(): one for one in WD_ALIGN_PARAGRAPH}


def set_fonts(document: Any, size: float) -> None:
    """Make Times New Roman of a size the document's letters, in every script."""
    style = document.styles["Normal"]
    style.font.name = FONT
    style.font.size = Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.space_after = Pt(0)


def run(
    paragraph: Any,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    colour: str = "",
) -> Any:
    """Append text to a paragraph."""

    made = paragraph.add_run(clean(text))
    made.font.size = Pt(size)
    made.bold, made.italic = bold, italic
    if colour:
        made.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
    return made


def layout(
    paragraph: Any, align: str = "", before: float = 0, after: float = 0, *, together: bool = False
) -> Any:
    """Set a paragraph's alignment (left, center, right, justify) and its space around, in points."""

    if align:
        paragraph.alignment = _ALIGNED[align]
    paragraph.paragraph_format.space_before = Pt(before)
    paragraph.paragraph_format.space_after = Pt(after)
    paragraph.paragraph_format.keep_with_next = together
    return paragraph


def element(name: str, **attributes: str) -> Any:
    """Make one element of WordprocessingML: ``element("w:shd", fill="E8EEF5")``."""

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def rule(paragraph: Any, left_mm: float, right_mm: float) -> None:
    """Draw a thin line under a paragraph's place, indented from both sides, as letterheads have it."""

    shape = paragraph.paragraph_format
    shape.left_indent, shape.right_indent = Mm(left_mm), Mm(right_mm)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    borders = element("w:pBdr")
    borders.append(element("w:top", val="single", sz="6", space="1", color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def shade(cell: Any, colour: str) -> None:
    """Colour a cell's ground."""
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=colour.lstrip("#")))


def borders(table: Any, *, size: int = 4) -> None:
    """Draw thin lines around every cell; ``size`` 0 draws none. Sizes are eighths of a point."""
    kind = "single" if size else "nil"
    made = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        made.append(element(f"w:{side}", val=kind, sz=str(size), space="0", color="7F8790"))
    # Word refuses properties that are not in the order of its schema.
    table._tbl.tblPr.insert_element_before(made, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def cell_margins(table: Any, twips: int) -> None:
    """Set the room at the left and right of every cell."""
    made = element("w:tblCellMar")
    for side in ("left", "right"):
        made.append(element(f"w:{side}", w=str(twips), type="dxa"))
    table._tbl.tblPr.insert_element_before(made, "w:tblLook")


def widths(table: Any, millimetres: list[float]) -> None:
    """Fix the widths of the columns."""

    table.autofit = False
    for column, width in zip(table.columns, millimetres, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, millimetres, strict=True):
            cell.width = Mm(width)


def repeated(row: Any) -> None:
    """Make a row the head of every page that its table goes on to."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def unbroken(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def page_number(paragraph: Any, size: float) -> None:
    """Append the field that shows the number of the page."""
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        made = run(paragraph, "", size)
        if kind:
            made._r.append(element("w:fldChar", fldCharType=kind))
        else:
            text = element("w:instrText")
            text.text = code
            made._r.append(text)
