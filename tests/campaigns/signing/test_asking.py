"""Earlier signers are asked once, by one mail, whether their name stands under the new text too."""

from datetime import timedelta

import pytest
from django.db import transaction

from actors.accounts.models import User
from campaigns.delivery import ledger
from campaigns.letters import approvals, editions, later_targets
from campaigns.letters.editions import Kind, Proposal
from campaigns.letters.models import Letter
from campaigns.planning import campaigns as planning
from campaigns.signing import asking, asking_mails, carrying, signatures, tallies
from campaigns.signing.models import Asking, Signature
from campaigns.signing.numbers import Tally
from campaigns.supporters import people
from foundation.outbox.models import Message, State
from foundation.vault import keys
from tests import make
from tests.services import sized

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)


@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    return make.letter(make.campaign(alice), bob, alice, offices=[make.office("XA-one")])


def follow(letter: Letter, alice: User, bob: User, kind: str = Kind.EDIT, now=LATER) -> Letter:
    """A new text, or a correction, proposed by Bob and let go by Alice."""
    texts = {"en": {**make.TEXTS["en"], "subject": f"Text {letter.versions.count() + 1}"}}
    version = editions.propose(letter=letter, proposal=Proposal(kind, texts, "Better."), by=bob, now=now)
    deed = approvals.approve if kind == Kind.EDIT else carrying.certify
    deed(version=version, by=alice, now=now)
    letter.refresh_from_db()
    return letter


def ask(letter: Letter, now=LATER) -> list[Asking]:
    while asking.ask_due(now=now):
        continue
    return list(Asking.objects.filter(signature__letter=letter, version=letter.current).order_by("pk"))


def numbers(letter: Letter) -> dict[int, int]:
    tallies.bring_up_to_date(now=LATER)
    assert tallies.recount(now=LATER) == 0, "what was noted is what is there"
    return dict(Tally.objects.filter(version__letter=letter).values_list("version__number", "number"))


def test_who_signed_the_text_before_is_asked_once(letter, alice, bob):
    first = make.signature(letter, "first@example.org", confirmed=True)
    make.signature(letter, "unconfirmed@example.org")
    gone = make.signature(letter, "gone@example.org", confirmed=True)
    follow(letter, alice, bob)
    people.leave(supporter=gone.supporter, now=LATER)
    make.signature(letter, "new@example.org", confirmed=True, now=LATER)
    [row] = ask(letter)
    assert ask(letter) == [row] and row.signature == first and row.of.number == 1
    [message] = Message.objects.filter(purpose=asking.PURPOSE)
    assert asking_mails.wanted(message, LATER)
    mail = asking_mails.render(message, LATER)
    assert mail.to == "first@example.org" and mail.subject == "A question about your message"
    assert mail.sender_name == "The J. U. team" and mail.headers["List-Unsubscribe-Post"]
    for words in ("order", "Shield", "bench", "Exampleland", "signature"):
        assert words not in mail.text + mail.subject + mail.sender_name, "the mail betrays nothing"
    assert asking.find(asking.token(row, keys.open_scope(letter.campaign.scope)))[0] == row


def test_a_yes_moves_the_signature_once_and_the_counts_follow(letter, alice, bob):
    for _number in range(3):
        make.signature(letter, confirmed=True)
    follow(letter, alice, bob)
    rows = ask(letter)
    assert numbers(letter) == {1: 3, 2: 0}
    for _time in range(2):
        asking.agree(row=rows[0], now=LATER)
    assert numbers(letter) == {1: 2, 2: 1}
    assert ledger.release(letter=letter, by=alice, now=LATER).released[0].signatures == 1
    rows[0].refresh_from_db()
    assert (rows[0].answer, rows[0].answered_on, rows[0].said_yes_at) == ("yes", LATER.date(), None)
    assert not asking_mails.wanted(Message.objects.get(params__asking=rows[0].code), LATER)
    assert Message.objects.get(params__asking=rows[0].code).state == State.CANCELLED


def test_a_yes_waits_and_a_no_goes_before_it(letter, alice, bob, settings):
    signature = make.signature(letter, confirmed=True)
    settings.CONFIRM_WAIT = 600
    signatures_before = signature.version_id
    follow(letter, alice, bob)
    [row] = ask(letter)
    asking.agree(row=row, now=LATER)
    assert asking.settle(now=LATER + timedelta(seconds=599)) == 0
    asking.decline(row=row, now=LATER + timedelta(seconds=599))
    assert asking.settle(now=LATER + timedelta(days=1)) == 0
    with pytest.raises(asking.Declined):
        asking.agree(row=row, now=LATER)
    signature.refresh_from_db()
    assert signature.version_id == signatures_before


