"""The functions of the ODK XForms specification and how many arguments each takes."""

from __future__ import annotations

from dataclasses import dataclass

from models.forms.errors import ArgumentCountError, UnknownFunctionError


@dataclass(frozen=True, slots=True)
class Signature:
    """``least`` to ``most`` arguments (None: any number); ``counts`` when only some counts are right."""

    least: int
    most: int | None
    counts: tuple[int, ...] = ()

    def allows(self, given: int) -> bool:
        """Say whether ``given`` arguments are right."""
        if self.counts:
            return given in self.counts
        return given >= self.least and (self.most is None or given <= self.most)


def _same(names: str, least: int, most: int | None = -1) -> dict[str, Signature]:
    signature = Signature(least, least if most == -1 else most)
    return dict.fromkeys(names.split(), signature)


SIGNATURES: dict[str, Signature] = {
    **_same("true false today now pi random version last current", 0),
    **_same("uuid position string-length normalize-space", 0, 1),
    **_same("not boolean boolean-from-string string number int once", 1),
    **_same("count count-non-empty sum count-selected", 1),
    **_same("abs exp exp10 log log10 sqrt sin cos tan asin acos atan", 1),
    **_same("date date-time decimal-date-time decimal-time property area enclosed-area distance", 1),
    **_same("instance jr:itext base64-decode", 1),
    **_same("round randomize", 1, 2),
    **_same("pow atan2 selected is-selected selected-at coalesce contains starts-with ends-with regex", 2),
    **_same("substring-before substring-after format-date format-date-time jr:choice-name", 2),
    **_same("substr substring digest", 2, 3),
    **_same("if translate", 3),
    **_same("pulldata", 4),
    **_same("concat", 0, None),
    **_same("min max join", 1, None),
    **_same("checklist", 2, None),
    "weighted-checklist": Signature(4, None, tuple(range(4, 100, 2))),
    "indexed-repeat": Signature(3, 11, (3, 5, 7, 9, 11)),
}


def check_call(name: str, given: int, position: int = 0) -> None:
    """Raises UnknownFunctionError or ArgumentCountError unless ``name`` takes ``given`` arguments."""
    signature = SIGNATURES.get(name)
    if signature is None:
        raise UnknownFunctionError(name=name, position=position)
    if not signature.allows(given):
        raise ArgumentCountError(
            name=name, given=given, least=signature.least, most=signature.most, position=position
        )
