"""How the Word table looks: page, styles, cells and the runs of marked text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.exporting.marks import Mark, pieces
from workbench.exporting.word import KEY, LEFT_OUT, W, allowed, element, language_tag
from workbench.languages import LANGUAGES
from workbench.model import Span

__all__ = ["Stretch", "body_width", "locked", "new_cell", "new_run", "page", "stretches", "styles", "twips"]

_INK = {
    "difference": "1F4E9E",
    "left out": "767676",
    "error": "C00000",
    "warning": "9A5B00",
    "info": "1F4E9E",
}
"""All reach a contrast of 4.5 on white (WCAG 2.1, 1.4.3); none of them is the only sign."""
_LINE = {"error": "wave", "warning": "wave", "info": "dash"}
_TWIPS_PER_CM = 567
_SHORT, _LONG, _MARGIN = 21.0, 29.7, 1.5
"""An A4 page and its margins, in centimetres."""


@dataclass(slots=True)
class Stretch:
    """A stretch of a cell with one look."""

    text: str
    kinds: tuple[str, ...] = ()
    made: Any = None


def page(document: Any, *, wide: bool) -> None:
    """An A4 page, on its side if `wide`."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Cm(_LONG), Cm(_SHORT)) if wide else (Cm(_SHORT), Cm(_LONG))
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Cm(_MARGIN))


def styles(document: Any) -> None:
    """The character styles of words that differ and of words left out."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_UNDERLINE
    from docx.shared import Pt, RGBColor

    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10)
    normal.paragraph_format.space_after = Pt(2)
    differs = document.styles.add_style("Workbench Difference", WD_STYLE_TYPE.CHARACTER)
    differs.font.bold, differs.font.underline = True, WD_UNDERLINE.DOTTED
    differs.font.color.rgb = RGBColor.from_string(_INK["difference"])
    left_out = document.styles.add_style("Workbench Left Out", WD_STYLE_TYPE.CHARACTER)
    left_out.element.set(f"{W}styleId", LEFT_OUT)
    left_out.font.strike = True
    left_out.font.color.rgb = RGBColor.from_string(_INK["left out"])


def body_width(*, wide: bool) -> float:
    """Room between the margins, in centimetres."""
    return (_LONG if wide else _SHORT) - 2 * _MARGIN


def twips(centimetres: float) -> str:
    """A length in the unit of WordprocessingML, a twentieth of a point."""
    return str(round(centimetres * _TWIPS_PER_CM))


def new_cell(width: float, shade: str = "") -> tuple[Any, Any]:
    """A table cell and the paragraph in it."""
    cell, properties, paragraph = element("tc"), element("tcPr"), element("p")
    properties.append(element("tcW", w=twips(width), type="dxa"))
    if shade:
        properties.append(element("shd", val="clear", color="auto", fill=shade))
    cell.extend([properties, paragraph])
    return cell, paragraph


def locked(run: Any, row_id: str, number: int) -> Any:
    """A field whose content Word does not let people change; its tag is the row's key."""
    field_, properties, content = element("sdt"), element("sdtPr"), element("sdtContent")
    properties.append(element("tag", val=f"{KEY}{row_id}"))
    properties.append(element("id", val=str(number)))
    properties.append(element("lock", val="contentLocked"))
    content.append(run)
    field_.extend([properties, content])
    return field_


def stretches(text: str, marks: Sequence[Mark], gaps: Mapping[int, str]) -> list[Stretch]:
    """A cell's text as runs, what is left out in between."""
    runs: list[Stretch] = []
    edges = [Mark(Span(at, at + 1), "gap") for at in gaps if at < len(text)]
    at = 0
    for piece in pieces(text, [*marks, *edges]):
        if at in gaps:
            spaced = at and not text[at - 1].isspace()
            runs += [_space()] * bool(spaced) + [Stretch(gaps[at], ("left out",))] + [_space()] * (not spaced)
        runs.append(Stretch(piece.text, tuple(kind for kind in piece.kinds if kind != "gap")))
        at += len(piece.text)
    if at in gaps:
        runs += [_space(), Stretch(gaps[at], ("left out",))]
    return [run for run in runs if run.text]


def _space() -> Stretch:
    """The space that parts left-out words from the text; it is not struck, and no part of the text either."""
    return Stretch(" ", ("left out", "space"))


def new_run(
    text: str, kinds: Sequence[str] = (), lang: str | None = None, *, bold: bool = False, hidden: bool = False
) -> Any:
    """A run element. The order of its properties is the schema's (ECMA-376, CT_RPr)."""
    run, properties = element("r"), element("rPr")
    severity = next((kind for kind in ("error", "warning", "info") if kind in kinds), None)
    if "left out" in kinds:
        properties.append(element("rStyle", val=LEFT_OUT))
    elif "difference" in kinds:
        properties.append(element("rStyle", val="WorkbenchDifference"))
    if bold:
        properties.append(element("b"))
    if "space" in kinds:
        properties.append(element("strike", val="0"))
    if hidden:
        properties.append(element("vanish"))
    if severity:
        properties.append(element("u", val=_LINE[severity], color=_INK[severity]))
    rtl = lang is not None and lang in LANGUAGES and LANGUAGES[lang].rtl
    if rtl:
        properties.append(element("rtl"))
    if tag := language_tag(lang):
        script = {"bidi": tag} if rtl else {"eastAsia": tag} if lang and not LANGUAGES[lang].spaced else {}
        properties.append(element("lang", val=tag, **script))
    run.append(properties)
    run.text = allowed(text)
    return run
