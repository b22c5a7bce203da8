"""The page of one row: what it shows and never shows, its history, its citation, its JSON, where merged keys lead."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.utils.translation import override

from actors.accounts.models import User
from actors.checking import checks, disputes, merges, redirects, revisions
from actors.checking.merge_plans import plan
from actors.directory.models import Actor, Contact, Office, Person
from actors.levers.models import Instrument
from actors.positions.models import Position
from actors.sanctions.models import Designation, Effect, Measure
from actors.seed.sheets import Report
from campaigns.record import citing, disclosed, history, rows
from tests import make
from tests.actors.checking.cast import position
from tests.actors.curation.people import appointed
from tests.register import TODAY

LATER = make.NOW + timedelta(days=3)
LATEST = make.NOW + timedelta(days=6)
MARK = "UNCHECKED-VALUE"


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()


def page(kind: str, key: str, language: str = "en") -> str:
    return f"/{language}/record/rows/{kind}/{key}/"


@pytest.fixture
def ada(db: None) -> User:
    return appointed("ada")


@pytest.fixture
def ben(db: None) -> User:
    return appointed("ben", organisation="Watch for Justice")


def enter(row: Any, ada: User, ben: User, now: datetime = make.NOW) -> Any:
    """Entered by one, confirmed by the other; the row as it stands now."""
    entered = revisions.propose(row=row, by=ada, now=now)
    assert entered is not None
    checks.confirm(revision=entered, by=ben, now=now)
    return type(row)._default_manager.get(key=row.key)


def public_rows() -> Iterator[tuple[str, Model]]:
    for kind in rows.KINDS:
        for row in revisions.kinds()[kind]._default_manager.filter(public=True)[:4]:
            yield kind, row


# --- what has a page ----------------------------------------------------------------------------
def test_every_kind_of_row_has_pages_or_is_kept_from_them() -> None:
    assert set(revisions.kinds()) - set(rows.KINDS) == {"contact", "officekind"}


def test_any_public_row_has_a_page_in_both_languages(client: Client, the_register: Report) -> None:
    seen = set()
    for kind, row in public_rows():
        seen.add(kind)
        for language in ("en", "fr"):
            found = text(client, page(kind, row.key, language))  # type: ignore[attr-defined]
            assert 'class="cite"' in found and ">None<" not in found, (kind, row.key)  # type: ignore[attr-defined]
    assert seen >= {"position", "designation", "measure", "effect", "instrument", "lever", "ask", "person", "actor"}
    assert seen >= {"office", "occasion", "group", "groupmember"}


def test_hidden_rows_contacts_and_nonsense_answer_in_the_same_words(client: Client, the_register: Report) -> None:
    hidden = Position.objects.filter(public=False).first()
    assert hidden is not None
    contact = make.contact(Office.objects.get(key="CA-attorney-general"), "secret@office.example")
    answers = {
        text(client, page(kind, key), 404)
        for kind, key in (
            ("position", hidden.key),
            ("position", "never-was"),
            ("contact", contact.key),
            ("revision", "1"),
            ("nonsense", "x"),
        )
    }
    assert len({answer.split("<main")[1] for answer in answers}) == 1
    assert "no such row on the public record" in answers.pop()


def test_a_row_about_somebody_hidden_is_hidden_too(client: Client, the_register: Report) -> None:
    row = Designation.objects.public().select_related("person").get(key="kimberly-prost-us-2025-08-20")
    text(client, page("designation", row.key))
    Person.objects.filter(pk=row.person_id).update(public=False)
    text(client, page("designation", row.key), 404)
    effect = Effect.objects.public().filter(person=row.person).first()
    assert effect is not None
    text(client, page("effect", effect.key), 404)


def test_a_hidden_measure_is_left_out_and_hides_nothing(client: Client, the_register: Report) -> None:
    row = Designation.objects.public().exclude(measure=None).select_related("measure").first()
    assert row is not None and row.measure is not None
    assert f"/rows/measure/{row.measure.key}/" in text(client, page("designation", row.key))
    Measure.objects.filter(pk=row.measure.pk).update(public=False)
    assert row.measure.key not in text(client, page("designation", row.key))


def test_a_page_shows_sources_check_and_disputes(client: Client, ada: User, ben: User) -> None:
    row = enter(
        position(
            source="https://ministry.example/said (the ministry)",
            source_title="Statement of the minister",
            publisher="Ministry of Examples",
            archived_url="https://archive.example/said",
            archived_hash="sha256:0123",
            accessed_on=date(2026, 6, 2),
        ),
        ada,
        ben,
    )
    said = {"by_whom": "The ministry", "text": "We never said so.", "raised_on": make.NOW.date(), "hides": False}
    disputes.raise_dispute(row=row, by=ada, now=LATER, **said)
    found = text(client, page("position", row.key))
    for words in (
        "Statement of the minister",
        "Ministry of Examples",
        "https://archive.example/said",
        "sha256:0123",
        "2 June 2026",
        "Checked by a second person on 20 November 2026, for Watch for Justice.",
        "Disputed by The ministry",
        "We never said so.",
        "Lift them.",
    ):
        assert words in found, words
    assert "curators.example" not in found and not re.search(r"\b(ada|ben)\b", found)


def test_no_page_shows_an_unchecked_value(client: Client, the_register: Report) -> None:
    """Plants a mark in every unchecked field of every public row, and reads each page and each JSON."""
    planted = 0
    for kind in rows.KINDS:
        for row in revisions.kinds()[kind]._default_manager.filter(public=True).exclude(unchecked="")[:8]:
            fields = {field.name: field for field in row._meta.concrete_fields}
            for name in row.unchecked.split():
                if name in fields and fields[name].get_internal_type() in {"CharField", "TextField"}:
                    limit = fields[name].max_length or 99
                    setattr(row, name, MARK[:limit])
                    planted += 1
            row.note = row.confidence_note = MARK
            make.fact(row)
            for path in (page(kind, row.key), page(kind, row.key)[:-1] + ".json"):
                assert MARK[:10] not in text(client, path), (kind, row.key)
    assert planted > 5
    # The control: the same mark in a checked field is found.
    row = Instrument.objects.public().get(key="ca-fema")
    row.citation = MARK
    make.fact(row)
    assert MARK in text(client, page("instrument", row.key))


def test_an_unchecked_text_hides_its_translations(client: Client, the_register: Report) -> None:
    row = Instrument.objects.public().get(key="ca-fema")
    assert "Arrêté interdisant" in text(client, page("instrument", "ca-fema", "fr"))
    row.unchecked = "how_en"
    make.fact(row)
    found = text(client, page("instrument", "ca-fema", "fr"))
    assert "Arrêté interdisant" not in found


# --- history ------------------------------------------------------------------------------------
def test_history_tells_what_each_correction_changed(client: Client, ada: User, ben: User) -> None:
    row = enter(position(quote="Lift them."), ada, ben)
    row.quote = "Lift them now."
    row = enter(row, ada, ben, LATER)
    row.quote = "Never to be read."
    revisions.propose(row=row, by=ada, now=LATEST)
    found = text(client, page("position", row.key))
    assert "<del>Lift them.</del>" in found
    assert "<ins>Lift them now.</ins>" in found
    assert "Never to be read" not in found
    assert "A correction is being checked." in found
    stood = history.of(Position.objects.get(key=row.key))
    assert [one.on for one in stood] == [LATER.date(), make.NOW.date()]


def test_what_was_refused_is_not_in_the_history(client: Client, ada: User, ben: User) -> None:
    row = enter(position(), ada, ben)
    row.quote = "Refused words."
    entered = revisions.propose(row=row, by=ada, now=LATER)
    assert entered is not None
    checks.refuse(revision=entered, by=ben, now=LATER)
    assert "Refused words" not in text(client, page("position", row.key))
    row.refresh_from_db()
    row.quote = "Other words."
    row = enter(row, ada, ben, LATEST)
    found = text(client, page("position", row.key))
    assert "Refused words" not in found and "Other words." in found


def test_what_was_never_fit_for_the_public_is_not_in_the_history(client: Client, ada: User, ben: User) -> None:
    """Confirmed by two, but of medium confidence: it was not shown then, and is not now."""
    row = enter(position(quote="Hearsay.", confidence="medium"), ada, ben)
    assert not row.public
    row.quote, row.confidence = "First-hand words.", "high"
    row = enter(row, ada, ben, LATER)
    found = text(client, page("position", row.key))
    assert "Hearsay" not in found
    assert len(history.of(row)) == 1


def test_an_earlier_data_set_that_was_held_back_is_not_read_out(ada: User, ben: User, db: None) -> None:
    """Of a day after the loader's first-hand sources end: hidden then, although confidence and source are good."""
    row = make.fact(position(quote="Late words.", on=date(2026, 6, 1)), public=False)
    row.quote = "Read first-hand."
    row = enter(row, ada, ben, LATER)
    assert [one.revision.facts["quote"] for one in history.of(row)] == ["Read first-hand."]
    early = make.fact(position("XA-early", quote="Early words.", on=date(2025, 6, 1)))
    early.quote = "Corrected."
    early = enter(early, ada, ben, LATER)
    assert [one.revision.facts["quote"] for one in history.of(early)] == ["Corrected.", "Early words."]


