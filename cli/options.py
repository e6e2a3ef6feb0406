"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from locales.words import mark

Json = Annotated[bool, typer.Option("--json", help=mark("one JSON document on stdout and nothing else"))]
FormArgument = Annotated[str, typer.Argument(metavar="FORM", help=mark("the form, as “xaso due” names it"))]
PeriodArgument = Annotated[
    str, typer.Argument(metavar="PERIOD", help=mark("10/2026, Q3/2026, H1/2026, 2026; “-” for a register"))
]
PeriodOption = Annotated[
    str | None, typer.Option("--period", metavar="PERIOD", help=mark("10/2026, Q3/2026, H1/2026, 2026"))
]
Who = Annotated[
    str | None,
    typer.Option("--who", metavar="NAME", help=mark("who does this, for the history (default: the officer)")),
]
OutFolder = Annotated[Path, typer.Option("--out", metavar="DIR", help=mark("the folder to write to"))]
UnitOption = Annotated[
    str | None, typer.Option("--unit", metavar="CODE", help=mark("the commune of this computer: five digits"))
]
