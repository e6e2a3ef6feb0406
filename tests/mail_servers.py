"""Mail servers on this computer, for the tests of every room: aiosmtpd takes, dovecot holds."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from sync.handoff.smtp import Security, Server


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Post:
    """A mail server that keeps what it gets, or refuses some recipients."""

    taken: list[bytes] = field(default_factory=list)
    refuse: str = ""

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's own name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address == self.refuse:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, Server]]:
    keeper, port = Post(), free_port()
    controller = Controller(keeper, hostname="127.0.0.1", port=port)
    controller.start()
    yield keeper, Server("127.0.0.1", port, Security.NONE)
    controller.stop()


CONFIGURATION = """
protocols = imap
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{root}/mail/%u
first_valid_uid = 1
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@pytest.fixture(scope="module")
def dovecot() -> Iterator[int]:
    """A dovecot of our own; gives its port."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        pytest.skip("dovecot is not installed")
    as_root = os.geteuid() == 0
    user = "nobody" if as_root else getpass.getuser()
    account = pwd.getpwnam(user)
    # Not below pytest's folder: that one is private, and dovecot's processes run as somebody else.
    root = Path(tempfile.mkdtemp(prefix="xaso-dovecot-"))
    root.chmod(0o755)
    for name in ("run", "state", "mail", "home"):
        (root / name).mkdir()
        if as_root:
            os.chown(root / name, account.pw_uid, account.pw_gid)
    import grp

    port, group = free_port(), grp.getgrgid(account.pw_gid).gr_name
    settings = CONFIGURATION.format(root=root, user=user, group=group, port=port)
    (root / "dovecot.conf").write_text(settings, encoding="utf-8")
    running = subprocess.Popen([program, "-F", "-c", str(root / "dovecot.conf")], stderr=subprocess.PIPE)
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        if running.poll() is not None:
            break
        time.sleep(0.1)
    if running.poll() is not None:
        said = (running.stderr.read() if running.stderr else b"").decode(errors="replace")
        shutil.rmtree(root, ignore_errors=True)
        pytest.skip(f"dovecot does not start here: {said.strip()[:200]}")
    yield port
    running.terminate()
    running.wait(10)
    shutil.rmtree(root, ignore_errors=True)
