"""A dispute is raised from a row, hides it at once, and two people settle it."""

import pytest
from django.urls import reverse

from actors.checking.models import Dispute
from actors.positions.models import Position
from tests import make
from tests.actors.checking.cast import position
from tests.actors.curation.people import appointed, browser, page, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return appointed("ada")


@pytest.fixture
def ben():
    return appointed("ben")


def raised(user, row, **more):
    values = {"kind": "position", "key": row.key, "by_whom": "The ministry", "text": "We never said so."}
    address = reverse("admin:actors_dispute_add")
    return browser(user).post(address, {**values, "raised_on": "2026-11-20", **more}, follow=True)


def do(user, deed, **values):
    address = reverse("admin:actors_dispute_do", args=[Dispute.objects.get().pk, deed])
    return browser(user).post(address, values, follow=True)


def test_from_raising_to_settling(ada, ben):
    row = make.fact(position())
    link = browser(ada).get(page(row)).context["dispute_address"]
    assert browser(ada).get(link).context["adminform"].form["key"].value() == row.key
    assert raised(ada, row, hides="on").status_code == 200
    assert not Position.objects.public().exists()
    assert "Disputed by The ministry" in browser(ben).get(page(row)).content.decode()

    assert "Say in a sentence" in said(do(ada, "answer", outcome=""))
    assert "waits for a second person" in said(do(ada, "answer", outcome="The words stand."))
    assert "a second person must look" in said(do(ada, "settle", outcome="The words stand."))
    assert "Look again" in said(do(ben, "settle", outcome="Something else."))
    assert not Position.objects.public().exists()
    assert "Settled" in said(do(ben, "settle", outcome="The words stand."))
    assert Position.objects.public().exists()
    assert "settled this already" in said(do(ben, "hide"))
    assert browser(ben).get(page(Dispute.objects.get())).status_code == 200


def test_it_may_stand_beside_the_row_first(ada, ben):
    row = make.fact(position())
    raised(ada, row)
    assert Position.objects.public().exists()
    assert "hidden from the public" in said(do(ben, "hide"))
    assert not Position.objects.public().exists()


def test_it_is_about_a_row_that_exists(ada):
    row = position("nowhere")
    assert "There is no row" in raised(ada, row).content.decode() and not Dispute.objects.exists()


def test_looking_changes_nothing_and_strangers_do_nothing(ada, charlie):
    raised(ada, make.fact(position()), hides="on")
    found = Dispute.objects.get()
    for deed in ("hide", "answer", "settle"):
        address = reverse("admin:actors_dispute_do", args=[found.pk, deed])
        assert browser(ada).get(address).status_code == 405
        assert browser(charlie).post(address).status_code == 302, "to the login page"
    assert browser(ada).post(reverse("admin:actors_dispute_do", args=[found.pk, "other"])).status_code == 403
    assert browser(ada).post(reverse("admin:actors_dispute_delete", args=[found.pk])).status_code == 403
    found.refresh_from_db()
    assert found.settled_by is None


def test_lists_by_state(ada):
    raised(ada, make.fact(position()))
    address = reverse("admin:actors_dispute_changelist")
    for state, number in (("open", 1), ("answered", 0), ("settled", 0)):
        assert browser(ada).get(address, {"state": state}).context["cl"].result_count == number
