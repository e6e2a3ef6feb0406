"""The part of the program that works on every screen: help, language, and every action by its name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.app import SystemCommand
from textual.screen import Screen

from locales.words import Words
from locales.words import mark as _
from tui import keys
from tui.keys import Place
from tui.opening import Opening
from tui.screens.page import Page
from tui.themes import THEMES

KEYS = 14  # cells of the keys before the name of a command
LOOKS = {"xaso-dark": _("dark"), "xaso-light": _("light"), "xaso-contrast": _("high contrast")}


class Everywhere(Opening):
    """An application with help, two languages, and a palette of commands."""

    def action_help(self) -> None:
        """Explain this screen and this cell, then list the keys."""
        from tui.dialogs.help import help_dialog  # not needed for the first frame

        page = self.screen
        place = getattr(page, "PLACE", None)
        if isinstance(place, Place) and place not in {Place.READING, Place.WRITING}:
            self.push_screen(help_dialog(page, self.words, self.marks))

    def action_language(self) -> None:
        """Switch between Vietnamese and English."""
        self.words = Words("en" if self.words.language == "vi" else "vi")
        for screen in self.screen_stack:
            if isinstance(screen, Page) and screen.is_mounted:
                screen.relabel()

    def action_command_palette(self) -> None:
        """Find any command by a part of its name, in the words and with the keys of the other lists."""
        screen = self.screen
        if isinstance(screen, Page):
            text = self.words.text
            found = list(self.get_system_commands(screen))
            rows = [(each.callback, f"{each.help:<{KEYS}} {each.title}") for each in found]
            hint = text("Type a part of a name. Enter does it, Esc stays.")
            self.find(rows, lambda act: act(), title=text("Commands"), hint=hint)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Every action of the screen by its name: the second way for keys that a terminal cannot send."""
        place = getattr(screen, "PLACE", None)
        if isinstance(place, Place):
            for action in keys.actions(place):
                if action.place in {place, Place.APP} and action.name not in {"command_palette", "back"}:
                    yield SystemCommand(
                        self.words.text(action.help).rstrip("."),
                        " ".join(keys.shown(key) for key in action.keys),
                        lambda name=action.name, where=action.place: self._run_named(screen, name, where),
                    )
        for theme in THEMES:
            yield SystemCommand(
                self.words.text("Colours: {name}", name=self.words.text(LOOKS[theme.name])),
                "",
                lambda name=theme.name: setattr(self, "theme", name),
            )

    def _run_named(self, screen: Screen[object], name: str, where: Place) -> None:
        getattr(self if where is Place.APP else screen, f"action_{name}")()