def test_a_field_that_is_unchecked_now_is_out_of_the_history(client: Client, ada: User, ben: User) -> None:
    row = enter(position(quote=MARK), ada, ben)
    row.quote, row.unchecked = "Doubted.", "quote"
    row = enter(row, ada, ben, LATER)
    found = text(client, page("position", row.key))
    assert MARK not in found and "Doubted" not in found
    row.quote, row.unchecked = "Settled.", ""
    row = enter(row, ada, ben, LATEST)
    found = text(client, page("position", row.key))
    assert "Settled." in found and "Doubted" not in found


def test_history_names_nobody_hidden(client: Client, the_register: Report, ada: User, ben: User) -> None:
    row = Designation.objects.public().get(key="kimberly-prost-us-2025-08-20")
    hidden = make.fact(Person(key="hidden", name="Hidden Name", confidence="high"))
    kept = row.person_id
    row.person = hidden
    enter(row, ada, ben, make.NOW + timedelta(days=30))
    row.person_id = kept
    enter(row, ada, ben, make.NOW + timedelta(days=40))
    assert "Hidden Name" in text(client, page("designation", row.key))
    Person.objects.filter(pk=hidden.pk).update(public=False)
    assert "Hidden Name" not in text(client, page("designation", row.key))


def test_a_row_can_be_read_as_it_stood(client: Client, ada: User, ben: User) -> None:
    row = enter(position(quote="Lift them."), ada, ben)
    row.quote = "Lift them now."
    row = enter(row, ada, ben, LATER)
    then = text(client, page("position", row.key) + f"?on={make.NOW.date()}")
    assert "“Lift them.”" in then and "“Lift them now.”" not in then
    assert "What the record said on 20 November 2026" in then
    assert f"?on={make.NOW.date()}" in text(client, page("position", row.key))
    before = make.NOW.date() - timedelta(days=1)
    assert "not on the public record on that day" in text(client, page("position", row.key) + f"?on={before}", 404)
    assert "That is no day" in text(client, page("position", row.key) + "?on=tomorrow", 404)


