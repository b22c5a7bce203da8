"""After approval a changed address, title or holder waits for a second person; a disputed office for a choice."""

from datetime import timedelta

import pytest

from actors.accounts.models import User
from actors.checking import checks, revisions
from actors.directory.contacts import Contact
from actors.directory.models import Office, Person, Term
from campaigns.delivery import changes, ledger, mails
from campaigns.delivery.models import Delivery
from campaigns.letters import addressing, approvals, readdressing
from campaigns.letters.models import ChosenChannel, FrozenTarget, Readdressing
from campaigns.planning.campaigns import NotAllowed
from campaigns.planning.names import NoReason
from foundation.history.models import Entry
from foundation.outbox.models import Message, Owner, State
from foundation.outbox.purposes import Held
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    row = make.letter(make.campaign(alice), bob, alice, offices=[make.office("XA-one")])
    make.signature(row, confirmed=True)
    return row


def frozen(letter) -> FrozenTarget:
    return ledger.frozen_targets(letter.current)[0]


def why(letter, now=make.NOW) -> str:
    return ledger.obstacle(frozen(letter), letter.current, now)


def move(letter, value: str = "new@office.example") -> None:
    make.change(letter.targets.get().office.contacts.all(), value=value)


def holder(letter, name: str = "Ada Minister", gender: str = "f", key: str = "ada", **facts) -> Term:
    who = make.fact(Person(key=key, name=name, gender=gender, honorific_prefix="H.E."))
    return make.fact(Term(key=f"{key}-term", office=letter.targets.get().office, person=who, **facts))


def readdress(letter, by, now=make.NOW, **more):
    return changes.readdress(frozen=frozen(letter), by=by, now=now, **more)


def test_a_changed_address_waits_and_a_second_person_lets_it_go(letter, alice):
    assert why(letter) == ""
    move(letter)
    assert why(letter) == "contact_changed"
    readdress(letter, alice)
    assert why(letter) == ""
    mail = mails.render(sent_message(letter, alice), make.NOW)
    assert mail.to == "new@office.example"


def sent_message(letter, by) -> Message:
    (delivery,) = ledger.release(letter=letter, by=by, now=make.NOW).released
    return Message.objects.get(recipient_code=delivery.code)


def test_twice_is_once_and_what_was_approved_first_stays(letter, alice):
    before = frozen(letter).address_digest
    move(letter)
    assert readdress(letter, alice) and readdress(letter, alice) is None
    assert Readdressing.objects.count() == Entry.objects.filter(deed="letter.readdressed").count() == 1
    assert FrozenTarget.objects.get().address_digest == before != frozen(letter).in_force.address_digest


def test_where_nothing_changed_there_is_nothing_to_approve(letter, alice):
    assert readdress(letter, alice) is None and not Readdressing.objects.exists()


def test_who_wrote_the_letter_cannot(letter, bob):
    move(letter)
    with pytest.raises(approvals.OwnLetter):
        readdress(letter, bob)


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_cannot(letter, who, request):
    move(letter)
    with pytest.raises(NotAllowed):
        readdress(letter, request.getfixturevalue(who))


def test_what_was_not_read_is_not_approved(letter, alice):
    move(letter)
    target = frozen(letter).target
    seen = addressing.mark(target, ["en", "fr"], make.NOW)
    move(letter, "third@office.example")
    with pytest.raises(approvals.Changed):
        readdress(letter, alice, seen=seen)
    assert why(letter) == "contact_changed"


def test_who_entered_the_address_cannot_approve_it(letter, alice, admin_user):
    """Entered by Alice in the register, checked there by another admin: in the campaign it takes somebody else."""
    contact = letter.targets.get().office.contacts.get()
    contact.value = "alices@office.example"
    one = revisions.propose(row=contact, by=alice, now=make.NOW)
    checks.confirm(revision=one, by=admin_user, now=make.NOW)
    now = make.NOW + timedelta(hours=25)
    assert why(letter, now) == "contact_changed"
    with pytest.raises(readdressing.OwnChange):
        readdress(letter, alice, now)
    assert not Readdressing.objects.exists()


def test_an_address_outside_the_known_domains_waits_a_day(letter, alice, admin_user):
    contact = letter.targets.get().office.contacts.get()
    contact.value = "minister@elsewhere.example"
    entered = User.objects.create_user("enters@example.org", name="Enters")
    one = revisions.propose(row=contact, by=entered, now=make.NOW)
    # Until the check the old address stands, and the letter may go there.
    assert why(letter) == ""
    checks.confirm(revision=one, by=admin_user, now=make.NOW)
    assert why(letter) == "address_waits"
    wait = addressing.wait_of(frozen(letter).target, make.NOW)
    assert wait is not None and wait.until == make.NOW + timedelta(hours=24)
    with pytest.raises(readdressing.NoAddress):
        readdress(letter, alice)
    assert why(letter, make.NOW + timedelta(hours=24)) == "contact_changed"
    assert readdress(letter, alice, make.NOW + timedelta(hours=24))


@pytest.mark.parametrize("what", ["title", "salutation", "holder", "vacant"])
def test_title_form_of_address_and_holder_are_frozen_too(letter, alice, bob, what):
    office = Office.objects.filter(pk=letter.targets.get().office_id)
    if what == "vacant":
        make.change(Term.objects.filter(pk=holder(letter).pk))
        readdress(letter, alice)
        assert why(letter) == ""
        make.change(Term.objects.all(), until_on=make.NOW.date())
    elif what == "holder":
        holder(letter)
    else:
        make.change(office, **{"title": {"title_en": "Chancellor"}, "salutation": {"salutation_en": "Sir,"}}[what])
    assert why(letter) == "words_changed"
    assert [reason for _target, reason in ledger.release(letter=letter, by=alice, now=make.NOW).held] == [
        "words_changed"
    ]
    readdress(letter, alice)
    assert why(letter) == ""


