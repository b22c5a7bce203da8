"""An intake row becomes supporter, signature and message, once, whatever the spelling."""

from datetime import timedelta

import pytest

from campaigns.planning import campaigns as planning
from campaigns.signing import signatures
from campaigns.signing.models import Intake, Signature
from campaigns.supporters import people
from campaigns.supporters.models import Consent, ConsentText, Strike, Supporter
from campaigns.supporters.wording import consent_texts
from foundation.outbox.models import Message
from foundation.vault import keys
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    return make.letter(make.campaign(alice), bob, alice)


def test_it_makes_a_sealed_supporter_and_one_mail(letter):
    row = make.signature(letter, "Sam@Example.org", name="Sam Signer")
    supporter = row.supporter
    assert supporter.state == "pending" and row.confirmed_on is None
    opened = keys.open_scope(letter.campaign.scope)
    assert people.details(supporter, opened).name == "Sam Signer"
    assert b"Sam" not in bytes(supporter.sealed)
    message = Message.objects.get()
    assert (message.purpose, message.recipient_kind, message.recipient_code) == (
        "signing.confirm", "supporter", supporter.code,
    )  # fmt: skip
    assert not Intake.objects.exists()


@pytest.mark.parametrize("spelling", ["SAM@example.org", "sam+icc@example.org", " sam@EXAMPLE.org. "])
def test_another_spelling_changes_nothing(letter, spelling):
    make.signature(letter, "sam@example.org", name="First")
    make.intake(letter, spelling, name="Second")
    signatures.take_in(now=make.NOW)
    assert Supporter.objects.count() == Signature.objects.count() == Message.objects.count() == 1
    supporter = Supporter.objects.get()
    assert people.details(supporter, keys.open_scope(letter.campaign.scope)).name == "First"


def test_a_second_letter_is_a_second_signature_of_one_supporter(letter, alice, bob):
    other = make.letter(letter.campaign, bob, alice, key="other")
    make.signature(letter, "sam@example.org")
    make.signature(other, "sam@example.org")
    assert Supporter.objects.count() == 1 and Signature.objects.count() == 2 and Message.objects.count() == 2


def test_a_form_sent_twice_is_one_row(letter):
    for _again in range(2):
        signatures.receive(
            kind=Intake.Kind.SIGN, campaign=letter.campaign, version=letter.current, form_number="n",
            content={"x": 1}, now=make.NOW,
        )  # fmt: skip
    assert Intake.objects.count() == 1


def test_consents_are_kept_with_their_words_and_strikes(letter):
    texts = {text.kind: text for text in consent_texts("en")}
    target = letter.targets.get()
    make.signature(letter, consents=[texts["counted"].pk, texts["named"].pk], struck=[target.code, "unknown"])
    given = set(Consent.objects.values_list("text__kind", "text__version"))
    assert given == {("counted", texts["counted"].version), ("named", texts["named"].version)}
    assert Strike.objects.get().target == target


def test_consent_to_a_partner_names_the_partner(letter, charlie):
    partner = charlie.memberships.get().organisation
    text = ConsentText.objects.get(kind="partner", language="en")
    make.signature(letter, consents=[text.pk], partners=[partner.pk])
    assert Consent.objects.get().partner == partner


def test_a_row_that_cannot_be_read_holds_up_nobody(letter):
    make.intake(letter, "bad@example.org")
    Intake.objects.update(sealed=b"\x01" + b"0" * 60)
    make.intake(letter, "good@example.org")
    for _sweep in range(signatures.MAX_TRIES + 2):
        signatures.take_in(now=make.NOW)
    assert Signature.objects.count() == 1
    aside = Intake.objects.get()  # an acknowledged row is never lost: it waits for a person
    assert aside.tries == signatures.MAX_TRIES


def test_it_refuses_what_is_not_open(letter):
    planning.close(campaign=letter.campaign, by=None, now=make.NOW)
    with pytest.raises(signatures.Closed):
        make.intake(letter, "sam@example.org")


def test_what_was_acknowledged_before_the_close_is_still_taken_in(letter):
    make.intake(letter, "sam@example.org")
    planning.close(campaign=letter.campaign, by=None, now=make.NOW)
    signatures.take_in(now=make.NOW)
    assert Signature.objects.count() == 1


def test_nothing_of_a_shredded_campaign_comes_back(letter):
    make.intake(letter, "sam@example.org")
    planning.shred(campaign=letter.campaign, by=None, now=make.NOW)
    signatures.take_in(now=make.NOW)
    assert not Intake.objects.exists() and not Supporter.objects.exists()


def test_asking_for_the_links_again(letter):
    row = make.signature(letter, "sam@example.org")

    def ask(now) -> None:
        signatures.receive(
            kind=Intake.Kind.LINKS, campaign=letter.campaign, version=None, form_number=str(now) + str(Intake),
            content={"email": "SAM@example.org"}, now=now,
        )  # fmt: skip
        signatures.take_in(now=now)

    ask(make.NOW)
    ask(make.NOW + timedelta(minutes=1))
    assert Message.objects.filter(purpose="signing.confirm").count() == 2  # the first, and one for today
    signatures.confirm(signature=row, now=make.NOW)
    ask(make.NOW + timedelta(minutes=2))
    assert Message.objects.filter(purpose="signing.links").count() == 1


def test_asking_for_links_of_a_stranger_sends_nothing(letter):
    signatures.receive(
        kind=Intake.Kind.LINKS, campaign=letter.campaign, version=None, form_number="x",
        content={"email": "nobody@example.org"}, now=make.NOW,
    )  # fmt: skip
    signatures.take_in(now=make.NOW)
    assert not Message.objects.exists() and not Intake.objects.exists()
