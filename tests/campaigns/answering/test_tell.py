"""Those who chose to be told are told once; one press ends it."""

import re

import pytest
from django.test import Client

from campaigns.answering import mails, publishing, replies, telling
from campaigns.answering.models import Telling
from campaigns.planning.campaigns import NotAllowed
from campaigns.supporters import people
from campaigns.supporters.links import own_token
from campaigns.supporters.models import Consent, ConsentKind, Supporter
from campaigns.supporters.wording import consent_texts
from foundation.history.models import Entry
from foundation.outbox.models import Message, State
from foundation.outbox.purposes import Gone
from foundation.vault import keys
from tests import make
from tests.campaigns.answering import cast
from tests.campaigns.answering.test_replies import FOUND, NOW

pytestmark = pytest.mark.django_db


def kinds(*names):
    texts = {text.kind: text.pk for text in consent_texts("en")}
    return [texts[ConsentKind.COUNTED], *(texts[name] for name in names)]


@pytest.fixture
def letter(alice, bob):
    row = cast.delivered(alice, bob)
    now = cast.HANDED_OVER
    for number, told in enumerate([True, True, False]):
        consents = kinds(ConsentKind.INFORMED) if told else kinds()
        make.signature(row, f"p{number}@example.org", confirmed=True, consents=consents, now=now)
    make.signature(row, "late@example.org", consents=kinds(ConsentKind.INFORMED), now=now)  # never confirmed
    return row


@pytest.fixture
def publication(letter, alice):
    reply = cast.reply(cast.first(letter), alice)
    replies.grade(reply=reply, grade="substantive", by=alice, now=NOW)
    publishing.mark(reply=reply, black=FOUND, keep=[], by=alice, now=NOW)
    seen = publishing.draft(reply, NOW).digest
    return publishing.publish(reply=reply, language="en", seen=seen, by=alice, now=NOW)


def sent():
    return Message.objects.filter(purpose=telling.PURPOSE).order_by("pk")


def test_each_who_confirmed_and_chose_it_gets_one_mail(publication, alice, bob):
    assert telling.audience(publication.reply.target.campaign).count() == 2
    for by in (alice, bob):
        assert telling.tell(publication=publication, by=by, now=NOW).number == 2
    assert sent().count() == 2 and Telling.objects.get().member.user == alice
    assert Entry.objects.get(deed="reply.told").detail == {"number": 2}


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_tell_nobody(publication, who, request):
    with pytest.raises(NotAllowed):
        telling.tell(publication=publication, by=request.getfixturevalue(who), now=NOW)
    assert not sent().exists()


def test_of_a_hidden_answer_nobody_is_told(publication, alice):
    telling.tell(publication=publication, by=alice, now=NOW)
    publishing.hide(publication=publication, by=alice, now=NOW)
    assert not mails.wanted(sent()[0], NOW)
    with pytest.raises(Gone):
        mails.render(sent()[0], NOW)


def test_a_hidden_answer_cannot_be_told(publication, alice):
    publishing.hide(publication=publication, by=alice, now=NOW)
    with pytest.raises(telling.NotPublished):
        telling.tell(publication=publication, by=alice, now=NOW)


def test_the_mail_betrays_nothing_outside_and_ends_by_one_press(publication, alice, client):
    telling.tell(publication=publication, by=alice, now=NOW)
    mail = mails.render(sent()[0], NOW)
    outside = f"{mail.subject} {mail.sender_name} {mail.sender_address}"
    for word in ("court", "sanction", "judge", "minister", "answer", "Shield", "Justice Unbound"):
        assert word.lower() not in outside.lower().replace("justice.example", "")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [link] = re.findall(r"<(.*)>", mail.headers["List-Unsubscribe"])
    assert link in mail.text and f"#{publication.code}" in mail.text
    path = link.partition("://")[2].partition("/")[2]
    supporter = Supporter.objects.get(code=sent()[0].recipient_code)
    # Opening it changes nothing, and leads to an address without a token.
    answer = client.get(f"/{path}", follow=True)
    assert answer.redirect_chain[-1] == ("/en/s/told-no-more/", 303) and "Write to me no more" in answer.text
    assert supporter.consents.filter(text__kind="informed").exists()
    # A mailbox that offers one press sends this, without cookie and origin, and wants no redirect.
    for _time in range(2):
        answer = Client().post(f"/{path}", {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.text) == (200, "done\n")
    assert not Consent.objects.filter(supporter=supporter, text__kind__in=["informed", "informed_more"]).exists()
    assert sent()[0].state == State.CANCELLED and sent()[1].state == State.QUEUED
    assert supporter.signatures.confirmed().exists(), "the signature stays"
    assert not mails.wanted(sent()[0], NOW)


def test_the_link_opens_nothing_else_and_no_other_link_ends_it(publication, alice, client):
    supporter = Supporter.objects.get(code=audience_code(publication))
    opened = keys.open_scope(supporter.campaign.scope)
    no_more = telling.link(supporter, opened).split("/")[-3]
    assert telling.find(no_more) == supporter and telling.find(own_token(supporter, opened)) is None
    assert client.get(f"/en/s/{no_more}/", follow=True).status_code == 404
    for token in (own_token(supporter, opened), "x" * 32 + ".y"):
        Client().post(f"/en/s/{token}/told-no-more/", {"List-Unsubscribe": "One-Click"})
        assert client.post("/en/s/told-no-more/", {"link": token, "end": "1"}).status_code == 404
    assert telling.audience(supporter.campaign).count() == 2
    supporter.generation += 1
    supporter.save()
    assert telling.find(no_more) is None


def test_the_button_of_the_page_ends_it_too(publication, client):
    supporter = Supporter.objects.get(code=audience_code(publication))
    link = telling.link(supporter, keys.open_scope(supporter.campaign.scope))
    client.get("/" + link.partition("://")[2].partition("/")[2])
    assert client.post("/en/s/told-no-more/").status_code == 200 and telling.audience(supporter.campaign).count() == 2
    answer = client.post("/en/s/told-no-more/", {"end": "1"}, follow=True)
    assert "We write no more" in answer.text and telling.audience(supporter.campaign).count() == 1


def audience_code(publication):
    return telling.audience(publication.reply.target.campaign).order_by("pk")[0].code


def test_who_left_meanwhile_gets_nothing(publication, alice):
    telling.tell(publication=publication, by=alice, now=NOW)
    people.leave(supporter=Supporter.objects.get(code=sent()[0].recipient_code), now=NOW)
    assert sent()[0].state == State.CANCELLED and not mails.wanted(sent()[0], NOW)
