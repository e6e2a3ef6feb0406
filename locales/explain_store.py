"""Explanations of what the store cannot do: code → wording."""

from __future__ import annotations

from locales.wording import Wording
from locales.words import mark

STORE_WORDINGS: dict[str, Wording] = {
    "E_STORE_FAILED": Wording(
        mark("The data could not be read or written"),
        mark("The disk or the database failed: {reason}. What was saved before is safe."),
        mark("Check the disk, then do it again; “xaso doctor” tells more."),
    ),
    "E_STORE_LOCKED": Wording(
        mark("The data is in use"),
        mark("Another xaso window or program holds the data folder."),
        mark("Close the other window, then do it again."),
    ),
    "E_STORE_FULL": Wording(
        mark("NOT SAVED: the disk is full"),
        mark("There is no room left on the disk that holds the data. What was saved before is safe."),
        mark("Free some space, then type the last value again."),
    ),
    "E_STORE_READONLY": Wording(
        mark("The data folder may not be written"),
        mark("The system does not let this program write to the data folder. Nothing was changed."),
        mark("Give this account the right to write there, or choose another folder with --data."),
    ),
    "E_STORE_DAMAGED": Wording(
        mark("The data file is damaged"),
        mark("The file is not a database of xaso or its content is broken. It was left as it is."),
        mark("Restore the newest backup: xaso restore FILE. Keep the damaged file for whoever supports you."),
    ),
    "E_STORE_NEWER": Wording(
        mark("Written by a newer xaso"),
        mark("A newer version of xaso wrote this data, so this version leaves it alone."),
        mark("Update xaso on this computer."),
    ),
}
