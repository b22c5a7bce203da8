"""Lists of people through the admin: rules are asked for, entries left out; a complete list ends who is gone."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.checking import checks
from actors.checking.models import Revision
from actors.directory.models import Person, Term
from actors.exchange import entering, exports
from tests import make
from tests.actors.curation.people import appointed, browser
from tests.actors.exchange import documents
from tests.actors.exchange.files import bring, brought, csv, do, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return appointed("ada")


@pytest.fixture
def hers(ada):
    return browser(ada)


def say(client, row, **values):
    answer = client.post(reverse("admin:actors_import_say", args=[row.pk]), values, follow=True)
    row.refresh_from_db()
    return answer


def bring_document(client, document, **more):
    return brought(client, json.dumps(document).encode(), what="popolo", name="people.json", **more)


def test_rules_that_are_wanted_are_asked_and_answered(hers):
    documents.offices()
    row = bring_document(hers, documents.parliament(), contacts="on")
    shown = hers.get(page(row)).content.decode()
    assert row.state == "refused" and row.questions and "No rule says yet which office these are" in shown
    assert f"{row.questions[0][0]} =&gt; …" in shown
    wrong = say(hers, row, rules="nonsense")
    assert wrong.status_code == 422 and "an arrow" in wrong.content.decode() and row.state == "refused"
    told = say(hers, row, rules=documents.RULES, confidence="high", contacts="on", source="https://parliament.example")
    row.refresh_from_db()
    if row.state == "refused":
        places = [line.place for line in row.lines.filter(state="refused")]
        told = say(hers, row, **{**row.options, "contacts": "on", "leave_out": places})
    assert row.state == "planned" and row.total, told.content.decode()
    do(hers, row, "enter")
    row.refresh_from_db()
    assert row.state == "entered" and Term.objects.exists()
    assert {one.source for one in Revision.objects.filter(batch=row.batch)} == {"https://parliament.example"}


def test_entries_are_left_out_and_taken_back_in(hers):
    row = bring_document(hers, {"persons": [{"id": "a", "name": "Ann"}, {"id": "b"}]}, everybody="on")
    assert row.state == "refused" and 'name="leave_out"' in hers.get(page(row)).content.decode()
    place = row.lines.get(state="refused").place
    shown = say(hers, row, everybody="on", leave_out=[place]).content.decode()
    assert (row.state, row.left_out) == ("planned", 1) and "1 entry was left out as you chose" in shown
    assert "1 entry is left out by now" in shown
    say(hers, row, everybody="on", take_back="1")
    assert (row.state, row.left_out) == ("refused", 0)


def test_a_complete_list_ends_who_is_gone(ada, hers):
    office = documents.offices()["minister"]
    old = make.fact(Person(key="old", name="Old Holder"))
    make.fact(Term(key="old-term", office=office, person=old, from_on="2020-01-01"))
    list_ = csv(["Ann Example", "2026-01-01"], columns=("name", "start"))
    said = {"rules": "* => XA-minister", "complete_of": "XA-minister", "everybody": ""}
    answer = bring(hers, list_, what="ministers", name="list.csv", **said)
    assert answer.status_code == 422 and "of which day" in str(answer.context["said"].errors)
    row = brought(hers, list_, what="ministers", name="list.csv", **said, as_of="2026-02-01")
    assert row.counts["ended"] == 1 and row.counts["new"] == 2, list(row.lines.values_list("state", "reason"))
    assert "0 changed, 1 ended" in hers.get(page(row)).content.decode()
    do(hers, row, "enter")
    row.refresh_from_db()
    checks.confirm_batch(batch=row.batch, by=appointed("ben"), now=timezone.now())
    assert {term.person.name: term.until_on is None for term in Term.objects.all()} == {
        "Old Holder": False,
        "Ann Example": True,
    }


def test_a_large_document_is_left_to_a_job(hers):
    document = {"persons": [{"id": f"p{n}", "name": f"Person {n}"} for n in range(9000)]}
    row = bring_document(hers, document, everybody="on")
    shown = hers.get(page(row)).content.decode()
    assert row.state == "uploaded" and "is being looked through" in shown and "Look again" in shown
    address = reverse("admin:actors_import_progress", args=[row.pk])
    asked = hers.get(address, HTTP_HX_REQUEST="true")
    assert "is being looked through" in asked.content.decode() and "HX-Refresh" not in asked
    assert hers.get(address).status_code == 302
    assert entering.sweep(now=timezone.now()) == 1
    row.refresh_from_db()
    assert row.state == "planned" and row.total == 9000
    assert hers.get(address, HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"


def test_sheets_take_no_rules(hers):
    row = brought(hers, csv(["ann", "Ann"]), source="https://list.example")
    assert hers.post(reverse("admin:actors_import_say", args=[row.pk]), {}).status_code == 403
    do(hers, row, "enter")
    assert Revision.objects.get(key="ann").source == "https://list.example"


def test_the_whole_register_goes_out_as_popolo_to_who_may_see_all_of_it(hers):
    make.office()
    address = reverse("admin:actors_import_export", args=[exports.POPOLO_FULL, "json"])
    data = b"".join(hers.post(address).streaming_content)
    assert b"@office.example" in data
    row = brought(hers, data, what="popolo", name="all.json", everybody="on", contacts="on")
    assert row.counts["new"] == row.counts["changed"] == row.counts["refused"] == 0
