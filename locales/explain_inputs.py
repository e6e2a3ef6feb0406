"""What is said when a cell does not take what was typed: code of the refusal → wording."""

from __future__ import annotations

from locales.wording import Wording
from locales.words import mark

INPUT_WORDINGS: dict[str, Wording] = {
    "E_NOT_A_NUMBER": Wording(
        mark("Not a number"),
        mark("“{value}” is not a number."),
        mark("Write digits only, for example 1.234 or =120+35. The old value was kept."),
    ),
    "E_NOT_AN_INTEGER": Wording(
        mark("Not a whole number"),
        mark("“{value}” is not a whole number."),
        mark("Write digits only, without a decimal part. The old value was kept."),
    ),
    "E_NOT_A_DATE": Wording(
        mark("Not a date"),
        mark("“{value}” is not a date."),
        mark("Write day and month, for example 5/10 or 05102026; t is today. The old value was kept."),
    ),
    "E_NOT_A_TIME": Wording(
        mark("Not a time of day"),
        mark("“{value}” is not a time of day."),
        mark("Write hours and minutes, for example 9:30 or 9h30. The old value was kept."),
    ),
    "E_NOT_A_CHOICE": Wording(
        mark("Not one of the choices"),
        mark("“{value}” is none of the choices."),
        mark("Write the number of the choice or the beginning of its name. The old value was kept."),
    ),
    "E_AMBIGUOUS_CHOICE": Wording(
        mark("Several choices begin like this"),
        mark("“{value}” could be: {choices}."),
        mark("Write more of its name. The old value was kept."),
    ),
    "E_NOT_YES_OR_NO": Wording(
        mark("Neither yes nor no"),
        mark("“{value}” is neither yes nor no."),
        mark("Write yes or no. The old value was kept."),
    ),
    "E_TOO_LONG": Wording(
        mark("Too long"),
        mark("A cell takes {most} characters at most."),
        mark("Shorten the text. The old value was kept."),
    ),
    "E_READ_ONLY": Wording(
        mark("This cell is calculated"),
        mark("The form fills this cell by itself; it cannot be typed over."),
        mark("Change the cells that it is calculated from."),
    ),
    "E_FIXED_ROWS": Wording(
        mark("The rows are given"),
        mark("The form says how many rows there are; none can be added or removed."),
        mark("If the list itself is wrong, tell the province."),
    ),
}
