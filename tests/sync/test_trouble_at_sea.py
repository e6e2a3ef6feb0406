"""What happens to real laptops: lost, cloned, restored, late, with a certificate that ends."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest

from models.entries import EntryState
from models.errors import UnknownUnitError
from models.store import Store
from sync import commune_keys, enrolment, keys, kit, province_keys, receipt, settings
from sync.errors import (
    AuthorityUnconfirmedError,
    BundleNotFoundError,
    CertificateExpiredError,
    DigitsError,
    KeyExistsError,
    KeyKnownError,
    KeyMissingError,
    KitRollbackError,
    NotCertifiedError,
    NotQuarantinedError,
    PassphraseError,
    UnenrolledError,
)
from sync.exporter import reexport, reseal
from sync.outcomes import AcceptedWithGap, Held, Quarantined
from tests.sync.forge import Forger
from tests.sync.simulator import Commune, World


class TestEnrolment:
    def test_wrong_digits_certify_nobody(self, world: World) -> None:
        laptop = world.commune()
        asked = world.request(laptop)
        told = asked.digits[:-1] + str((int(asked.digits[-1]) + 1) % 10)
        with pytest.raises(DigitsError):
            enrolment.certify(world.store, world.keys, asked.data, told=told, now=world.clock())
        with pytest.raises(NotCertifiedError):
            laptop.send()

    def test_the_province_sees_the_digits_that_the_officer_reads(self, world: World) -> None:
        asked = world.request(world.commune())
        request = enrolment.read_request(world.store, world.keys, asked.data)
        assert (request.digits, request.fingerprint) == (asked.digits, asked.fingerprint)
        assert (request.unit, request.officer, request.certified) == ("22810", "Lan", False)

    def test_a_key_is_certified_once(self, world: World) -> None:
        laptop = world.commune()
        asked = world.request(laptop)
        enrolment.certify(world.store, world.keys, asked.data, told=asked.digits, now=world.clock())
        with pytest.raises(KeyKnownError):
            enrolment.certify(world.store, world.keys, asked.data, told=asked.digits, now=world.clock())

    def test_asking_again_before_the_answer_asks_with_the_same_key(self, world: World) -> None:
        laptop = world.commune()
        assert world.request(laptop).digits == world.request(laptop).digits

    def test_a_certified_laptop_does_not_make_another_key_by_mistake(self, laptop: Commune) -> None:
        with pytest.raises(KeyExistsError):
            laptop.world.request(laptop)

    def test_a_key_under_a_passphrase_opens_with_it_alone(self, world: World) -> None:
        laptop = world.enrolled(passphrase="mật khẩu")
        assert world.take(laptop.send().file).status == "accepted"
        for wrong in (None, "sai"):
            with pytest.raises(PassphraseError):
                commune_keys.load(laptop.workspace.keys, wrong)

    def test_without_the_authority_key_nothing_is_certified(self, world: World) -> None:
        asked = world.request(world.commune())
        shutil.rmtree(world.workspace.keys / "offline")
        away = province_keys.load(world.workspace.keys)
        with pytest.raises(KeyMissingError):
            enrolment.certify(world.store, away, asked.data, told=asked.digits, now=world.clock())

    def test_an_enrolment_in_an_import_waits_for_a_person(self, world: World) -> None:
        asked = world.request(world.commune())
        result = world.take_bytes(asked.data)
        assert isinstance(result, Held)
        assert result.code == "E_UNENROLLED"
        enrolment.certify(world.store, world.keys, asked.data, told=asked.digits, now=world.clock())
        assert world.take_bytes(asked.data).status == "duplicate"
        assert list(world.workspace.quarantine.iterdir()) == []

    def test_a_revoked_laptop_that_was_found_again_enrols_with_another_key(
        self, world: World, laptop: Commune
    ) -> None:
        old = laptop.keys.signing.key
        enrolment.revoke(world.store, "22810", why="mất máy", now=world.clock())
        kit.receive(laptop.store, world.publish(2).data, now=world.clock())
        asked = world.request(laptop)
        world.clock.forward(hours=1)
        done = enrolment.certify(world.store, world.keys, asked.data, told=asked.digits, now=world.clock())
        assert laptop.take(done.receipt.data).certified
        assert laptop.keys.signing.key != old
        assert world.take(laptop.send().file).status == "accepted"

    def test_a_unit_that_the_catalogue_does_not_know_is_not_certified(self, world: World) -> None:
        forger = Forger(world, "99999")
        body = {"key": keys.public_line(forger.key.key), "officer": "Lan", "machine": "m"}
        text = forger.text(forger.manifest({}, type="enrol", body=body))
        data = forger.seal(forger.container(text, {}, namespace="enrol.v1@xaso", public=forger.key.key))
        with pytest.raises(UnknownUnitError):
            enrolment.certify(
                world.store, world.keys, data, told=keys.digits(forger.key.key), now=world.clock()
            )


class TestKits:
    def test_the_first_kit_asks_to_compare_the_digits(self, world: World) -> None:
        with Store.open(world.root / "new.db") as store:
            with pytest.raises(AuthorityUnconfirmedError) as caught:
                kit.receive(store, world.kit.data, now=world.clock())
            assert caught.value.details["digits"] == world.keys.ca_digits
            with pytest.raises(AuthorityUnconfirmedError):
                kit.receive(store, world.kit.data, confirmed="1" * 30, now=world.clock())
            taken = kit.receive(store, world.kit.data, confirmed=world.keys.ca_digits, now=world.clock())
            assert (taken.province, taken.version) == ("56", 1)

    def test_a_new_version_comes_in_without_asking_and_moves_drafts(
        self, world: World, laptop: Commune
    ) -> None:
        entry_id = laptop.fill(1, 2)
        with laptop.store.transaction() as t:
            t.entries.set_state(entry_id, EntryState.DRAFT, "2026-10-20T03:04:05Z", "Lan")
        newer = world.publish(2, form_version="2")
        taken = kit.receive(laptop.store, newer.data, now=world.clock())
        assert (taken.version, taken.retargeted, taken.again) == (2, 1, False)
        with laptop.store.reading() as t:
            assert t.entries.head(entry_id).form_version == "2"
        assert kit.receive(laptop.store, newer.data, now=world.clock()).again

    def test_the_kit_of_another_province_is_refused(self, world: World, laptop: Commune) -> None:
        other = World(world.root, code="38", communes=("14758",))
        with pytest.raises(UnenrolledError):
            kit.receive(laptop.store, other.kit.data, now=world.clock())

    def test_an_older_kit_is_refused(self, world: World, laptop: Commune) -> None:
        newer = world.publish(2)
        kit.receive(laptop.store, newer.data, now=world.clock())
        with pytest.raises(KitRollbackError):
            kit.receive(laptop.store, world.kit.data, now=world.clock())

    def test_a_stale_kit_warns_and_does_not_block(self, world: World) -> None:
        world.clock.forward(days=500)
        with Store.open(world.root / "new.db") as store:
            taken = kit.receive(store, world.kit.data, confirmed=world.keys.ca_digits, now=world.clock())
        assert taken.stale

    def test_a_clock_that_fell_behind_does_not_refuse_a_kit(self, world: World) -> None:
        world.clock.forward(days=-3000)
        with Store.open(world.root / "new.db") as store:
            taken = kit.receive(store, world.kit.data, confirmed=world.keys.ca_digits, now=world.clock())
        assert taken.version == 1

    def test_work_on_an_old_form_still_arrives_after_a_new_kit(self, world: World, laptop: Commune) -> None:
        file = laptop.send().file
        world.publish(2, form_version="2")
        assert world.take(file).status == "accepted"


class TestOrder:
    def test_a_hole_is_named_and_filled_by_the_same_bytes(self, world: World, laptop: Commune) -> None:
        first, second, third = (laptop.send(period=f"2026M0{n}").file for n in (1, 2, 3))
        kept = second.read_bytes()
        second.unlink()
        assert world.take(first).status == "accepted"
        assert isinstance(world.take(third), AcceptedWithGap)
        taken = laptop.take(world.receipts()[-1])
        assert taken.missing == (2,)
        [again] = reexport(laptop.store, laptop.workspace, destination=laptop.stick, now=world.clock())
        assert (again.seq, again.file.read_bytes()) == (2, kept)
        assert world.take(again.file).status == "accepted"
        assert laptop.take(world.receipts()[-1]).missing == ()

    def test_a_number_that_was_never_used_is_not_in_the_outbox(self, laptop: Commune) -> None:
        with pytest.raises(BundleNotFoundError):
            reexport(
                laptop.store, laptop.workspace, seqs=[7], destination=laptop.stick, now=laptop.world.clock()
            )

    def test_a_chain_that_arrives_before_its_beginning_is_taken_in_after_it(self, world: World) -> None:
        old = world.enrolled(name="old")
        world.take(old.send(period="2026M01").file)
        new = world.commune(name="new")
        asked = world.request(new)
        done = enrolment.certify(world.store, world.keys, asked.data, told=asked.digits, now=world.clock())
        new.take(done.receipt.data)
        first, second = new.send(period="2026M02").file, new.send(period="2026M03").file
        assert isinstance(world.take(second), Held)
        report = world.take_all(first)
        assert sorted(result.status for result in report.files) == ["accepted", "accepted"]
        assert list(world.workspace.quarantine.glob("*.file")) == []


class TestClones:
    def clone(self, laptop: Commune) -> Commune:
        """The same folder on a second computer."""
        root = laptop.workspace.root.with_name("clone")
        laptop.store.close()
        shutil.copytree(laptop.workspace.root, root)
        stick = root.with_name("stick-clone")
        stick.mkdir()
        laptop.store = Store.open(laptop.workspace.database)
        workspace = type(laptop.workspace)(root)
        return Commune(laptop.world, laptop.unit, workspace, Store.open(workspace.database), None, stick)

    def test_the_clone_is_told_and_heals_itself(self, world: World, laptop: Commune) -> None:
        world.take(laptop.send(period="2026M01").file)
        clone = self.clone(laptop)
        world.take(laptop.send(period="2026M02").file)
        entry_id = clone.fill(5, 6, period="2026M03")
        forked = world.take(clone.export().file)
        assert isinstance(forked, Quarantined)
        assert forked.code == "E_FORK"
        taken = clone.take(world.receipts()[-1])
        assert taken.forked
        result = world.take(clone.export().file)
        assert (result.status, result.seq, result.entries) == ("accepted", 1, 1)
        assert clone.take(world.receipts()[-1]).items[0].status == "accepted"
        assert clone.state(entry_id) is EntryState.RECEIVED
        assert world.take(laptop.send(period="2026M04").file).status == "accepted"

    def test_a_person_may_release_a_fork(self, world: World, laptop: Commune) -> None:
        world.take(laptop.send(period="2026M01").file)
        clone = self.clone(laptop)
        world.take(laptop.send(period="2026M02").file)
        world.take(clone.send(period="2026M03").file)
        [case] = world.importer()._quarantine.list()
        assert case.releasable
        assert world.importer().release(case.id).status == "accepted"
        assert len(world.snapshots()) == 3
        assert world.take(clone.send(period="2026M05").file).status == "accepted"
        assert world.take(laptop.send(period="2026M06").file).code == "E_FORK"

    def test_a_restored_backup_goes_on_after_the_receipt(self, world: World, laptop: Commune) -> None:
        world.take(laptop.send(period="2026M01").file)
        backup = self.clone(laptop)
        world.take(laptop.send(period="2026M02").file)
        forked = world.take(backup.send(period="2026M02").file)
        assert forked.code == "E_FORK"
        backup.take(world.receipts()[-1])
        assert world.take(backup.export().file).status == "accepted"


class TestLostLaptop:
    def test_what_arrived_before_stands_what_comes_later_waits_for_a_person(self, world: World) -> None:
        laptop = world.enrolled()
        before = laptop.send(period="2026M01").file
        late = laptop.send(period="2026M02").file
        assert world.take(before).status == "accepted"
        world.clock.forward(days=1)
        assert len(enrolment.revoke(world.store, "22810", why="mất máy", now=world.clock())) == 1
        refused = world.take(late)
        assert refused.code == "E_REVOKED"
        assert world.take(before).status == "duplicate"
        assert len(world.snapshots()) == 1
        [case] = [c for c in world.importer()._quarantine.list() if c.seq == 2]
        assert world.importer().release(case.id).status == "accepted"
        assert len(world.snapshots()) == 2

    def test_the_new_laptop_resumes_from_the_last_receipt(self, world: World) -> None:
        old = world.enrolled(name="old")
        world.take(old.send(period="2026M01").file)
        enrolment.revoke(world.store, "22810", why="mất máy", now=world.clock())
        new = world.enrolled(name="new")
        with new.store.reading() as t:
            head = settings.resumes(t)
        assert head is not None
        assert head.seq == 1
        assert world.take(new.send(period="2026M02").file).status == "accepted"

    def test_a_revocation_travels_in_the_next_kit(self, world: World) -> None:
        laptop = world.enrolled()
        key = laptop.keys.signing.key
        enrolment.revoke(world.store, "22810", why="mất máy", now=world.clock())
        kit.receive(laptop.store, world.publish(2).data, now=world.clock())
        with laptop.store.reading() as t:
            assert key in settings.trust_of(settings.kit_body(t)).revoked

    def test_only_what_is_genuine_can_be_released(self, world: World) -> None:
        world.take_bytes(b"x")
        [case] = world.importer()._quarantine.list()
        with pytest.raises(NotQuarantinedError):
            world.importer().release(case.id)
        with pytest.raises(NotQuarantinedError):
            world.importer().release("0" * 16)


class TestRotation:
    def test_a_certificate_that_ends_soon_is_renewed_without_a_telephone(self, world: World) -> None:
        laptop = world.enrolled()
        old = laptop.keys.signing.key
        world.take(laptop.send(period="2026M01").file)
        world.clock.forward(days=24 * 30)
        world.keys = renewed(world)
        assert world.take(laptop.send(period="2026M02").file).status == "accepted"
        assert laptop.keys.signing.key == old
        assert laptop.take(world.receipts()[-1]).certified
        assert laptop.keys.signing.key != old
        world.clock.forward(days=60)
        assert world.take(laptop.send(period="2026M03").file).status == "accepted"

    def test_a_renewal_waits_while_the_authority_key_is_away(self, world: World) -> None:
        laptop = world.enrolled()
        world.clock.forward(days=24 * 30)
        world.keys = renewed(world)
        full = world.keys
        offline = world.workspace.keys / "offline"
        offline.rename(world.root / "stick-of-the-authority")
        world.keys = province_keys.load(world.workspace.keys)
        assert world.take(laptop.send().file).status == "accepted"
        assert not laptop.take(world.receipts()[-1]).certified
        [done] = enrolment.certify_waiting(world.store, full, now=world.clock())
        assert laptop.take(done.receipt.data).certified

    def test_an_expired_certificate_signs_nothing_more(self, world: World, laptop: Commune) -> None:
        laptop.fill(1, 2)
        world.clock.forward(days=30 * 30)
        with pytest.raises(CertificateExpiredError):
            laptop.export()

    def test_a_bundle_refused_for_its_certificate_is_signed_anew_under_the_same_id(
        self, world: World, laptop: Commune
    ) -> None:
        exported = laptop.send()
        world.clock.forward(days=30 * 30)
        world.keys = renewed(world)
        assert world.take(exported.file).code == "E_CERT_EXPIRED"
        taken = laptop.take(world.receipts()[-1])
        assert [item.code for item in taken.items] == ["E_CERT_EXPIRED"]
        asked = world.request(laptop)
        done = enrolment.certify(world.store, world.keys, asked.data, told=asked.digits, now=world.clock())
        laptop.take(done.receipt.data)
        reseal(laptop.store, laptop.keys, laptop.workspace, exported.id)
        [again] = reexport(
            laptop.store, laptop.workspace, seqs=[1], destination=laptop.stick, now=world.clock()
        )
        result = world.take(again.file)
        assert (result.status, result.id) == ("accepted", exported.id)


def renewed(world: World) -> province_keys.ProvinceKeys:
    """The province's own signing certificate, renewed by its authority."""
    return province_keys.renew(world.workspace.keys, world.clock())


def test_a_receipt_for_another_unit_is_refused(world: World, laptop: Commune) -> None:
    other = world.enrolled("22813", name="other")
    world.take(other.send().file)
    with pytest.raises(Exception, match="E_WRONG_RECIPIENT"):
        laptop.take(world.receipts("22813")[-1])


def test_every_receipt_brings_the_certificate_so_that_a_lost_one_strands_nobody(world: World) -> None:
    laptop = world.commune()
    asked = world.request(laptop)
    enrolment.certify(world.store, world.keys, asked.data, told=asked.digits, now=world.clock())
    later = receipt.issue(world.store, world.keys, unit="22810", now=world.clock() + timedelta(days=1))
    assert laptop.take(later[-1].data).certified
