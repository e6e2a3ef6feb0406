"""Explanations of what the models and the store refuse: code → wording."""

from __future__ import annotations

from locales.wording import Wording
from locales.words import mark

MODEL_WORDINGS: dict[str, Wording] = {
    "E_INTERNAL": Wording(
        mark("Something unexpected went wrong"),
        mark("The program met a case that nobody foresaw. What was saved is safe."),
        mark("Start the program again; if it happens again, send the log to whoever supports you."),
    ),
    "E_UNKNOWN_UNIT": Wording(
        mark("No such unit"),
        mark("The catalogue has no unit with the code “{value}”."),
        mark("Check the code (five digits for a commune), or take in the newest kit."),
    ),
    "E_UNKNOWN_FORM": Wording(
        mark("No such form"),
        mark("The catalogue has no form named “{value}”."),
        mark("“xaso due” lists the forms of this unit."),
    ),
    "E_UNKNOWN_PERIOD": Wording(
        mark("Period not understood"),
        mark("“{value}” is not a period that can be reported here."),
        mark("Write a month as 10/2026, a quarter as Q3/2026, a half year as H1/2026, a year as 2026."),
    ),
    "E_BAD_IDENTIFIER": Wording(
        mark("Code not understood"),
        mark("“{value}” does not have the shape of such a code."),
        mark("A province has two digits (56), a commune has five (22810), with their leading zeros."),
    ),
    "E_ENTRY_STATE": Wording(
        mark("This entry cannot be changed now"),
        mark("The entry is complete or has left this computer, so its content is frozen."),
        mark("Reopen it, or make a correction: a correction is a new revision and the old one is kept."),
    ),
    "E_NO_ENTRY": Wording(
        mark("No such entry"),
        mark("Nothing has been entered for this form and period yet."),
        mark("Open the form to begin, or check the period."),
    ),
    "E_VIOLATIONS": Wording(
        mark("The entry still has errors"),
        mark("Errors must be corrected, and warnings explained, before the entry can be completed."),
        mark("“xaso show FORM PERIOD” lists them; on the screen F8 goes to the next one."),
    ),
    "E_NOT_VERIFIED": Wording(
        mark("The entry is not keyed twice yet"),
        mark(
            "The catalogue wants these cells keyed twice: {waiting} were not yet, {differing} still differ."
        ),
        mark("On the screen: F9 reviews the entry, F7 there keys the cells a second time."),
    ),
    "E_NOT_SET_UP": Wording(
        mark("Not set up yet"),
        mark("This computer has no catalogue yet, so there is nothing to fill in."),
        mark("Take in the province's kit: xaso receive K-….tar. To look around first: xaso demo."),
    ),
    "E_NOT_PUBLISHED": Wording(
        mark("Nothing is published yet"),
        mark("The province has published no catalogue, so nothing can be due, sent or counted."),
        mark("Look through the sheets in “catalogue”, then: xaso province check, xaso province publish."),
    ),
    "E_CATALOGUE": Wording(
        mark("The catalogue cannot be read"),
        mark("The catalogue is damaged or of another format: {reason}."),
        mark("Take in the province's newest kit again."),
    ),
    "E_UNKNOWN_INDICATOR": Wording(
        mark("No such indicator"),
        mark("The catalogue has no indicator “{value}”."),
        mark("The sheet “indicators” of the catalogue lists them."),
    ),
}
