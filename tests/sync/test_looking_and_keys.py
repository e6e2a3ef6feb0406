"""Looking at any file without taking it in; key files; values against their form."""

from __future__ import annotations

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from models.entries import EntrySnapshot
from sync import keys, payload_checks, province_keys, verify
from sync.errors import KeyExistsError, KeyFileError, KeyMissingError, PassphraseError
from tests.sync.forge import Forger
from tests.sync.simulator import Commune, World, definition


class TestLooking:
    def look(self, world: World, data: bytes) -> verify.Inspection:
        trust = world.keys.trust
        return verify.inspect(
            data, identities=world.keys.identities, trust=trust, recipient="prov/56", at=world.clock()
        )

    def test_a_bundle_tells_everything(self, world: World, laptop: Commune) -> None:
        exported = laptop.send()
        seen = self.look(world, exported.file.read_bytes())
        assert seen.error is None
        assert seen.checked == ["encryption", "signature", "trust", "recipient", "content"]
        told = seen.to_json()
        assert (told["kind"], told["from"], told["to"], told["id"]) == (
            *("bundle", "unit/22810", "prov/56"),
            exported.id,
        )
        assert (told["seq"], told["prev"], told["resumes"], told["encrypted"]) == (1, None, None, True)
        assert seen.certificate is not None
        assert seen.certificate.principal == "unit/22810"
        assert seen.certificate.valid_from == "2026-10-19T03:04:05Z"
        assert seen.certificate.valid_to == "2028-11-20T03:04:05Z"
        assert seen.certificate.known is True
        assert seen.certificate.authority_digits == world.keys.ca_digits
        assert [file["name"] for file in seen.files] == ["entries.ndjson.gz"]
        assert seen.body is not None
        assert seen.body["catalogue"] == {"id": "c56", "version": 1}

    def test_kits_and_receipts_open_without_any_key(self, world: World, laptop: Commune) -> None:
        world.take(laptop.send().file)
        for data, kind in ((world.kit.data, "kit"), (world.receipts()[-1], "receipt")):
            seen = verify.inspect(data, at=world.clock())
            assert (seen.kind, seen.error, seen.encrypted) == (kind, None, False)
            assert seen.certificate is not None
            assert seen.certificate.known is None

    def test_an_enrolment_shows_its_digits(self, world: World) -> None:
        asked = world.request(world.commune())
        assert self.look(world, asked.data).digits == asked.digits

    def test_a_refused_file_is_described_as_far_as_it_got(self, world: World) -> None:
        seen = self.look(world, Forger(world).bundle(to="prov/38"))
        assert (seen.code, seen.to, seen.checked[-1]) == ("E_WRONG_RECIPIENT", "prov/38", "trust")

    def test_without_the_key_only_the_wrapping_is_known(self, world: World, laptop: Commune) -> None:
        seen = verify.inspect(laptop.send().file.read_bytes(), at=world.clock())
        assert (seen.encrypted, seen.kind, seen.code) == (True, None, "E_NOT_FOR_US")

    def test_looking_stores_nothing(self, world: World, laptop: Commune) -> None:
        self.look(world, laptop.send().file.read_bytes())
        assert world.snapshots() == []


