"""Anybody can check our envelopes with ssh-keygen, age and tar; and what those make, we read."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest

from sync import encryption, enrolment, envelope, keys, signature, trust
from sync.envelope import open_envelope
from sync.errors import EnvelopeError
from tests.sync.forge import Forger
from tests.sync.simulator import Commune, World


def tool(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(name) is None, reason=f"{name} is not installed")


def run(*words: object, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(list(map(str, words)), input=data, capture_output=True, timeout=60, check=False)


def unpacked(world: World, file: Path, folder: Path) -> Path:
    """A bundle decrypted by us and extracted by tar."""
    plain = envelope.unwrap(file.read_bytes(), world.keys.identities)
    folder.mkdir(exist_ok=True)
    (folder / "b.tar").write_bytes(plain)
    with tarfile.open(folder / "b.tar") as tar:
        tar.extractall(folder, filter="data")
    return folder


def verify(folder: Path, principal: str, namespace: str, authority: bytes, *more: object) -> int:
    (folder / "allowed_signers").write_text(trust.allowed_signers([authority]))
    words = ["ssh-keygen", "-Y", "verify", "-f", folder / "allowed_signers", "-I", principal, "-n", namespace]
    # ssh-keygen judges by its own clock; the simulator's stands at a fixed day.
    words += ["-O", "verify-time=20261020120000Z", "-s", folder / "manifest.json.sig", *more]
    return run(*words, data=(folder / "manifest.json").read_bytes()).returncode


@tool("ssh-keygen")
class TestSshKeygenVerifiesOurs:
    @pytest.fixture
    def folder(self, world: World, laptop: Commune, tmp_path: Path) -> Path:
        return unpacked(world, laptop.send().file, tmp_path / "out")

    def test_a_bundle_verifies(self, world: World, folder: Path) -> None:
        assert verify(folder, "unit/22810", "bundle.v1@xaso", world.keys.authority) == 0

    def test_a_kit_and_a_receipt_verify_in_the_name_of_the_province(
        self, world: World, laptop: Commune, tmp_path: Path
    ) -> None:
        world.take(laptop.send().file)
        for name, data in (("kit", world.kit.data), ("receipt", world.receipts()[-1])):
            folder = tmp_path / name
            folder.mkdir()
            (folder / "x.tar").write_bytes(data)
            with tarfile.open(folder / "x.tar") as tar:
                tar.extractall(folder, filter="data")
            assert verify(folder, "prov/56", f"{name}.v1@xaso", world.keys.authority) == 0

    def test_another_namespace_is_refused(self, world: World, folder: Path) -> None:
        assert verify(folder, "unit/22810", "receipt.v1@xaso", world.keys.authority) != 0

    def test_another_principal_is_refused(self, world: World, folder: Path) -> None:
        assert verify(folder, "unit/22813", "bundle.v1@xaso", world.keys.authority) != 0

    def test_another_authority_is_refused(self, folder: Path) -> None:
        assert verify(folder, "unit/22810", "bundle.v1@xaso", keys.generate().key) != 0

    def test_a_revoked_key_is_refused(self, world: World, laptop: Commune, folder: Path) -> None:
        revoked = folder / "revoked_keys"
        revoked.write_text(trust.revoked_keys([laptop.keys.signing.key]))
        authority = world.keys.authority
        assert verify(folder, "unit/22810", "bundle.v1@xaso", authority, "-r", revoked) != 0
        revoked.write_text(trust.revoked_keys([keys.generate().key]))
        assert verify(folder, "unit/22810", "bundle.v1@xaso", authority, "-r", revoked) == 0

    def test_an_expired_certificate_is_refused(self, world: World, tmp_path: Path) -> None:
        forger = Forger(world)
        assert world.keys.ca is not None
        forger.certify(world.keys.ca, "unit/22810", forger.at - timedelta(days=3 * 365))
        file = tmp_path / "old.age"
        file.write_bytes(forger.bundle())
        folder = unpacked(world, file, tmp_path / "old")
        assert verify(folder, "unit/22810", "bundle.v1@xaso", world.keys.authority) != 0

    def test_a_changed_manifest_is_refused(self, world: World, folder: Path) -> None:
        manifest = folder / "manifest.json"
        manifest.write_bytes(manifest.read_bytes().replace(b'"seq":1', b'"seq":2'))
        assert verify(folder, "unit/22810", "bundle.v1@xaso", world.keys.authority) != 0

    def test_it_shows_the_fingerprint_that_we_show(self, laptop: Commune) -> None:
        public = laptop.workspace.keys / "commune_ed25519.pub"
        shown = run("ssh-keygen", "-lf", public).stdout.decode()
        assert keys.fingerprint(laptop.keys.signing.key) in shown

    def test_it_reads_our_certificate(self, laptop: Commune) -> None:
        shown = run("ssh-keygen", "-Lf", laptop.workspace.keys / "commune_ed25519-cert.pub").stdout.decode()
        assert "user certificate" in shown
        assert "unit/22810" in shown
        assert "Critical Options: (none)" in shown
        assert "Extensions: (none)" in shown

    def test_it_opens_our_key_under_its_passphrase(self, world: World) -> None:
        laptop = world.enrolled("22813", passphrase="mật khẩu")
        file = laptop.workspace.keys / "commune_ed25519"
        assert run("ssh-keygen", "-y", "-P", "mật khẩu", "-f", file).returncode == 0
        assert run("ssh-keygen", "-y", "-P", "sai", "-f", file).returncode != 0


@tool("ssh-keygen")
class TestWeAcceptWhatSshKeygenSigns:
    """An independent laptop: key, certificate and signature made with ssh-keygen alone."""

    @pytest.fixture
    def desk(self, world: World, tmp_path: Path) -> Path:
        desk = tmp_path / "desk"
        desk.mkdir()
        assert world.keys.ca is not None
        keys.save(world.keys.ca, desk / "ca")
        assert run("ssh-keygen", "-t", "ed25519", "-N", "", "-f", desk / "key").returncode == 0
        return desk

    def certify(self, desk: Path, *more: object, principals: str = "unit/22810") -> None:
        words = ["ssh-keygen", "-s", desk / "ca", "-I", "test", "-z", "42", *more]
        if principals:
            words += ["-n", principals]
        assert run(*words, desk / "key.pub").returncode == 0

    def bundle(self, world: World, desk: Path, namespace: str = "bundle.v1@xaso") -> bytes:
        forger = Forger(world)
        files = forger.payload([forger.snapshot()])
        text = forger.text(forger.manifest(files, body=forger.body([forger.snapshot()])))
        (desk / "m").write_bytes(text)
        signing = desk / "key-cert.pub" if (desk / "key-cert.pub").exists() else desk / "key"
        done = run("ssh-keygen", "-Y", "sign", "-n", namespace, "-f", signing, desk / "m")
        assert done.returncode == 0, done.stderr
        return forger.seal(forger.container(text, files, signed=(desk / "m.sig").read_bytes()))

    def code(self, world: World, data: bytes) -> str | None:
        return world.take_bytes(data).code

    VALID = ("-O", "clear", "-V", "20261001:20271001")

    def test_a_certified_key(self, world: World, desk: Path) -> None:
        self.certify(desk, *self.VALID)
        assert world.take_bytes(self.bundle(world, desk)).status == "accepted"

    def test_not_an_expired_one(self, world: World, desk: Path) -> None:
        self.certify(desk, "-O", "clear", "-V", "20240101:20250101")
        assert self.code(world, self.bundle(world, desk)) == "E_CERT_EXPIRED"

    def test_not_another_namespace(self, world: World, desk: Path) -> None:
        self.certify(desk, *self.VALID)
        assert self.code(world, self.bundle(world, desk, "file")) == "E_SIGNATURE"

    def test_not_another_principal(self, world: World, desk: Path) -> None:
        self.certify(desk, *self.VALID, principals="unit/22813")
        assert self.code(world, self.bundle(world, desk)) == "E_WRONG_SENDER"

    def test_not_two_principals(self, world: World, desk: Path) -> None:
        self.certify(desk, *self.VALID, principals="unit/22810,unit/22813")
        assert self.code(world, self.bundle(world, desk)) == "E_SIGNATURE"

    def test_not_a_certificate_for_everybody(self, world: World, desk: Path) -> None:
        self.certify(desk, *self.VALID, principals="")
        assert self.code(world, self.bundle(world, desk)) == "E_SIGNATURE"

    def test_not_another_authority(self, world: World, desk: Path) -> None:
        (desk / "ca").unlink()
        assert run("ssh-keygen", "-t", "ed25519", "-N", "", "-f", desk / "ca").returncode == 0
        self.certify(desk, *self.VALID)
        assert self.code(world, self.bundle(world, desk)) == "E_UNENROLLED"

    def test_not_a_host_certificate(self, world: World, desk: Path) -> None:
        self.certify(desk, "-h", "-V", "20261001:20271001")
        assert self.code(world, self.bundle(world, desk)) == "E_SIGNATURE"

    def test_not_a_certificate_with_a_critical_option(self, world: World, desk: Path) -> None:
        self.certify(desk, *self.VALID, "-O", "force-command=/bin/true")
        assert self.code(world, self.bundle(world, desk)) == "E_SIGNATURE"

    def test_not_a_revoked_one(self, world: World, desk: Path) -> None:
        self.certify(desk, *self.VALID)
        data = self.bundle(world, desk)
        key = keys.read_public_line((desk / "key.pub").read_text())
        judge = world.keys.trust.with_revoked({key: world.clock() - timedelta(days=1)})
        with pytest.raises(EnvelopeError) as caught:
            open_envelope(
                data,
                identities=world.keys.identities,
                trust=judge,
                recipient="prov/56",
                at=world.clock(),
            )
        assert caught.value.code == "E_REVOKED"

    def test_not_a_plain_key(self, world: World, desk: Path) -> None:
        assert self.code(world, self.bundle(world, desk)) == "E_UNENROLLED"

    def test_not_a_key_of_another_algorithm(self, world: World, desk: Path) -> None:
        (desk / "key").unlink()
        (desk / "key.pub").unlink()
        assert run("ssh-keygen", "-t", "ecdsa", "-N", "", "-f", desk / "key").returncode == 0
        self.certify(desk, *self.VALID)
        assert self.code(world, self.bundle(world, desk)) == "E_SIGNATURE"

    def test_not_a_signature_over_sha256(self, world: World, desk: Path) -> None:
        (desk / "m").write_bytes(b"x")
        words = ["ssh-keygen", "-Y", "sign", "-O", "hashalg=sha256", "-n", "bundle.v1@xaso", "-f"]
        assert run(*words, desk / "key", desk / "m").returncode == 0
        with pytest.raises(EnvelopeError) as caught:
            signature.verify(b"x", (desk / "m.sig").read_bytes())
        assert caught.value.code == "E_SIGNATURE"

    def test_an_enrolment_made_by_hand_is_certified(self, world: World, desk: Path) -> None:
        line = " ".join((desk / "key.pub").read_text().split()[:2])
        forger = Forger(world)
        body = {"key": line, "officer": "Lan", "machine": "m"}
        text = forger.text(forger.manifest({}, type="enrol", body=body))
        (desk / "m").write_bytes(text)
        run("ssh-keygen", "-Y", "sign", "-n", "enrol.v1@xaso", "-f", desk / "key", desk / "m")
        data = forger.seal(forger.container(text, {}, signed=(desk / "m.sig").read_bytes()))
        told = keys.digits(keys.read_public_line(line))
        done = enrolment.certify(world.store, world.keys, data, told=told, now=world.clock())
        assert done.unit == "22810"


@tool("age")
class TestAge:
    def test_it_opens_ours(self, world: World, laptop: Commune, tmp_path: Path) -> None:
        file = laptop.send().file
        secret = world.workspace.keys / "age_identity.txt"
        assert run("age", "-d", "-i", secret, "-o", tmp_path / "b.tar", file).returncode == 0
        assert (tmp_path / "b.tar").read_bytes() == envelope.unwrap(file.read_bytes(), world.keys.identities)

    def test_it_opens_ours_with_the_recovery_key(self, world: World, laptop: Commune, tmp_path: Path) -> None:
        secret = world.workspace.keys / "offline" / "recovery_identity.txt"
        assert run("age", "-d", "-i", secret, laptop.send().file).returncode == 0

    def test_it_opens_our_armour(self, world: World, laptop: Commune) -> None:
        laptop.fill(1, 2)
        file = laptop.export(armoured=True).file
        secret = world.workspace.keys / "age_identity.txt"
        assert file.read_bytes().startswith(b"-----BEGIN AGE ENCRYPTED FILE-----")
        assert run("age", "-d", "-i", secret, file).returncode == 0

    @pytest.mark.parametrize("armoured", [False, True])
    def test_we_open_its(self, world: World, laptop: Commune, tmp_path: Path, armoured: bool) -> None:
        plain = envelope.unwrap(laptop.send().file.read_bytes(), world.keys.identities)
        words = ["age", "-e", *(["-a"] if armoured else []), "-r", world.keys.recipients[0]]
        data = run(*words, data=plain).stdout
        assert world.take_bytes(data).status == "accepted"

    def test_our_armour_is_its_armour(self, world: World, tmp_path: Path) -> None:
        data = encryption.encrypt(b"x" * 1000, world.keys.recipients)
        assert encryption.without_armour(encryption.armour(data)) == data


@tool("tar")
@tool("bsdtar")
def test_gnu_tar_and_bsdtar_list_the_container_alike(world: World, laptop: Commune, tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    file.write_bytes(envelope.unwrap(laptop.send().file.read_bytes(), world.keys.identities))
    names = [run(name, "-tf", file) for name in ("tar", "bsdtar")]
    assert [done.returncode for done in names] == [0, 0]
    assert names[0].stdout == names[1].stdout
    assert names[0].stdout.split() == [b"manifest.json", b"manifest.json.sig", b"entries.ndjson.gz"]


@tool("tar")
@tool("sha256sum")
def test_tar_and_sha256sum_find_what_the_manifest_says(world: World, laptop: Commune, tmp_path: Path) -> None:
    opened = envelope.read_letter(envelope.unwrap(laptop.send().file.read_bytes(), world.keys.identities))
    (tmp_path / "b.tar").write_bytes(opened.container)
    assert run("tar", "-xf", tmp_path / "b.tar", "-C", tmp_path).returncode == 0
    told = run("sha256sum", tmp_path / "entries.ndjson.gz").stdout.split()[0].decode()
    assert told == opened.manifest.files[0].sha256
