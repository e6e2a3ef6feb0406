"""Opens what a command works on: the officer's folder or the province's, nothing before it is needed."""

from __future__ import annotations

import getpass
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.call import Call, stderr
from cli.errors import BadSettingsError, NoProvinceError, UnitUnknownYetError
from cli.letterhead import TEMPLATE, wrong_in
from cli.screen import default_data_folder
from models.catalogue import Catalogue, catalogue_from_json
from models.errors import NotPublishedError, NotSetUpError, XasoError
from models.forms.resting import collector_at_rest
from models.workspace import CommuneWorkspace, ProvinceWorkspace

if TYPE_CHECKING:  # heavy rooms are loaded when a command needs them
    from models.desk import Desk
    from models.store import Store

UNIT_KEY = "unit"  # as sync.settings.UNIT, which loads cryptography
OFFICER_KEY = "officer"


@dataclass
class Commune:
    """The officer's folder, its store open."""

    call: Call
    workspace: CommuneWorkspace
    store: Store

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue in force. Raises NotSetUpError before the first kit."""
        with self.store.reading() as reading:
            installed = reading.catalogues.current()
        if installed is None:
            raise NotSetUpError(path=str(self.workspace.root))
        catalogue = catalogue_from_json(installed.content)
        self.call.prefer(catalogue.default_language)
        return catalogue

    def setting(self, key: str) -> str | None:
        """Return a small setting of this computer (UNIT_KEY, OFFICER_KEY)."""
        with self.store.reading() as reading:
            return reading.meta.get(key)

    def keep(self, key: str, value: str) -> None:
        """Keep a small setting."""
        with self.store.transaction() as writing:
            writing.meta.set(key, value)

    @property
    def unit(self) -> str:
        """The code of the unit that this computer belongs to.

        It is said once (receive --unit, enrol --unit); a catalogue with a single commune leaves no question.
        Raises UnitUnknownYetError.
        """
        known = self.setting(UNIT_KEY)
        if known:
            return known
        communes = self.catalogue.communes()
        if len(communes) == 1:
            return communes[0].code
        named = [f"{unit.code} {unit.name}" for unit in communes[:8]]
        raise UnitUnknownYetError(choices=named + ["…"] * (len(communes) > len(named)))

    def officer(self, who: str | None = None) -> str:
        """Return who works here: as named now, as enrolled, else the account's name."""
        return who or self.setting(OFFICER_KEY) or account_name()

    def desk(self, who: str | None = None) -> Desk:
        """Return the officer's desk."""
        from models.desk import Desk  # heavy rooms are loaded when a command needs them

        catalogue, unit = self.catalogue, self.unit
        language = self.call.words.language
        return Desk(
            self.store, catalogue, unit, who=self.officer(who), clock=self.call.clock, language=language
        )


def commune_folder(call: Call) -> CommuneWorkspace:
    """Return the officer's folder: --data, XASO_DATA, else the system's place. Nothing is made."""
    return CommuneWorkspace(call.data or default_data_folder())


@contextmanager
def commune(call: Call, *, create: bool = False, writing: bool = False) -> Iterator[Commune]:
    """Open the officer's folder for one command; ``create`` makes it when it is not there.

    ``writing`` holds the folder for this command alone: an open screen must not have its drafts changed
    under it. Raises NotSetUpError, models.store.errors.StoreError, OSError.
    """
    from models.store.lock import WorkspaceLock  # heavy rooms are loaded when a command needs them

    workspace = commune_folder(call)
    if create:
        workspace.create()
    elif not workspace.database.exists():
        raise NotSetUpError(path=str(workspace.root))
    with ExitStack() as held:
        if writing or create:
            held.enter_context(WorkspaceLock.take(workspace.root))
        yield Commune(call, workspace, held.enter_context(_store(workspace.database)))


def _store(location: Path | str) -> Store:
    with collector_at_rest():  # a third of loading it went into looking for what could be thrown away
        from models.store import Store  # heavy rooms are loaded when a command needs them

        return Store.open(location)


