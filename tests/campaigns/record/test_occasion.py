"""The public page of one occasion: coverage by coercing state, sources, sentences no stronger than the rows (R1)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from actors.checking import editions, merge_plans, merges, revisions
from actors.directory.models import Actor
from actors.watch import sheets
from actors.watch.models import Sheet
from campaigns.record import occasions
from tests import make
from tests.actors.checking.cast import position, step
from tests.actors.curation.people import appointed
from tests.actors.watch.cast import NOW, coercing, correspondent, keeper, opened, states
from tests.actors.watch.test_answers import looked, said

pytestmark = pytest.mark.django_db


def finding(number: int = 0, key: str = "assembly") -> occasions.Finding:
    return occasions.build(key=key, today=NOW.date()).heard[number].finding


def text(client: Client, key: str = "assembly", status: int = 200) -> str:
    response = client.get(f"/en/record/days/{key}/")
    assert response.status_code == status
    return str(response.content.decode())


@pytest.fixture
def six() -> list[Actor]:
    """Six states, of which four are States Parties, all asked."""
    found = states(6, parties=4)
    opened()
    return found


def look_at(actors: list[Actor], *, day: int = 19) -> None:
    for actor in actors:
        looked(actor, day=day)


def test_a_complete_sheet_speaks_of_those_who_said_nothing(six: list[Actor]) -> None:
    said(six[0])
    said(six[5])
    look_at(six[1:5])
    assert finding().is_complete
    assert finding().headline == (
        "72 hours after “The Assembly meets”, 1 of 4 States Parties has spoken; for 3 nothing was found."
    )
    assert "looked for until 19 November 2026 or later" in finding().coverage


def test_control_one_line_left_unlooked_at_and_nothing_is_said_of_the_silent(six: list[Actor]) -> None:
    said(six[0])
    look_at(six[1:5])
    assert not finding().is_complete
    assert finding().headline == "At least 1 of 4 States Parties has spoken on “The Assembly meets”."
    assert finding().coverage == "1 of the 6 States asked has not been looked at yet."
    assert "nothing was found" not in finding().headline + finding().coverage


def test_a_statement_being_checked_keeps_the_sentence_back(six: list[Actor]) -> None:
    said(six[0])
    look_at(six[1:])
    row = position("new", actor=six[1], occasion=make.occasion(), on=date(2026, 11, 20))
    revisions.propose(row=row, by=keeper(), now=NOW)
    assert finding().headline == "At least 1 of 4 States Parties has spoken on “The Assembly meets”."
    assert finding().coverage == "For 1 State a statement is being checked."


@pytest.mark.parametrize(
    ("day", "words"),
    [(16, "On the day of “"), (17, "24 hours after “"), (19, "72 hours after “"), (20, "4 days after “")],
)
def test_the_hour_is_that_of_the_earliest_last_look(six: list[Actor], day: int, words: str) -> None:
    said(six[0], on=date(2026, 11, 16))
    look_at(six[1:], day=day)
    looked(six[1], day=25)
    assert finding().headline.startswith(words)


@pytest.mark.parametrize("why", ["later words", "looked too early", "a month only", "still going on"])
def test_no_hour_is_named_that_is_not_true_of_all(six: list[Actor], why: str) -> None:
    facts = {"a month only": {"precision": "month"}, "still going on": {"until_on": date(2026, 11, 30)}}.get(why, {})
    if facts:
        make.change(type(make.occasion()).objects.all(), **facts)
    said(six[0], on=date(2026, 11, 25 if why == "later words" else 17))
    look_at(six[1:], day=15 if why == "looked too early" else 19)
    assert finding().headline.startswith("On “The Assembly meets”, 1 of 4")


def test_a_sheet_that_asked_some_speaks_of_those_it_asked() -> None:
    found = states(4, parties=4)
    opened(actors=Actor.objects.filter(key__in=["X000", "X001"]))
    said(found[0])
    looked(found[1], day=19)
    assert "1 of 2 States asked has spoken; for 1 nothing was found" in finding().headline


def test_all_have_spoken(six: list[Actor]) -> None:
    for actor in six:
        said(actor)
    assert finding().headline == "All 4 States Parties have spoken on “The Assembly meets”."


def test_without_a_sheet_nothing_is_said_of_the_others(client: Client) -> None:
    found = states(3, parties=3)
    coercing()
    said(found[0])
    assert finding().headline == "" and "Nobody has looked State by State" in finding().coverage
    page = text(client)
    assert "Exampleland X000" in page and "Exampleland X001" not in page and "nothing was found" not in page


def test_an_occasion_of_which_nothing_is_known_says_so(client: Client) -> None:
    make.occasion()
    assert "That says nothing about any State" in text(client)


def test_each_coercing_state_has_its_own_part(client: Client, six: list[Actor]) -> None:
    said(six[0])
    said(six[1], "about-xd", coercing_state=coercing("XD"))
    page = occasions.build(key="assembly", today=NOW.date())
    assert [heard.answer.coercing_state.key for heard in page.heard] == ["XC", "XD"]
    first, second = (part for part in text(client).split('id="about-')[1:])
    assert "w-XC-X000" in first and "w-XC-X001" not in first
    assert "w-XD-X001" in second and "w-XD-X000" not in second


def test_every_row_has_its_source_and_its_mark(client: Client, six: list[Actor]) -> None:
    said(six[0], quote="Lift them all.")
    looked(six[1])
    page = text(client)
    assert "Lift them all." in page and "https://ministry.example/statement" in page
    assert "Looked for on 17 November 2026" in page and "Watchers" in page and "The ministry’s page" in page
    assert page.count("not yet looked at") >= 1 and "4 of the 6 States asked have not been looked at yet." in page
    assert "As of" in page or "as of" in page


def test_what_is_not_public_is_not_there(client: Client, six: list[Actor]) -> None:
    said(six[0], "hidden", public=False, quote="HIDDEN")
    looked(six[1], public=False)
    said(six[2], "part", quote="HIDDEN", unchecked="quote")
    make.change(type(make.occasion()).objects.all(), note="HIDDEN")
    page = text(client)
    assert "HIDDEN" not in page and "The ministry’s page" not in page
    assert page.count("being checked") >= 2
    make.change(said(six[3], "shown")._meta.model.objects.filter(key="shown"), quote="HIDDEN")
    editions.bump(NOW)
    assert "HIDDEN" in text(client), "the control"


def test_no_correspondent_is_named(client: Client, six: list[Actor]) -> None:
    correspondent("Ann Onym", *six, of="Secretive")
    page = text(client)
    assert "Ann" not in page and "Secretive" not in page


def test_a_merged_occasion_leads_to_the_kept_one(client: Client) -> None:
    for key in ("double", "kept"):
        make.occasion(key, name_en=key.title())
    ada, ben = appointed("ada"), appointed("ben")
    merge = merges.propose(kind="occasion", from_key="double", into_key="kept", reason="-", by=ada, now=NOW)
    merges.confirm(merge=merge, mark=merge_plans.plan("occasion", "double", "kept").mark, by=ben, now=NOW)
    answer = client.get("/en/record/days/double/")
    assert (answer.status_code, answer["Location"]) == (301, "/en/record/days/kept/")
    assert client.get("/en/record/days/nothing/").status_code == 404


def test_a_check_changes_the_page_at_once(client: Client, six: list[Actor]) -> None:
    first = client.get("/en/record/days/assembly/")
    sheets.close_sheet(sheet=Sheet.objects.get(), by=keeper(), now=NOW)
    again = client.get("/en/record/days/assembly/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200 and "Reports still come in" not in again.content.decode()


def test_queries_are_fixed_with_197_states(client: Client, django_assert_num_queries: Any) -> None:
    found = states(197, parties=125)
    opened()
    for filled in (0, 3, 197):
        for n, actor in enumerate(found[:filled]):
            if not actor.positions.exists() and not actor.looks.exists():
                said(actor, stance=step(5)) if n % 2 else looked(actor)
        editions.bump(NOW)
        with django_assert_num_queries(11):
            page = text(client)
    assert page.count("Looked for on") >= 90 and page.count('class="heard"') >= 90
