"""The table ``[mail]`` of settings.toml (the officer's) and of province.toml: texts, a port, nothing else."""

from __future__ import annotations

import os
import ssl
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.workspace import CommuneWorkspace
from sync.errors import BadSettingsError, NoMailSettingsError
from sync.handoff.smtp import MailQueue, Security, Server

SETTINGS = "settings.toml"
QUEUE = "mail"
PASSWORD = "XASO_MAIL_PASSWORD"  # noqa: S105 - the variable's name
CA = "ca"  # a file of authorities (PEM) that are trusted instead of the system's
KEYS = ("host", "port", "user", "from", "to", "security", CA)
PORTS = {"tls": 465, "starttls": 587, "none": 25}
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Post:
    """Server, sender and recipient, as the settings name them."""

    server: Server
    sender: str
    to: str


def post_of(workspace: CommuneWorkspace) -> Post:
    """Read settings.toml. Raises NoMailSettingsError, BadSettingsError, OSError."""
    file = workspace.root / SETTINGS
    table = read(file, KEYS)
    if not table:
        raise NoMailSettingsError(path=str(file))
    for name in ("host", "from", "to"):
        if not table.get(name):
            raise BadSettingsError(path=str(file), problem=f"[mail] {name} = ?")
    security = str(table.get("security", "starttls"))
    if security not in PORTS:
        raise BadSettingsError(path=str(file), problem=f"[mail] security = {security}?")
    server = Server(
        host=str(table["host"]),
        port=int(table.get("port", PORTS[security])),
        security=Security(security),
        user=str(table.get("user", "")),
        password=password(table),
        context=context(file, table),
    )
    return Post(server, str(table["from"]), str(table["to"]))


def addresses(workspace: CommuneWorkspace) -> tuple[str, str]:
    """Return who sends drafts and who gets them, "" where the settings name nobody.

    Raises BadSettingsError, OSError.
    """
    table = read(workspace.root / SETTINGS, KEYS)
    return str(table.get("from", "")), str(table.get("to", ""))


def queue_of(workspace: CommuneWorkspace) -> MailQueue:
    """Return the queue of mails to send, a folder beside the outbox."""
    return MailQueue(workspace.root / QUEUE)


def read(file: Path, known: Iterable[str]) -> Mapping[str, str | int]:
    """Return the table; empty where there is no file or no table. Raises BadSettingsError, OSError."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettingsError(path=str(file), problem=str(error)) from error
    table = content.get("mail", {})
    if not isinstance(table, dict):
        raise BadSettingsError(path=str(file), problem="[mail] = ?")
    names = {*known, "password"}
    for name, value in table.items():
        right = _is_port(value) if name == "port" else isinstance(value, str)
        if name not in names or not right:
            raise BadSettingsError(path=str(file), problem=f"[mail] {name} = ?")
    return table


def password(table: Mapping[str, str | int]) -> str:
    """Return the password: of the environment, else of the settings; "" where nobody wrote one."""
    return os.environ.get(PASSWORD) or str(table.get("password", ""))


def context(file: Path, table: Mapping[str, str | int]) -> ssl.SSLContext | None:
    """Return whom to trust: the authorities of the file that ``ca`` names, None for the system's.

    A relative ``ca`` lies beside the settings. Raises BadSettingsError.
    """
    named = str(table.get(CA, ""))
    if not named:
        return None
    place = file.parent / Path(named).expanduser()
    try:
        return ssl.create_default_context(cafile=str(place))
    except OSError as error:  # ssl.SSLError is one
        raise BadSettingsError(path=str(file), problem=f"[mail] {CA} = {place}: {error}") from error


def _is_port(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= HIGHEST_PORT
