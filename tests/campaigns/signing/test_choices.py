"""What a supporter agreed to goes up and down, each change with its words and its day; quiet; no reminder."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.reminders import agenda
from campaigns.signing import choices, quiet
from campaigns.signing.models import ListDay, ListedName, Signature
from campaigns.supporters.models import Consent, ConsentText, Strike, Supporter, TakenBack
from campaigns.supporters.wording import consent_texts
from foundation.outbox import post
from foundation.outbox.models import Message
from foundation.vault import keys
from tests import make

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=5)


@pytest.fixture
def letter(alice, bob):
    offices = [make.office(actor="XA"), make.office(actor="XB")]
    return make.letter(make.campaign(alice, reminder_after_days=3), bob, alice, offices=offices)


@pytest.fixture
def supporter(letter):
    return make.signature(letter, "sam@example.org", confirmed=True, consents=make.agreed("named", "shown")).supporter


def texts(*kinds: str) -> list[ConsentText]:
    return [text for text in consent_texts("en") if text.kind in kinds]


def choose(supporter: Supporter, *kinds: str, now=LATER, **given: Any) -> None:
    values: dict[str, Any] = {"partners": [], "offered": [], "struck": [], **given}
    choices.choose(supporter=supporter, texts=texts(*kinds), now=now, **values)


def held() -> set[tuple[str, str]]:
    return {(row.text.kind, str(row.given_on)) for row in Consent.objects.select_related("text")}


def test_down_is_a_row_with_words_and_days_and_holds_at_once(letter, supporter, alice):
    signature, target = supporter.signatures.get(), letter.targets.first()
    make.let_pass(signature, alice)
    assert Signature.objects.named_to(target).exists()
    for _again in range(2):
        choose(supporter, "shown")
    assert not Signature.objects.named_to(target).exists()
    row = TakenBack.objects.get()
    assert (row.text.kind, row.given_on, row.taken_back_on) == ("named", make.NOW.date(), LATER.date())
    assert held() == {("counted", "2026-11-20"), ("shown", "2026-11-20")}


def test_up_keeps_the_words_that_were_on_the_screen(supporter):
    new = ConsentText.objects.create(kind="informed", language="en", version="2099", text="Newer words.")
    choose(supporter, "named", "shown", "informed")
    assert Consent.objects.get(text=new).given_on == LATER.date()
    assert ("named", "2026-11-20") in held() and not TakenBack.objects.exists()


def test_being_counted_is_no_choice(supporter):
    choose(supporter)
    assert held() == {("counted", "2026-11-20")} and TakenBack.objects.count() == 2


def test_partners_one_by_one(supporter, charlie, alice):
    here, there = (user.memberships.get().organisation_id for user in (alice, charlie))
    choose(supporter, "partner", partners=[here, there])
    choose(supporter, "partner", partners=[there])
    assert [row.partner_id for row in Consent.objects.filter(text__kind="partner")] == [there]
    assert [row.partner_id for row in TakenBack.objects.filter(text__kind="partner")] == [here]


def test_offices_are_struck_and_let_in_again(letter, supporter):
    first, second = letter.targets.order_by("pk")
    choose(supporter, "named", offered=[first, second], struck=[first])
    choose(supporter, "named", offered=[first, second], struck=[second])
    assert [row.target for row in Strike.objects.all()] == [second]
    choose(supporter, "named", offered=[first], struck=[])  # what was not offered stays as it is
    assert [row.target for row in Strike.objects.all()] == [second]


def test_who_is_shown_no_more_leaves_the_list_at_once(letter, supporter, alice):
    signature = supporter.signatures.get()
    make.let_pass(signature, alice)
    day = ListDay.objects.create(letter=letter, on=make.NOW.date())
    supporter.refresh_from_db()
    ListedName.objects.create(
        letter=letter, day=day, signature=signature, verdict=supporter.name_verdict, sealed=b"x", place=1
    )
    choose(supporter, "named")
    assert not ListedName.objects.exists()


def test_before_the_yes_nothing_is_chosen(letter):
    row = make.signature(letter, consents=make.agreed("named"))
    with pytest.raises(choices.NotYet):
        choose(row.supporter)
    assert Consent.objects.count() == 2


def test_what_was_taken_back_goes_with_the_person(supporter):
    choose(supporter)
    supporter.delete()
    assert not TakenBack.objects.exists()


def test_quiet_stops_what_waits_and_the_signature_stays(letter, supporter):
    post.queue(purpose="signing.links", recipient=("supporter", supporter.code), now=LATER)
    opened = keys.open_scope(letter.campaign.scope)
    for _again in range(2):
        quiet.keep(supporter=supporter, opened=opened, everywhere=False, now=LATER)
    assert Message.objects.get(purpose="signing.links").state == "cancelled"
    assert Signature.objects.counting().count() == 1


def test_who_wants_no_reminder_gets_none_also_when_it_waits(letter):
    one, two = make.signature(letter), make.signature(letter)
    agenda.remind_no_more(supporter=one.supporter, now=make.NOW)
    assert agenda.remind(now=LATER) == 1
    message = Message.objects.get(purpose=agenda.PURPOSE)
    assert message.recipient_code == two.supporter.code
    for _again in range(2):
        agenda.remind_no_more(supporter=two.supporter, now=LATER)
    message.refresh_from_db()
    asked = Message.objects.filter(purpose="signing.confirm", state="queued").count()
    assert message.state == "cancelled" and asked == 2, "the mail that asks is not the reminder"
