"""The Court, its people and national judges are no target, in the deed and in the database; the Assembly may be one."""

import pytest
from django.db import IntegrityError, connection, transaction

from actors.directory.models import Actor, Office, OfficeKind
from campaigns.planning import campaigns as planning
from campaigns.planning import courts
from campaigns.planning.models import Target
from tests import make

pytestmark = pytest.mark.django_db


def court() -> Actor:
    return make.state(courts.COURT, kind="body", entity="igo", name_en="International Criminal Court")


def body(key: str, **facts) -> Actor:
    return make.state(key, kind="body", entity="igo", name_en=key, **facts)


def office(actor: Actor, level: str = "body", title: str = "Head", **facts) -> Office:
    kind = make.fact(OfficeKind(key=f"{actor.key}-{level}".lower(), level=level, title_en=title, title_fr="Chef"))
    return make.fact(Office(key=f"{actor.key}-{level}", actor=actor, kind=kind, **facts))


def forbidden() -> dict[str, Office]:
    organ = body("ICC-REG", part_of=court())
    return {
        "organ": office(organ),
        "organ of an organ": office(body("ICC-REG-VWS", part_of=organ)),
        "staff": office(court(), title="Head of communications"),
        "post in another court": office(body("XC"), level="court"),
        "judiciary": office(make.state("XJ"), level="judiciary", title="Member of the council"),
        "national judge": office(make.state("XK"), title="Chief Justice"),
        "by her own title": office(make.state("XL"), title_fr_f="Juge au tribunal"),
        "in Spanish": office(make.state("XM"), title_es="Magistrado"),
        "president of judges": office(make.state("XN"), title="President of the Supreme Court"),
    }


def test_none_of_them_is_a_target(alice):
    row = make.campaign(alice)
    for why, one in forbidden().items():
        with pytest.raises(planning.NotATarget):
            planning.add_target(campaign=row, office=one)
        with pytest.raises(IntegrityError), transaction.atomic():
            Target.objects.create(campaign=row, office=one)
        assert not row.targets.exists(), why


def test_control_without_the_trigger_the_row_stands(alice):
    row = make.campaign(alice)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE campaigns_target DISABLE TRIGGER target_is_not_at_the_court")
    assert Target.objects.create(campaign=row, office=office(court())).pk


@pytest.mark.parametrize(
    "title", ["Minister of Justice", "Ministre de la Justice", "Attorney General", "Ambassador to the Court’s seat",
              "Procureur général", "Ministro de Justicia", "Prejudgement Officer"],
)  # fmt: skip
def test_ministers_and_attorneys_general_may_be(alice, title):
    row = make.campaign(alice)
    one = office(make.state("XP"), title=title)
    assert planning.add_target(campaign=row, office=one).pk


def test_the_assembly_and_its_president_may_be_with_a_note(alice):
    row = make.campaign(alice)
    one = office(body(courts.ASSEMBLY, part_of=court()), title="President of the Assembly of States Parties")
    assert planning.add_target(campaign=row, office=one).pk
    assert courts.is_of_the_assembly(one)
    assert not courts.is_of_the_assembly(make.office())


def test_a_target_does_not_become_one_of_theirs(alice):
    """The register turns the office of a target into the Court's: another actor, another level, another title."""
    one = office(body("XB"))
    planning.add_target(campaign=make.campaign(alice), office=one)
    for change in (
        lambda: make.change(Office.objects.filter(pk=one.pk), actor=court()),
        lambda: make.change(OfficeKind.objects.filter(pk=one.kind_id), level="court"),
        lambda: make.change(Office.objects.filter(pk=one.pk), title_en="Judge of appeals"),
        lambda: make.change(Actor.objects.filter(key="XB"), part_of=court()),
    ):
        court()
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    make.change(Office.objects.filter(pk=one.pk), title_en="Head of another thing")


def test_the_words_are_the_same_in_the_database():
    from importlib import import_module

    assert import_module("campaigns.migrations.0003_no_target_at_the_court").JUDGES == courts.JUDGES


def test_the_packaged_register_holds_the_president_of_the_assembly_only(the_register):
    rows = Office.objects.select_related("kind", "actor__part_of")
    assert not [one.key for one in rows if courts.is_forbidden(one)]
    assert [one.kind.key for one in rows if courts.is_of_the_assembly(one)] == ["asp_president"]