def test_a_title_takes_the_holders_gender_and_the_letter_her_name(alice, bob):
    own = {"title_en": "Minister", "title_fr": "Ministre délégué", "title_fr_f": "Ministre déléguée"}
    row = make.letter(make.campaign(alice), bob, offices=[make.office("XA-one", **own)])
    make.change(row.targets.get().office.contacts.all(), language="fr")
    holder(row, "Ada Minister")
    approvals.approve(version=row.versions.get(), by=alice, now=make.NOW)
    row.refresh_from_db()
    make.signature(row, confirmed=True)
    sheet = mails.lay_out(ledger.release(letter=row, by=alice, now=make.NOW).released[0], make.NOW)
    assert sheet.addressee == ["H.E. Ada Minister", "Ministre déléguée", "Exampleland XA"]
    assert "Ministre déléguée" in sheet.paragraphs[0]


def test_an_unchecked_holder_is_nobody(letter):
    make.fact(Term(key="t", office=letter.targets.get().office, person=make.fact(Person(key="q", name="Q Q"))),
              public=False)  # fmt: skip
    assert why(letter) == ""


# --- released, and waiting --------------------------------------------------------------------------
def held(letter, alice) -> Message:
    message = sent_message(letter, alice)
    move(letter)
    with pytest.raises(Held, match="contact_changed"):
        mails.render(message, make.NOW)
    Message.objects.filter(pk=message.pk).update(state=State.HELD, failure="contact_changed", settled_at=make.NOW)
    return message


def test_a_letter_that_was_released_and_held_goes_to_the_address_approved_anew(letter, alice):
    message = held(letter, alice)
    readdress(letter, alice)
    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert mails.render(message, make.NOW).to == "new@office.example"


def put(message: Message, state: str) -> None:
    """Into a state of the outbox; work in hand has an owner."""
    in_hand = state in {State.CLAIMED, State.DISPATCHING}
    owner = Owner.objects.create(started_at=make.NOW) if in_hand else None
    Message.objects.filter(pk=message.pk).update(state=state, owner=owner)


@pytest.mark.parametrize("state", [State.CLAIMED, State.DISPATCHING, State.IN_DOUBT, State.SENT])
def test_what_may_have_left_is_left_alone(letter, alice, state):
    message = held(letter, alice)
    before = Delivery.objects.get().address_digest
    put(message, state)
    readdress(letter, alice)
    message.refresh_from_db()
    assert message.state == state and Delivery.objects.get().address_digest == before


def test_what_a_worker_had_in_hand_follows_at_the_next_press(letter, alice):
    message = held(letter, alice)
    put(message, State.CLAIMED)
    readdress(letter, alice)
    put(message, State.HELD)
    assert readdress(letter, alice) is None
    message.refresh_from_db()
    assert message.state == State.QUEUED and mails.render(message, make.NOW).to == "new@office.example"


# --- disputed ---------------------------------------------------------------------------------------
def dispute(letter) -> Contact:
    """Two people claim the office; each has a channel of their own."""
    one = holder(letter, "Ada One", "f", "one", disputed=True)
    two = holder(letter, "Bo Two", "m", "two", disputed=True)
    make.fact(Contact(term=one, key="c1", channel="mail", value="one@office.example", state="good"))
    return make.fact(Contact(term=two, key="c2", channel="mail", value="two@office.example", state="good"))


def choose(letter, contact, by, **more):
    return readdressing.choose_channel(
        target=frozen(letter).target, contact=contact, by=by, now=make.NOW, **{"why": "Recognised.", **more}
    )


def test_a_disputed_office_gets_nothing_until_staff_choose(letter, alice, bob):
    contact = dispute(letter)
    assert why(letter) == "holder_disputed"
    assert ledger.release(letter=letter, by=alice, now=make.NOW).released == []
    for _time in range(2):
        choose(letter, contact, bob)
    assert ChosenChannel.objects.count() == Entry.objects.filter(deed="letter.channel_chosen").count() == 1
    # Another address than the approved one: a second person, and nobody is named as its holder.
    assert why(letter) == "contact_changed"
    readdress(letter, alice)
    assert why(letter) == "" and frozen(letter).in_force.words["en"]["holder"] == ""
    assert mails.render(sent_message(letter, alice), make.NOW).to == "two@office.example"


def test_who_chose_cannot_approve_it_too(letter, alice):
    choose(letter, dispute(letter), alice)
    with pytest.raises(readdressing.OwnChange):
        readdress(letter, alice)


def test_a_choice_says_why_and_is_one_of_the_offices_own_usable_channels(letter, alice):
    contact = dispute(letter)
    foreign = make.office(actor="XZ").contacts.get()
    with pytest.raises(NoReason):
        choose(letter, contact, alice, why=" ")
    for other in (foreign, None):
        with pytest.raises(readdressing.NoAddress):
            choose(letter, other, alice)
    Contact.objects.filter(pk=contact.pk).update(state="bouncing")
    contact.refresh_from_db()
    with pytest.raises(readdressing.NoAddress):
        choose(letter, contact, alice)
    assert not ChosenChannel.objects.exists()


def test_where_nobody_disputes_there_is_nothing_to_choose(letter, alice):
    with pytest.raises(readdressing.NotDisputed):
        choose(letter, letter.targets.get().office.contacts.get(), alice)


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_choose_nothing(letter, who, request):
    contact = dispute(letter)
    with pytest.raises(NotAllowed):
        choose(letter, contact, request.getfixturevalue(who))
