"""What follows an approved text is proposed by one and let go by another; what is frozen is compared at sending."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from actors.accounts.models import Member, Role, User
from campaigns.delivery import ledger, mails
from campaigns.delivery.models import Delivery, Round
from campaigns.letters import approvals, corrections, differences, editions, later_targets
from campaigns.letters.editions import Kind, Proposal
from campaigns.letters.models import Approval, Edition, FrozenTarget, LaterTarget, Letter, Translation, Version
from campaigns.letters.texts import fingerprint
from campaigns.planning.campaigns import NotAllowed, NotATarget
from campaigns.planning.models import Naming, PrivacyNotice
from campaigns.planning.names import NoReason, Undecided
from campaigns.signing import carrying, tallies
from campaigns.signing.models import Signature
from campaigns.signing.numbers import Tally
from foundation.history.models import Entry
from foundation.outbox.models import Message
from foundation.outbox.purposes import Held
from tests import make
from tests.conftest import _member

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)
SPANISH = {"asks": "Dictar una orden", "subject": "Por favor", "body": "Escribimos.\n\nPor favor, actúe."}


@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    return make.letter(make.campaign(alice), bob, alice, offices=[make.office("XA-one")])


def corrected(**parts: str) -> dict[str, dict[str, str]]:
    return {"en": {**make.TEXTS["en"], **(parts or {"body": make.TEXTS["en"]["body"].replace("act.", "act soon.")})}}


def propose(letter: Letter, by: User, kind: str = Kind.CORRECTION, texts=None, why: str = "A slip.") -> Version:
    proposal = Proposal(kind, corrected() if texts is None else texts, why)
    return editions.propose(letter=letter, proposal=proposal, by=by, now=LATER)


def certify(version: Version, by: User, **more) -> Approval:
    return carrying.certify(version=Version.objects.get(pk=version.pk), by=by, now=LATER, **more)


def versions_of(letter: Letter) -> dict[int, int]:
    rows = Signature.objects.filter(letter=letter).values_list("version__number", flat=True)
    return {number: list(rows).count(number) for number in rows}


def test_a_correction_stands_in_the_place_of_the_text_and_keeps_its_signatures(letter, alice, bob, settings):
    settings.COUNTS_AT_ONCE = False
    signed, waits = make.signature(letter, confirmed=True), make.signature(letter)
    old = letter.current
    tallies.recount(now=make.NOW)
    make.signature(letter, confirmed=True)
    Tally.objects.update(shown=1, shown_at=LATER)
    version = propose(letter, bob)
    letter.refresh_from_db()
    assert letter.current == old and version.frozen_at is None, "a proposal changes nothing"
    approval = certify(version, alice)
    letter.refresh_from_db()
    assert letter.current == version and approval.member.user == alice
    tally = Tally.objects.get(version=version)
    assert versions_of(letter) == {2: 3}
    tallies.bring_up_to_date(now=LATER)
    tally.refresh_from_db()
    assert (tally.number, tally.shown) == (2, 1), "the public number goes along as it is"
    assert tallies.recount(now=LATER, at_once=False) == 0
    old.refresh_from_db()
    assert fingerprint(old) == old.fingerprint, "the text before is not touched"
    assert ledger.release(letter=letter, by=alice, now=LATER).released
    mail = mails.render(Message.objects.get(purpose="delivery.letter"), LATER)
    assert "act soon." in mail.text and "Signed by 2 people" in mail.text
    assert {row.pk for row in (signed, waits)} < set(Signature.objects.values_list("pk", flat=True))
    assert Entry.objects.filter(deed="letter.correction_certified").count() == 1


def test_what_was_approved_otherwise_is_not_certified(letter, alice, bob):
    edit = propose(letter, bob, Kind.EDIT)
    for version in (letter.current, edit):
        with pytest.raises(corrections.Outdated):
            certify(version, alice)


def test_certifying_twice_is_once(letter, alice, bob):
    version = propose(letter, bob)
    assert certify(version, alice) == certify(version, alice)
    assert Approval.objects.filter(version=version).count() == 1
    assert FrozenTarget.objects.filter(approval__version=version).count() == 1


def test_a_correction_is_never_by_one_person_and_never_by_the_author(letter, alice, bob, vera, charlie, organisation):
    third = _member(organisation, "Tess", Role.CAMPAIGNER)
    version = propose(letter, third)
    for who, refusal in ((third, approvals.OwnLetter), (bob, approvals.OwnLetter), (vera, NotAllowed)):
        with pytest.raises(refusal):
            certify(version, who)
    with pytest.raises(NotAllowed):
        certify(version, charlie)
    with pytest.raises(NotAllowed):
        propose(letter, vera)
    with pytest.raises(approvals.ToCertify):
        approvals.approve(version=version, by=alice, now=LATER)
    assert not Approval.objects.filter(version=version).exists()
    assert certify(version, alice)


def test_who_comes_back_by_another_membership_is_the_same_person(letter, alice, bob):
    version = propose(letter, alice)
    Member.objects.filter(user=alice).update(role=Role.CAMPAIGNER)
    with pytest.raises(approvals.OwnLetter):
        certify(version, alice)


def test_only_the_newest_proposal_to_the_text_in_force_can_be_certified(letter, alice, bob):
    first = propose(letter, bob)
    second = propose(letter, bob, texts=corrected(subject="Please make this order"))
    with pytest.raises(corrections.Outdated):
        certify(first, alice)
    certify(second, alice)
    with pytest.raises(corrections.Outdated):
        certify(first, alice)


def test_what_was_read_is_what_is_certified(letter, alice, bob):
    version = propose(letter, bob)
    seen = fingerprint(version)
    Translation.objects.filter(version=version, language="en").update(body="We demand something else.")
    with pytest.raises(approvals.Changed):
        certify(version, alice, seen=seen)
    with pytest.raises(approvals.Changed):
        certify(version, alice, seen="")


def test_a_correction_cannot_change_whom_it_goes_to(letter, alice, bob):
    version = propose(letter, bob)
    other = make.office("XB-one", actor="XB")
    letter.targets.add(make.planning.add_target(campaign=letter.campaign, office=other))
    with pytest.raises(approvals.Changed):
        certify(version, alice)


def test_a_correction_takes_over_where_and_how_it_goes_as_approved(letter, alice, bob):
    make.change(letter.targets.get().office.contacts.all(), value="new@office.example")
    version = propose(letter, bob)
    certify(version, alice)
    letter.refresh_from_db()
    make.signature(letter, confirmed=True)
    [frozen] = ledger.frozen_targets(letter.current)
    assert ledger.obstacle(frozen, letter.current, LATER) == "contact_changed", "no address is approved on the way"


@pytest.mark.parametrize(
    ("kind", "texts", "refusal"),
    [
        (Kind.CORRECTION, {}, editions.NoChange),
        (
            Kind.CORRECTION,
            {"en": {part: f"{words}\r\n" for part, words in make.TEXTS["en"].items()}},
            editions.NoChange,
        ),
        (Kind.CORRECTION, {"es": SPANISH}, editions.WrongKind),
        (Kind.TRANSLATION, {"es": SPANISH, **corrected()}, editions.WrongKind),
        (Kind.TRANSLATION, corrected(), editions.WrongKind),
        (Kind.EDIT, corrected(subject=""), editions.WrongKind),
        ("other", corrected(), editions.WrongKind),
        (Kind.EDIT, corrected(body="Dear {{ secret }}"), ValueError),
    ],
)
def test_a_proposal_is_of_its_kind_and_says_something(letter, bob, kind, texts, refusal):
    with pytest.raises(refusal):
        propose(letter, bob, kind, texts)
    assert letter.versions.count() == 1


def test_a_proposal_says_why_and_twice_is_once(letter, bob):
    with pytest.raises(NoReason):
        propose(letter, bob, why=" ")
    assert propose(letter, bob) == propose(letter, bob)
    assert Edition.objects.count() == 1


def test_a_name_of_the_register_waits_for_its_decision_here_too(letter, alice, bob):
    make.listed("ada")
    with pytest.raises(Undecided):
        certify(propose(letter, bob, texts=corrected(subject="For Jane Ada")), alice)


def test_a_further_language_is_approved_alone_and_reaches_delivery(letter, alice, bob):
    make.signature(letter, confirmed=True)
    version = propose(letter, bob, Kind.TRANSLATION, {"es": SPANISH})
    certify(version, alice)
    letter.refresh_from_db()
    assert versions_of(letter) == {2: 1}
    assert {text.language for text in letter.current.translations.all()} == {"en", "fr", "es"}
    assert ledger.frozen_targets(letter.current)[0].words.keys() == {"en", "fr", "es"}
    contact = letter.targets.get().office.contacts.get()
    contact.language = "es"
    assert ledger.language_for(letter.current, contact) == "es"


def test_a_language_of_the_pages_needs_its_privacy_notice(alice, bob):
    campaign = make.campaign(alice)
    campaign.texts.filter(language="fr").delete()
    campaign.notices.filter(language="fr").delete()
    letter = make.letter(campaign, bob, offices=[make.office("XA-one")])
    letter.versions.get().translations.filter(language="fr").delete()
    approvals.approve(version=letter.versions.get(), by=alice, now=make.NOW)
    letter.refresh_from_db()
    version = propose(letter, bob, Kind.TRANSLATION, {"fr": make.TEXTS["fr"]})
    with pytest.raises(corrections.NoNotice):
        certify(version, alice)
    PrivacyNotice.objects.create(
        campaign=campaign, language="fr", version="1", body="Avis.", published_on=make.NOW.date()
    )
    assert certify(version, alice)


# --- offices added later ------------------------------------------------------------------------
def add(letter: Letter, by: User, key: str = "XB-one", actor: str = "XB") -> LaterTarget:
    office = make.office(key, actor=actor)
    return later_targets.propose(letter=letter, office=office, by=by, now=LATER, why="It votes too.")


def test_an_office_is_added_by_two_and_gets_the_letter(letter, alice, bob, vera):
    make.signature(letter, confirmed=True)
    assert ledger.release(letter=letter, by=alice, now=make.NOW).released
    row = add(letter, bob)
    assert letter.targets.count() == 1 and fingerprint(letter.current) == letter.current.fingerprint
    for who, refusal in ((bob, later_targets.OwnProposal), (vera, NotAllowed)):
        with pytest.raises(refusal):
            later_targets.approve(later=row, by=who, now=LATER)
    assert later_targets.approve(later=row, by=alice, now=LATER) == later_targets.approve(
        later=row, by=alice, now=LATER
    )
    assert letter.targets.count() == 2 and fingerprint(letter.current) == letter.current.fingerprint
    done = ledger.release(letter=letter, by=alice, now=LATER)
    assert [delivery.target.office.key for delivery in done.released] == ["XB-one"]
    for message in Message.objects.filter(purpose="delivery.letter"):
        assert mails.render(message, LATER).to, "the first letter is not held because of the second"


def test_who_signed_before_is_counted_there_and_not_named(letter, alice, bob):
    early = make.signature(letter, "early@example.org", confirmed=True, consents=make.agreed("named"))
    row = later_targets.approve(later=add(letter, bob), by=alice, now=LATER)
    # A form given out before the office was added may come a day later, and does not name it.
    last_form, after = LATER + timedelta(days=1), LATER + timedelta(days=2)
    kept = make.signature(letter, "kept@example.org", confirmed=True, now=last_form, consents=make.agreed("named"))
    late = make.signature(letter, "late@example.org", confirmed=True, now=after, consents=make.agreed("named"))
    for signature in (early, kept, late):
        make.let_pass(signature, alice)
    first = letter.targets.get(office__key="XA-one")
    assert set(Signature.objects.named_to(first)) == {early, kept, late}
    assert set(Signature.objects.named_to(row.target)) == {late}
    assert ledger.confirmed(letter.current) == 3


def test_a_later_office_goes_on_with_the_texts_that_follow(letter, alice, bob):
    later_targets.approve(later=add(letter, bob), by=alice, now=LATER)
    certify(propose(letter, bob), alice)
    letter.refresh_from_db()
    make.signature(letter, confirmed=True, now=LATER)
    assert len(ledger.release(letter=letter, by=alice, now=LATER).released) == 2


def test_what_cannot_be_added(letter, alice, bob):
    first = letter.targets.get().office
    with pytest.raises(later_targets.IsAddressee):
        later_targets.propose(letter=letter, office=first, by=bob, now=LATER, why="Again.")
    with pytest.raises(NotATarget):
        add(letter, bob, "ICC-judge", "ICC")
    with pytest.raises(NoReason):
        later_targets.propose(letter=letter, office=make.office(), by=bob, now=LATER, why="")
    assert add(letter, bob).pk == LaterTarget.objects.get().pk
    draft = make.letter(letter.campaign, bob, key="draft")
    with pytest.raises(editions.NotOpened):
        later_targets.propose(letter=draft, office=make.office(), by=bob, now=LATER, why="Now.")
    with pytest.raises(approvals.Changed):
        later_targets.approve(later=LaterTarget.objects.get(), by=alice, now=LATER, seen="other")


def test_the_database_refuses_one_person_as_two(letter, bob):
    row = add(letter, bob)
    frozen = FrozenTarget.objects.create(approval=letter.current.approval, target=row.target)
    with pytest.raises(IntegrityError), transaction.atomic():
        LaterTarget.objects.filter(pk=row.pk).update(
            approver=row.member, approved_at=LATER, frozen=frozen, named_from=LATER.date()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(version=letter.current, of=letter.current, kind=Kind.EDIT, at=LATER, why="x")


# --- what is frozen -----------------------------------------------------------------------------
def _text(letter):
    letter.current.translations.filter(language="en").update(body="Something else.")


def _ask(letter):
    letter.current.translations.filter(language="fr").update(asks="Autre chose")


def _language(letter):
    Translation.objects.create(version=letter.current, language="es", **SPANISH)


def _less(letter):
    letter.current.translations.filter(language="fr").delete()


def _office(letter):
    letter.targets.add(make.planning.add_target(campaign=letter.campaign, office=make.office(actor="XB")))


def _copy(letter):
    letter.copies.add(make.planning.add_target(campaign=letter.campaign, office=make.office(actor="XB")))


def _no_office(letter):
    letter.targets.clear()


def _proposed(letter):
    """A proposal whose office was put on the letter without the second person."""
    row = add(letter, letter.author.user)
    letter.targets.add(row.target)


def _address(letter):
    make.change(letter.targets.get().office.contacts.all(), value="other@office.example")


def _words(letter):
    make.change(type(letter.targets.get().office).objects.filter(key="XA-one"), title_en="Chancellor")


CHANGES = [_text, _ask, _language, _less, _office, _copy, _no_office, _proposed, _address, _words]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_without_its_deed_is_refused_before_release_and_held_after(letter, alice, change):
    make.signature(letter, confirmed=True)
    with transaction.atomic():
        change(letter)
        try:
            assert not ledger.release(letter=letter, by=alice, now=LATER).released
        except ledger.NotApproved:
            pass
        transaction.set_rollback(True)
    letter = Letter.objects.get(pk=letter.pk)
    ledger.release(letter=letter, by=alice, now=LATER)
    message = Message.objects.get(purpose="delivery.letter")
    assert mails.render(message, LATER).to, "the control: unchanged, it goes"
    change(letter)
    with pytest.raises(Held):
        mails.render(message, LATER)


def test_each_letter_carries_only_the_signatures_of_its_text(letter, alice, bob):
    """T25: signatures over five versions, a round with each."""
    for number in range(1, 6):
        for _person in range(number):
            make.signature(letter, confirmed=True, now=LATER)
        if number > 1:
            Round.objects.create(letter=letter, number=number, opened_by=letter.author, opened_at=LATER)
        ledger.release(letter=letter, by=alice, now=LATER)
        if number < 5:
            version = propose(letter, bob, Kind.EDIT, corrected(subject=f"Text {number + 1}"))
            approvals.approve(version=version, by=alice, now=LATER)
            letter.refresh_from_db()
    assert versions_of(letter) == {number: number for number in range(1, 6)}
    for delivery in Delivery.objects.all():
        assert delivery.signatures == delivery.version.number == delivery.round


# --- the difference -----------------------------------------------------------------------------
def test_a_difference_is_told_by_paragraph_and_by_word(letter, bob):
    body = "We write to the {{ office }} of {{ state }}.\n\nNew here.\n\nPlease act now."
    version = propose(letter, bob, texts=corrected(body=body))
    [one] = differences.between(letter.current, version)
    assert (one.language, one.is_new, one.has_asks, one.has_subject) == ("en", False, False, False)
    assert one.passages[0].same == 1
    said = [run for passage in one.passages for run in passage.runs]
    assert "".join(text for mark, text in said if mark != "ins") == "Please act."
    assert "".join(text for mark, text in said if mark != "del") == "New here.Please act now."


def test_a_very_long_paragraph_is_shown_whole():
    old, new = "word " * 30_000, "other " * 30_000
    assert differences.words(old, new) == [("del", old), ("ins", new)]
    assert differences.words("", "x") == [("ins", "x")] and differences.words("x", "x") == [("", "x")]


def test_naming_is_still_the_target_s_own_rule(letter, alice, bob):
    row = later_targets.approve(later=add(letter, bob), by=alice, now=LATER)
    type(row.target).objects.filter(pk=row.target_id).update(naming=Naming.COUNT_ONLY)
    row.target.refresh_from_db()
    assert not Signature.objects.named_to(row.target).exists()
