"""The program's screen, wiring only: paints first, then loads the house in a thread (rule 7 of the design).

Importing this module loads neither the store nor the form engine nor any cryptography; a test looks.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

# Textual paints at most this often a second; at 240 a key's echo took half as long as at 60.
os.environ.setdefault("TEXTUAL_FPS", "240")

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from locales.words import Words, choose_language
from models.workspace import CommuneWorkspace
from tui import keys, marks
from tui.front import read_front, write_front
from tui.keys import Place
from tui.lock.guard import Guard
from tui.ports import Clock, DueView, HomeView, House, RegisterView
from tui.saver import Saver
from tui.screens.home import HomeScreen
from tui.screens.page import Page
from tui.themes import DARK, THEMES
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.desk import Sitting
    from tui.enrolment.ports import EnrolmentView
    from tui.pages import PageName
    from tui.screens.entry import EntryScreen

T = TypeVar("T")
FRONT = "front.json"
MEASURE_LATER = 2.0  # seconds after the start: what commands completed meanwhile is measured
LEAVE_WAIT = 5.0  # seconds given to the last writes when the program is left


class XasoApp(App[int]):
    """The officer's program. ``backing`` is the house behind the screens."""

    CSS_PATH = "styles/xaso.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            ",".join(action.keys),
            f"app.{action.name}",
            action.label,
            show=False,
            priority=action.name in {"leave", "lock"},
        )
        for action in keys.ACTIONS
        if action.place is Place.APP
    ]

    def __init__(
        self,
        backing: House,
        *,
        front: Path | None = None,
        language: str | None = None,
        clock: Clock | None = None,
        the_marks: marks.Marks | None = None,
    ) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.backing = backing
        self.clock = clock or Clock(lambda: datetime.now().astimezone())
        self.marks = the_marks or marks.choose(os.environ, sys.stdout.encoding)
        self.saver = Saver(self._saver_moved)
        self._front = front
        kept = read_front(front) if front else None
        self._asked_language = language
        self.words = Words(choose_language(language, kept[1] if kept else None))
        self.theme = kept[2] if kept and kept[2] in {theme.name for theme in THEMES} else DARK.name
        self.home_view = kept[0] if kept else HomeView("", "")
        self.home: HomeScreen | None = None
        self._leaving = False
        self._first_run = False
        self.guard = Guard(self, front.parent if front else None)

    # -- beginning -----------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Paint what was kept, then load; behind a lock nothing of it shows."""
        self.home = HomeScreen(HomeView("", "") if self.guard.asks else self.home_view)
        self.push_screen(self.home)
        self.guard.begin()
        self.call_after_refresh(self.reload)

    def reload(self) -> None:
        """Open the store and the catalogue in a thread."""
        self.background(self._load, self._loaded, self._not_loaded)

    def _load(self) -> HomeView:
        view = self.backing.load()
        # Screens of the second moment: imported here so that the first frame does not wait for them.
        importlib.import_module("tui.screens.entry")
        return view

    def _loaded(self, view: HomeView) -> None:
        while self.home is not None and self.screen is not self.home and len(self.screen_stack) > 1:
            self.pop_screen()
        self._show_home(view)
        self.set_timer(MEASURE_LATER, self.refresh_home)
        if self._first_run:
            self._first_run = False
            self._lead_to_enrolment()

    def _lead_to_enrolment(self) -> None:
        """After the first kit this computer's key comes next; a demo's is certified already."""

        def found(view: EnrolmentView) -> None:
            if view.stage != "certified":
                self.open_page("enrolment")

        self.background(lambda: self.backing.services.enrolment.view(), found, lambda _error: None)

    def _not_loaded(self, error: Exception) -> None:
        if getattr(error, "code", "") == "E_NOT_SET_UP":
            from tui.screens.first import FirstScreen  # only a first run needs it

            self._first_run = True
            self.push_screen(FirstScreen())
        elif self.home is not None:
            self.home.refuse(self.explained(error))

    def _show_home(self, view: HomeView) -> None:
        self.home_view = view
        if self.home is not None:
            self.home.show(view)
        if self._front is not None:
            write_front(self._front, view, self.words.language, self.theme)

    def refresh_home(self) -> None:
        """Say anew what is due."""

        def work() -> HomeView:
            self.saver.flush(2)
            return self.backing.home()

        self.background(
            work,
            self._show_home,
            lambda error: None if self.home is None else self.home.say(self.explained(error), Tone.HARD),
        )

    # -- work in threads -----------------------------------------------------------------------------

    def background(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Do slow work in a thread; ``done`` or ``failed`` are called on the screen's thread."""

        def run() -> None:
            try:
                found = work()
            except Exception as error:  # every trouble of the house is shown, none ends the program
                self._back(self._failed if failed is None else failed, error)
            else:
                self._back(done, found)

        self.run_worker(run, thread=True, exit_on_error=False)

    def _back(self, act: Callable[[T], object], found: T) -> None:
        if self._leaving:
            return
        try:
            self.call_from_thread(self.guard.let, act, found)
        except RuntimeError:
            return  # the program ended meanwhile

    def _failed(self, error: Exception) -> None:
        if isinstance(self.screen, Page):
            self.screen.say(self.explained(error), Tone.HARD)

    def explained(self, error: Exception) -> str:
        """Return what went wrong in the user's language."""
        from locales.explain import explain  # the words of trouble are loaded when there is trouble
        from models.errors import XasoError

        if isinstance(error, XasoError):
            told = explain(error, self.words)
            return f"{told.title}. {told.body} {told.remedy}"
        if isinstance(error, OSError):
            where = str(error.filename or "")
            return self.words.text(
                "The folder or file cannot be used: {reason} {where}",
                reason=error.strerror or error,
                where=where,
            )
        return self.words.text(
            "Something unexpected went wrong: {reason}", reason=f"{type(error).__name__}: {error}"
        )

    def _saver_moved(self) -> None:
        """Called in the writer thread."""
        try:
            self.call_later(self._show_saved)
        except RuntimeError:
            return

    def _show_saved(self) -> None:
        page = next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Page)), None)
        if page is not None and page.is_mounted:
            page.saved_changed()

    # -- opening screens -------------------------------------------------------------------------------

    def open_view(self, view: DueView | RegisterView) -> None:
        """Open a form or a register of home."""
        if isinstance(view, DueView):
            self.background(
                lambda: self.backing.open(view.form, view.period),
                lambda s: self.open_entry(s, view.title, view.period),
            )
        else:
            from tui.screens.register import RegisterScreen  # not needed for the first frame

            self.push_screen(RegisterScreen(view))

    def open_entry(self, sitting: Sitting, title: Mapping[str, str], period: str | None) -> None:
        """Show an entry."""
        from tui.screens.entry import EntryScreen  # imported already by the loading thread

        at = self.words.period(period) if period else ""
        parts = [self.words.of(title), at, self.home_view.unit_name]
        self.push_screen(EntryScreen(sitting, " · ".join(part for part in parts if part), at, self.saver))

    def replace_entry(self, entry: EntryScreen, sitting: Sitting) -> None:
        """Show the entry anew: it was reopened or a correction was begun."""
        from tui.screens.entry import EntryScreen  # imported already by the loading thread

        if self.screen is entry:
            self.pop_screen()
        self.push_screen(EntryScreen(sitting, entry.title_text, entry.period_text, self.saver))

    def open_export(self) -> None:
        """Show the export screen."""
        from tui.screens.export import ExportScreen  # not needed for the first frame

        self.push_screen(ExportScreen())

    def open_page(self, name: PageName) -> None:
        """Show one of the officer's further pages."""
        from tui.pages import page  # not needed for the first frame

        self.push_screen(page(name))

    def find(self, rows: Sequence[tuple[T, str]], then: Callable[[T], object]) -> None:
        """Find one of ``rows`` (key, label) by a part of its name."""
        from tui.dialogs.choose import ChooseDialog  # not needed for the first frame

        def chosen(keys_: tuple[str, ...] | None) -> None:
            if keys_:
                then(rows[int(keys_[0])][0])

        labels = [(str(number), label) for number, (_key, label) in enumerate(rows)]
        self.push_screen(
            ChooseDialog(
                self.words.text("Find"),
                labels,
                self.marks,
                hint=self.words.text("Enter goes there, Esc stays"),
            ),
            chosen,
        )

    # -- everywhere ------------------------------------------------------------------------------------

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

    async def on_event(self, event: events.Event) -> None:
        """Somebody is there: the lock hears of it."""
        self.guard.saw(event)
        await super().on_event(event)

    def on_ready(self) -> None:
        """Watch for idleness."""
        self.guard.begin()

    def action_lock(self) -> None:
        """Hide the screen; the first time a passphrase is chosen."""
        self.guard.lock(choosing=self.guard.passphrase is not None and not self.guard.asks)

    def action_leave(self) -> None:
        """Save what is being typed and leave; a value that was refused is shown instead."""
        pages = [screen for screen in reversed(self.screen_stack) if isinstance(screen, Page)]
        if not all(page.may_leave() for page in pages):
            return
        if not self.saver.flush(LEAVE_WAIT):
            self.bell()
            if pages:
                pages[0].say(
                    self.words.text("The last values are not on the disk yet; leaving now would lose them."),
                    Tone.HARD,
                )
            return
        self._leaving = True
        if self._front is not None and self.home_view.unit:
            write_front(self._front, self.home_view, self.words.language, self.theme)
        self.exit(0)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
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
                self.words.text("Colours: {name}", name=theme.name.removeprefix("xaso-")),
                "",
                lambda name=theme.name: setattr(self, "theme", name),
            )

    def _run_named(self, screen: Screen[object], name: str, where: Place) -> None:
        getattr(self if where is Place.APP else screen, f"action_{name}")()


def run(workspace: CommuneWorkspace, language: str | None = None, ports: House | None = None) -> int:
    """Show the screen until it is left; returns the exit code. ``ports`` stands in for the house in tests."""
    if os.environ.get("TERM") == "dumb" or not (sys.stdin.isatty() and sys.stdout.isatty()):
        words = Words(choose_language(language))
        print(
            words.text("xaso needs a terminal that can move its cursor; the commands work here: xaso --help"),
            file=sys.stderr,
        )
        return 2
    if ports is None:
        from tui.house import CommuneHouse  # light; it loads the heavy rooms in its own threads

        ports = CommuneHouse(workspace, language)
    app = XasoApp(ports, front=workspace.root / FRONT, language=language)
    try:
        code = app.run()
    finally:
        app.saver.flush(LEAVE_WAIT)
        app.saver.stop()
        ports.close()
    return code or app.return_code or 0
