"""Each letter carries the signers of its own text, and no others (R21, T25): number, list, table, what was left out."""

from datetime import timedelta

import pytest

from campaigns.delivery import annex, ledger, left_out, mails, rounds
from campaigns.delivery.models import Delivery
from campaigns.letters import later_targets
from campaigns.planning.models import Target
from campaigns.signing import asking
from campaigns.signing.models import Asking
from foundation.outbox.models import Message, State
from foundation.vault import keys
from tests import make
from tests.campaigns.delivery.cast import signer, unzip
from tests.campaigns.delivery.test_handover import take
from tests.services import sized

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=1)
TEXTS, SIGNERS = 5, sized(10, 1_000)


@pytest.fixture
def letter(alice, bob):
    row = make.letter(make.campaign(alice), bob, alice, offices=[make.office("XA-one")])
    annex.choose_mail(letter=row, target=row.targets.get(), by=bob, now=make.NOW, on=True)
    return row


def on(list_of_names):
    opened = keys.open_scope(list_of_names.target.campaign.scope)
    return {name for _number, name, _town in annex.rows(list_of_names, opened)}


def by_mail(delivery):
    """The names that would go with this mail, as the mail itself says them."""
    mail = mails.render(Message.objects.get(recipient_code=delivery.code), make.NOW)
    names = annex.for_mail(delivery)
    assert (len(mail.attachments) == 2) is (names is not None)
    return on(names) if names else set()


def test_over_five_texts_each_letter_carries_its_own_signers(letter, alice, bob):
    own, released = {}, {}
    for number in range(1, TEXTS + 1):
        if number > 1:
            make.edition(letter, bob, alice)
        own[number] = {f"Signer {number}-{one}" for one in range(SIGNERS // TEXTS)}
        for name in own[number]:
            signer(letter, bob, name, domain=f"people-{number}.example")
        if number > 1:
            assert rounds.open_next(letter=letter, by=bob, now=make.NOW, seen=number - 1) == number
        [delivery] = ledger.release(letter=letter, by=bob, now=make.NOW).released
        released[number] = delivery
        assert delivery.version.number == number and delivery.signatures == len(own[number])
        assert delivery.signatures_before is None, "no number of another text is compared"
        assert by_mail(delivery) == own[number]
        files = unzip(take(letter, bob, "XA-one"), tables=True)
        table = files["annexes/XA-one.csv"].decode("utf-8-sig")
        assert {line.split(",")[1] for line in table.splitlines()[1:]} == own[number]
        row = files["left-out.csv"].decode("utf-8-sig").splitlines()[1].split(",")
        assert row == ["XA-one", str(len(own[number])), str(len(own[number])), *["0"] * 5]
        mails.sent(Message.objects.get(recipient_code=delivery.code), make.NOW)
        Message.objects.filter(recipient_code=delivery.code).update(state=State.SENT)
    for number, delivery in released.items():
        assert set(annex.named(delivery.version, delivery.target).values_list("version__number", flat=True)) == {number}
        assert ledger.confirmed(delivery.version) == len(own[number])


def test_a_letter_that_leaves_after_a_new_text_was_approved_keeps_its_own(letter, alice, bob):
    for name in ("Stays One", "Moves Two"):
        signer(letter, bob, name)
    [delivery] = ledger.release(letter=letter, by=bob, now=make.NOW).released
    make.edition(letter, bob, alice)
    signer(letter, bob, "New Three")
    assert by_mail(delivery) == {"Stays One", "Moves Two"}
    asking.ask_due(now=make.NOW)
    moves = annex.named(delivery.version, delivery.target).order_by("pk").last()
    asking.agree(row=Asking.objects.get(signature=moves), now=make.NOW)
    assert by_mail(delivery) == {"Stays One"}, "who went to the new text is in its letter"
    assert on(annex.make(version=letter.current, target=delivery.target, delivery=delivery)) == {
        "Moves Two",
        "New Three",
    }


def test_a_correction_takes_no_name_off_a_letter_that_waits_and_adds_none(letter, alice, bob):
    """Of those under the correction, who signed before its day; never who came to it from an older text."""
    signer(letter, bob, "From Before")
    make.edition(letter, bob, alice)
    signer(letter, bob, "Signed It")
    signer(letter, bob, "Same Day", now=LATER)
    [delivery] = ledger.release(letter=letter, by=bob, now=make.NOW).released
    for _each in range(2):
        make.edition(letter, bob, alice, kind="correction", now=LATER)
    signer(letter, bob, "Signed The Correction", now=LATER + timedelta(days=1))
    asking.ask_due(now=LATER)
    asking.agree(row=Asking.objects.get(), now=LATER)
    assert ledger.confirmed(letter.current) == 4
    assert by_mail(delivery) == {"Signed It"}
    made = annex.make(version=letter.current, target=delivery.target, delivery=delivery)
    assert on(made) == {"From Before", "Signed It", "Same Day", "Signed The Correction"}


def test_who_signed_before_an_office_was_added_is_counted_as_left_out_there(letter, alice, bob):
    signer(letter, bob, "Early Named")
    signer(letter, bob, "Early Unread", verdict="")
    row = later_targets.propose(letter=letter, office=make.office("XB-two"), by=bob, now=make.NOW, why="It votes too.")
    later_targets.approve(later=row, by=alice, now=make.NOW)
    after = make.NOW + timedelta(days=2)
    signer(letter, bob, "Late Named", now=after)
    signer(letter, bob, "Late Unread", verdict="", now=after)
    signer(letter, bob, "Late Striker", now=after, struck=[Target.objects.get(office__key="XB-two").code])
    targets = list(letter.targets.select_related("office__actor", "campaign"))
    counted = {target.office.key: left_out.count(letter.current, targets)[target.pk] for target in targets}
    assert counted["XA-one"] == left_out.LeftOut(5, not_passed=2)
    assert counted["XB-two"] == left_out.LeftOut(5, struck=1, before_added=2, not_passed=1)
    for target in targets:
        assert counted[target.office.key].named == annex.named(letter.current, target).count()
    files = unzip(take(letter, bob), tables=True)
    assert files["left-out.csv"].decode("utf-8-sig").split()[2] == "XB-two,5,1,0,0,1,1,2"
    assert "Early" not in files["annexes/XB-two.csv"].decode() and "Late Named" in files["annexes/XB-two.csv"].decode()
    assert not Delivery.objects.exists()
