"""The commune's own enrolment, over sync's keys and settings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from models.catalogue import Catalogue, catalogue_from_json
from models.errors import NotSetUpError, UnknownUnitError
from sync import commune_keys, enrolment, settings
from sync.handoff import folder, usb
from sync.keys import digits, read_public_line
from sync.signature import Certificate
from tui.enrolment.ports import EnrolmentView, Stage, WrittenEnrolment
from tui.handoff.sending import PASSPHRASE
from tui.ports import Destination
from tui.services import Footing

UNIT, OFFICER = "unit", "officer"  # settings of this computer in the store


class CommuneEnrolment:
    """This computer's key and its certificate."""

    def __init__(self, footing: Footing) -> None:
        self._footing = footing

    def view(self) -> EnrolmentView:
        """Say where this computer stands."""
        footing = self._footing
        keys = footing.workspace.keys
        catalogue = self._catalogue()
        with footing.store.reading() as t:
            unit, body = t.meta.get(UNIT) or "", settings.kit_body(t)
            prior = settings.resumes(t)
        certificate = commune_keys.newest_certificate(keys)
        waiting = commune_keys.pending(keys)
        shown = waiting or next(iter(reversed(commune_keys.paths(keys))), None)
        revoked = {read_public_line(one.key) for one in body.revoked}
        now = footing.clock.now().timestamp()
        return EnrolmentView(
            stage=_stage(certificate, revoked, now, exists=shown is not None, waits=waiting is not None),
            unit=unit or _only(catalogue),
            unit_name=_name(catalogue, unit or _only(catalogue)),
            officer=footing.officer,
            province=digits(read_public_line(body.ca[0])) if body.ca else "",
            province_name=_name(catalogue, catalogue.province_code),
            digits=_digits(shown) if shown else "",
            until=_until(certificate.valid_before) if certificate else "",
            renewing=waiting is not None and certificate is not None and now < certificate.valid_before,
            protected=commune_keys.is_protected(keys),
            resumes=prior.seq if prior else 0,
        )

    def communes(self) -> Sequence[tuple[str, str]]:
        """The communes to choose from while this computer does not know its own."""
        with self._footing.store.reading() as t:
            known = t.meta.get(UNIT)
        return () if known else [(unit.code, unit.name) for unit in self._catalogue().communes()]

    def write(
        self, place: Destination, *, unit: str, officer: str, passphrase: str | None = None
    ) -> WrittenEnrolment:
        """Make the key, or take the one that waits, and write its enrolment."""
        footing = self._footing
        waits = commune_keys.pending(footing.workspace.keys) is not None
        done = enrolment.enrol(
            footing.store,
            footing.workspace,
            unit=unit,
            officer=officer,
            passphrase=_given(passphrase) if waits else passphrase,  # a new key gets what was typed
            now=footing.clock.now(),
        )
        with footing.store.transaction() as t:
            t.meta.set(OFFICER, officer)
        footing.renew()
        target = place.folder / usb.FOLDER if place.stick else place.folder
        return WrittenEnrolment(folder.write(target, done.name, done.data), done.digits)

    def change_passphrase(self, old: str | None, new: str) -> None:
        """Put every key of this computer under another passphrase."""
        commune_keys.change_passphrase(self._footing.workspace.keys, _given(old), new or None)

    def renew(self, passphrase: str | None) -> None:
        """Make the next key."""
        commune_keys.begin_rotation(self._footing.workspace.keys, _given(passphrase))

    def _catalogue(self) -> Catalogue:
        with self._footing.store.reading() as t:
            installed = t.catalogues.current()
        if installed is None:
            raise NotSetUpError(path=str(self._footing.workspace.root))
        return catalogue_from_json(installed.content)


def _given(passphrase: str | None) -> str | None:
    """What was typed, else what the environment holds."""
    return passphrase or os.environ.get(PASSPHRASE) or None


def _stage(
    certificate: Certificate | None, revoked: set[bytes], now: float, *, exists: bool, waits: bool
) -> Stage:
    if not exists:
        return Stage.NO_KEY
    if certificate is None:
        return Stage.WAITING
    if certificate.key in revoked:
        return Stage.WAITING if waits else Stage.REVOKED
    if now >= certificate.valid_before:
        return Stage.WAITING if waits else Stage.ENDED
    return Stage.CERTIFIED


def _digits(key: Path) -> str:
    return digits(read_public_line(key.with_name(key.name + ".pub").read_text(encoding="utf-8")))


def _until(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _only(catalogue: Catalogue) -> str:
    communes = catalogue.communes()
    return communes[0].code if len(communes) == 1 else ""


def _name(catalogue: Catalogue, unit: str) -> str:
    try:
        return catalogue.units.get(unit).name
    except UnknownUnitError:
        return ""
