"""The mail that asks: neutral, in the reader's language, and only while it is still wanted."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.accounts.models import Organisation
from actors.watch import assignments, mails, reports, sheets
from actors.watch.models import Assignment
from foundation.outbox import purposes
from foundation.outbox.models import Message
from tests.actors.watch.cast import NOW, correspondent, keeper, opened, states

pytestmark = pytest.mark.django_db
BETRAYS = ("Court", "sanction", "judge", "assembly", "X000", "Exampleland")


def wanted(message: Message) -> bool:
    return mails.wanted(Message.objects.get(pk=message.pk), NOW)


def test_it_names_no_cause_and_says_the_hour_with_its_zone():
    (first,) = states(1)
    correspondent("Ann", first)
    sheet = opened()
    mail = mails.render(Message.objects.get(), NOW)
    assert mail.to == "ann@watchers.example" and mail.subject == "A page waits for you"
    assert f"/en/desk/watch/{sheet.code}/" in mail.text and f"/en/desk/watch/{sheet.code}/" in mail.html
    assert "22 November 2026, 12:00 UTC" in mail.text
    assert not [word for word in BETRAYS if word.lower() in (mail.text + mail.subject).lower()]


def test_it_speaks_the_reader_s_language_and_leads_to_their_page():
    (first,) = states(1)
    ann = correspondent("Ann", first)
    ann.language = "fr"
    ann.save()
    sheet = opened()
    assert f"/fr/desk/watch/{sheet.code}/" in mails.render(Message.objects.get(), NOW).text


def test_the_second_one_says_that_it_is_the_only_reminder():
    (first,) = states(1)
    correspondent("Ann", first)
    opened()
    sheets.remind(now=NOW + timedelta(days=1))
    again = Message.objects.order_by("-pk").first()
    mail = mails.render(again, NOW)
    assert mail.subject == "A page still waits for you" and "the only reminder" in mail.text


def test_an_organisation_without_a_domain_sends_from_ours(settings):
    (first,) = states(1)
    correspondent("Ann", first)
    Organisation.objects.update(mail_domain="", contact_email="")
    opened()
    mail = mails.render(Message.objects.get(), NOW)
    assert mail.sender_address == f"post@{settings.MAIL_DOMAIN}" and mail.sender_name


@pytest.mark.parametrize("end", ["reported", "closed", "withdrawn", "unverified", "gone"])
def test_it_is_wanted_until(end):
    (first,) = states(1)
    ann, sheet = correspondent("Ann", first), opened()
    message = Message.objects.get()
    assert wanted(message), "the control"
    if end == "reported":
        reports.report_nothing(sheet=sheet, actor=first, by=ann, now=NOW, where="Its page")
    elif end == "closed":
        sheets.close_sheet(sheet=sheet, by=keeper(), now=NOW)
    elif end == "withdrawn":
        assignments.withdraw(assignments=Assignment.objects.all(), by=keeper(), now=NOW)
    elif end == "unverified":
        Organisation.objects.update(verified_at=None)
    else:
        ann.is_active = False
        ann.save()
    assert not wanted(message)


def test_it_is_wanted_while_another_state_is_left():
    first, second = states(2)
    ann, sheet = correspondent("Ann", first, second), opened()
    reports.report_nothing(sheet=sheet, actor=first, by=ann, now=NOW, where="Its page")
    assert wanted(Message.objects.get())


def test_a_lot_costs_one_reading_of_the_sheet():
    found = states(20)
    for n, actor in enumerate(found):
        correspondent(f"C{n}", actor)
    opened()
    messages = list(Message.objects.all())
    assert len(messages) == 20
    with CaptureQueriesContext(connection) as queries:
        purposes.get(sheets.PURPOSE).prepare(messages, NOW)
    assert len(queries) == 6
    assert all(mails.wanted(message, NOW) for message in messages)