class TestKeyFiles:
    def test_secrets_are_for_their_owner_alone(self, world: World, laptop: Commune) -> None:
        if os.name != "posix":
            pytest.skip("this system has other rights")
        secrets = [
            laptop.workspace.keys / "commune_ed25519",
            *(world.workspace.keys / name for name in ("signing_ed25519", "age_identity.txt")),
            *(world.workspace.keys / "offline").glob("*[!b]"),
        ]
        assert len(secrets) >= 5
        assert {stat.S_IMODE(path.stat().st_mode) for path in secrets if path.suffix != ".pub"} == {0o600}

    def test_a_key_is_never_overwritten(self, tmp_path: Path, world: World) -> None:
        keys.save(keys.generate(), tmp_path / "key")
        with pytest.raises(KeyExistsError):
            keys.save(keys.generate(), tmp_path / "key")
        with pytest.raises(KeyExistsError):
            province_keys.create(world.workspace.keys, "56", world.clock())

    def test_what_is_no_key_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(KeyMissingError):
            keys.load(tmp_path / "none")
        (tmp_path / "key").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n")
        with pytest.raises(KeyFileError):
            keys.load(tmp_path / "key")

    def test_a_certificate_for_another_key_is_told(self, tmp_path: Path, world: World) -> None:
        key, other = keys.generate(), keys.generate()
        assert world.keys.ca is not None
        keys.save(key, tmp_path / "key")
        keys.save_certificate(
            keys.certify(world.keys.ca, other.key, "unit/22810", 1, world.clock()), tmp_path / "key"
        )
        with pytest.raises(KeyFileError):
            keys.load(tmp_path / "key")

    def test_the_authority_may_lie_on_a_stick_under_a_passphrase(self, tmp_path: Path, world: World) -> None:
        folder, stick = tmp_path / "keys", tmp_path / "stick"
        province_keys.create(folder, "38", world.clock(), passphrase="mật khẩu")
        (folder / "offline").rename(stick)
        away = province_keys.load(folder)
        assert away.ca is None
        assert away.code == "38"
        here = province_keys.load(folder, passphrase="mật khẩu", ca=stick / "ca_ed25519")
        assert here.require_ca().key == away.authority
        with pytest.raises(PassphraseError):
            province_keys.load(folder, ca=stick / "ca_ed25519")
        with pytest.raises(KeyFileError):
            province_keys.load(folder, ca=world.workspace.keys / "offline" / "ca_ed25519")

    def test_a_certificate_lasts_twenty_five_months_whatever_the_day(self, world: World) -> None:
        assert world.keys.ca is not None
        for day in range(1, 400, 13):
            now = world.clock() + timedelta(days=day)
            made = keys.certify(world.keys.ca, keys.generate().key, "unit/22810", 1, now)
            days = (made.valid_before - now.timestamp()) / 86400
            assert 757 <= days <= 763
            assert made.valid_after == int((now - timedelta(hours=24)).timestamp())


class TestValues:
    @pytest.mark.parametrize(
        ("datatype", "good", "bad"),
        [
            ("int", ["0", "-5", "431"], ["1.0", "", " 1", "１", "1e3", "+1", "0x1"]),
            ("decimal", ["94.9", "-0.5", "3"], ["94,9", "NaN", "1e3", "."]),
            ("date", ["2026-10-05"], ["05/10/2026", "2026-13-01", "2026-02-30", "2026-10-5"]),
            ("time", ["09:30:00.000", "09:30:00+07:00"], ["9:30", "25:00:00", "09:61:00"]),
            ("dateTime", ["2026-10-05T09:30:00.000+07:00"], ["2026-10-05", "2026-10-05 09:30:00"]),
            ("string", ["anything", "Nguyễn Thị Lan"], ["x" * 100_001]),
        ],
    )
    def test_types(self, datatype: str, good: list[str], bad: list[str]) -> None:
        assert [value for value in good if not payload_checks.fits(datatype, value)] == []
        assert [value for value in bad if payload_checks.fits(datatype, value)] == []

    STRANGE = (
        *("/data/villages", "/data/villages[1]", "/data/villages[0]/teams", "/data/villages[01]/teams"),
        *("/data[1]/numerator", "/data/villages[1]/teams[1]", "/data/villages[٣]/teams"),
        *("/data/villages[1][2]/teams", "/data/numerator/", "//data/numerator", "data/numerator"),
        "/data/../data/numerator",
    )

    @pytest.mark.parametrize("path", STRANGE)
    def test_paths_that_no_form_has(self, world: World, path: str) -> None:
        assert payload_checks.validate(self.entry(world, {path: "1"}), definition()) is not None

    def test_paths_of_the_form(self, world: World) -> None:
        values = {"/data/numerator": "1", "/data/villages[1]/teams": "2", "/data/villages[36000]/teams": "3"}
        assert payload_checks.validate(self.entry(world, values), definition()) is None

    @staticmethod
    def entry(world: World, values: dict[str, str]) -> EntrySnapshot:
        return Forger(world).snapshot(values=values)
