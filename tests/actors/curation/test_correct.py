"""A form of the register: what is saved waits for a second person, and nothing that was typed is lost."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from actors.checking import checks, redirects, revisions
from actors.checking.models import Revision
from actors.directory.models import Contact, Group, GroupMember, Person, Term
from actors.positions.models import Position
from foundation.history.models import Entry
from tests import make
from tests.actors.checking.cast import position
from tests.actors.curation.people import appointed, browser, page, said, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return appointed("ada", "Watch")


@pytest.fixture
def ben():
    return appointed("ben", "Jurists")


@pytest.fixture
def row(ada, ben):
    """A position that two people vouch for."""
    checks.confirm(revision=revisions.propose(row=position(), by=ada, now=make.NOW), by=ben, now=make.NOW)
    return Position.objects.get()


def correct(user, row, **values):
    client = browser(user)
    return client.post(page(row), sent(client, page(row), **values), follow=True)


def test_a_correction_waits_and_says_so(ada, row):
    why = {"said_source": "https://ministry.example/whole", "said_comment": "The words were cut short."}
    answer = correct(ada, row, quote="Lift them all.", accessed_on="2026-11-01", source_title="Statement", **why)
    assert answer.status_code == 200 and "It waits for a second person" in said(answer)
    one = revisions.waiting().get()
    assert reverse("admin:actors_revision_change", args=[one.pk]) in said(answer)
    assert (one.source, one.comment, one.entered_by) == (*why.values(), ada)
    assert (one.facts["quote"], one.facts["accessed_on"]) == ("Lift them all.", "2026-11-01")
    row.refresh_from_db()
    assert (row.quote, row.public) == ("Lift them.", True)
    assert Entry.objects.filter(deed="position.change", subject_code=row.key).exists()


def test_saving_without_a_change_enters_nothing(ada, row):
    answer = correct(ada, row, note="Ask again in spring.")
    assert "Nothing new was said" in said(answer)
    row.refresh_from_db()
    assert row.note == "Ask again in spring." and not row.pending
    assert Revision.objects.filter(kind="position").count() == 1


def test_the_form_begins_with_what_waits_and_shows_what_stands(ada, ben, row):
    correct(ada, row, quote="Lift them all.")
    shown = browser(ben).get(page(row))
    assert shown.context["adminform"].form["quote"].value() == "Lift them all."
    (change,) = shown.context["stand"].changes
    assert (change.old, change.new) == ("Lift them.", "Lift them all.")
    correct(ben, row, speaker="The Minister")
    newest = revisions.waiting().get()
    assert (newest.facts["quote"], newest.facts["speaker"]) == ("Lift them all.", "The Minister")


def test_nobody_overwrites_what_they_have_not_seen(ada, ben, row):
    client = browser(ada)
    old = sent(client, page(row), speaker="Ada's")
    correct(ben, row, quote="Newer words.")
    answer = client.post(page(row), old)
    assert "Somebody has entered something newer" in answer.content.decode()
    assert answer.context["adminform"].form["speaker"].value() == "Ada's", "what was typed is lost"
    assert revisions.waiting().get().facts["quote"] == "Newer words."


def test_what_the_register_refuses_is_said_on_the_form(ada):
    office = make.office(address=None)
    make.fact(Term(key=f"{office.key}-jane", office=office, person=make.fact(Person(key="jane", name="Jane"))))
    client, address = browser(ada), reverse("admin:actors_term_add")
    values = {"office": office.pk, "person": Person.objects.get().pk, "said_comment": "again"}
    answer = client.post(address, sent(client, address, **values))
    assert answer.status_code == 200 and "has this row already" in answer.content.decode()
    assert answer.context["adminform"].form["said_comment"].value() == "again"
    assert Term.objects.count() == 1 and not Revision.objects.filter(kind="term", entered_by=ada).exists()


def test_facts_that_cannot_stand_together_are_said_too(ada):
    """A rule of the database alone: another row of the same group, state and day."""
    group = make.fact(Group(key="g", name_en="G", rule="fixed"))
    for key, day in (("one", date(2020, 1, 1)), ("two", date(2021, 1, 1))):
        make.fact(GroupMember(key=key, group=group, actor=make.state("XA"), since_on=day))
    two = GroupMember.objects.get(key="two")
    answer = correct(ada, two, since_on="2020-01-01")
    assert answer.context["adminform"].form.errors and not revisions.waiting().exists()


def test_a_key_is_made_where_none_is_typed_and_stays(ada):
    client, address = browser(ada), reverse("admin:actors_person_add")
    for _time in range(2):
        assert client.post(address, sent(client, address, name="Zoë Example", key="")).status_code == 302
    assert sorted(Person.objects.values_list("key", flat=True)) == ["zoe-example", "zoe-example-2"]
    one = Person.objects.get(key="zoe-example")
    correct(ada, one, key="another", name="Zoe Example")
    assert Person.objects.get(pk=one.pk).key == "zoe-example"
    nothing = client.post(address, sent(client, address, name="…", key=""))
    assert "Type a key" in nothing.content.decode()


def test_a_key_is_made_of_neighbours(ada):
    client, address = browser(ada), reverse("admin:actors_position_add")
    neighbours = {"actor": make.state("XA").pk, "coercing_state": make.state("XC").pk, "stance": position().stance.pk}
    words = {"actor_as_named": "XA", "on": "2026-06-01", "measure_text": "m", "condemns": "unknown"}
    answer = client.post(address, sent(client, address, **neighbours, **words))
    assert answer.status_code == 302, answer.context["errors"]
    assert Position.objects.get().key == "xa-2026-06-01-xc"


def test_lists_are_typed_one_per_line(ada):
    client, address = browser(ada), reverse("admin:actors_person_add")
    typed = {"aliases": " J. Doe \n\nDr Doe\nJ. Doe", "names": "ar: جين\nru : Джейн", "identifiers": "wikidata: Q1"}
    client.post(address, sent(client, address, name="Jane", key="jane", **typed))
    row = Person.objects.get()
    assert row.aliases == ["J. Doe", "Dr Doe"]
    assert (row.names, row.identifiers) == ({"ar": "جين", "ru": "Джейн"}, {"wikidata": "Q1"})
    form = client.get(page(row)).context["adminform"].form
    assert "ar: جين\nru: Джейн" in str(form["names"]) and "[" not in str(form["aliases"])
    wrong = client.post(page(row), sent(client, page(row), names="no colon here"))
    assert "no colon here" in wrong.content.decode() and wrong.context["errors"]


def test_a_row_beside_another_is_entered_with_it(ada):
    office = make.office(address=None)
    contact = {"channel": "mail", "value": "desk@office.example", "source": "https://office.example"}
    beside = {f"contacts-0-{name}": value for name, value in contact.items()}
    answer = correct(ada, office, **{"contacts-TOTAL_FORMS": 1, "said_source": "the website"}, **beside)
    assert "It waits" in said(answer)
    row = Contact.objects.get()
    assert (row.office, row.public, row.pending) == (office, False, True)
    assert Revision.objects.get(kind="contact").source == "the website"
    # Another one that says the same is refused, in words.
    again = correct(
        ada,
        office,
        **{"contacts-TOTAL_FORMS": 2, "contacts-INITIAL_FORMS": 1},
        **{name.replace("-0-", "-1-"): value for name, value in beside.items()},
        **{"contacts-0-id": row.pk},
    )
    assert "has this row already" in again.content.decode()
    assert Contact.objects.count() == 1


def test_a_row_beside_another_is_not_changed_there(ada):
    contact = make.contact(make.office(address=None), "a@office.example")
    correct(ada, contact.office, **{"contacts-0-value": "evil@office.example"})
    assert not revisions.waiting().exists()


def test_who_may_only_look_changes_nothing(row):
    viewer = appointed("vic")
    viewer.groups.clear()
    assert browser(viewer).get(page(row)).status_code == 403
    viewer.user_permissions.add(Permission.objects.get(codename="view_position"))
    client = browser(viewer)
    assert client.get(page(row)).status_code == 200
    assert client.post(page(row), {"quote": "Mine."}).status_code == 403
    assert not revisions.waiting().exists()


def test_a_merged_row_says_where_it_leads(ada):
    row = make.fact(Person(key="a", name="A"))
    redirects.add("person", "a", "b")
    answer = correct(ada, row, name="Another")
    assert "merged into another" in answer.content.decode() and not revisions.waiting().exists()


def test_nothing_new_points_at_a_merged_row(ada):
    office = make.office(address=None)
    gone, kept = (make.fact(Person(key=key, name=f"Jane {key}")) for key in ("gone", "kept"))
    redirects.add("person", "gone", "kept")
    client, address = browser(ada), reverse("admin:actors_term_add")
    answer = client.post(address, sent(client, address, office=office.pk, person=gone.pk))
    assert "choose the one that was kept" in str(answer.context["adminform"].form.errors["person"])
    asked = {"app_label": "actors", "model_name": "term", "field_name": "person", "term": "Jane"}
    offered = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [one["id"] for one in offered] == [str(kept.pk)]
    assert client.post(address, sent(client, address, office=office.pk, person=kept.pk)).status_code == 302
    listed = client.get(reverse("admin:actors_person_changelist"), {"check": "merged"})
    assert list(listed.context["cl"].queryset) == [gone]
