"""Releasing sends one collected letter to each office, once, exactly as approved."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from campaigns.delivery import ledger, mails
from campaigns.delivery.models import Delivery
from campaigns.letters.models import Translation
from campaigns.planning.campaigns import NotAllowed
from campaigns.signing import erasure
from campaigns.signing.models import Signature
from foundation.history.models import Entry
from foundation.outbox.models import Message
from foundation.outbox.purposes import Held
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    offices = [make.office(), make.office(), make.office(address=None)]
    row = make.letter(make.campaign(alice), bob, alice, offices=offices)
    make.signatory(row, "Ada First", position=1)
    make.signatory(row, "Zed Zero", position=0)
    make.signatory(row, "Not Agreed", position=2, confirmed=False)
    for _each in range(2):
        make.signature(row, confirmed=True)
    make.signature(row)
    return row


def release(letter, by):
    return ledger.release(letter=letter, by=by, now=make.NOW)


def test_one_letter_for_each_office_with_an_address(letter, bob):
    done = release(letter, bob)
    assert len(done.released) == 2
    assert [why for _target, why in done.held] == ["no_contact"]
    assert Message.objects.filter(purpose="delivery.letter").count() == Delivery.objects.count() == 2
    entry = Entry.objects.get(deed="delivery.released")
    assert entry.detail["released"] == 2 and entry.detail["signatures"] == 2


def test_twice_is_once_and_a_late_address_is_served_alone(letter, bob, alice):
    release(letter, bob)
    assert len(release(letter, alice).served) == 2
    assert Delivery.objects.count() == 2
    assert Entry.objects.filter(deed="delivery.released").count() == 1
    # An address found after approval was not approved: it is held, not used.
    office = letter.targets.get(deliveries=None).office
    make.contact(office, "late@office.example")
    assert [why for _target, why in release(letter, bob).held] == ["contact_changed"]


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_cannot(letter, who, request):
    with pytest.raises(NotAllowed):
        release(letter, request.getfixturevalue(who))
    assert not Delivery.objects.exists()


def test_an_unapproved_or_changed_text_does_not_go(letter, alice, bob):
    draft = make.letter(letter.campaign, bob, key="draft")
    with pytest.raises(ledger.NotApproved):
        release(draft, alice)
    Translation.objects.filter(version=letter.current, language="en").update(body="Something else.")
    with pytest.raises(ledger.NotApproved):
        release(letter, bob)


def test_outside_the_demo_a_generic_title_is_held(letter, bob, settings):
    for target in letter.targets.all():
        target.office.title_checked = False
        make.fact(target.office)
    assert {why for _target, why in release(letter, bob).held} == {"title_unchecked", "no_contact"}
    settings.DEMO = True
    assert len(release(letter, bob).released) == 2


def test_the_mail_has_letterhead_count_first_signatories_and_pdf(letter, bob):
    delivery = release(letter, bob).released[0]
    mail = mails.render(Message.objects.get(recipient_code=delivery.code), make.NOW)
    assert mail.to == delivery.target.office.contacts.get().value
    for said in ("Justice Unbound", "Example Street 1", "Minister of Examples", "Exampleland XA", "2 people"):
        assert said in mail.text and said in mail.html
    assert mail.text.index("Zed Zero") < mail.text.index("Ada First")
    assert "Not Agreed" not in mail.text + mail.html
    assert "in personal capacity" in mail.text
    (attachment,) = mail.attachments
    paper = " ".join(page.extract_text() for page in PdfReader(BytesIO(attachment.content)).pages)
    for said in ("Justice Unbound", "Please make the order", "Signed by 2 people", "Zed Zero"):
        assert said in paper.replace("\u202f", " ")
    assert delivery.version.fingerprint[:16] in paper
    assert mails.render(Message.objects.get(recipient_code=delivery.code), make.NOW).attachments == mail.attachments


def test_the_contact_decides_the_language(letter, bob):
    office = letter.targets.first().office
    make.change(office.contacts.all(), language="fr")
    delivery = next(row for row in release(letter, bob).released if row.target.office == office)
    assert delivery.language == "fr"
    text = mails.render(Message.objects.get(recipient_code=delivery.code), make.NOW).text
    assert "Ministre des Exemples" in text


@pytest.mark.parametrize("change", ["contact", "gone", "text"])
def test_what_changed_after_release_is_held(letter, bob, change):
    delivery = release(letter, bob).released[0]
    message = Message.objects.get(recipient_code=delivery.code)
    contact = delivery.target.office.contacts.get()
    if change == "contact":
        contact.value = "other@office.example"
        make.fact(contact)
    elif change == "gone":
        make.forget(delivery.target.office.contacts.all())
    else:
        Translation.objects.filter(version=delivery.version).update(body="Changed.")
    with pytest.raises(Held) as held:
        mails.render(message, make.NOW)
    assert held.value.reason == {"contact": "contact_changed", "gone": "no_contact", "text": "text_changed"}[change]


def test_the_delivery_remembers_that_it_was_sent(letter, bob):
    delivery = release(letter, bob).released[0]
    message = Message.objects.get(recipient_code=delivery.code)
    assert mails.wanted(message, make.NOW)
    message.body_hash = "ab" * 32
    mails.sent(message, make.NOW)
    delivery.refresh_from_db()
    assert delivery.sent_at == make.NOW and delivery.letter_digest == "ab" * 32
    assert not mails.wanted(message, make.NOW)


def test_a_letter_of_thousands_reads_well():
    assert "12\u202f345 people" in mails.count_line(12345)
    assert "1 person" in mails.count_line(1)


def test_it_is_never_sent_in_the_name_of_the_office(letter, bob, organisation):
    """Without a mail domain of its own, the organisation sends from the domain of its contact address."""
    organisation.mail_domain = ""
    organisation.save()
    release(letter, bob)
    mail = mails.render(Message.objects.filter(purpose="delivery.letter").earliest("pk"), make.NOW)
    assert mail.to.endswith("@office.example")
    assert mail.sender_address == "letters@justice.example"


def test_without_a_confirmed_signature_nothing_leaves(letter, bob):
    Signature.objects.update(confirmed_on=None)
    with pytest.raises(ledger.Unsigned):
        release(letter, bob)
    assert not Delivery.objects.exists()


def test_nothing_leaves_once_the_people_are_erased(letter, bob):
    erasure.erase(campaign=letter.campaign, now=make.NOW)
    with pytest.raises(ledger.Unsigned):
        release(letter, bob)


@pytest.mark.parametrize("what", ["title", "salutation", "organisation", "reply"])
def test_other_words_around_the_text_are_held(letter, bob, what):
    """One admin changes in the register, or of the organisation, what stands around the approved text."""
    release(letter, bob)
    message = Message.objects.filter(purpose="delivery.letter").first()
    delivery = mails.find(message.recipient_code)
    assert mails.render(message, make.NOW).to
    office, organisation = delivery.target.office, letter.campaign.organisation
    office.title_en = "Usurper of Examples" if what == "title" else office.title_en
    office.salutation_en = "You there," if what == "salutation" else office.salutation_en
    organisation.name = "Somebody Else" if what == "organisation" else organisation.name
    organisation.contact_email = "other@elsewhere.example" if what == "reply" else organisation.contact_email
    make.fact(office)
    organisation.save()
    why = "words_changed" if what in {"title", "salutation"} else "text_changed"
    with pytest.raises(Held, match=why):
        mails.render(message, make.NOW)
