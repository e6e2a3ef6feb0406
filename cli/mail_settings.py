"""The table ``[mail]`` of settings.toml (the officer's) and of province.toml: texts, a port, nothing else."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from cli.errors import BadSettingsError

PASSWORD = "XASO_MAIL_PASSWORD"  # noqa: S105 - the variable's name
HIGHEST_PORT = 65535


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


def _is_port(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= HIGHEST_PORT
