"""Names to look at: who is named to whom, and that no name goes anywhere before a member let it pass."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from actors.directory.models import Person
from actors.sanctions.models import Measure
from campaigns.planning import campaigns as planning
from campaigns.planning.campaigns import NotAllowed
from campaigns.planning.models import Naming, Target
from campaigns.signing import naming
from campaigns.signing.models import Signature
from campaigns.supporters import people
from campaigns.supporters.models import NameVerdict, Strike
from foundation.history.models import Entry
from foundation.vault import keys
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    return make.letter(make.campaign(alice), bob, alice, offices=[make.office(), make.office(actor="XB")])


@pytest.fixture
def targets(letter) -> list[Target]:
    return list(letter.targets.select_related("office__actor", "campaign").order_by("position"))


def signed(letter, *kinds: str, **content: Any) -> Signature:
    return make.signature(letter, confirmed=True, consents=make.agreed(*kinds), **content)


def named(target: Target) -> set[int]:
    return set(Signature.objects.named_to(target).values_list("pk", flat=True))


def waiting(letter) -> list:
    return list(naming.waiting(letter.campaign))


def read(letter, by, rows=None, why="new_names"):
    rows = naming.waiting(letter.campaign) if rows is None else rows
    return naming.read(campaign=letter.campaign, supporters=rows, why=why, by=by, now=make.NOW)


# --- who is named to whom -----------------------------------------------------------------------
def test_a_name_goes_to_an_office_only_when_all_conditions_hold(letter, targets, bob):
    first, second = targets
    good = signed(letter, "named")
    silent, unread, refused, held = (
        signed(letter), signed(letter, "named"), signed(letter, "named"), signed(letter, "named"),
    )  # fmt: skip
    struck = signed(letter, "named", struck=[first.code])
    unconfirmed = make.signature(letter, consents=make.agreed("named"))
    for row in (good, struck):
        make.let_pass(row, bob)
    make.let_pass(refused, bob, verdict="refused")
    make.let_pass(held, bob, verdict="held")
    assert named(first) == {good.pk}
    assert named(second) == {good.pk, struck.pk}
    assert not named(first) & {silent.pk, unread.pk, unconfirmed.pk}


def test_an_office_that_is_told_the_number_learns_no_name(letter, targets, bob):
    make.let_pass(signed(letter, "named"), bob)
    assert named(targets[0])
    targets[0].naming = Naming.COUNT_ONLY
    assert not named(targets[0])


def test_a_state_that_acts_against_the_court_learns_no_name_from_that_day_on(letter, targets, bob):
    """Whatever was set when the office was added: also a row that nobody has checked counts."""
    make.let_pass(signed(letter, "named"), bob)
    assert named(targets[0])
    make.listed(by=targets[0].office.actor.key)
    assert not named(targets[0]) and named(targets[1])
    measure = Measure(
        key="x",
        coercing_state=make.state("XB"),
        kind="judgment",
        name="A judgment",
        on=make.NOW.date(),
        confidence="high",
    )
    make.fact(measure, public=False)
    assert not named(targets[1])


def test_an_office_of_another_letter_learns_nothing_of_this_one(letter, alice, bob):
    make.let_pass(signed(letter, "named"), bob)
    other = make.letter(letter.campaign, bob, alice, key="other", offices=[make.office(actor="XD")])
    assert not named(other.targets.select_related("office__actor", "campaign").get())


@pytest.mark.parametrize(
    ("state", "wanted", "told"),
    [
        ("XA", None, "named"),
        ("UA", None, "count_only"),
        ("UA", "named", "named"),
        ("XS", None, "count_only"),
        ("XS", "named", "count_only"),
    ],
)
def test_what_an_office_is_told_when_it_is_added(alice, state, wanted, told):
    make.listed("somebody", by="XS")
    campaign = make.campaign(alice)
    target = planning.add_target(campaign=campaign, office=make.office(actor=state), naming=wanted)
    assert target.naming == told


# --- what waits ---------------------------------------------------------------------------------
def test_only_those_wait_whose_name_may_go_somewhere_and_counts(letter):
    shown, named_one = signed(letter, "shown"), signed(letter, "named", "shown")
    signed(letter)
    make.signature(letter, consents=make.agreed("named"))
    assert {row.pk for row in waiting(letter)} == {shown.supporter_id, named_one.supporter_id}


def test_a_person_is_read_once_for_all_letters(letter, alice, bob):
    other = make.letter(letter.campaign, bob, alice, key="other")
    for of in (letter, other):
        make.signature(of, "sam@example.org", confirmed=True, consents=make.agreed("named"))
    assert len(waiting(letter)) == 1


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Amina Diallo", ""),
        ("María José de la Cruz", ""),
        ("Jean-Pierre O’Neill", ""),
        ("王 小明", ""),
        ("王小明", ""),
        ("Jane Jane-Example", "register"),
        ("dr Jane Jane-Example, Geneva", "register"),
        ("Vladimir  PUTIN", "figure"),
        ("Владимир Путин", "figure"),
        ("Buy now example.com", "link"),
        ("sam@example.org", "link"),
        ("Sam", "odd"),
        ("Sam 88 Signer", "odd"),
        ("Aaaaaaa Bbb", "odd"),
        ("We the people of this whole wide world", "odd"),
    ],
)
def test_which_names_are_no_ordinary_ones(name, why):
    make.listed("jane-example")
    assert Person.objects.get().name == "Jane Jane-Example"
    assert naming.known().why(name) == why


# --- reading is a deed --------------------------------------------------------------------------
def test_reading_opens_names_and_stands_in_the_journal(letter, bob):
    signed(letter, "named", "shown", name="Amina Diallo")
    [row] = read(letter, bob)
    assert (row.details.name, row.why, row.kinds) == ("Amina Diallo", "", ("named", "shown"))
    entry = Entry.objects.get(deed="names.read")
    assert (entry.actor_code, entry.detail) == (bob.code, {"number": 1, "why": "new_names"})
    assert "Amina" not in str(entry.detail)


def test_who_gives_no_reason_or_may_not_work_reads_nothing(letter, bob, vera, charlie):
    signed(letter, "named")
    with pytest.raises(naming.NoReason):
        read(letter, bob, why="curious")
    for user in (vera, charlie):
        with pytest.raises(NotAllowed):
            read(letter, user)
    assert not Entry.objects.filter(deed="names.read").exists()


def test_a_page_has_an_end_and_its_statements_do_not_grow(letter, bob):
    counts = []
    for number in (1, 6):
        for _each in range(number):
            signed(letter, "named")
        with CaptureQueriesContext(connection) as queries:
            read(letter, bob)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- deciding -----------------------------------------------------------------------------------
def decide(letter, by, rows, verdict="passed"):
    chosen = {row.supporter.code: row.seen for row in rows}
    return naming.decide(campaign=letter.campaign, verdict=verdict, chosen=chosen, by=by, now=make.NOW)


def test_a_member_lets_all_ordinary_names_of_a_page_pass(letter, bob):
    for name in ("Amina Diallo", "Bo Chen", "Vladimir Putin"):
        signed(letter, "named", name=name)
    rows = [row for row in read(letter, bob) if not row.why]
    assert decide(letter, bob, rows) == 2
    assert [row.details.name for row in read(letter, bob)] == ["Vladimir Putin"]
    assert Entry.objects.get(deed="names.passed").detail == {"number": 2}
    verdict = NameVerdict.objects.first()
    assert (verdict.member.user, verdict.on) == (bob, make.NOW.date())


def test_twice_is_once(letter, bob, alice):
    signed(letter, "named")
    rows = read(letter, bob)
    assert [decide(letter, by, rows) for by in (bob, alice)] == [1, 0]
    assert Entry.objects.filter(deed="names.passed").count() == 1
    assert NameVerdict.objects.get().member.user == bob


def test_a_decision_can_be_taken_back(letter, targets, bob):
    row = signed(letter, "named")
    readings = read(letter, bob)
    decide(letter, bob, readings)
    assert named(targets[0]) == {row.pk}
    assert decide(letter, bob, readings, verdict="refused") == 1
    assert not named(targets[0])


def test_who_may_not_work_decides_nothing(letter, vera, charlie, bob):
    signed(letter, "named")
    rows = read(letter, bob)
    for user in (vera, charlie):
        with pytest.raises(NotAllowed):
            decide(letter, user, rows)
    assert not NameVerdict.objects.exists()


def test_what_was_not_read_is_not_decided(letter, bob):
    """The name changed between the reading and the button; control: as it was read, it passes."""
    row = signed(letter, "shown", name="Amina Diallo")
    before, opened = read(letter, bob), keys.open_scope(letter.campaign.scope)
    people.rename(supporter=row.supporter, opened=opened, name="Vladimir Putin", shown_as="full")
    assert decide(letter, bob, before) == 0 and not NameVerdict.objects.exists()
    assert decide(letter, bob, read(letter, bob)) == 1


@pytest.mark.parametrize(("name", "shown_as", "stays"), [("Sam Signer", "full", True), ("Sam S.", "full", False),
                                                         ("Sam Signer", "initials", False)])  # fmt: skip
def test_a_changed_name_is_read_anew(letter, targets, bob, name, shown_as, stays):
    row = signed(letter, "named")
    make.let_pass(row, bob)
    people.rename(supporter=row.supporter, opened=keys.open_scope(letter.campaign.scope), name=name, shown_as=shown_as)
    assert bool(named(targets[0])) == stays
    assert len(waiting(letter)) == (0 if stays else 1)


def test_another_campaign_s_names_are_nobody_s_business_here(letter, alice, bob):
    other = make.letter(make.campaign(alice), bob, alice)
    signed(other, "named")
    rows = read(other, bob)
    assert decide(letter, bob, rows) == 0 and not NameVerdict.objects.exists()


def test_the_database_knows_no_name_that_passed_without_a_member(letter):
    row = signed(letter, "named")
    for verdict in ("passed", "refused"):
        with pytest.raises(IntegrityError), transaction.atomic():
            NameVerdict.objects.create(supporter=row.supporter, verdict=verdict, on=make.NOW)
    assert not Strike.objects.exists()
