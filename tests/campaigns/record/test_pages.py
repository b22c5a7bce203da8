"""The public record: what it shows, what it never shows, and how it answers nonsense."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape
from django.utils.translation import override

from actors.directory.models import Actor, Group, Office
from actors.positions.models import Position
from actors.sanctions.models import Designation
from actors.seed.sheets import Report
from campaigns.record import findings
from tests import make
from tests.register import TODAY

KEYS = ("CA", "FR", "JP", "US", "RU", "EU", "EU-EP", "ASP", "HU", "VE", "PS", "DE", "VA")


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def test_the_headline_counts_rows_and_says_what_was_looked_at(client: Client, the_register: Report) -> None:
    page = text(client, "/en/record/")
    assert "At least two States Parties are on record as having called on the United States to lift" in page
    assert "116 of 125 have not been looked at yet one by one." in page
    Position.objects.filter(key="SN-2025-08-21-us").update(public=False)
    assert "At least one State Party is on record" in text(client, "/en/record/")


def test_no_call_is_no_finding_about_those_who_did_not(client: Client, the_register: Report) -> None:
    page = text(client, "/en/record/?about=RU")
    assert "No call to lift the measures of Russia is on this record yet." in page
    assert "have not called" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 196), ("?among=parties", 125), ("?among=joined", 79), ("?among=not-joined", 46), ("?among=eu", 27)],
)
def test_each_group_has_its_number(client: Client, the_register: Report, query: str, count: int) -> None:
    assert f"{count} of 196 States." in text(client, f"/en/record/{query}")


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?stance=5", {"FR", "SN"}, {"BE", "KE"}),
        ("?stance=6", {"BE", "SI"}, {"FR"}),
        ("?stance=checking", {"JP", "FR"}, {"CA", "KE"}),
        ("?among=home", {"CA", "FJ"}, {"DE", "PL", "KE"}),
        ("?region=grulac&among=not-joined", {"AR"}, {"BR", "KE"}),
        ("?q=tu", {"TV", "TR"}, {"FR"}),
        ("?q=cote", {"CI"}, {"FR"}),
    ],
)
def test_filters_narrow(client: Client, the_register: Report, query: str, there: set[str], not_there: set[str]) -> None:
    page = text(client, f"/en/record/{query}")
    assert {key for key in there | not_there if f'id="t-{key}"' in page} == there


@pytest.mark.parametrize(
    "query", ["?stance=99", "?stance=x", "?among=nobody", "?region=moon", "?about=ZZ", "?about=FR", "?stance=0"]
)
def test_nonsense_is_refused_in_words(client: Client, the_register: Report, query: str) -> None:
    page = text(client, f"/en/record/{query}", 404)
    assert "There is no such" in page or "No State of that name" in page


def test_an_unknown_state_is_not_found(client: Client, the_register: Report) -> None:
    text(client, "/en/record/QQ/", 404)


def test_an_empty_register_says_so(client: Client, db: None) -> None:
    make.forget(Designation.objects.all())
    assert "The register is empty" in text(client, "/en/record/", 404)


def test_no_page_shows_what_is_unchecked(client: Client, the_register: Report) -> None:
    """Plants a mark in every value the public may not see, and reads all pages."""
    mark = "UNCHECKED-VALUE"
    hidden = Position.objects.filter(public=False)
    make.change(hidden, quote=mark, speaker=mark, caveat_en=mark, measure_text=mark)
    make.change(Position.objects.exclude(unchecked=""), quote=mark)
    make.change(Position.objects.all(), note=mark, confidence_note=mark)
    make.change(Designation.objects.filter(public=False), role=mark, measure_text=mark, caveat_en=mark)
    make.change(Designation.objects.exclude(unchecked=""), status=mark, status_as_of="x")
    Designation.objects.update(note=mark)
    Actor.objects.update(note=mark)
    make.contact(Office.objects.get(key="CA-attorney-general"), mark)
    for path in ("", "?about=RU", *(f"{key}/" for key in KEYS)):
        assert mark not in text(client, f"/en/record/{path}"), path
    # The control: the same mark in a public value is found.
    make.change(Position.objects.filter(key="CA-2025-09-02-us"), quote=mark)
    assert mark in text(client, "/en/record/CA/")


def test_unchecked_nationalities_and_dates_stay_out(client: Client, the_register: Report) -> None:
    assert "Bertram Schmitt" not in text(client, "/en/record/DE/")
    assert "Bertram Schmitt" in text(client, "/en/record/RU/")
    page = text(client, "/en/record/VE/")
    assert "24 July 2027" not in page
    assert "being checked first-hand" in page


def test_conflicts_are_shown(client: Client, the_register: Report) -> None:
    assert "in the dispensation of their duties" in text(client, "/en/record/CA/")
    assert "belongs to the Parliament" in text(client, "/en/record/EU-EP/")
    assert "not under sanctions of the United States" in text(client, "/en/record/JP/")
    assert escape("with the concurrence of") in text(client, "/en/record/CA/")


def test_every_row_says_where_it_comes_from(client: Client, the_register: Report) -> None:
    page = text(client, "/en/record/FR/")
    assert page.count("Data set of 23 November 2026, not checked by a person.") >= 4
    assert "Newer statement being checked" in page


def test_members_are_bound_without_a_stance(client: Client, the_register: Report) -> None:
    page = text(client, "/en/record/IT/")
    assert "Bound by" in page
    assert "condemns any threats" in page
    assert 'class="on"' not in page


def test_the_method_page_names_who_answers(client: Client, the_register: Report, alice: Any) -> None:
    page = text(client, "/en/record/about/")
    assert "How to dispute a row" in page
    assert "Nobody found at this level" not in page


@pytest.mark.parametrize("path", ["", "CA/", "about/"])
def test_pages_are_cacheable_and_know_no_visitor(client: Client, the_register: Report, path: str) -> None:
    response = client.get(f"/en/record/{path}")
    assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
    assert not response.cookies
    assert "Vary" not in response
    again = client.get(f"/en/record/{path}", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.post(f"/en/record/{path}").status_code == 405
    assert client.head(f"/en/record/{path}").status_code == 200


def test_every_actor_has_a_page(client: Client, the_register: Report) -> None:
    for key in Actor.objects.order_by("pk").values_list("key", flat=True)[::9]:
        assert Actor.objects.get(key=key).name_en in text(client, f"/en/record/{key}/").replace("&#x27;", "'")


def test_names_follow_the_language(client: Client, the_register: Report) -> None:
    assert "Émirats arabes unis" in text(client, "/fr/record/")
    with override("fr"):
        assert Actor.objects.get(key="ES").name == "Espagne"


def test_the_front_page_has_its_findings(the_register: Report, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(10), override("en"):
        front = findings.front(TODAY)
    assert front is not None
    assert front.absent == "46 States Parties did not join the joint statement of 7 February 2025."
    assert front.finding.headline.startswith("At least two States Parties")
    make.change(Group.objects.filter(key="signatories-2025-02-07"), complete=False)
    incomplete = findings.front(TODAY)
    assert incomplete is not None
    assert incomplete.absent == ""


def test_an_empty_register_has_no_findings(db: None) -> None:
    make.forget(Designation.objects.all())
    assert findings.front(TODAY) is None


def test_a_state_shows_the_campaigns_that_ask_it(client: Client, the_register: Report, alice: Any) -> None:
    asked = make.office(actor="CA")
    running = make.campaign(alice)
    hidden = make.campaign(alice, launched=False)
    for campaign in (running, hidden):
        make.letter(campaign, alice, offices=[asked])
    page = text(client, "/en/record/CA/")
    assert f"/en/c/{running.code}/" in page
    assert hidden.code not in page
    assert running.code not in text(client, "/en/record/FR/")
