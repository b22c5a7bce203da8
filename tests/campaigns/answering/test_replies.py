"""A reply is written down, graded, blacked out, published, and destroyed in the end: each once, by who may."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.answering import blackouts, publishing, replies
from campaigns.answering.models import Grading, Marking, Permission, Publication, Reply
from campaigns.planning.campaigns import NotAllowed, NotATarget
from foundation.history.models import Entry
from tests import make
from tests.campaigns.answering import cast

pytestmark = pytest.mark.django_db
NOW = cast.LATER
FOUND = ["+32 2 123 45 67", "adviser@office.example", "Pat Adviser"]


@pytest.fixture
def letter(alice, bob):
    return cast.delivered(alice, bob)


@pytest.fixture
def reply(letter, bob):
    return cast.reply(cast.first(letter), bob)


def ready(reply, by, *, black=tuple(FOUND), keep=()):
    """Graded and marked; returns what was read."""
    replies.grade(reply=reply, grade="substantive", by=by, now=NOW)
    publishing.mark(reply=reply, black=list(black), keep=list(keep), by=by, now=NOW)
    return publishing.draft(reply, NOW)


def publish(reply, by, seen):
    return publishing.publish(reply=reply, language="en", seen=seen, by=by, now=NOW)


# --- writing down and grading ---------------------------------------------------------------------
def test_by_hand_twice_is_once_and_belongs_to_the_last_letter(letter, reply, bob, alice):
    assert cast.reply(cast.first(letter), alice) == reply == Reply.objects.get()
    assert reply.delivery == cast.first(letter) and reply.entered_by.user == bob
    assert Entry.objects.filter(deed="reply.recorded").count() == 1


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_do_nothing(letter, reply, who, request):
    by = request.getfixturevalue(who)
    published = Publication(reply=reply)
    for deed in (
        lambda: cast.reply(cast.first(letter), by, text="Other."),
        lambda: replies.grade(reply=reply, grade="refusal", by=by, now=NOW),
        lambda: publishing.mark(reply=reply, black=[], keep=[], by=by, now=NOW),
        lambda: publish(reply, by, ""),
        lambda: publishing.hide(publication=published, by=by, now=NOW),
        lambda: publishing.permit(reply=reply, given_on=NOW.date(), how="x", by=by, now=NOW),
        lambda: replies.destroy(reply=reply, by=by, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_nothing_and_tomorrow_are_no_replies(letter, bob):
    with pytest.raises(replies.NoWords):
        cast.reply(cast.first(letter), bob, text=" \u200b ")
    with pytest.raises(replies.NotYet):
        replies.record(
            target=cast.first(letter).target, way="post", came_on=NOW.date() + timedelta(days=2), text="x", by=bob,
            now=NOW,
        )  # fmt: skip


def test_the_newest_grade_counts_and_twice_is_once(reply, alice, bob):
    for by in (alice, bob):
        replies.grade(reply=reply, grade="form_letter", by=by, now=NOW)
    replies.grade(reply=reply, grade="substantive", by=bob, now=NOW)
    assert Grading.objects.count() == 2 and replies.newest_grading(reply).grade == "substantive"
    with pytest.raises(IntegrityError), transaction.atomic():
        Grading.objects.create(reply=reply, grade="refusal", at=NOW)  # a machine knows receipts only


def test_passed_on_opens_the_office_as_a_target_and_changes_no_letter(letter, reply, alice):
    other = make.office(actor="XD")
    with pytest.raises(replies.NoOffice):
        replies.grade(reply=reply, grade="passed_on", by=alice, now=NOW)
    with pytest.raises(replies.NoOffice):
        replies.grade(reply=reply, grade="passed_on", by=alice, now=NOW, office=reply.target.office)
    row = replies.grade(reply=reply, grade="passed_on", by=alice, now=NOW, office=other)
    assert row.passed_to.office == other and row.passed_to.campaign == letter.campaign
    # Nothing goes there by itself: the letter is what was approved.
    assert not letter.targets.filter(office=other).exists() and not row.passed_to.deliveries.exists()


def test_a_letter_cannot_be_passed_on_to_the_court(reply, alice, monkeypatch):
    monkeypatch.setattr("campaigns.planning.courts.is_forbidden", lambda office: True)
    with pytest.raises(NotATarget):
        replies.grade(reply=reply, grade="passed_on", by=alice, now=NOW, office=make.office(actor="XE"))


# --- what is found to be blacked out --------------------------------------------------------------
def test_numbers_addresses_and_names_under_the_closing_are_found():
    assert [one.words for one in blackouts.proposals(cast.TEXT)] == FOUND


@pytest.mark.parametrize(
    "text",
    [
        "On 20.11.2026 and 2026-11-20, under Regulation 2271/96, EUR 1 000 000",
        "Yours sincerely,\nThe Minister of Foreign Affairs",
        "Yours sincerely,\nMarie Holder\nMinister",
        "We met Pat Adviser last year.",
    ],
)
def test_dates_sums_offices_and_the_holder_are_not(text):
    assert blackouts.proposals(text, holder="H.E. Marie Holder") == []


def test_french_closings_and_local_numbers_are_found():
    text = (
        "Tél. 02/123.45.67\nVeuillez agréer, Madame, mes salutations distinguées.\nPour le ministre\nJean d’Aide-Camp"
    )
    assert [one.words for one in blackouts.proposals(text)] == ["02/123.45.67", "Jean d’Aide-Camp"]


def test_a_block_tells_no_length_and_takes_every_spelling():
    text = "Pat  Adviser, PAT ADVISER and Pat\nAdviser; Al"
    assert blackouts.black_out(text, ["Pat Adviser", "Al"]) == "█████, █████ and █████; █████"


def test_lines_that_quote_the_letter_are_left_out():
    assert blackouts.quoted_out("Yes.\n> > Please\n > act\n\n\nEnd") == "Yes.\n\nEnd"


# --- publishing -----------------------------------------------------------------------------------
def test_what_is_published_is_what_was_read(reply, alice):
    draft = ready(reply, alice)
    row = publish(reply, alice, draft.digest)
    assert publish(reply, alice, "whatever") == row == Publication.objects.get()
    assert "We call for the sanctions to be lifted." in row.text and "Please make the order" not in row.text
    for hidden in FOUND:
        assert hidden not in row.text
    assert Entry.objects.filter(deed="reply.published").count() == 1
    assert all(word not in str(Entry.objects.values()) for word in FOUND)


def test_nothing_found_goes_out_undecided(reply, alice):
    draft = ready(reply, alice, black=FOUND[:2])
    with pytest.raises(publishing.Undecided):
        publish(reply, alice, draft.digest)
    draft = ready(reply, alice, black=FOUND[:2], keep=FOUND[2:])
    assert "Pat Adviser" in publish(reply, alice, draft.digest).text  # somebody decided that the name may stay


def test_other_marks_than_those_read_publish_nothing(reply, alice, bob):
    seen = ready(reply, alice, keep=["Pat Adviser"], black=FOUND[:2]).digest
    publishing.mark(reply=reply, black=FOUND, keep=[], by=bob, now=NOW)
    with pytest.raises(publishing.Changed):
        publish(reply, alice, seen)
    assert not Publication.objects.exists()


def test_an_ungraded_reply_or_a_receipt_is_not_published(reply, alice):
    publishing.mark(reply=reply, black=FOUND, keep=[], by=alice, now=NOW)
    seen = publishing.draft(reply, NOW).digest
    for grade in ("", "receipt"):
        if grade:
            replies.grade(reply=reply, grade=grade, by=alice, now=NOW)
        with pytest.raises(publishing.Ungraded):
            publish(reply, alice, seen)


def test_hidden_and_published_anew(reply, alice, bob):
    draft = ready(reply, alice)
    first = publish(reply, alice, draft.digest)
    for _time in range(2):
        publishing.hide(publication=first, by=bob, now=NOW)
    assert Entry.objects.filter(deed="reply.hidden").count() == 1
    assert publish(reply, alice, draft.digest) != first
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(reply=reply, language="en", text="x", member=reply.entered_by, at=NOW)


def test_leave_is_recorded_once_with_how_it_was_given_sealed(reply, alice):
    for how in ("By telephone, Pat Adviser", "Other"):
        publishing.permit(reply=reply, given_on=NOW.date(), how=how, by=alice, now=NOW)
    row = Permission.objects.get()
    assert publishing.how_permitted(row) == "By telephone, Pat Adviser" and b"Adviser" not in bytes(row.sealed)
    with pytest.raises(replies.NoWords):
        publishing.permit(reply=reply, given_on=NOW.date(), how=" ", by=alice, now=NOW)


# --- the end of an original -----------------------------------------------------------------------
def test_an_original_is_destroyed_and_what_was_published_stays(reply, alice):
    draft = ready(reply, alice)
    publish(reply, alice, draft.digest)
    assert replies.destroy(reply=reply, by=alice, now=NOW)
    assert not replies.destroy(reply=reply, by=alice, now=NOW)
    reply.refresh_from_db()
    assert reply.sealed is None and not Marking.objects.exists() and Publication.objects.get().text
    with pytest.raises(replies.Destroyed):
        replies.original(reply)
    with pytest.raises(replies.Destroyed):
        publishing.mark(reply=reply, black=[], keep=[], by=alice, now=NOW)
    assert replies.newest_grading(reply).grade == "substantive"


def test_after_two_years_it_is_destroyed_by_itself(reply):
    assert replies.destroy_old(now=NOW + timedelta(days=replies.KEPT_DAYS)) == 0
    assert replies.destroy_old(now=NOW + timedelta(days=replies.KEPT_DAYS + 1)) == 1
    assert replies.destroy_old(now=NOW + timedelta(days=replies.KEPT_DAYS + 1)) == 0
