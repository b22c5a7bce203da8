"""Who publishes the record, how much of it was checked, what is disputed: counted from rows, never which of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from actors.accounts.models import User
from actors.checking import checks, disputes, revisions
from actors.checking.models import Check, Dispute
from actors.directory.models import Office
from actors.positions.models import Position
from actors.seed.sheets import Report
from campaigns.record import bookkeeping, disclosed
from tests import make
from tests.actors.checking.cast import curator
from tests.campaigns.record.test_state import text
from tests.register import TODAY


def answerer(name: str, organisation: str = "") -> User:
    user = curator(name, organisation=organisation)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["add_dispute", "change_dispute"]))
    return User.objects.get(pk=user.pk)


def checked(row: Any, organisation: str = "Justice Unbound") -> None:
    """A correction that a second person confirms, for an organisation."""
    by, second = curator(f"a-{row.pk}"), curator(f"b-{row.pk}", organisation=organisation)
    row.speaker = "Said again"
    revision = revisions.propose(row=row, by=by, now=make.NOW, source="https://ministry.example/")
    assert revision is not None
    checks.confirm(revision=revision, by=second, now=make.NOW)


def dispute(row: Any, by: User, *, hides: bool = False, text: str = "We never said so.") -> Dispute:
    said = {"by_whom": "The ministry", "text": text, "raised_on": TODAY - timedelta(days=1), "hides": hides}
    return disputes.raise_dispute(row=row, by=by, now=make.NOW, **said)


def test_that_nobody_has_checked_anything_is_counted_and_not_fixed(client: Client, the_register: Report) -> None:
    assert "No person has checked any of them yet" in text(client, "/en/record/about/")
    checked(Position.objects.get(key="SN-2025-08-21-us"))
    page = text(client, "/en/record/about/")
    total = bookkeeping.count().published
    assert "No person has checked any of them yet" not in page
    assert f"A second person has checked 1 of the {total} published rows. The other {total - 1} were" in page
    assert "<li>Justice Unbound</li>" in page


def test_numbers_are_recounts(the_register: Report) -> None:
    rows = Position.objects.filter(public=True)
    checked(rows.order_by("pk")[0])
    waits = rows.order_by("pk")[1]
    waits.speaker = "Somebody else"
    revisions.propose(row=waits, by=curator("waiter"), now=make.NOW)
    hider = answerer("hider")
    dispute(rows.order_by("pk")[2], hider, hides=True)
    line = next(line for line in bookkeeping.count().lines if line.kind == "position")
    confirmed = set(Check.objects.filter(verdict=Check.Verdict.CONFIRMED).values_list("revision_id", flat=True))
    again = list(Position.objects.all())
    assert line.published == sum(row.public for row in again)
    assert line.checked == sum(row.public and row.revision_id in confirmed for row in again) == 1
    assert line.of_data_set == line.published - 1
    assert line.waiting == sum(row.pending for row in again) == 1
    hidden = set(Dispute.objects.filter(hides=True).values_list("key", flat=True))
    unread = [row for row in again if not row.public and not row.pending and row.key not in hidden]
    assert line.unread == len(unread)
    assert bookkeeping.hidden() == 1


def test_contacts_are_never_counted(the_register: Report) -> None:
    make.contact(Office.objects.get(key="CA-attorney-general"), "desk@ministry.example")
    assert {line.kind for line in bookkeeping.count().lines} <= set(disclosed.KINDS)
    assert "contact" not in disclosed.KINDS


def test_no_page_names_what_waits(client: Client, the_register: Report) -> None:
    row = Position.objects.get(key="SN-2025-08-21-us")
    row.speaker = "UNCHECKED-SPEAKER"
    revisions.propose(row=row, by=curator("waiter"), now=make.NOW)
    hidden = Position.objects.filter(public=False).first()
    assert hidden is not None
    for path in ("about/", "disputes/", "SN/", "movement/", ""):
        page = text(client, f"/en/record/{path}")
        assert "UNCHECKED-SPEAKER" not in page
        assert hidden.key not in page
    assert "1 entry waits for a second person" in text(client, "/en/record/about/")


def test_the_publisher_is_named_with_ways_to_reach_it(client: Client, the_register: Report, alice: User) -> None:
    assert "nobody answers for this record" in text(client, "/en/record/about/")
    make.campaign(alice)
    for path in ("about/", "disputes/"):
        assert "mailto:hello@justice.example" in text(client, f"/en/record/{path}")
    page = text(client, "/en/record/about/")
    assert "Justice Unbound" in page
    assert "Registered association 1234" in page


def test_a_dispute_is_listed_with_its_outcome(client: Client, the_register: Report) -> None:
    ada, ben = answerer("ada"), answerer("ben")
    row = Position.objects.get(key="SN-2025-08-21-us")
    raised = dispute(row, ada)
    page = text(client, "/en/record/disputes/")
    assert "1 dispute stands beside its row." in page
    assert "Senegal, 21 August 2025: Called for lifting" in page
    assert "/en/record/rows/position/SN-2025-08-21-us/" in page
    assert "We never said so." in page
    assert "Two people are looking at this row." in page
    disputes.propose_outcome(dispute=raised, outcome="The words stand.", by=ada, now=make.NOW)
    assert "The words stand." not in text(client, "/en/record/disputes/"), "one person is not two"
    disputes.settle(dispute=raised, outcome="The words stand.", by=ben, now=make.NOW)
    page = text(client, "/en/record/disputes/")
    assert "The words stand." in page
    assert "Settled by two people" in page


def test_what_is_hidden_is_a_number_and_nothing_else(client: Client, the_register: Report) -> None:
    ada = answerer("ada")
    dispute(Position.objects.get(key="SN-2025-08-21-us"), ada, hides=True, text="SECRET-OBJECTION")
    beside_hidden = Position.objects.filter(public=False).first()
    dispute(beside_hidden, ada, text="SECRET-OBJECTION")
    page = text(client, "/en/record/disputes/")
    assert "1 row is hidden while two people look at a dispute." in page
    assert "No dispute stands beside a row." in page
    assert "SECRET-OBJECTION" not in page
    assert "SN-2025-08-21-us" not in page


def test_more_disputes_cost_no_more_queries(
    client: Client, the_register: Report, django_assert_num_queries: Any
) -> None:
    ada = answerer("ada")
    for row in Position.objects.public().order_by("pk")[:12]:
        dispute(row, ada)
    with django_assert_num_queries(6):
        page = text(client, "/en/record/disputes/")
    assert "12 disputes stand beside their rows." in page


@pytest.mark.parametrize("how_many", [0, 1, 2, "all"])
def test_who_stands_where_says_where_positions_come_from(
    client: Client, the_register: Report, how_many: int | str
) -> None:
    rows = list(Position.objects.public().filter(coercing_state__key="US").order_by("pk"))
    for row in rows[: len(rows) if how_many == "all" else int(how_many)]:
        checked(row)
    page = text(client, "/en/record/")
    expected = {
        0: f"The {len(rows)} published positions are of the data set of 23 November 2026.",
        1: f"1 of {len(rows)} published positions was entered and checked by two people; the others are of the data",
        2: f"2 of {len(rows)} published positions were entered and checked by two people; the others are of the data",
        "all": f"Each of the {len(rows)} published positions was entered and checked by two people.",
    }
    for case, words in expected.items():
        assert (words in page) is (case == how_many), words
