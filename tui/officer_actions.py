"""Keys of the officer's further pages: hand-off, enrolment, second keying, trends, lock."""

from __future__ import annotations

from locales.words import mark as _
from tui.places import Action, Place

OFFICER_ACTIONS: tuple[Action, ...] = (
    Action(Place.APP, "lock", ("ctrl+k",), _("lock"), _("Hide the screen until the passphrase is typed.")),
    Action(
        Place.HOME,
        "trends",
        ("f2",),
        _("trends"),
        _("Show indicators over time, and the score by pillar."),
        50,
    ),
    Action(
        Place.HOME,
        "enrolment",
        ("f6",),
        _("enrolment"),
        _("Make this computer's key, have it certified, compare the digits."),
        60,
    ),
    Action(Place.OUTBOX, "back", ("escape",), _("back"), _("Go back home."), 80),
    Action(
        Place.OUTBOX,
        "missing",
        ("f9",),
        _("send what is missing"),
        _("Write exactly the bundles that the province misses once more."),
        30,
    ),
    Action(
        Place.OUTBOX,
        "again",
        ("f4",),
        _("write again"),
        _("Write the bundle under the cursor once more, byte for byte."),
        40,
    ),
    Action(
        Place.OUTBOX,
        "receive",
        ("f10", "insert"),
        _("take in"),
        _("Choose a receipt or a kit and take it in."),
        20,
    ),
    Action(Place.FILES, "back", ("escape",), _("cancel"), _("Choose no file."), 80),
    Action(Place.FILES, "up_folder", ("f4",), _("folder above"), _("To the folder above."), 20),
    Action(Place.FILES, "whole", ("f9",), _("whole folder"), _("Take in all of this folder."), 30),
    Action(Place.ENROLMENT, "back", ("escape",), _("back"), _("Go back; what was done stays done."), 80),
    Action(
        Place.ENROLMENT,
        "receive",
        ("f10", "insert"),
        _("take in"),
        _("Choose the province's answer and take it in."),
        20,
    ),
    Action(Place.REVIEW, "second", ("f7",), _("key twice"), _("Key the cells a second time, blind."), 50),
    Action(
        Place.SECOND, "back", ("escape",), _("back"), _("Go back; what was keyed a second time is kept."), 80
    ),
    Action(
        Place.SECOND,
        "scope",
        ("f5",),
        _("all or marked"),
        _("Key all cells twice, or only those that the form marks."),
        40,
    ),
    Action(Place.SECOND, "settle", ("f9",), _("differences"), _("Settle the differences one by one."), 30),
    Action(Place.SETTLE, "back", ("escape",), _("back"), _("Go on later."), 80),
    Action(Place.SETTLE, "first", ("1", "f2"), _("first"), _("The value that was keyed first is right."), 10),
    Action(
        Place.SETTLE, "second", ("2", "f3"), _("second"), _("The value that was keyed second is right."), 20
    ),
    Action(Place.SETTLE, "other", ("3", "f4"), _("another"), _("Neither is right: type the right one."), 30),
    Action(Place.TRENDS, "back", ("escape",), _("back"), _("Go back home."), 80),
    Action(Place.LOCK, "back", ("escape",), _("forget"), _("Forget what was typed."), 80),
    Action(Place.LOCK, "unlock", ("enter",), _("open"), _("Open the screen with the passphrase."), 10),
    Action(
        Place.LOCK,
        "renew",
        ("f4",),
        _("another passphrase"),
        _("Open the screen and choose another passphrase."),
        20,
    ),
)

OFFICER_STACKS: dict[Place, tuple[Place, ...]] = {
    Place.OUTBOX: (Place.APP, Place.LIST, Place.OUTBOX),
    Place.FILES: (Place.APP, Place.LIST, Place.FILES),
    Place.ENROLMENT: (Place.APP, Place.LIST, Place.ENROLMENT),
    Place.SECOND: (Place.APP, Place.LIST, Place.CELLS, Place.SECOND),
    Place.SETTLE: (Place.APP, Place.LIST, Place.SETTLE),
    Place.TRENDS: (Place.APP, Place.LIST, Place.TRENDS),
    Place.LOCK: (Place.APP, Place.LOCK),
}
