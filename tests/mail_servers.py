"""Mail servers on this computer, for the tests of every room: aiosmtpd takes, dovecot holds."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sync.handoff.smtp import Security, Server

READY = 60.0  # seconds in which a server must begin, however busy the machine is
HANGS = 600.0  # seconds that a server which hangs would take


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Post:
    """A mail server that keeps what it gets, or refuses some recipients."""

    taken: list[bytes] = field(default_factory=list)
    refuse: str = ""
    hang_at_goodbye: bool = False
    hang_at_content: bool = False

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.hang_at_goodbye:
            await asyncio.sleep(HANGS)  # until the test is done: stopping the server cancels it
        return "221 Bye"

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's own name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address == self.refuse:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.hang_at_content:
            await asyncio.sleep(HANGS)
        self.taken.append(envelope.content)
        return "250 OK"


@contextlib.contextmanager
def serving_mail(keeper: Post, **more: Any) -> Iterator[int]:
    """Run a mail server of ``keeper``; gives its port."""
    for _ in range(10):
        port = free_port()
        controller = Controller(keeper, hostname="127.0.0.1", port=port, ready_timeout=READY, **more)
        try:
            controller.start()
        except OSError:  # somebody else took the port meanwhile
            continue
        break
    yield port
    controller.stop()


@pytest.fixture
def post() -> Iterator[tuple[Post, Server]]:
    keeper = Post()
    with serving_mail(keeper) as port:
        yield keeper, Server("127.0.0.1", port, Security.NONE)


@dataclass
class Authority:
    """An office's own authority with one server certificate, as files; made anew for every test run."""

    folder: Path
    host: str = "localhost"

    def __post_init__(self) -> None:
        now = datetime.now(UTC)
        secret = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "xaso test authority")])
        ca = self._certificate(name, name, secret.public_key(), now)
        ca = ca.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        signed = ca.sign(secret, hashes.SHA256())
        own = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.host)])
        server = self._certificate(subject, name, own.public_key(), now)
        names = x509.SubjectAlternativeName([x509.DNSName(self.host)])
        certificate = server.add_extension(names, critical=False).sign(secret, hashes.SHA256())
        self.ca.write_bytes(signed.public_bytes(Encoding.PEM))
        self.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
        self.key.write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))

    def _certificate(
        self, subject: x509.Name, issuer: x509.Name, key: Any, now: datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
        )

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def certificate(self) -> Path:
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        return self.folder / "server.key"

    def serving(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca))


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority whose server is called localhost (so 127.0.0.1 is a wrong name for it)."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(params=[Security.TLS, Security.STARTTLS])
def secure_post(request: pytest.FixtureRequest, authority: Authority) -> Iterator[tuple[Post, Server]]:
    """A mail server behind TLS, both ways; the server as settings without a CA would name it."""
    keeper = Post()
    security: Security = request.param
    more: dict[str, Any] = {"ssl_context": authority.serving()}
    if security is not Security.TLS:
        more = {"tls_context": authority.serving(), "require_starttls": True}
    with serving_mail(keeper, **more) as port:
        yield keeper, Server("localhost", port, security)


@pytest.fixture
def silent() -> Iterator[int]:
    """A server that accepts connections and never says a word; gives its port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


CONFIGURATION = """
protocols = imap
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
listen = 127.0.0.1
{ssl}
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
    port = {imaps}
    ssl = yes
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
    """A dovecot of our own without TLS; gives its port."""
    with serving_mailboxes() as (port, _imaps):
        yield port


@pytest.fixture(scope="module")
def secure_dovecot(authority: Authority) -> Iterator[tuple[int, int]]:
    """A dovecot of our own with TLS; gives its ports for STARTTLS and for IMAPS."""
    with serving_mailboxes(authority) as ports:
        yield ports


@contextlib.contextmanager
def serving_mailboxes(authority: Authority | None = None) -> Iterator[tuple[int, int]]:
    """Run dovecot; gives its ports, open (with STARTTLS where it has a certificate) and imaps (0: none)."""
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
    imaps, ssl_lines = 0, "ssl = no"
    if authority is not None:
        imaps = free_port()
        for source in (authority.certificate, authority.key):
            shutil.copy(source, root / source.name)
        ssl_lines = f"ssl = yes\nssl_cert = <{root}/server.pem\nssl_key = <{root}/server.key"
    settings = CONFIGURATION.format(root=root, user=user, group=group, port=port, imaps=imaps, ssl=ssl_lines)
    (root / "dovecot.conf").write_text(settings, encoding="utf-8")
    running = subprocess.Popen([program, "-F", "-c", str(root / "dovecot.conf")], stderr=subprocess.PIPE)
    until = time.monotonic() + READY
    while time.monotonic() < until:
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
    try:
        yield port, imaps
    finally:
        running.terminate()
        running.wait(READY)
        shutil.rmtree(root, ignore_errors=True)
