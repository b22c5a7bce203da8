"""The page of an outside reviewer, opened by the link from their mail and by no login."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.checking import invitations, invite_mails
from actors.checking.models import Check, Invitation
from actors.positions.models import Position
from foundation.outbox.models import Message
from tests.actors.checking.cast import invited, position
from tests.actors.curation.people import appointed, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(db: None) -> Invitation:
    return invited(timezone.now(), row=position(quote="Lift them <b>now</b>."))


def page(row: Invitation) -> str:
    return reverse("review:page", args=[invitations.token(row)])


def test_it_shows_what_was_entered_and_changes_nothing(client: Client, row: Invitation) -> None:
    answer = client.get(page(row))
    said = answer.content.decode()
    assert answer.status_code == 200 and "Law Clinic" in said and "https://ministry.example/statement" in said
    assert "Lift them &lt;b&gt;now&lt;/b&gt;." in said
    assert not Check.objects.exists() and not answer.cookies


def test_a_name_and_a_button_confirm(client: Client, row: Invitation) -> None:
    answer = client.post(page(row), {"name": "Rosa Reader", "verdict": "confirmed", "note": "Read it there."})
    assert answer.status_code == 303
    assert Position.objects.get().public and Check.objects.get().note == "Read it there."
    assert client.get(page(row)).status_code == 410
    assert client.post(page(row), {"name": "Rosa Reader", "verdict": "refused"}).status_code == 410


@pytest.mark.parametrize("sent", [{}, {"verdict": "confirmed"}, {"verdict": "maybe", "name": "Rosa Reader"}])
def test_anything_less_keeps_what_was_typed(client: Client, row: Invitation, sent: dict[str, str]) -> None:
    answer = client.post(page(row), {**sent, "note": "Half a thought"})
    assert answer.status_code == 422 and "Half a thought" in answer.content.decode()
    assert not Check.objects.exists()


def test_strangers_and_late_comers_learn_nothing(client: Client, row: Invitation) -> None:
    assert client.get(reverse("review:page", args=["0" * 32 + "." + "a" * 32])).status_code == 404
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    late = client.get(page(row))
    assert late.status_code == 410 and "ministry.example" not in late.content.decode()


def test_the_mail_names_no_cause_and_leads_to_the_page(row: Invitation) -> None:
    message = Message.objects.get(purpose=invitations.PURPOSE)
    mail = invite_mails.render(message, timezone.now())
    assert mail.to == "rosa@clinic.example" and page(row) in mail.text and page(row) in mail.html
    assert "Court" not in mail.subject + mail.text
    Invitation.objects.update(used_at=timezone.now())
    assert not invite_mails.wanted(message, timezone.now())


def test_a_curator_asks_from_the_queue_and_withdraws(row: Invitation) -> None:
    curator = browser(appointed("cleo"))
    queue = reverse("admin:actors_revision_changelist")
    chosen = [str(one.pk) for one in row.revisions.all()]
    first = curator.post(queue, {"action": "ask_reviewer", "_selected_action": chosen})
    assert first.status_code == 200 and "Ask them" in first.content.decode()
    said = {"action": "ask_reviewer", "_selected_action": chosen, "apply": "1", "name": "Omar", "language": "fr"}
    wrong = curator.post(queue, {**said, "email": "cleo@curators.example", "affiliation": "Partner"})
    assert wrong.status_code == 200 and Invitation.objects.count() == 1
    done = curator.post(queue, {**said, "email": "omar@partner.example", "affiliation": "Partner"})
    assert done.status_code == 302 and Invitation.objects.count() == 2
    listed = reverse("admin:actors_invitation_changelist")
    pks = list(Invitation.objects.values_list("pk", flat=True))
    curator.post(listed, {"action": "withdraw_chosen", "_selected_action": pks})
    assert not Invitation.objects.filter(used_at=None).exists()
