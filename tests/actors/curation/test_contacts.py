"""Contacts in the admin: checked today with its source, marked, listed by what is wrong, and the end of a wait."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from actors.checking import checks, revisions
from actors.directory.models import Contact
from tests import make
from tests.actors.curation.people import appointed, browser, page, said

pytestmark = pytest.mark.django_db
LIST = "admin:actors_contact_changelist"


@pytest.fixture
def ada():
    return appointed("ada")


def act(user, action, rows, **more):
    values = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return browser(user).post(reverse(LIST), values, follow=True)


def contacts(number=2, **facts):
    office = make.office(address=None)
    return [make.contact(office, f"desk{n}@office.example", **facts) for n in range(number)]


def test_checked_today_asks_for_the_source_first(ada):
    rows = contacts()
    asked = act(ada, "seen_today", rows)
    assert asked.status_code == 200 and "2 contacts are chosen" in asked.content.decode()
    assert not Contact.objects.exclude(checked_on=None).exists()
    empty = act(ada, "seen_today", rows, apply="1", source=" ")
    assert empty.context["form"].errors and not Contact.objects.exclude(checked_on=None).exists()
    done = act(ada, "seen_today", rows, apply="1", source="https://office.example/contact")
    assert "2 contacts were checked today." in said(done)
    assert set(Contact.objects.values_list("checked_by", "checked_source")) == {
        (ada.pk, "https://office.example/contact")
    }


def test_what_bounces_is_left_alone_and_said(ada):
    done = act(ada, "seen_today", [*contacts(1), *contacts(1, state="dead")], apply="1", source="x")
    assert "1 contact was checked today." in said(done) and "Left alone" in said(done)


def test_a_letter_goes_no_more_to_marked_ones(ada):
    rows = contacts()
    assert "no letter goes there" in said(act(ada, "mark_bouncing", rows[:1]))
    act(ada, "mark_dead", rows[1:])
    assert list(Contact.objects.order_by("pk").values_list("state", flat=True)) == ["bouncing", "dead"]


def test_who_may_only_look_is_offered_nothing(ada):
    eve = appointed("eve")
    eve.groups.clear()
    eve.user_permissions.add(Permission.objects.get(codename="view_contact"))
    for action in ("seen_today", "mark_dead"):
        act(eve, action, contacts(1), apply="1", source="x")
    assert set(Contact.objects.values_list("state", "checked_on")) == {("good", None)}


def test_a_third_person_ends_the_wait_by_a_button(ada):
    ben, cleo, now = appointed("ben"), appointed("cleo"), timezone.now()
    row = Contact(office=make.office(address=None), channel="mail", value="desk@new.example")
    checks.confirm(revision=revisions.propose(row=row, by=ada, now=now), by=ben, now=now)
    row = Contact.objects.get()
    address = reverse("admin:actors_contact_end_wait", args=[row.pk])
    assert browser(cleo).get(address).status_code == 405
    assert "You are not that person" in browser(ben).get(page(row)).content.decode()
    assert "somebody else can end the wait" in said(browser(ben).post(address, follow=True))
    assert not Contact.objects.usable(now).exists()
    assert "End the wait" in browser(cleo).get(page(row)).content.decode()
    assert "Letters may go there" in said(browser(cleo).post(address, follow=True))
    assert Contact.objects.usable(timezone.now()).exists()


def test_lists_of_what_is_wrong(ada):
    now = timezone.now()
    office = make.office(address=None)
    soon = now + timedelta(hours=3)
    rows = {
        "yes": make.contact(office, "a@office.example", checked_on=now.date()),
        "stale": make.contact(office, "b@office.example", checked_on=now.date() - timedelta(days=900)),
        "bouncing": make.contact(office, "c@office.example", state="bouncing"),
        "dead": make.contact(office, "d@office.example", state="dead"),
        "waits": make.contact(office, "e@office.example", usable_from_at=soon, checked_on=now.date()),
    }
    for name, row in rows.items():
        found = set(browser(ada).get(reverse(LIST), {"reliable": name}).context["cl"].queryset)
        assert found == {row, rows["stale"]} if name == "yes" else found == {row}
