"""A letter opens when somebody else than its author approves it; text, targets and addresses are frozen with it."""

import pytest

from actors.accounts.models import Member
from campaigns.letters import addressing, approvals
from campaigns.letters.models import Approval, FrozenTarget
from campaigns.letters.placeholders import NAMES, BadPlaceholder, check, fill
from campaigns.letters.texts import compose, fingerprint
from campaigns.planning.campaigns import NotAllowed
from foundation.history.models import Entry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    return make.letter(make.campaign(alice), bob)


def test_it_freezes_and_opens(letter, alice):
    version = letter.versions.get()
    approvals.approve(version=version, by=alice, now=make.NOW)
    letter.refresh_from_db()
    assert letter.is_open(make.NOW) and letter.current == version
    assert version.fingerprint == fingerprint(version) and len(version.fingerprint) == 64
    frozen = FrozenTarget.objects.get()
    contact = addressing.address_of(frozen.target, make.NOW)
    assert contact is not None and frozen.address_digest == addressing.digest(contact.value)
    assert frozen.words["fr"] == {
        "title": "Ministre des Exemples", "state": "Exampleland XA", "salutation": "Excellence,", "holder": "",
    }  # fmt: skip


def test_twice_is_once(letter, alice):
    version = letter.versions.get()
    first = approvals.approve(version=version, by=alice, now=make.NOW)
    assert approvals.approve(version=version, by=alice, now=make.NOW) == first
    assert Approval.objects.count() == 1 and Entry.objects.filter(deed="letter.approved").count() == 1


def test_what_was_not_read_is_not_approved(letter, alice):
    version = letter.versions.get()
    read = approvals.what_is_read(version, make.NOW)
    version.translations.filter(language="fr").update(body="Autre chose.")
    with pytest.raises(approvals.Changed):
        approvals.approve(version=version, by=alice, now=make.NOW, seen=read)
    assert not Approval.objects.exists()
    read = approvals.what_is_read(letter.versions.get(), make.NOW)
    approvals.approve(version=version, by=alice, now=make.NOW, seen=read)


def test_the_author_cannot(letter, bob):
    with pytest.raises(approvals.OwnLetter):
        approvals.approve(version=letter.versions.get(), by=bob, now=make.NOW)


def test_nor_can_whoever_wrote_the_newer_version(letter, alice):
    newer = approvals.write_version(letter=letter, texts=make.TEXTS, by=alice, now=make.NOW)
    with pytest.raises(approvals.OwnLetter):
        approvals.approve(version=newer, by=alice, now=make.NOW)


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_cannot(letter, who, request):
    with pytest.raises(NotAllowed):
        approvals.approve(version=letter.versions.get(), by=request.getfixturevalue(who), now=make.NOW)


def test_nothing_to_approve_without_targets(alice, bob):
    empty = make.letter(make.campaign(alice), bob, offices=[])
    with pytest.raises(approvals.NothingToApprove):
        approvals.approve(version=empty.versions.get(), by=alice, now=make.NOW)


def test_a_missing_language_is_named(letter, alice):
    letter.versions.get().translations.filter(language="fr").delete()
    with pytest.raises(approvals.Incomplete):
        approvals.approve(version=letter.versions.get(), by=alice, now=make.NOW)


def test_the_fingerprint_knows_text_and_targets(letter):
    version = letter.versions.get()
    before = fingerprint(version)
    version.translations.filter(language="fr").update(body="autre")
    changed = fingerprint(letter.versions.get())
    letter.targets.clear()
    assert len({before, changed, fingerprint(letter.versions.get())}) == 3


def test_the_blanks_are_filled_for_each_office_and_language(letter):
    office = letter.targets.get().office
    english = compose(letter.versions.get().translation("en"), office, organisation="X")
    french = compose(letter.versions.get().translation("fr"), office, organisation="X")
    assert english.paragraphs == ["We write to the Minister of Examples of Exampleland XA.", "Please act."]
    assert "Ministre des Exemples" in french.paragraphs[0]
    assert english.salutation and french.salutation != english.salutation


@pytest.mark.parametrize("name", NAMES)
def test_every_name_on_the_list_works(name):
    assert fill("{{ " + name + " }}", {name: "it"}) == "it"


@pytest.mark.parametrize(
    "text",
    ["{{ office.__class__ }}", "{{ settings }}", "{% for x in office %}{% endfor %}", "{{ office | upcase }}", "{{",
     "{% include 'x' %}", "{{ office[0].y }}", "{%raw%}"],
)  # fmt: skip
def test_anything_else_is_an_error_at_once(text):
    with pytest.raises(BadPlaceholder):
        check(text)


def test_what_comes_in_is_text_and_is_not_filled_again():
    assert fill("{{ state }}", {"state": "{{ office }} <b>"}) == "{{ office }} <b>"
    assert fill("100 % {0} %(x)s {x}", {}) == "100 % {0} %(x)s {x}"


def test_the_author_cannot_by_another_membership_either(letter, bob, charlie):
    """Who wrote it for another organisation is still the same person."""
    elsewhere = Member.objects.get(user=charlie).organisation
    letter.author = Member.objects.create(organisation=elsewhere, user=bob, role="campaigner")
    letter.save()
    version = letter.versions.get()
    with pytest.raises(approvals.OwnLetter):
        approvals.approve(version=version, by=bob, now=make.NOW)
