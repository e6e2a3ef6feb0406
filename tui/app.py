"""The program's screen, wiring only: paints first, then loads the house in a thread (rule 7 of the design).

Importing this module loads neither the store nor the form engine nor any cryptography; a test looks.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

# Textual paints at most this often a second; at 240 a key's echo took half as long as at 60.
os.environ.setdefault("TEXTUAL_FPS", "240")

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import Theme
from textual.timer import Timer

from locales.words import Words, choose_language
from models.workspace import CommuneWorkspace
from tui import keys, marks
from tui.copying import Copying
from tui.everywhere import Everywhere
from tui.front import Front, FrontKeeper, read_front
from tui.keys import Place
from tui.lock.guard import Guard
from tui.ports import Clock, HomeView, House, LeftView
from tui.saver import Saver
from tui.screens.home import HomeScreen
from tui.screens.page import Page
from tui.themes import DARK, THEMES
from tui.typeahead import finished, leads_somewhere, standing
from tui.widgets.sheet_model import Tone

if TYPE_CHECKING:
    from models.desk import Sitting
    from tui.enrolment.ports import EnrolmentView
    from tui.handoff.postman import Postman
    from tui.screens.entry import EntryScreen

FRONT = "front.json"
OWN_THEMES = {theme.name: theme for theme in THEMES}
TURN = 0.001  # seconds until a thread that saves or loads makes room for the one that answers keys
LOAD_LATER = 0.3  # seconds after an entry was painted first: whoever types goes before the store
PLACE_LATER = 1.0  # seconds after the cursor moved first: so far behind the next start may begin
MEASURE_LATER = 2.0  # seconds after the start: what commands completed meanwhile is measured
LEAVE_WAIT = 5.0  # seconds given to the last writes when the program is left


class XasoApp(Everywhere):
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
        kept = read_front(front) if front else None
        # Said before anything is built: a theme that changes later has every style parsed a second time.
        self.set_reactive(App.theme, kept.theme if kept and kept.theme in OWN_THEMES else DARK.name)
        # Without this Textual only makes greys of the colours where NO_COLOR asks for none.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        for theme in THEMES:
            self.register_theme(theme)
        self.backing = backing
        self.clock = clock or Clock(lambda: datetime.now().astimezone())
        self.marks = the_marks or marks.choose(os.environ, sys.stdout.encoding)
        self.saver = Saver(self.saver_moved)
        self._front = front
        self._keeper = FrontKeeper(front) if front else None
        self._placing: Timer | None = None
        self.words = Words(choose_language(language, kept.language if kept else None))
        self.home_view = kept.home if kept else HomeView("", "")
        self._left = kept.left if kept else None
        self._first_run = False
        self.postman: Postman | None = None
        self._copying = Copying(self, backing, self._not_copied)
        self._unpainted = ExitStack()
        self.guard = Guard(self, front.parent if front else None)
        # Behind a lock nothing of what was kept shows.
        self.home = HomeScreen(HomeView("", "") if self.guard.asks else self.home_view)

    def get_theme(self, theme_name: str) -> Theme | None:
        """Return a theme by its name, ours also before they are registered."""
        return OWN_THEMES.get(theme_name) or super().get_theme(theme_name)

    # -- beginning -----------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[None]:
        """Begin in the entry that was open last, else at home; held back until all of it has its place."""
        self._unpainted.enter_context(self.batch_update())
        return self._last_entry() or self.home

    def _last_entry(self) -> EntryScreen | None:
        left = self._left
        if left is None or self.guard.asks or not self.backing.at_once():
            return None
        try:
            sitting = self.backing.reopen_left(left)
        except Exception:  # the store, when it is open, either manages or says what is wrong
            return None
        if sitting is None:
            return None
        self._left = None
        screen = self.left_screen(sitting, left)
        # What Textual notes of screens that are pushed: this one, too, gives way to another (see pop_screen).
        screen._push_result_callback(self, None)
        return screen

    def on_mount(self) -> None:
        """Paint what was kept, then load."""
        self.guard.begin()
        self._unpainted.callback(lambda: self.call_after_refresh(self._painted))

    def _painted(self) -> None:
        """The first frame is there: what was made until now stays, and the collector may go about again."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
            sys.setswitchinterval(TURN)
        if self.screen is self.home:
            self.reload()
        else:
            self.set_timer(LOAD_LATER, self.reload)

    def reload(self) -> None:
        """Open the store and the catalogue in a thread."""
        self.background(self._load, self._loaded, self._not_loaded)

    def _load(self) -> HomeView:
        # The screen of the second moment: imported here so that the first frame does not wait for it.
        importlib.import_module("tui.screens.entry")
        return self.backing.load()

    def _loaded(self, view: HomeView) -> None:
        if self._first_run:
            while self.screen is not self.home and len(self.screen_stack) > 1:
                self.pop_screen()
        self._show_home(view)
        self.set_timer(MEASURE_LATER, self.refresh_home)
        self._copying.begin()
        self._begin_post()
        if self._first_run:
            self._first_run = False
            self._lead_to_enrolment()
        elif self._left is not None:
            self._lead_back(self._left)

    def _begin_post(self) -> None:
        """Mails that wait since the last time go out."""
        from tui.handoff.postman import Postman  # not needed for the first frame

        if self.postman is None and self._front is not None:
            self.postman = Postman(self, self._front.parent)
            self.postman.begin()

    def _lead_back(self, left: LeftView) -> None:
        """To the entry that was open last: it could not be opened before the store was."""

        def found(sitting: Sitting | None) -> None:
            if sitting is not None and self.screen is self.home:
                self.push_screen(self.left_screen(sitting, left))
            elif sitting is None:
                self.home.say(
                    self.words.text("The entry that was open last was sent, or is not there any more.")
                )

        self._left = None
        self.background(lambda: self.backing.reopen_left(left), found)

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
        else:
            self.home.refuse(self.explained(error))
            if self.screen is not self.home and isinstance(self.screen, Page):
                self.screen.say(self.explained(error), Tone.HARD)

    def _not_copied(self, error: Exception) -> None:
        self.home.say(self.explained(error), Tone.HARD)

    def _show_home(self, view: HomeView) -> None:
        self.home_view = view
        self.home.show(view)
        self.keep_front()

    def refresh_home(self) -> None:
        """Say anew what is due."""

        def work() -> HomeView:
            self.saver.flush(2)
            return self.backing.home()

        self.background(work, self._show_home, lambda error: self.home.say(self.explained(error), Tone.HARD))

    # -- what the next start paints from ---------------------------------------------------------------

    def keep_front(self) -> None:
        """Keep home, the looks, and the entry that is open with the cell under the cursor."""
        if self._keeper is not None and self.home_view.unit:
            self._keeper.writing(self._front_now())()

    def keep_place(self) -> None:
        """The cursor moved: a moment later the next start begins here, also after a power cut."""
        if self._keeper is not None and self._placing is None and self.home_view.unit:
            self._placing = self.set_timer(PLACE_LATER, self._keep_place)

    def _keep_place(self) -> None:
        self._placing = None
        if self._keeper is not None and not self._leaving:
            self.run_worker(self._keeper.writing(self._front_now()), thread=True, exit_on_error=False)

    def _front_now(self) -> Front:
        return Front(self.home_view, self.words.language, self.theme, self._open_now())

    def _open_now(self) -> LeftView | None:
        from tui.left import open_now  # no entry is open before the first frame

        return open_now(self.screen_stack) or self._left

    # -- everywhere ------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Somebody is there: the lock hears of it. A key is finished before the next one is looked at."""
        self.guard.saw(event)
        before = standing(self) if leads_somewhere(self, event) else None
        await super().on_event(event)
        if before is not None:
            await finished(self, before)
            if len(self.screen_stack) < len(before.screens):
                # What a dialog's answer sets off comes only behind this.
                self.call_next(finished, self, before)

    def on_ready(self) -> None:
        """Every widget has its place: paint."""
        self.call_later(self._unpainted.close)

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
        self.keep_front()
        self.exit(0)


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
