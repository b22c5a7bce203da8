"""In public: what was handed over, who has answered, in neutral words, without a word of what is private."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.answering import publishing, replies
from campaigns.delivery.models import Delivery
from tests import make
from tests.campaigns.answering import cast
from tests.campaigns.answering.test_replies import FOUND

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    return cast.delivered(alice, bob, now=timezone.now() - timedelta(days=31), launched=make.NOW - timedelta(days=90))


def page(client, letter, rest="answers/", language="en"):
    answer = client.get(f"/{language}/c/{letter.campaign.code}/{rest}")
    assert answer.status_code == 200
    return answer.text


def answer(letter, by, *, grade="substantive", publish=False):
    row = cast.reply(cast.first(letter), by, now=timezone.now())
    replies.grade(reply=row, grade=grade, by=by, now=timezone.now())
    if publish:
        publishing.mark(reply=row, black=FOUND, keep=[], by=by, now=timezone.now())
        seen = publishing.draft(row, timezone.now()).digest
        return publishing.publish(reply=row, language="en", seen=seen, by=by, now=timezone.now())
    return row


def test_before_anything_is_handed_over_it_says_so(client, alice, bob):
    draft = make.letter(make.campaign(alice), bob, alice)
    assert "No letter has been handed over yet" in page(client, draft)


def test_what_went_when_with_how_many_and_no_answer_so_far(client, letter):
    said = page(client, letter)
    assert "2 offices were written to; no answer so far" in said and "with 1 signature" in said
    assert said.count("No answer so far, after 31 days.") == 2
    for unfair in ("silent", "ignored", "refuse", "failed"):
        assert unfair not in said


def test_an_unpublished_answer_is_answered_privately(client, letter, alice):
    answer(letter, alice)
    said = page(client, letter)
    assert "1 of 2 offices written to has answered" in said and "privately" in said
    for part in ("the sanctions to be lifted", "adviser", "Pat Adviser"):
        assert part not in said and part not in page(client, letter, "") + page(client, letter, "order/")


def test_an_unread_reply_is_neither_answer_nor_silence(client, letter, alice):
    cast.reply(cast.first(letter), alice, now=timezone.now())
    said = page(client, letter)
    assert "A reply came and is being read." in said and said.count("No answer so far, after") == 1


def test_a_published_answer_stands_on_all_three_pages(client, letter, alice):
    row = answer(letter, alice, publish=True)
    said = page(client, letter)
    assert f'id="{row.code}"' in said and "We call for the sanctions to be lifted." in said
    assert "answers in substance" in said and not any(word in said for word in FOUND)
    for rest in ("", "order/"):
        assert f"answers/#{row.code}" in page(client, letter, rest)
    assert "1 of 2 offices written to has answered" in page(client, letter, "")
    publishing.hide(publication=row, by=alice, now=timezone.now())


def test_a_hidden_answer_is_gone_and_was_given_all_the_same(client, letter, alice):
    row = answer(letter, alice, publish=True)
    publishing.hide(publication=row, by=alice, now=timezone.now())
    said = page(client, letter)
    assert "lifted" not in said and "privately" in said


def test_however_much_there_is_the_statements_are_the_same(client, alice, bob):
    costs = []
    for number in (1, 6):
        letter = cast.delivered(alice, bob, offices=number, now=timezone.now() - timedelta(days=3))
        for delivery in Delivery.objects.filter(letter=letter).select_related("target__campaign", "target__office"):
            row = cast.reply(delivery, alice, now=timezone.now())
            replies.grade(reply=row, grade="form_letter", by=alice, now=timezone.now())
            publishing.mark(reply=row, black=FOUND, keep=[], by=alice, now=timezone.now())
            seen = publishing.draft(row, timezone.now()).digest
            publishing.publish(reply=row, language="en", seen=seen, by=alice, now=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            assert page(client, letter).count('class="answer"') == number
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 24
