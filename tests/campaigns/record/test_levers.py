"""The register of levers: by law and by office, with whose concurrence, where, and what can be asked."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from actors.directory.models import Actor, Office, OfficeKind
from actors.levers import asking
from actors.levers.models import Ask, Instrument, Lever
from actors.seed.sheets import Report
from campaigns.planning import courts
from tests import make
from tests.register import TODAY

PAGE = "/en/record/levers/"


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def section(page: str, anchor: str) -> str:
    """The words of one law or office."""
    found = page.split(f'id="{anchor}"')[1].split("</article>")[0]
    return re.sub(r"\s+", " ", unescape(strip_tags("<i" + found)))


def laws(page: str) -> set[str]:
    return set(re.findall(r'<h2 id="([^"]+)" class="lawname"', page))


def test_every_public_instrument_has_its_anchor(client: Client, the_register: Report) -> None:
    page = text(client, PAGE)
    assert laws(page) == set(Instrument.objects.public().values_list("key", flat=True))
    usable = Instrument.objects.public().filter(levers__public=True, levers__held_by_court=False).distinct().count()
    assert f"{usable} laws and policies give offices something to act with." in page
    assert "1 of them takes two offices." in page


def test_a_lever_may_need_two_offices(client: Client, the_register: Report) -> None:
    said = section(text(client, PAGE), "ca-fema")
    assert "Attorney General with the concurrence of Minister of Foreign Affairs" in said
    assert "R.S.C. 1985, c. F-29" in said
    assert "Canada" in said
    assert "Make a blocking order under the Foreign Extraterritorial Measures Act" in said


def test_what_the_court_holds_is_shown_and_never_asked(client: Client, the_register: Report) -> None:
    said = section(text(client, PAGE), "rome-art-70")
    assert "Held by the Court itself: shown here, never asked." in said
    assert "No ask is written" not in said
    assert "Held by the Court" not in text(client, f"{PAGE}?by=office")


def test_an_unchecked_citation_stays_out(client: Client, the_register: Report) -> None:
    row = Instrument.objects.public().exclude(unchecked="").filter(unchecked__contains="citation").first()
    assert row is not None and row.citation
    assert row.citation not in unescape(text(client, PAGE))


def test_places_are_counted_from_rows(client: Client, the_register: Report) -> None:
    parties = Actor.objects.public().states_parties(TODAY).count()
    assert f"Every State Party ({parties})" in section(text(client, PAGE), "rome-cooperation")
    outside = Actor.objects.public().states().exclude(membership__group__key="eu-members").distinct().count()
    assert f"Every State outside the European Union ({outside})" in section(
        text(client, PAGE), "national-blocking-statute"
    )


def test_by_office_shows_levers_and_asks_of_each_kind(client: Client, the_register: Report) -> None:
    page = text(client, f"{PAGE}?by=office")
    said = section(page, "office-attorney_general")
    assert "Foreign Extraterritorial Measures Act" in said and "Make a blocking order" in said
    said = section(page, "office-foreign_minister")
    assert "Must concur in: Foreign Extraterritorial Measures Act" in said
    assert "Join a coalition of States" in said
    # Each public ask stands with each public kind of office that it names.
    for ask in Ask.objects.public().prefetch_related("office_kinds"):
        for kind in ask.office_kinds.all():
            assert ask.title in section(page, f"office-{kind.key}"), (ask.key, kind.key)


def test_one_state_shows_its_own_levers_and_offices(client: Client, the_register: Report) -> None:
    page = text(client, f"{PAGE}?state=CA")
    assert {"ca-fema", "rome-cooperation"} <= laws(page)
    assert not {"eu-blocking-statute", "us-eo-14203"} & laws(page)
    assert "Attorney General of Canada with the concurrence of" in section(page, "ca-fema")
    assert "ca-fema" not in laws(text(client, f"{PAGE}?state=GB"))
    assert "national-blocking-statute" not in laws(text(client, f"{PAGE}?state=FR"))
    assert "national-blocking-statute" in laws(text(client, f"{PAGE}?state=GB"))


def test_an_office_of_a_state_shows_what_the_query_says(client: Client, the_register: Report) -> None:
    """What the page says of each office of Canada equals what campaigns are told."""
    page = text(client, f"{PAGE}?state=CA&by=office")
    offices = Office.objects.public().filter(actor__key="CA", concerns=None).select_related("actor", "kind")
    seen = 0
    for office in offices:
        for fit in asking.asks_for(office=office, on=TODAY):
            seen += 1
            assert fit.ask.title in section(page, f"office-{office.kind.key}")
    assert seen > 5


def test_offices_of_the_court_are_never_offered_anything(client: Client, the_register: Report) -> None:
    assert courts.COURT == asking.COURT
    court = make.state("ICC", kind="body", entity="igo")
    make.fact(Office(key="ICC-x", actor=court, kind=OfficeKind.objects.get(key="foreign_minister")))
    for query in ("?state=ICC", "?state=ICC&by=office"):
        assert "/rows/ask/" not in text(client, PAGE + query)


def test_hidden_levers_and_instruments_stay_out(client: Client, the_register: Report) -> None:
    Lever.objects.filter(instrument__key="ca-fema").update(public=False)
    said = section(text(client, PAGE), "ca-fema")
    assert "Make a blocking order" not in said or "call for it" in said
    Instrument.objects.filter(key="ca-fema").update(public=False)
    assert "Foreign Extraterritorial" not in re.sub("Make a blocking order under the .*", "", text(client, PAGE))


@pytest.mark.parametrize("query", ["?by=x", "?state=ZZ", "?state="])
def test_nonsense_is_refused_in_words(client: Client, the_register: Report, query: str) -> None:
    status = 200 if query == "?state=" else 404
    text(client, PAGE + query, status)


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 10), ("?by=office", 10), ("?state=CA", 15), ("?state=FR&by=office", 15), ("?state=EU", 15)],
)
def test_queries_are_fixed(
    client: Client, the_register: Report, django_assert_num_queries: Any, query: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        text(client, PAGE + query)
