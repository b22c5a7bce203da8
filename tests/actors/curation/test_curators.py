"""Two people with the rights of the group keep the whole register; a stranger does nothing."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.checking import revisions
from actors.directory.models import Actor, Contact, Group, GroupMember, Office, Person, Term
from actors.positions.models import Occasion, Position
from actors.sanctions.models import Designation, Measure
from tests import make
from tests.actors.checking.cast import position
from tests.actors.curation.people import appointed, browser, curators, page, sent
from tests.conftest import login

pytestmark = pytest.mark.django_db
PLACES = ["revision", "check", "redirect", "dispute", "merge", "stancestep", "suggestion"]


def test_the_group_covers_every_kind_of_row():
    """A new kind of row needs a migration that gives its rights to the group."""
    held = set(curators().permissions.values_list("codename", flat=True))
    for kind in revisions.kinds():
        assert {f"{verb}_{kind}" for verb in ("add", "change", "view")} <= held, kind
    assert "check_facts" in held
    assert not {name for name in held if name.startswith("delete_") or "user" in name or "organisation" in name}


def test_every_kind_has_a_page_and_no_kind_is_deleted():
    registered = {
        model._meta.model_name: site
        for model, site in admin.site._registry.items()
        if model._meta.app_label == "actors"
    }
    for kind, model in revisions.kinds().items():
        assert kind in registered, kind
        assert not registered[kind].has_delete_permission(None)
        for field in model._meta.concrete_fields:
            # Long lists of choices cost time and memory; short ones are made by hand.
            if field.is_relation and field.editable and field.name in model.fact_names():
                assert field.name in registered[kind].autocomplete_fields, (kind, field.name)


def test_one_enters_and_the_other_confirms():
    ada, ben = appointed("ada"), appointed("ben")
    client, add = browser(ada), reverse("admin:actors_person_add")
    assert client.post(add, sent(client, add, name="Jane Example", confidence="high")).status_code == 302
    row = Person.objects.get()
    queue = browser(ben).get(reverse("admin:actors_revision_changelist"))
    (one,) = queue.context["cl"].result_list
    browser(ben).post(reverse("admin:actors_revision_check", args=[one.pk]), {"verdict": "confirmed"})
    assert [found.key for found in Person.objects.public()] == [row.key]


@pytest.mark.parametrize("kind", [*revisions.kinds(), *PLACES])
def test_curators_open_every_list_and_strangers_none(kind, charlie):
    address = reverse(f"admin:actors_{kind}_changelist")
    assert browser(appointed("ada")).get(address).status_code == 200
    assert browser(charlie).get(address).status_code == 302, "to the login page"
    staff = appointed("staff")
    staff.groups.clear()
    assert login(staff).get(address).status_code == 403


def test_curators_touch_no_accounts(charlie):
    client = browser(appointed("ada"))
    for kind in ("user", "member", "organisation"):
        assert client.get(reverse(f"admin:actors_{kind}_changelist")).status_code == 403
    assert client.get(reverse("admin:actors_user_change", args=[charlie.pk])).status_code == 403


def _office(n):
    return make.office(f"XA-office-{n}", address=f"desk{n}@office.example")


def _person(n):
    return make.fact(Person(key=f"p{n}", name=f"P{n}", home_state=make.state(f"X{n}")))


def _measure(n):
    return make.fact(Measure(key=f"m{n}", coercing_state=make.state(f"M{n}"), name="M", on="2025-01-01"))


def _designation(n):
    values = {"coercing_state": make.state(f"D{n}"), "measure_text": "m", "role": "r", "role_category": "judge"}
    return make.fact(Designation(key=f"d{n}", person=_person(n), on="2025-01-01", measure=_measure(n), **values))


def _term(n):
    return make.fact(Term(key=f"t{n}", office=_office(n), person=_person(n)))


def _contact(n):
    return make.fact(Contact(key=f"c{n}", term=_term(n), channel="mail", value=f"own{n}@office.example"))


def _member(n):
    group = make.fact(Group(key=f"g{n}", name_en=f"G{n}", rule="fixed"))
    return make.fact(GroupMember(key=f"gm{n}", group=group, actor=make.state(f"G{n}")))


def _position(n):
    occasion = make.fact(Occasion(key=f"o{n}", name_en="O", kind="day", on="2025-01-01"))
    return make.fact(
        position(f"pos{n}", actor=make.state(f"P{n}"), coercing_state=make.state(f"C{n}"), occasion=occasion)
    )


ROWS = {
    Actor: lambda n: make.state(f"A{n}"),
    Office: _office,
    Person: _person,
    Measure: _measure,
    Designation: _designation,
    Term: _term,
    Contact: _contact,
    GroupMember: _member,
    Position: _position,
}


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_a_list_of_many_rows_costs_as_much_as_one_of_few(model, client):
    client = browser(appointed("ada"))
    address = reverse(f"admin:actors_{model._meta.model_name}_changelist")

    def cost():
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    for n in range(2):
        ROWS[model](n)
    few = cost()
    for n in range(2, 30):
        ROWS[model](n)
    assert cost() <= few


def test_a_row_with_many_beside_it_costs_as_much_as_one_with_few():
    client, group = browser(appointed("ada")), make.fact(Group(key="g", name_en="G", rule="fixed"))
    office, state = make.office(address=None), make.state("XA")

    def grow(numbers):
        for n in numbers:
            make.fact(GroupMember(key=f"g{n}", group=group, actor=make.state(f"G{n}")))
            make.fact(
                GroupMember(key=f"s{n}", group=make.fact(Group(key=f"of{n}", name_en="G", rule="fixed")), actor=state)
            )
            make.contact(office, f"desk{n}@office.example")
            make.fact(Term(key=f"t{n}", office=office, person=_person(n), disputed=True))
            _office(n)

    def cost(row):
        client.get(page(row))
        with CaptureQueriesContext(connection) as found:
            assert client.get(page(row)).status_code == 200
        return len(found)

    grow(range(2))
    few = {row: cost(row) for row in (group, office, state)}
    grow(range(2, 20))
    assert {row: cost(row) for row in few} == few


def test_a_group_of_every_state_can_still_be_corrected():
    """A form with hundreds of rows beside it would be refused for its length."""
    client, group = browser(appointed("ada")), make.fact(Group(key="g", name_en="G", rule="fixed"))
    for n in range(197):
        make.fact(GroupMember(key=f"g{n}", group=group, actor=make.state(f"G{n}")))
    new = {"memberships-TOTAL_FORMS": 1, "memberships-0-actor": make.state("XA").pk}
    answer = client.post(page(group), sent(client, page(group), name_en="H", **new))
    assert answer.status_code == 302
    assert {one.kind for one in revisions.waiting()} == {"group", "groupmember"}
    listed = client.get(reverse("admin:actors_groupmember_changelist"), {"group__id__exact": group.pk})
    assert listed.context["cl"].result_count == 198