# --- citation -----------------------------------------------------------------------------------
def test_a_citation_names_publisher_day_check_and_address(
    client: Client, the_register: Report, alice: User, settings: Any
) -> None:
    make.campaign(alice)
    row = Position.objects.get(key="CA-2025-09-02-us")
    built = rows.build(row=rows.find("position", row.key), on=TODAY, language="en")
    assert built.citation.sentence == (
        "Justice Unbound, “Canada, 2 September 2025: General support”, Undeterred, as of 24 November 2026 "
        "(data set of 23 November 2026, not checked by a person), "
        f"{settings.BASE_URL}/en/record/rows/position/CA-2025-09-02-us/"
    )
    assert built.citation.csl["accessed"] == {"date-parts": [[2026, 11, 24]]}
    assert "Justice Unbound" in text(client, page("position", row.key))


def test_a_citation_follows_the_language(the_register: Report, alice: User) -> None:
    make.campaign(alice)
    with override("fr"):
        found = citing.cite(title="Canada", path="/fr/record/CA/", row=None, on=TODAY, language="fr")
    assert "24 novembre 2026" in found.sentence
    assert "/fr/record/CA/" in found.sentence


def test_a_checked_row_cites_who_checked_it(ada: User, ben: User, db: None) -> None:
    row = enter(position(), ada, ben)
    built = rows.build(row=rows.find("position", row.key), on=LATEST.date(), language="en")
    assert "(checked by a second person on 20 November 2026, for Watch for Justice)" in built.citation.sentence
    assert "Publisher not named" in built.citation.sentence


