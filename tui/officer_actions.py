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
    *(
        Action(
            place, "discard", ("delete",), _("set aside"), _("Set a draft aside that was begun by mistake.")
        )
        for place in (Place.HOME, Place.REGISTER)
    ),
    *(
        Action(
            place,
            "restore",
            ("ctrl+z",),
            _("bring back"),
            _("Bring a draft back that was set aside, as it was."),
        )
        for place in (Place.HOME, Place.REGISTER)
    ),
    Action(
        Place.EXPORT, "tick", ("space",), _("tick"), _("Tick the line, or leave it out of the bundle."), 10
    ),
    Action(Place.EXPORT, "everything", ("f5",), _("all or none"), _("Tick everything, or nothing."), 40),
    Action(Place.EXPORT, "send", ("f6",), _("send mails"), _("Send the mails that wait, now."), 50),
    Action(
        Place.EXPORT,
        "receipts",
        ("f10",),
        _("receipts"),
        _("See what was exported and what came back; take in receipts and kits."),
        20,
    ),
    Action(Place.OUTBOX, "back", ("escape",), _("back"), _("Go back home."), 80),
    Action(
        Place.OUTBOX,
        "put_away",
        ("f5",),
        _("put away"),
        _("Move copies of received bundles on sticks and in folders to their folder “sent”."),
        50,
    ),
    Action(Place.OUTBOX, "send", ("f6",), _("send mails"), _("Send the mails that wait, now."), 60),
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
    Action(
        Place.ENROLMENT,
        "passphrase",
        ("f4",),
        _("passphrase"),
        _("Give the key a passphrase, change it, or take it away."),
        30,
    ),
    Action(
        Place.ENROLMENT,
        "renew",
        ("f5",),
        _("new key"),
        _("Make the next key now; it travels with the next bundle, without a call."),
        40,
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
    Action(
        Place.SECOND_TABLE,
        "back",
        ("escape",),
        _("back"),
        _("Go back; what was keyed a second time is kept."),
        80,
    ),
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
    Place.SECOND_TABLE: (Place.APP, Place.LIST, Place.CELLS, Place.SECOND_TABLE),
    Place.SETTLE: (Place.APP, Place.LIST, Place.SETTLE),
    Place.TRENDS: (Place.APP, Place.LIST, Place.TRENDS),
    Place.LOCK: (Place.APP, Place.LOCK),
}
