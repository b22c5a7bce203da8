"""By the product's own deeds: checks, entries, disputes, merges, addresses, reports, suggestions and files."""

from datetime import date
from pathlib import Path

from django.core.management import call_command

from actors.accounts.models import User
from actors.checking import checks, disputes, merges, revisions
from actors.checking.models import Origin
from actors.directory import channels
from actors.directory.models import Contact, Person
from actors.exchange import reading, sheets
from actors.exchange.writing import as_csv
from tests import make
from tests.actors.checking.cast import curator, position
from tests.actors.checking.scene import Scene
from tests.actors.checking.ways.base import DEED, NO_WAY, way


@way("confirming one's own words", DEED)
def confirm(scene: Scene, by: User) -> None:
    checks.confirm(revision=scene.fresh.revision, by=by, now=make.NOW)


@way("confirming one's own correction of another's words", DEED)
def confirm_correction(scene: Scene, by: User) -> None:
    checks.confirm(revision=scene.correction, by=by, now=make.NOW)


@way("refusing one's own words", DEED)
def refuse(scene: Scene, by: User) -> None:
    checks.refuse(revision=scene.fresh.revision, by=by, now=make.NOW)


@way("confirming one's own among others'", DEED)
def confirm_many(scene: Scene, by: User) -> None:
    checks.confirm_many(revisions=[scene.packed.revision, scene.fresh.revision], by=by, now=make.NOW)


@way("confirming a batch of one's own", DEED)
def confirm_batch(scene: Scene, by: User) -> None:
    checks.confirm_batch(batch="fresh", by=by, now=make.NOW)


@way("confirming with a revision that says in memory that nobody entered it", DEED)
def confirm_forged(scene: Scene, by: User) -> None:
    scene.fresh.revision.entered_by_id = None
    checks.confirm(revision=scene.fresh.revision, by=by, now=make.NOW)


@way("entering words as the data set's", NO_WAY)
def enter_as_data_set(scene: Scene, by: User) -> None:
    revisions.propose(row=position("XA-new"), by=by, now=make.NOW, origin=Origin.DATA_SET)


@way("entering words as carried over", NO_WAY)
def enter_as_carried(scene: Scene, by: User) -> None:
    revisions.propose(row=position("XA-new"), by=by, now=make.NOW, origin=Origin.CARRIED)


@way("entering a row that says it is public", NO_WAY)
def enter_as_public(scene: Scene, by: User) -> None:
    row = position("XA-new", public=True, pending=False, data_set_on=make.NOW.date())
    revisions.propose(row=row, by=by, now=make.NOW)


@way("settling one's own dispute", DEED, given=Scene.disputed)
def settle(scene: Scene, by: User) -> None:
    disputes.settle(dispute=scene.given, outcome="It holds.", by=by, now=make.NOW)


@way("publishing words that wait through a dispute that two settle", NO_WAY)
def settle_waiting(scene: Scene, by: User) -> None:
    said = {"by_whom": "A", "text": "No.", "raised_on": date(2026, 1, 1), "hides": True}
    for row in (scene.fresh, scene.held, scene.refused):
        found = disputes.raise_dispute(row=row, by=by, now=make.NOW, **said)
        disputes.propose_outcome(dispute=found, outcome="So.", by=by, now=make.NOW)
        disputes.settle(dispute=found, outcome="So.", by=scene.ben, now=make.NOW)


@way("doing one's own merge", DEED, given=Scene.duplicates)
def merge(scene: Scene, by: User) -> None:
    found, mark = scene.given
    merges.confirm(merge=found, mark=mark, by=by, now=make.NOW)


@way("publishing words that wait through a merge", NO_WAY)
def merge_waiting(scene: Scene, by: User) -> None:
    for key in ("gone", "kept"):
        revisions.propose(row=Person(key=key, name=key, confidence="high"), by=by, now=make.NOW)
    merges.propose(kind="person", from_key="gone", into_key="kept", reason="-", by=by, now=make.NOW)


@way("ending the wait of one's own address", DEED, given=Scene.new_address)
def end_wait(scene: Scene, by: User) -> None:
    channels.end_wait(contact=scene.given, by=by, now=make.NOW)


def _own_address(scene: Scene) -> None:
    row = Contact(key="own", office=make.office(address=None), channel="mail", value="ada@elsewhere.example")
    revisions.propose(row=row, by=scene.ada, now=make.NOW)


@way("saying that one's own address was seen", NO_WAY, given=_own_address)
def see_own_address(scene: Scene, by: User) -> None:
    channels.see(contacts=[Contact.objects.get(key="own")], source="There.", by=by, now=make.NOW)


@way("another data set from a folder of one's own", NO_WAY)
def load_folder(scene: Scene, by: User) -> None:
    call_command("load_register", folder=Path(__file__).parent)


@way("reporting words as a correspondent and confirming them", DEED, given=Scene.reported)
def confirm_report(scene: Scene, by: User) -> None:
    checks.confirm(revision=scene.given, by=by, now=make.NOW)


@way("reporting that nothing was found and confirming it", DEED, given=Scene.reported_nothing)
def confirm_nothing(scene: Scene, by: User) -> None:
    checks.confirm(revision=scene.given, by=by, now=make.NOW)


@way("accepting a reader's suggestion and confirming it", DEED, given=Scene.accepted)
def confirm_suggestion(scene: Scene, by: User) -> None:
    checks.confirm(revision=scene.given, by=by, now=make.NOW)


@way("importing a sheet", NO_WAY)
def import_sheet(scene: Scene, by: User) -> None:
    file = reading.read(b"".join(as_csv(["key", "quote"], [["XA-said", "Mine."], ["XA-packed", "Mine."]])))
    sheets.enter(file, options=sheets.Options("position"), by=by, now=make.NOW, batch="import")


@way("importing a sheet and confirming its batch", DEED, given=lambda scene: import_sheet(scene, scene.ada))
def confirm_import(scene: Scene, by: User) -> None:
    checks.confirm_batch(batch="import", by=by, now=make.NOW)


@way("importing a sheet that says its rows are public", NO_WAY)
def import_public(scene: Scene, by: User) -> None:
    file = reading.read(b"".join(as_csv(["key", "public"], [["XA-fresh", "yes"]])))
    sheets.enter(file, options=sheets.Options("position"), by=by, now=make.NOW, batch="import")


@way("checking without the right to", DEED)
def check_without_right(scene: Scene, by: User) -> None:
    """Ada's words by somebody who may not check: the control is Ben, who may."""
    nobody = scene.ben if by == scene.ben else curator("nobody", checks=False)
    checks.confirm(revision=scene.fresh.revision, by=nobody, now=make.NOW)


@way("checking after one was locked out", DEED)
def check_inactive(scene: Scene, by: User) -> None:
    scene.ben.is_active = by == scene.ben
    checks.confirm(revision=scene.fresh.revision, by=scene.ben, now=make.NOW)
