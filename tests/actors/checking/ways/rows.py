"""By the ORM, by SQL, by files that Django reads: the row itself, what was said of it, and the check."""

import tempfile
from datetime import date, timedelta
from typing import Any

from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat

from actors.accounts.models import User
from actors.checking import checks, revisions
from actors.checking.models import Check, Origin, Revision
from actors.directory.models import Contact, Person
from actors.positions.models import Position
from tests import make
from tests.actors.checking.cast import position
from tests.actors.checking.scene import Scene
from tests.actors.checking.ways.base import CHECKED_ONCE, FACTS, GOES_ON, NO_WAY, TWO_PEOPLE, WHO, WRITTEN_ONCE, way


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _facts(key: str) -> dict[str, Any]:
    row = position(key)
    return {
        field.attname: getattr(row, field.attname)
        for field in Position._meta.concrete_fields
        if field.name not in {"id", "revision", "public"}
    }


def _write_check(revision: Revision, by: User, *, entered_by: User | None) -> None:
    said = {"verdict": Check.Verdict.CONFIRMED, "checked_at": make.NOW + timedelta(minutes=1)}
    Check.objects.create(revision=revision, checked_by=by, entered_by=entered_by, **said)


# --- the row itself, by the ORM -------------------------------------------------------------------


@way("update() of a fact", FACTS)
def update(scene: Scene, by: User) -> None:
    Position.objects.filter(pk=scene.said.pk).update(quote="Mine.")


@way("update() by an expression", FACTS)
def update_by_expression(scene: Scene, by: User) -> None:
    Position.objects.filter(pk=scene.said.pk).update(quote=Concat(F("quote"), Value("!")))


@way("update() of a row of the data set", FACTS)
def update_packed(scene: Scene, by: User) -> None:
    Position.objects.filter(pk=scene.packed.pk).update(on=date(2020, 1, 1))


@way("update() of which fields are unchecked", FACTS)
def update_unchecked(scene: Scene, by: User) -> None:
    Position.objects.filter(pk=scene.said.pk).update(unchecked="quote")


@way("update() through the actor's rows", FACTS)
def update_related(scene: Scene, by: User) -> None:
    make.state("XA").positions.filter(key="XA-said").update(calls_for_lifting=False)


@way("save()", FACTS)
def save(scene: Scene, by: User) -> None:
    scene.said.quote = "Mine."
    scene.said.save()


@way("save() of one field", FACTS)
def save_one_field(scene: Scene, by: User) -> None:
    scene.said.source = "https://mine.example"
    scene.said.save(update_fields=["source"])


@way("bulk_update()", FACTS)
def bulk_update(scene: Scene, by: User) -> None:
    scene.said.confidence_note = "Surely."
    Position.objects.bulk_update([scene.said], ["confidence_note"])


@way("update_or_create()", FACTS)
def update_or_create(scene: Scene, by: User) -> None:
    Position.objects.update_or_create(key="XA-said", defaults={"caveat_en": "Mine."})


@way("an upsert of rows", FACTS)
def upsert(scene: Scene, by: User) -> None:
    row = position("XA-said", quote="Mine.", revision=scene.said.revision, public=True)
    Position.objects.bulk_create([row], update_conflicts=True, unique_fields=["key"], update_fields=["quote"])


@way("making a waiting row public", FACTS)
def publish_waiting(scene: Scene, by: User) -> None:
    Position.objects.filter(pk=scene.fresh.pk).update(public=True)


@way("making a refused row public", FACTS)
def publish_refused(scene: Scene, by: User) -> None:
    Position.objects.filter(pk=scene.refused.pk).update(public=True)


@way("create() of a public row without a revision of its own", FACTS)
def create_public(scene: Scene, by: User) -> None:
    Position.objects.create(**_facts("XA-new"), revision=scene.said.revision, public=True)


@way("bulk_create() of a public row on words that wait", FACTS)
def bulk_create_public(scene: Scene, by: User) -> None:
    row = position("XA-new", public=True)
    row.revision = Revision.objects.create(
        kind="position",
        key="XA-new",
        number=1,
        facts=revisions.facts_of(row),
        origin=Origin.PERSON,
        entered_by=by,
        entered_at=make.NOW,
    )
    Position.objects.bulk_create([row])


@way("pointing a row at words that wait", FACTS)
def point_at_waiting(scene: Scene, by: User) -> None:
    Position.objects.filter(pk=scene.said.pk).update(revision=scene.correction, quote="Corrected words.")


@way("pointing a row at another row's words", FACTS)
def point_at_another(scene: Scene, by: User) -> None:
    Position.objects.filter(pk=scene.fresh.pk).update(revision=scene.said.revision, quote="Lift them.", public=True)


@way("giving a row another key", FACTS)
def other_key(scene: Scene, by: User) -> None:
    Position.objects.filter(pk=scene.said.pk).update(key="XA-mine")


def _corrected(scene: Scene) -> None:
    checks.confirm(revision=scene.correction, by=scene.ben, now=make.NOW)


