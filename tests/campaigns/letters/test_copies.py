"""Offices in copy are named in the letter, and each gets a copy of its own, once (R19)."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from campaigns.delivery import ledger, mails
from campaigns.delivery.models import Delivery
from campaigns.letters import approvals, copies
from campaigns.letters.texts import fingerprint
from campaigns.planning.campaigns import NotAllowed, NotATarget
from campaigns.planning.models import Naming
from foundation.history.models import Entry
from foundation.outbox.models import Message
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(alice, bob):
    return make.letter(make.campaign(alice), bob, offices=[make.office(actor="XA"), make.office(actor="XB")])


def add(draft, by, office=None):
    return copies.add_copy(letter=draft, office=office or make.office("XC-copy", actor="XC"), by=by, now=make.NOW)


def approved(draft, by):
    approvals.approve(version=draft.versions.get(), by=by, now=make.NOW)
    draft.refresh_from_db()
    make.signature(draft, confirmed=True)
    return draft


def test_it_is_part_of_what_is_approved(draft, alice, bob):
    before = fingerprint(draft.versions.get())
    for _time in range(2):
        target = add(draft, bob, draft.copies.get().office if draft.copies.exists() else None)
    assert target.naming == Naming.COUNT_ONLY and Entry.objects.filter(deed="letter.copy_added").count() == 1
    assert fingerprint(draft.versions.get()) != before


def test_each_office_in_copy_gets_one_after_the_letters(draft, alice, bob):
    add(draft, bob)
    row = approved(draft, alice)
    for _time in range(2):
        ledger.release(letter=row, by=alice, now=make.NOW)
    sent = list(Delivery.objects.order_by("pk"))
    assert [one.in_copy for one in sent] == [False, False, True] and Message.objects.filter(
        purpose=ledger.PURPOSE
    ).count() == 3
    letter, copy = (mails.render(Message.objects.get(recipient_code=one.code), make.NOW) for one in (sent[0], sent[2]))
    for mail in (letter, copy):
        assert "Copy: Minister of Examples, Exampleland XC" in mail.text and mail.html
    assert "Copy for information" not in letter.text and letter.subject == "Please make the order"
    assert copy.subject == "Copy: Please make the order" and copy.to == sent[2].target.office.contacts.get().value
    for said in ("Copy for information to: Minister of Examples, Exampleland XC", "Exampleland XA; ", "Exampleland XB",
                 "We write to the Minister of Examples of Exampleland XA."):  # fmt: skip
        assert said in copy.text
    paper = " ".join(page.extract_text() for page in PdfReader(BytesIO(copy.attachments[0].content)).pages)
    assert "Copy for information to" in paper and "Copy: Minister of Examples" in paper


def test_without_the_letter_no_copy_goes(alice, bob):
    draft = make.letter(make.campaign(alice), bob, offices=[make.office(actor="XA", address=None)])
    add(draft, bob)
    done = ledger.release(letter=approved(draft, alice), by=alice, now=make.NOW)
    assert not done.released and [why for _target, why in done.held] == ["no_contact", "copy_first"]


def test_the_public_page_names_it(draft, alice, bob, client):
    add(draft, bob)
    approved(draft, alice)
    draft.campaign.refresh_from_db()
    page = client.get(f"/en/c/{draft.campaign.code}/{draft.key}/").text
    assert "Copy: Minister of Examples, Exampleland XC" in page


def test_neither_an_addressee_nor_the_court_nor_a_frozen_letter(draft, alice, bob):
    with pytest.raises(copies.IsAddressee):
        add(draft, bob, draft.targets.first().office)
    court = make.state("ICC", kind="body", entity="igo", name_en="Court")
    with pytest.raises(NotATarget):
        add(draft, bob, make.office("ICC-x", actor=court.key))
    approved(draft, alice)
    with pytest.raises(copies.Frozen):
        add(draft, bob)


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_cannot(draft, who, request):
    with pytest.raises(NotAllowed):
        add(draft, request.getfixturevalue(who))
