"""Risk advice: versions of an organisation, and what a new measure does to them."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from actors.accounts.models import Organisation
from actors.directory.models import Person
from actors.sanctions.models import Designation, Measure
from campaigns.planning import advice
from campaigns.planning.advice import Words
from campaigns.planning.campaigns import NotAllowed
from campaigns.planning.models import AdvicePause, RiskAdvice
from foundation.history.models import Entry
from tests import make

pytestmark = pytest.mark.django_db
NEW = make.NOW + timedelta(days=3)
WORDS = {"en": Words("I am one", "Read this."), "fr": Words("J’en suis", "Lisez ceci.")}


@pytest.fixture
def campaign(alice):
    return make.campaign(alice)


@pytest.fixture
def other(charlie):
    facts = {"postal_address": "Other Street 2", "contact_email": "hello@elsewhere.example"}
    Organisation.objects.filter(members__user=charlie).update(**facts)
    return make.campaign(charlie)


def measure(key: str = "new", *, by: str = "US", on: date = NEW.date(), public: bool = True) -> Measure:
    row = Measure(key=key, coercing_state=make.state(by), kind="order", name=f"Order {key}", on=on, confidence="high")
    return make.fact(row, public=public)


def waits(campaign) -> set[str]:
    return {row.situation for row in advice.paused(campaign.organisation_id)}


def write(campaign, by, words=None, situation="us-person"):
    return advice.write(
        campaign=campaign, situation=situation, words=words or WORDS, rests_on="An order", review_by=date(2027, 5, 1),
        by=by, now=NEW,
    )  # fmt: skip


def texts(campaign, language="en", court_listed=False) -> dict[str, str]:
    rows = advice.in_force(campaign.organisation_id, language, court_listed=court_listed)
    return {row.situation: row.advice for row in rows}


# --- a new measure ------------------------------------------------------------------------------
def test_a_new_measure_pauses_what_rests_on_its_state_and_nothing_else(campaign):
    measure()
    assert advice.pause_due(now=NEW) == 3
    assert waits(campaign) == {"us-person", "us-visa", "court-lawyer"}
    assert advice.pause_due(now=NEW) == 0


@pytest.mark.parametrize(
    "facts", [{"on": date(2026, 11, 1)}, {"by": "XC"}, {"public": False}, {"on": NEW.date() + timedelta(days=9)}]
)
def test_what_was_known_is_elsewhere_unchecked_or_to_come_pauses_nothing(campaign, facts):
    measure(**facts)
    assert advice.pause_due(now=NEW) == 0


def test_who_has_no_campaign_open_is_not_asked(alice):
    make.campaign(alice, launched=False)
    measure()
    assert advice.pause_due(now=NEW) == 0


def test_a_member_confirms_it_once_for_all_campaigns_and_stays_on_the_row(campaign, bob, alice):
    measure()
    advice.pause_due(now=NEW)
    for by in (bob, alice):
        advice.confirm(campaign=campaign, situation="us-person", by=by, now=NEW)
    assert waits(campaign) == {"us-visa", "court-lawyer"}
    row = AdvicePause.objects.get(situation="us-person")
    assert row.ended_by.user == bob
    assert Entry.objects.filter(deed="advice.confirmed").count() == 1
    assert advice.pause_due(now=NEW) == 0  # this measure was looked at
    measure("newer")
    assert advice.pause_due(now=NEW) == 3


def test_another_organisation_looks_for_itself(campaign, other, bob):
    measure()
    assert advice.pause_due(now=NEW) == 6
    advice.confirm(campaign=campaign, situation="us-person", by=bob, now=NEW)
    assert "us-person" in waits(other)


def test_who_may_not_work_confirms_and_writes_nothing(campaign, vera, charlie):
    measure()
    advice.pause_due(now=NEW)
    for user in (vera, charlie):
        with pytest.raises(NotAllowed):
            advice.confirm(campaign=campaign, situation="us-person", by=user, now=NEW)
        with pytest.raises(NotAllowed):
            write(campaign, user)
    assert len(waits(campaign)) == 3


def test_the_database_knows_who_ended_a_pause(campaign):
    measure()
    advice.pause_due(now=NEW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AdvicePause.objects.update(ended_at=NEW)


# --- versions -----------------------------------------------------------------------------------
def test_a_new_version_is_the_organisation_s_own_and_ends_the_pause(campaign, other, bob):
    packaged = texts(campaign)["us-person"]
    measure()
    advice.pause_due(now=NEW)
    assert [write(campaign, bob), write(campaign, bob)] == ["2026-11-23-1", "2026-11-23-2"]
    assert texts(campaign)["us-person"] == "Read this." and texts(campaign, "fr")["us-person"] == "Lisez ceci."
    assert texts(other)["us-person"] == packaged
    assert "us-person" not in waits(campaign) and advice.pause_due(now=NEW) == 0
    assert RiskAdvice.objects.filter(organisation__isnull=False).count() == 4  # nothing was changed in place


@pytest.mark.parametrize(
    "words", [{"en": WORDS["en"]}, {**WORDS, "fr": Words("", "Lisez ceci.")}, {**WORDS, "en": Words("I am one", " ")}]
)
def test_no_language_is_left_out(campaign, bob, words):
    with pytest.raises(advice.Incomplete):
        write(campaign, bob, words)
    assert not RiskAdvice.objects.filter(organisation__isnull=False).exists()


def test_a_situation_nobody_knows_gets_no_text(campaign, bob):
    with pytest.raises(advice.Incomplete):
        write(campaign, bob, situation="made-up")


# --- the Court as an institution ----------------------------------------------------------------
@pytest.mark.parametrize(("public", "until"), [(True, None), (False, None), (True, date(2026, 11, 21))])
def test_while_the_court_itself_is_under_measures_the_texts_speak_of_services_to_it(campaign, public, until):
    court = make.fact(Person(key="court", name="The Court", kind="organisation", confidence="high"))
    row = Designation(
        key="court-us", person=court, coercing_state=make.state("US"), measure_text="x", role="The Court",
        role_category="court", on=date(2026, 10, 9), until_on=until, confidence="high",
    )  # fmt: skip
    make.fact(row, public=public)
    listed = advice.court_is_listed(NEW.date())
    assert listed == (public and until is None)
    for language, words in (("en", "provide services to the Court"), ("fr", "fournir des services à la Cour")):
        assert (words in texts(campaign, language, listed)["us-person"]) == listed