# --- JSON ---------------------------------------------------------------------------------------
def test_json_says_what_the_page_says(client: Client, the_register: Report) -> None:
    response = client.get("/en/record/rows/position/CA-2025-09-02-us.json")
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"].startswith("public") and not response.cookies
    found = response.json()
    assert found["version"] == 1
    assert (found["kind"], found["key"]) == ("position", "CA-2025-09-02-us")
    assert found["facts"]["actor"] == {"kind": "actor", "key": "CA", "title": "Canada"}
    assert found["facts"]["stance"]["rank"] == 1
    assert found["facts"]["on"] == "2025-09-02"
    assert found["provenance"]["sources"]
    assert found["history"][-1]["origin"] == "data_set"
    assert found["citation"]["csl"]["URL"] == found["url"]


def test_json_of_a_hidden_row_is_words(client: Client, the_register: Report) -> None:
    hidden = Position.objects.filter(public=False).first()
    assert hidden is not None
    response = client.get(f"/en/record/rows/position/{hidden.key}.json")
    assert response.status_code == 404
    assert "no such row" in json.loads(response.content)["error"]


def test_json_carries_only_documented_fields(client: Client, the_register: Report) -> None:
    told = {"version", "kind", "key", "url", "title", "language", "as_of", "facts", "unchecked", "provenance"}
    told |= {"disputes", "history", "citation"}
    for kind, row in public_rows():
        found = client.get(page(kind, row.key)[:-1] + ".json").json()  # type: ignore[attr-defined]
        assert set(found) == told
        assert not {"note", "confidence_note", "gender", "identifiers"} & {*found["facts"], *found["provenance"]}


# --- merged -------------------------------------------------------------------------------------
def test_a_merged_key_leads_on_for_ever(client: Client, ada: User, ben: User) -> None:
    for key in ("jane", "jane-doe"):
        make.fact(Person(key=key, name=key.title(), confidence="high"))
    merge = merges.propose(
        kind="person", from_key="jane-doe", into_key="jane", reason="The same.", by=ada, now=make.NOW
    )
    merges.confirm(merge=merge, mark=plan("person", "jane-doe", "jane").mark, by=ben, now=LATER)
    for ending in ("/", ".json"):
        answer = client.get(f"/en/record/rows/person/jane-doe{ending}")
        assert (answer.status_code, answer["Location"]) == (301, f"/en/record/rows/person/jane{ending}")


def test_a_twin_of_a_merge_leads_on_too(client: Client, the_register: Report) -> None:
    redirects.add("designation", "old-one", "kimberly-prost-us-2025-08-20")
    assert client.get(page("designation", "old-one")).status_code == 301
    assert client.get(page("measure", "old-one")).status_code == 404


# --- cost ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "key", "queries"),
    [
        ("position", "CA-2025-09-02-us", 7),
        ("position", "JS79-2025-02-07-us", 7),
        ("designation", "kimberly-prost-us-2025-08-20", 7),
        ("effect", "prost-whole-world", 7),
        ("measure", "us-executive-order-14203", 7),
        ("instrument", "ca-fema", 7),
        ("lever", "ca-fema-CA-attorney_general", 7),
        ("ask", "fema-order", 8),
        ("person", "kimberly-prost", 7),
        ("actor", "CA", 7),
        ("office", "CA-attorney-general", 7),
        ("group", "eu-members", 7),
        ("groupmember", "eu-members:FR", 7),
    ],
)
def test_queries_are_fixed(
    client: Client, the_register: Report, django_assert_num_queries: Any, kind: str, key: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        text(client, page(kind, key))


def test_a_long_history_costs_no_more(client: Client, ada: User, ben: User, django_assert_num_queries: Any) -> None:
    row = enter(position(), ada, ben)
    for number in range(12):
        row.quote = f"Words number {number}."
        row = enter(row, ada, ben, make.NOW + timedelta(days=number))
    with django_assert_num_queries(7):
        found = text(client, page("position", row.key))
    assert found.count("<ins>") == 12


def test_titles_are_made_of_checked_fields(the_register: Report) -> None:
    row = Actor.objects.get(key="CA")
    row.unchecked = "name_en"
    assert disclosed.title(row) == "CA"
    assert Contact.__name__.lower() not in rows.KINDS
