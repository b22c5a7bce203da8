"""Everybody under measures: counts that are recounts, filters, what a person's page shows and never shows."""

import itertools
import random
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from actors.accounts.models import User
from actors.checking import redirects
from actors.directory.models import Actor, Contact, Office, Person, Term
from actors.sanctions.models import Designation, Effect
from actors.seed.sheets import Report
from campaigns.record import listed_words, sanctioned
from tests import make
from tests.register import TODAY

LIST = "/en/record/sanctioned/"


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(strip_tags(page)))


def shown(page: str) -> set[str]:
    """Keys of those in the table."""
    return set(re.findall(r'<tr id="([^"]+)">', page))


# --- the list -----------------------------------------------------------------------------------
def test_the_headline_is_counted_from_rows(client: Client, the_register: Report) -> None:
    rows = Designation.objects.public().filter(person__public=True)
    holding = {row.person_id: row.person for row in rows.select_related("person") if row.until_on is None}
    people = sum(person.kind == "person" for person in holding.values())
    page = words(text(client, LIST))
    assert f"{people} people and three organisations are on record as under measures" in page
    assert "of the United States and of Russia" in page
    homes = {person.home_state_id for person in holding.values() if "home_state" not in person.unchecked.split()}
    assert f"{len(homes - {None})} States have nationals among them." in page
    assert "the measures have been lifted" in page


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?by=RU", {"tomoko-akane", "karim-khan"}, {"kimberly-prost"}),
        ("?by=US", {"kimberly-prost", "karim-khan"}, {"bertram-schmitt"}),
        ("?role=un_expert", {"francesca-albanese"}, {"kimberly-prost"}),
        ("?home=CA", {"kimberly-prost"}, {"nicolas-guillou", "bertram-schmitt"}),
        ("?force=lifted", {"fatou-bensouda", "phakiso-mochochoko"}, {"kimberly-prost"}),
        ("?force=in-force", {"kimberly-prost"}, {"fatou-bensouda"}),
        ("?who=organisation", {"al-haq", "pchr", "al-mezan"}, {"kimberly-prost"}),
        ("?measure=us-executive-order-13928", {"fatou-bensouda"}, {"kimberly-prost"}),
        ("?on=2020-12-31", {"fatou-bensouda"}, {"kimberly-prost"}),
        ("?on=2025-06-05&by=US&force=in-force", {"beti-hohler", "karim-khan"}, {"kimberly-prost", "fatou-bensouda"}),
    ],
)
def test_filters_narrow(client: Client, the_register: Report, query: str, there: set[str], not_there: set[str]) -> None:
    for path in (LIST, "/en/record/results/sanctioned/"):
        found = shown(text(client, path + query))
        assert there <= found and not not_there & found


def test_a_measure_holds_until_the_day_it_is_lifted(client: Client, the_register: Report) -> None:
    assert "fatou-bensouda" in shown(text(client, f"{LIST}?on=2021-03-31&force=in-force"))
    assert "fatou-bensouda" not in shown(text(client, f"{LIST}?on=2021-04-01&force=in-force"))
    assert "Nobody on this record fits" in text(client, f"{LIST}?on=2021-04-01&force=in-force")


@pytest.mark.parametrize(
    "query",
    ["?by=FR", "?by=x", "?role=king", "?home=DE", "?force=x", "?who=x", "?measure=x", "?on=x", "?on=2099-01-01"],
)
def test_nonsense_is_refused_in_words(client: Client, the_register: Report, query: str) -> None:
    for path in (LIST, "/en/record/results/sanctioned/"):
        assert "Not on this record" in text(client, path + query, 404)


def test_an_unchecked_home_state_is_no_filter_and_no_word(client: Client, the_register: Report) -> None:
    page = text(client, LIST)
    row = page.split('<tr id="bertram-schmitt">')[1].split("</tr>")[0]
    assert "being checked" in row and "Germany" not in row
    assert "Germany" not in text(client, f"{LIST}bertram-schmitt/")


def test_the_fragment_says_where_it_belongs(client: Client, the_register: Report) -> None:
    response = client.get("/en/record/results/sanctioned/?by=RU")
    assert response["HX-Push-Url"] == f"{LIST}?by=RU"
    assert response["X-Robots-Tag"] == "noindex"
    assert b"<html" not in response.content


def test_disputes_stand_beside_the_name(client: Client, the_register: Report, alice: User) -> None:
    from actors.checking.models import Dispute

    row = Designation.objects.get(key="kimberly-prost-us-2025-08-20")
    said = {"by_whom": "Somebody", "text": "Not so.", "raised_on": TODAY, "entered_by": alice, "entered_at": make.NOW}
    Dispute.objects.create(kind="designation", key=row.key, **said)
    assert ">disputed<" in text(client, LIST)
    assert "Not so." in text(client, f"{LIST}kimberly-prost/")


