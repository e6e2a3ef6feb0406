"""The keys of the province's screens, declared as tui.keys declares the officer's."""

from __future__ import annotations

from locales.words import mark as _
from tui.places import Action, Place

_BACK = _("Go back; everything that was written is saved.")

PROVINCE_ACTIONS: tuple[Action, ...] = (
    Action(Place.MATRIX, "back", ("escape",), _("back"), _("Nothing is behind this screen; Ctrl+Q leaves.")),
    Action(Place.MATRIX, "story", ("f2",), _("unit"), _("The story of the unit: all that it sent."), 20),
    Action(Place.MATRIX, "search", ("f3", "slash"), _("find"), _("Find a unit by its code or its name."), 30),
    Action(Place.MATRIX, "period", ("f4",), _("period"), _("Look at another period."), 10),
    Action(
        Place.MATRIX,
        "period_before",
        ("ctrl+left",),
        _("before"),
        _("One period back."),
    ),
    Action(Place.MATRIX, "period_after", ("ctrl+right",), _("after"), _("One period on.")),
    Action(
        Place.MATRIX,
        "sort",
        ("f5",),
        _("sort"),
        _("Sort the units: by code, by rank, worst quality first, those with trouble first."),
        70,
    ),
    Action(Place.MATRIX, "inbox", ("f6",), _("inbox"), _("What came in, and what was refused."), 40),
    Action(Place.MATRIX, "scores", ("f7",), _("scores"), _("The scoreboard: points, indices, ranks."), 50),
    Action(
        Place.MATRIX,
        "problem",
        ("f8",),
        _("next problem"),
        _("Go to the next cell that is returned, refused or missing."),
        75,
    ),
    Action(Place.MATRIX, "tasks", ("f9",), _("tasks"), _("The register of tasks: done, overdue."), 60),
    Action(
        Place.MATRIX,
        "again",
        ("f10", "ctrl+r"),
        _("look again"),
        _("Read the store again: another clerk may have imported meanwhile."),
    ),
    Action(Place.STORY, "back", ("escape",), _("back"), _BACK, 80),
    Action(Place.INBOX, "back", ("escape",), _("back"), _BACK, 80),
    Action(Place.INBOX, "search", ("f3", "slash"), _("find"), _("Find a line by any of its words."), 20),
    Action(
        Place.INBOX,
        "refused",
        ("f5",),
        _("only refused"),
        _("Show only what was refused or is held, or everything again."),
        10,
    ),
    Action(
        Place.INBOX,
        "release",
        ("f9",),
        _("let in"),
        _("Let a held or refused bundle in, after you made sure that it is genuine; you say why."),
        30,
    ),
    Action(Place.SCORES, "back", ("escape",), _("back"), _BACK, 80),
    Action(Place.SCORES, "story", ("f2",), _("unit"), _("The story of the unit: all that it sent."), 30),
    Action(Place.SCORES, "search", ("f3", "slash"), _("find"), _("Find a line by any of its words."), 20),
    Action(
        Place.SCORES,
        "other_side",
        ("f5",),
        _("units / indicators"),
        _("Show the indicators of the whole province, or the units by rank again."),
        10,
    ),
    Action(
        Place.SCORES,
        "units_of",
        ("f6",),
        _("units of today"),
        _("Draw the scores on today's units, or again on those that the period had."),
        40,
    ),
    Action(Place.TASKS, "back", ("escape",), _("back"), _BACK, 80),
    Action(Place.TASKS, "search", ("f3", "slash"), _("find"), _("Find a line by any of its words."), 20),
    Action(Place.TASK_LIST, "back", ("escape",), _("back"), _BACK, 80),
    Action(Place.TASK_LIST, "search", ("f3", "slash"), _("find"), _("Find a line by any of its words."), 20),
    Action(Place.VERDICT, "back", ("escape",), _("back"), _BACK, 80),
    Action(
        Place.VERDICT,
        "search",
        ("f3", "slash"),
        _("find"),
        _("Find a question by a part of its name."),
        60,
    ),
    Action(
        Place.VERDICT,
        "comment",
        ("f6",),
        _("comment"),
        _("Write a comment at the cell; it goes to the commune with the decision."),
        20,
    ),
    Action(
        Place.VERDICT,
        "changes",
        ("f7",),
        _("changes"),
        _("Who changed what since the revision before."),
        50,
    ),
    Action(
        Place.VERDICT,
        "problem",
        ("f8",),
        _("next mark"),
        _("Go to the next cell with an error, a warning, a comment or a change."),
        40,
    ),
    Action(Place.VERDICT, "accept", ("f9",), _("accept"), _("Accept the entry and write the receipt."), 10),
    Action(
        Place.VERDICT,
        "send_back",
        ("f10",),
        _("return"),
        _("Send the entry back for correction with its comments, and write the receipt."),
        15,
    ),
)

PROVINCE_STACKS: dict[Place, tuple[Place, ...]] = {
    place: (Place.APP, Place.LIST, place)
    for place in (
        Place.MATRIX,
        Place.STORY,
        Place.INBOX,
        Place.SCORES,
        Place.TASKS,
        Place.TASK_LIST,
        Place.VERDICT,
    )
}