@way("going back to what was said before a correction", GOES_ON, given=_corrected)
def go_back(scene: Scene, by: User) -> None:
    Position.objects.filter(pk=scene.said.pk).update(revision=scene.said.revision, quote="Lift them.")


@way("delete() of a public row", FACTS)
def delete(scene: Scene, by: User) -> None:
    Position.objects.filter(pk=scene.said.pk).delete()


@way("raw DELETE of a public row", FACTS)
def raw_delete_row(scene: Scene, by: User) -> None:
    sql("DELETE FROM actors_position WHERE key = 'XA-packed'")


@way("raw UPDATE of a fact", FACTS)
def raw_update_row(scene: Scene, by: User) -> None:
    sql("UPDATE actors_position SET quote = 'Mine.' WHERE key = 'XA-said'")


@way("a fixture with other facts", FACTS)
def fixture(scene: Scene, by: User) -> None:
    scene.said.quote = "Mine."
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(serializers.serialize("json", [scene.said]))
        file.flush()
        call_command("loaddata", file.name, verbosity=0)


@way("other facts of a state", FACTS)
def other_state(scene: Scene, by: User) -> None:
    type(make.state("XA")).objects.filter(key="XA").update(statute_in_force_on=date(2000, 1, 1))


@way("other facts in JSON", FACTS, given=lambda scene: make.fact(Person(key="somebody", name="Somebody")))
def other_json(scene: Scene, by: User) -> None:
    Person.objects.filter(key="somebody").update(aliases=["Mine"])


@way("another value of an address", FACTS, given=lambda scene: make.contact(make.office(), "desk@office.example"))
def other_address(scene: Scene, by: User) -> None:
    Contact.objects.filter(value="desk@office.example").update(value="ada@office.example")


# --- what was said, and the check itself ----------------------------------------------------------


@way("update() of what was entered", WRITTEN_ONCE)
def update_revision(scene: Scene, by: User) -> None:
    Revision.objects.filter(pk=scene.correction.pk).update(facts={"quote": "Mine."})


@way("entering it in somebody else's name afterwards", WRITTEN_ONCE)
def change_entered_by(scene: Scene, by: User) -> None:
    Revision.objects.filter(pk=scene.fresh.revision_id).update(entered_by=scene.ben)


@way("calling it the data set's afterwards", WRITTEN_ONCE)
def change_origin(scene: Scene, by: User) -> None:
    Revision.objects.filter(pk=scene.fresh.revision_id).update(origin=Origin.DATA_SET, entered_by=None)


@way("an upsert of revisions", WRITTEN_ONCE)
def upsert_revision(scene: Scene, by: User) -> None:
    one = Revision.objects.get(pk=scene.correction.pk)
    one.facts = {**one.facts, "quote": "Mine."}
    Revision.objects.bulk_create([one], update_conflicts=True, unique_fields=["id"], update_fields=["facts"])


@way("raw UPDATE of what was entered", WRITTEN_ONCE)
def raw_update_revision(scene: Scene, by: User) -> None:
    sql("UPDATE actors_revision SET entered_at = CURRENT_TIMESTAMP WHERE key = 'XA-said'")


@way("raw DELETE of what was entered", WRITTEN_ONCE)
def raw_delete_revision(scene: Scene, by: User) -> None:
    sql("DELETE FROM actors_revision WHERE id = %s", scene.correction.pk)


@way("turning a refusal into a confirmation", CHECKED_ONCE)
def turn_refusal(scene: Scene, by: User) -> None:
    Check.objects.filter(revision=scene.refused.revision_id).update(verdict=Check.Verdict.CONFIRMED)


@way("moving a check to other words", CHECKED_ONCE)
def move_check(scene: Scene, by: User) -> None:
    Check.objects.filter(revision=scene.said.revision_id).update(revision=scene.correction, entered_by=scene.ada)


@way("raw DELETE of a refusal", CHECKED_ONCE)
def raw_delete_check(scene: Scene, by: User) -> None:
    sql("DELETE FROM actors_check WHERE revision_id = %s", scene.refused.revision_id)


@way("writing a check of one's own words", TWO_PEOPLE)
def write_check(scene: Scene, by: User) -> None:
    _write_check(scene.fresh.revision, by, entered_by=scene.ada)


@way("writing a check that says somebody else entered them", WHO)
def write_check_of_another(scene: Scene, by: User) -> None:
    _write_check(scene.fresh.revision, by, entered_by=scene.ben)


@way("writing a check that says nobody entered them", WHO)
def write_check_of_nobody(scene: Scene, by: User) -> None:
    _write_check(scene.fresh.revision, by, entered_by=None)


@way("raw INSERT of a check of one's own words", TWO_PEOPLE)
def raw_insert_check(scene: Scene, by: User) -> None:
    sql(
        "INSERT INTO actors_check (code, revision_id, verdict, entered_by_id, checked_by_id, checked_at, organisation,"
        " note) VALUES ('c', %s, 'confirmed', %s, %s, CURRENT_TIMESTAMP, '', '')",
        scene.fresh.revision_id,
        by.pk,
        by.pk,
    )


@way("deleting the person who entered it", NO_WAY)
def delete_person(scene: Scene, by: User) -> None:
    scene.ada.delete()
