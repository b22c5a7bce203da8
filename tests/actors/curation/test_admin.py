"""The admin: every list opens and searches, facts of the data set are not edited, deeds are in the journal."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from actors.accounts.models import User
from actors.checking import checks, revisions
from actors.directory.models import Actor, Office
from actors.positions.models import Position
from actors.sanctions.models import Person
from actors.seed.sheets import Report
from foundation.history.models import Entry
from tests import make
from tests.actors.checking.cast import curator

LISTS = [
    *("actor", "group", "groupmember", "officekind", "office", "contact", "term", "measure", "person", "designation"),
    *("effect", "instrument", "lever", "ask", "position", "occasion", "look", "dispute", "merge"),
    *("user", "organisation", "member"),
]
READ_ONLY = ["revision", "check", "redirect", "stancestep"]


def forms(*names: str) -> dict[str, int]:
    """What an inline sends along when nothing is entered in it."""
    return {f"{name}-{part}_FORMS": 0 for name in names for part in ("TOTAL", "INITIAL")}


@pytest.fixture
def boss(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("admin@example.org", "correct horse battery staple"))
    return client


@pytest.mark.parametrize("name", LISTS)
def test_each_list_opens_searches_and_filters(boss: Client, the_register: Report, name: str) -> None:
    address = reverse(f"admin:actors_{name}_changelist")
    assert boss.get(address).status_code == 200
    assert boss.get(address, {"q": "france"}).status_code == 200
    assert boss.get(reverse(f"admin:actors_{name}_add")).status_code == 200
    model: Any = next(model for model in admin.site._registry if model._meta.label_lower == f"actors.{name}")
    first = model._default_manager.first()
    if first:
        assert boss.get(reverse(f"admin:actors_{name}_change", args=[first.pk])).status_code == 200


@pytest.mark.parametrize("name", READ_ONLY)
def test_what_is_written_once_is_only_looked_at(boss: Client, the_register: Report, name: str) -> None:
    address = reverse(f"admin:actors_{name}_changelist")
    assert boss.get(address).status_code == 200
    assert boss.get(address, {"q": "france"}).status_code == 200
    assert boss.get(reverse(f"admin:actors_{name}_add")).status_code == 403


def test_search_finds_by_any_name(boss: Client, the_register: Report) -> None:
    page = boss.get(reverse("admin:actors_actor_changelist"), {"q": "Émirats"}).content.decode()
    assert "United Arab Emirates" in page
    page = boss.get(reverse("admin:actors_person_changelist"), {"q": "Shameen"}).content.decode()
    assert "Nazhat Shameem Khan" in page


def test_rows_that_want_a_first_hand_source_can_be_listed(boss: Client, the_register: Report) -> None:
    address = reverse("admin:actors_position_changelist")
    listed = boss.get(address, {"wanted": "row"}).context["cl"].queryset
    assert set(listed) == set(Position.objects.filter(public=False))
    fields = boss.get(address, {"wanted": "field"}).context["cl"].queryset
    assert {row.key for row in fields if row.public} == {"CN-2025-12-us", "CA-2025-12-02-us"}


def test_a_list_costs_few_queries(boss: Client, the_register: Report, django_assert_max_num_queries: Any) -> None:
    for name in ("position", "office", "designation", "lever"):
        with django_assert_max_num_queries(16):
            boss.get(reverse(f"admin:actors_{name}_changelist"))


def test_facts_of_the_data_set_are_read_only(boss: Client, the_register: Report) -> None:
    row = Position.objects.get(key="CA-2025-09-02-us")
    address = reverse("admin:actors_position_change", args=[row.pk])
    boss.post(address, {"quote": "other words", "public": "on", "confidence": "low"})
    row.refresh_from_db()
    assert row.quote.startswith("I have the utmost confidence")
    assert boss.post(reverse("admin:actors_position_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_what_a_person_enters_is_unchecked_and_in_the_journal(boss: Client, the_register: Report) -> None:
    inline = forms("terms", "designations", "effects")
    answer = boss.post(
        reverse("admin:actors_person_add"),
        {"key": "somebody", "kind": "person", "name": "Somebody", "aliases": "S. Body", "confidence": "high"}
        | {"public": "on", **inline},
    )
    assert answer.status_code == 302, answer.content.decode()[:500]
    person = Person.objects.get(key="somebody")
    assert (person.public, person.data_set_on) == (False, None)
    entry = Entry.objects.get(deed="person.add")
    assert (entry.subject_code, entry.actor_kind) == ("somebody", "user")
    assert "Somebody" not in str(entry.detail)


def test_an_offices_own_title_is_a_persons_from_then_on(boss: Client, the_register: Report) -> None:
    office = Office.objects.get(key="CA-attorney-general")
    inline = forms("terms", "contacts")
    values = {"title_en": "Attorney General", "title_fr": "Procureure générale", "title_checked": "on"}
    address = reverse("admin:actors_office_change", args=[office.pk])
    answer = boss.post(address, {**values, "actor": office.actor_id, "kind": office.kind_id, "aliases": "", **inline})
    assert answer.status_code == 302, answer.context["errors"]
    second = curator("second")
    checks.confirm(revision=revisions.of(office)[0], by=second, now=make.NOW)
    office.refresh_from_db()
    assert (office.title_fr, office.title_checked, office.data_set_on) == ("Procureure générale", True, None)
    assert office.actor.key == "CA"
    assert Entry.objects.get(deed="office.change").subject_code == "CA-attorney-general"


def test_no_password_hash_is_shown(boss: Client, db: None) -> None:
    user = User.objects.get(email="admin@example.org")
    page = boss.get(reverse("admin:actors_user_change", args=[user.pk])).content.decode()
    assert user.password not in page
    assert 'name="password"' not in page


def test_the_journal_can_be_read_and_not_changed(boss: Client, the_register: Report) -> None:
    entry = Entry.objects.get(deed="register.load")
    assert boss.get(reverse("admin:foundation_entry_changelist")).status_code == 200
    assert boss.get(reverse("admin:foundation_entry_change", args=[entry.pk])).status_code == 200
    assert boss.get(reverse("admin:foundation_entry_add")).status_code == 403
    assert boss.post(reverse("admin:foundation_entry_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403


def test_a_stranger_gets_no_admin(client: Client, the_register: Report, alice: Any) -> None:
    assert client.get(reverse("admin:actors_actor_changelist")).status_code == 302
    assert Actor.objects.exists()