# --- one person ---------------------------------------------------------------------------------
def test_everybody_listed_has_a_page(client: Client, the_register: Report) -> None:
    keys = shown(text(client, LIST))
    assert len(keys) > 20
    for key, language in itertools.product(keys, ("en", "fr")):
        assert Person.objects.get(key=key).name in unescape(text(client, f"/{language}/record/sanctioned/{key}/"))


def test_a_page_tells_designations_home_state_and_words(client: Client, the_register: Report) -> None:
    page = words(text(client, f"{LIST}kimberly-prost/"))
    for said in (
        "Under measures of the United States since 20 August 2025.",
        "Judge, ICC",
        "Executive Order 14203",
        "Canada",
        "Voiced concern",
        "Your whole world is restricted",
        "Data set of 23 November 2026, not checked by a person.",
        "Cite or take this row",
        "as of",
    ):
        assert said in page, said
    assert '<p lang="en" dir="ltr">“Your whole world' in text(client, f"{LIST}kimberly-prost/")


def test_two_lists_are_two_designations_of_one_person(client: Client, the_register: Report) -> None:
    page = words(text(client, f"{LIST}karim-khan/"))
    assert "of the United States since 13 February 2025 and of Russia since 12 December 2025" in page


def test_lifted_is_said(client: Client, the_register: Report) -> None:
    page = words(text(client, f"{LIST}fatou-bensouda/"))
    assert "Was under measures of the United States from 2 September 2020 to 1 April 2021. They were lifted." in page


def test_a_page_can_be_read_as_of_a_day(client: Client, the_register: Report) -> None:
    page = words(text(client, f"{LIST}fatou-bensouda/?on=2020-12-31"))
    assert "Under measures of the United States since 2 September 2020." in page
    assert "As of 31 December 2020" in page and "as of 31 December 2020" in page
    text(client, f"{LIST}kimberly-prost/?on=2020-12-31", 404)
    text(client, f"{LIST}kimberly-prost/?on=x", 404)


def test_conflicts_are_shown(client: Client, the_register: Report) -> None:
    assert "not under sanctions of the United States" in text(client, f"{LIST}tomoko-akane/")
    assert "Nazhat Shameen Khan" in text(client, f"{LIST}nazhat-shameem-khan/")
    assert "19 December 2025" in text(client, f"{LIST}nazhat-shameem-khan/")
    # Known from secondary copies alone: neither is on the list of anybody yet.
    assert "abdoulaye-seye" not in shown(text(client, LIST))
    assert "icc-institution" not in shown(text(client, LIST))
    text(client, f"{LIST}icc-institution/", 404)


def test_names_in_other_scripts_have_their_direction(client: Client, the_register: Report) -> None:
    row = Person.objects.get(key="al-haq")
    row.names = {"ar": "مؤسسة الحق", "en": row.name}
    make.fact(row)
    assert '<bdi lang="ar" dir="rtl">مؤسسة الحق</bdi>' in text(client, f"{LIST}al-haq/")


def test_no_page_of_anybody_holds_a_contact_or_a_private_fact(client: Client, the_register: Report) -> None:
    """Every contact value of the register, and marks in what is for curators, against every page."""
    home = Office.objects.get(key="CA-foreign-minister")
    prost = Person.objects.get(key="kimberly-prost")
    term = make.fact(Term(key="t", office=home, person=prost, confidence="high"))
    for number, channel in enumerate(Contact.Channel.values):
        of = {"term": term} if number % 2 else {"office": home}
        make.fact(Contact(key=f"c{number}", channel=channel, value=f"contact-value-{number}", state="good", **of))
    mark = "PRIVATE-MARK"
    for row in Person.objects.all():
        row.note = row.confidence_note = mark
        row.identifiers, row.gender = {"passport": mark}, "f"
        make.fact(row, public=row.public)
    Designation.objects.update(note=mark)
    Effect.objects.update(note=mark)
    values = [*Contact.objects.values_list("value", flat=True), mark]
    assert len(values) > 5
    paths = [f"{LIST}{key}/" for key in shown(text(client, LIST))]
    paths += [LIST, "/en/record/measures/", "/en/record/levers/", "/en/record/levers/?by=office&state=CA"]
    paths += ["/en/record/rows/person/kimberly-prost/", "/en/record/rows/person/kimberly-prost.json"]
    paths += ["/en/record/rows/term/t/", "/en/record/rows/term/t.json"]
    for path in paths:
        page = unescape(text(client, path))
        assert not [value for value in values if value in page], path
    # The control: an office held is a public fact, and is found by the same reading.
    assert home.title in unescape(text(client, f"{LIST}kimberly-prost/"))