def test_control_without_a_no_the_same_yes_moves(letter, alice, bob, settings):
    signature = make.signature(letter, confirmed=True)
    settings.CONFIRM_WAIT = 600
    follow(letter, alice, bob)
    [row] = ask(letter)
    asking.agree(row=row, now=LATER)
    assert asking.settle(now=LATER + timedelta(seconds=600)) == 1
    signature.refresh_from_db()
    assert signature.version == letter.current


def test_a_no_takes_back_a_yes_that_was_not_meant(letter, alice, bob):
    signature = make.signature(letter, confirmed=True)
    follow(letter, alice, bob)
    [row] = ask(letter)
    asking.agree(row=row, now=LATER)
    for _time in range(2):
        asking.decline(row=row, now=LATER)
    signature.refresh_from_db()
    assert signature.version.number == 1


def test_who_said_no_is_not_asked_about_this_letter_again_and_who_said_nothing_is(letter, alice, bob):
    make.signature(letter, "no@example.org", confirmed=True)
    silent = make.signature(letter, "silent@example.org", confirmed=True)
    follow(letter, alice, bob)
    rows = ask(letter)
    asking.decline(row=rows[0], now=LATER)
    follow(letter, alice, bob)
    [row] = ask(letter)
    assert row.signature == silent and row.version.number == 3 and row.of.number == 1
    old = Asking.objects.get(signature=silent, version__number=2)
    assert not asking_mails.wanted(Message.objects.get(params__asking=old.code), LATER), "one question at a time"
    with pytest.raises(asking.Outdated):
        asking.agree(row=old, now=LATER)


def test_nobody_is_asked_when_signing_is_over(letter, alice, bob):
    make.signature(letter, confirmed=True)
    follow(letter, alice, bob)
    [row] = ask(letter)
    planning.close(campaign=letter.campaign, by=alice, now=LATER)
    row = Asking.objects.get(pk=row.pk)
    assert not asking_mails.wanted(Message.objects.get(purpose=asking.PURPOSE), LATER)
    with pytest.raises(asking.Outdated):
        asking.agree(row=row, now=LATER)
    assert asking.ask_due(now=LATER) == 0


def test_a_correction_asks_nobody_and_takes_questions_along(letter, alice, bob):
    signature = make.signature(letter, confirmed=True)
    follow(letter, alice, bob, Kind.CORRECTION)
    assert ask(letter) == []
    signature.refresh_from_db()
    assert signature.version == letter.current
    follow(letter, alice, bob)
    [row] = ask(letter)
    follow(letter, alice, bob, Kind.CORRECTION)
    row.refresh_from_db()
    assert row.version == letter.current and ask(letter) == [row], "the same question, about the corrected text"
    asking.agree(row=row, now=LATER)
    signature.refresh_from_db()
    assert signature.version == letter.current


def test_a_form_sent_before_its_text_was_corrected_counts_for_the_correction(letter, alice, bob):
    make.intake(letter, "late@example.org")
    follow(letter, alice, bob, Kind.CORRECTION)
    signatures.take_in(now=LATER)
    assert Signature.objects.get().version == letter.current


def test_who_agrees_is_not_named_to_offices_they_did_not_see(letter, alice, bob):
    signature = make.signature(letter, confirmed=True, consents=make.agreed("named"))
    row = later_targets.propose(letter=letter, office=make.office(actor="XB"), by=bob, now=LATER, why="Too.")
    added = later_targets.approve(later=row, by=alice, now=LATER).target
    follow(letter, alice, bob)
    other = planning.add_target(campaign=letter.campaign, office=make.office(actor="XD"))
    letter.targets.add(other)
    follow(letter, alice, bob)
    make.let_pass(signature, alice)
    [row] = ask(letter)
    assert asking.further_offices(row) == [other]
    asking.agree(row=row, now=LATER)
    assert set(Signature.objects.named_to(letter.targets.get(office__key="XA-one"))) == {signature}
    for target in (added, other):
        assert not Signature.objects.named_to(target).exists()


def test_a_thousand_over_five_texts(letter, alice, bob):
    """T25, with answers: whatever people say, each is counted with one text, and the letter carries only its own."""
    many = sized(4, 200)
    for number in range(1, 6):
        for _person in range(many):
            make.signature(letter, confirmed=True, now=LATER)
        if number < 5:
            follow(letter, alice, bob)
            for place, row in enumerate(ask(letter)):
                with transaction.atomic():
                    if place % 4 == 0:
                        asking.agree(row=row, now=LATER)
                    elif place % 4 == 1:
                        asking.decline(row=row, now=LATER)
    counted = numbers(letter)
    assert sum(counted.values()) == 5 * many == Signature.objects.confirmed().count()
    sent = ledger.release(letter=letter, by=alice, now=LATER).released[0]
    own = Signature.objects.confirmed().filter(version=letter.current).count()
    assert sent.signatures == own == counted[5] and many <= own < 5 * many
    asked = Message.objects.filter(purpose=asking.PURPOSE).values_list("recipient_code", "params__asking")
    assert len(asked) == len(set(asked)) == Asking.objects.count()