def account_name() -> str:
    """Return the name of the account, a dash where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "-"


@dataclass(frozen=True, slots=True)
class Settings:
    """province.toml: the province's code, its store, its language and its letterhead."""

    code: str
    store: str | None = None
    language: str | None = None
    letterhead: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Province:
    """The province's folder, its store open."""

    call: Call
    workspace: ProvinceWorkspace
    settings: Settings
    store: Store

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue that was published last. Raises NotPublishedError before that."""
        with self.store.reading() as reading:
            installed = reading.catalogues.current()
        if installed is None:
            raise NotPublishedError(path=str(self.workspace.root))
        return catalogue_from_json(installed.content)

    def archive_events(self) -> None:
        """Write what was done into the archive's journal; see sync.journal.catch_up.

        A journal that was cut off or cannot be written stops nobody: it is told, and what is done waits
        in the store. Raises ArchiveError where the archive knows more than the store, and StoreError.
        """
        with self.store.reading() as reading:
            if not reading.exchange.events.behind(self.workspace.journal):
                return
        from locales.explain import explain  # as cryptography below: loaded when it is used
        from sync import journal, province_keys
        from sync.errors import ArchiveError

        try:
            journal.catch_up(self.store, province_keys.load(self.workspace.keys), self.workspace.archive)
        except XasoError as error:
            if isinstance(error, ArchiveError) and error.details.get("reason") == journal.AHEAD:
                raise
            print(f"⚠ {explain(error, self.call.words)}", file=stderr())

    @property
    def today(self) -> date:
        """The day on this machine's calendar."""
        return self.call.clock().astimezone().date()


def province_folder(call: Call) -> ProvinceWorkspace:
    """Return the province's folder: --workspace, XASO_PROVINCE, else the current folder.

    Raises NoProvinceError when there is no province.toml in it.
    """
    root = call.province or Path(os.environ.get("XASO_PROVINCE") or Path.cwd())
    workspace = ProvinceWorkspace(root)
    if not workspace.settings_file.exists():
        raise NoProvinceError(path=str(root))
    return workspace


@contextmanager
def province(call: Call, *, archived: bool = True) -> Iterator[Province]:
    """Open the province's folder for one command; before and after it the archive's journal is completed.

    ``archived`` False leaves the journal alone. Raises NoProvinceError, BadSettingsError, StoreError,
    ArchiveError.
    """
    workspace = province_folder(call)
    settings = read_settings(workspace)
    if settings.language:
        call.prefer(settings.language)
    try:
        store = _store(settings.store or workspace.database)
    except ValueError as error:
        problem = call.words.text("“store” is no URL of a store")
        raise BadSettingsError(path=str(workspace.settings_file), problem=problem) from error
    with store:
        opened = Province(call, workspace, settings, store)
        if not archived:
            yield opened
            return
        opened.archive_events()
        try:
            yield opened
        except BaseException:
            with suppress(
                XasoError, OSError
            ):  # what was done before stands; the next command says what is wrong
                opened.archive_events()
            raise
        opened.archive_events()


def read_settings(workspace: ProvinceWorkspace) -> Settings:
    """Read province.toml. Raises BadSettingsError, OSError."""
    file = workspace.settings_file
    try:
        content: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettingsError(path=str(file), problem=str(error)) from error
    for name in ("code", "store", "language"):
        if not isinstance(content.get(name, ""), str) or (name == "code" and not content.get(name)):
            raise BadSettingsError(path=str(file), problem=f"{name} = ?")
    letterhead = content.get("letterhead", {})
    wrong = wrong_in(letterhead)
    if wrong is not None:
        raise BadSettingsError(path=str(file), problem=f"[letterhead] {wrong} = ?")
    return Settings(content["code"], content.get("store") or None, content.get("language"), letterhead)


def write_settings(workspace: ProvinceWorkspace, settings: Settings) -> None:
    """Write province.toml. Raises OSError."""
    lines = [f'code = "{settings.code}"', f'language = "{settings.language or "vi"}"']
    lines.append(
        f'store = "{settings.store}"' if settings.store else '# store = "postgresql+psycopg://user@host/xaso"'
    )
    lines += ["", *TEMPLATE]
    workspace.settings_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