def test_hidden_words_and_hidden_people_stay_out(client: Client, the_register: Report) -> None:
    Effect.objects.filter(person__key="kimberly-prost").update(public=False)
    assert "Your whole world" not in text(client, f"{LIST}kimberly-prost/")
    Person.objects.filter(key="kimberly-prost").update(public=False)
    text(client, f"{LIST}kimberly-prost/", 404)
    assert "Prost" not in text(client, LIST)


def test_the_home_state_s_campaigns_are_made_ready(client: Client, the_register: Report, alice: User) -> None:
    running, hidden = make.campaign(alice), make.campaign(alice, launched=False)
    for campaign in (running, hidden):
        make.letter(campaign, alice, offices=[make.office(actor="CA")])
    page = text(client, f"{LIST}kimberly-prost/")
    assert f"/en/c/{running.code}/" in page and hidden.code not in page
    assert running.code not in text(client, f"{LIST}nicolas-guillou/")


def test_a_merged_person_leads_on_for_ever(client: Client, the_register: Report) -> None:
    redirects.add("person", "k-prost", "kimberly-prost")
    answer = client.get(f"{LIST}k-prost/")
    assert (answer.status_code, answer["Location"]) == (301, f"{LIST}kimberly-prost/")
    text(client, f"{LIST}nobody/", 404)


# --- numbers and cost ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("sanctioned/", 4),
        ("sanctioned/?by=RU&force=in-force", 4),
        ("sanctioned/kimberly-prost/", 13),
        ("sanctioned/karim-khan/", 13),
    ],
)
def test_queries_are_fixed(
    client: Client, the_register: Report, django_assert_num_queries: Any, path: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        text(client, f"/en/record/{path}")


def test_more_rows_cost_no_more_queries(client: Client, the_register: Report, django_assert_num_queries: Any) -> None:
    for number in range(30):
        person = make.fact(
            Person(key=f"p{number}", name=f"Person {number}", home_state=make.state(), confidence="high")
        )
        _designate(person, "US", date(2025, 9, 1), None)
    with django_assert_num_queries(4):
        assert len(shown(text(client, LIST))) > 50


def _designate(person: Person, by: str, on: date, until: date | None, *, public: bool = True) -> Designation:
    values = {"measure_text": "an order", "role": "Judge", "role_category": "judge", "confidence": "high"}
    state = Actor.objects.filter(key=by).first() or make.state(by)
    key = f"{person.key}-{by}-{on}"
    return make.fact(
        Designation(key=key, person=person, coercing_state=state, on=on, until_on=until, **values), public=public
    )


@pytest.mark.parametrize("seed", range(12))
def test_every_number_is_a_recount(db: None, seed: int) -> None:
    """Random registers: counts of the page against a count that knows nothing of its code."""
    dice = random.Random(seed)
    states = [make.state(f"X{letter}") for letter in "ABC"]
    for number in range(12):
        home = dice.choice([None, *states])
        kind = dice.choice(["person", "person", "organisation"])
        facts = {"unchecked": dice.choice(["", "home_state"]) if home else "", "confidence": "high"}
        person = Person(key=f"p{number}", name=f"P {number}", kind=kind, home_state=home, **facts)
        make.fact(person, public=dice.random() > 0.2)
        for by in dice.sample(["US", "RU", "XC"], dice.randint(0, 2)):
            on = TODAY - timedelta(days=dice.randint(-20, 300))
            until = on + timedelta(days=dice.randint(1, 400)) if dice.random() < 0.4 else None
            _designate(person, by, on, until, public=dice.random() > 0.2)
    for by in ("", "US", "RU", "XC"):
        kept = [
            row
            for row in Designation.objects.select_related("person", "coercing_state")
            if row.public and row.person.public and row.on <= TODAY and by in {"", row.coercing_state.key}
        ]
        rows = sanctioned.designations(TODAY)
        found = sanctioned.Register(sanctioned.Asked(TODAY, by=by), rows, [])
        holding = {row.person for row in kept if row.until_on is None or row.until_on > TODAY}
        assert found.in_force.people == sum(person.kind == "person" for person in holding)
        assert found.in_force.organisations == sum(person.kind == "organisation" for person in holding)
        homes = {person.home_state_id for person in holding if person.home_state_id and not person.unchecked}
        assert found.in_force.homes == len(homes)
        assert found.lifted.total == len({row.person for row in kept} - holding)
        assert listed_words.headline(found)
