"""A person of the register in title or letter: nobody approves it before somebody decided, and said why (R6)."""

import pytest

from actors.directory.models import Person
from actors.sanctions.models import Designation
from campaigns.letters import approvals
from campaigns.letters.models import Approval
from campaigns.planning import campaigns as planning
from campaigns.planning import names
from campaigns.planning.models import NameDecision
from foundation.history.models import Entry
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob):
    return make.letter(make.campaign(alice), bob)


def person(name: str = "Ana María Ejemplo-Núñez", *, under: bool = False, **facts) -> Person:
    row = make.fact(Person(key=f"p{Person.objects.count()}", name=name, **facts), public=False)
    if under:
        by, on = make.state("US"), make.NOW.date()
        make.fact(Designation(key=f"{row.key}-us", person=row, coercing_state=by, measure_text="x", role="Judge",
                              role_category="judge", on=on))  # fmt: skip
    return row


def say(letter, text: str, language: str = "fr") -> None:
    letter.versions.get().translations.filter(language=language).update(body=text)


def approve(letter, by, now=make.NOW) -> Approval:
    return approvals.approve(version=letter.versions.get(), by=by, now=now)


@pytest.mark.parametrize(
    "text",
    ["Nous pensons à Ana María Ejemplo-Núñez.", "ANA MARIA EJEMPLO NUNEZ", "avec ana maría\nejemplo‑núñez, et d’autres",
     "la juge A. M. Ejemplo", "مع آنا ماريا اليوم"],
)  # fmt: skip
def test_a_name_holds_the_approval_however_it_is_written(letter, alice, text):
    who = person(aliases=["A. M. Ejemplo"], names={"ar": "آنا ماريا"})
    say(letter, text)
    with pytest.raises(names.Undecided) as refused:
        approve(letter, alice)
    assert refused.value.persons == [who] and not Approval.objects.exists()


@pytest.mark.parametrize("part", ["asks", "subject"])
def test_it_is_looked_for_in_every_part_and_in_the_title(letter, alice, part):
    person()
    letter.versions.get().translations.filter(language="en").update(**{part: "For Ana María Ejemplo-Núñez"})
    with pytest.raises(names.Undecided):
        approve(letter, alice)


def test_the_title_too_and_there_the_launch(alice, bob):
    row = make.campaign(alice, launched=False)
    person()
    row.texts.filter(language="fr").update(title="Pour Ana María Ejemplo-Núñez")
    with pytest.raises(planning.NotReady) as refused:
        planning.launch(campaign=row, by=alice, now=make.NOW)
    assert refused.value.reasons == ["names"]
    with pytest.raises(names.Undecided):
        approve(make.letter(row, bob), alice)


@pytest.mark.parametrize(
    "text", ["Ana and María", "Ejemplo", "Anamaría Ejemplo-Núñezito", "Mount Ana María Ejemploide"]
)
def test_other_words_do_not(letter, alice, text):
    person()
    say(letter, text)
    assert approve(letter, alice)


def test_of_who_is_under_a_measure_the_family_name_is_enough(letter, alice):
    person("Jane Judgeworth", under=True)
    person("Martin Minister")
    say(letter, "We stand with Judge Judgeworth. We ask Minister Ministerial.")
    with pytest.raises(names.Undecided) as refused:
        approve(letter, alice)
    assert [who.name for who in refused.value.persons] == ["Jane Judgeworth"]


def test_a_decision_lets_it_pass_and_says_who_when_and_why(letter, alice, bob):
    who = person()
    say(letter, "Ana María Ejemplo-Núñez")
    for _time in range(2):
        names.decide(campaign=letter.campaign, person=who, by=bob, now=make.NOW, why=" She asked us to. ")
    row = NameDecision.objects.get()
    assert (row.member.user, row.at, row.why) == (bob, make.NOW, "She asked us to.")
    assert Entry.objects.filter(deed="campaign.name_decided").count() == 1
    assert approve(letter, alice)


def test_a_decision_holds_for_its_campaign_alone(letter, alice, bob):
    who = person()
    names.decide(campaign=make.campaign(alice), person=who, by=alice, now=make.NOW, why="There.")
    say(letter, "Ana María Ejemplo-Núñez")
    with pytest.raises(names.Undecided):
        approve(letter, alice)


def test_without_a_reason_nothing_is_decided(letter, alice):
    with pytest.raises(names.NoReason):
        names.decide(campaign=letter.campaign, person=person(), by=alice, now=make.NOW, why="\n ")
    assert not NameDecision.objects.exists()


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_cannot(letter, who, request):
    with pytest.raises(planning.NotAllowed):
        names.decide(
            campaign=letter.campaign, person=person(), by=request.getfixturevalue(who), now=make.NOW, why="Because."
        )


def test_reading_is_never_blocked(letter, alice, client):
    """What was approved before somebody entered the register stays where it is."""
    say(letter, "Ana María Ejemplo-Núñez")
    approve(letter, alice, make.timezone_now())
    person()
    assert client.get(f"/en/c/{letter.campaign.code}/{letter.key}/").status_code == 200


def test_however_many_persons_there_are_it_takes_two_queries(letter, django_assert_num_queries):
    Person.objects.bulk_create([])
    for number in range(20):
        person(f"Given{number} Family{number}")
    with django_assert_num_queries(2):
        assert len(names.found_in(["given3 family3, Given19 Family19"])) == 2
