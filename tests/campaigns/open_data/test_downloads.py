"""Every download against the register: all of it that is public, nothing else, and as the schema says."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from django.utils import timezone

from actors.accounts.models import Organisation
from actors.checking import editions
from actors.checking.models import Check, Dispute, Revision
from actors.checking.revisions import kind_of
from actors.directory.models import Actor, Group, GroupMember, Office, Person, Term
from actors.levers.models import Ask, Instrument, Lever
from actors.positions.models import Look, Occasion, Position, StanceStep
from actors.sanctions.models import Designation, Effect, Measure
from actors.seed.sheets import Report
from campaigns.open_data.asked import Asked
from campaigns.open_data.catalogue import TABLES
from campaigns.record import disclosed, vouching
from campaigns.record import rows as rows_of_the_record
from tests import make
from tests.actors.checking.cast import curator, position
from tests.campaigns.open_data.reading import document, faults, keys, lines, rows, take
from tests.register import NOW, TODAY

KINDS: dict[str, Any] = {
    "positions": Position,
    "looks": Look,
    "occasions": Occasion,
    "measures": Measure,
    "designations": Designation,
    "effects": Effect,
    "instruments": Instrument,
    "levers": Lever,
    "asks": Ask,
    "states": Actor.objects.states,
    "bodies": Actor.objects.bodies,
    "groups": Group,
    "offices": Office,
    "persons": Person,
}
MARK = "UNCHECKED-VALUE"
VIEWS = {"standings", "movement", "sanctioned"}


def public(name: str) -> Any:
    """The public rows of a download, asked for in the plainest way."""
    kind = KINDS[name]
    found = kind.objects.public() if isinstance(kind, type) else kind().public()
    if name == "asks":
        return found.filter(Q(instrument=None) | Q(instrument__public=True))
    return found.filter(designations__public=True).distinct() if name == "persons" else found


def look() -> Look:
    facts = {"actor": Actor.objects.get(key="KE"), "coercing_state": Actor.objects.get(key="US")}
    return make.fact(Look(key="KE-us-looked", looked_on=TODAY, where="The ministry’s website", **facts))


def test_each_kind_has_its_download() -> None:
    assert set(TABLES) == {*KINDS, *VIEWS, "stances"}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_download_has_every_public_row_and_no_other(client: Client, the_register: Report, name: str) -> None:
    if name == "looks":
        look()
    found = document(client, f"{name}.json")
    wanted = sorted(public(name).values_list("key", flat=True))
    assert sorted(row["key"] for row in found["rows"]) == wanted
    assert found["count"] == len(wanted) > 0


def test_positions_say_what_the_rows_say(client: Client, the_register: Report) -> None:
    said = {row["key"]: row for row in rows(client, "positions.json")}
    found = list(Position.objects.public().select_related("actor", "stance", "coercing_state", "signatories"))
    vouching.vouch(found)
    for row in found:
        one = said[row.key]
        assert one["actor"] == (row.actor.key if row.actor else None)
        assert (one["on"], one["coercing_state"]) == (row.on.isoformat(), row.coercing_state.key)
        assert (one["stance"], one["stance_key"]) == (row.stance.rank, row.stance.key)
        assert one["quote"] == (row.checked("quote") or None)
        assert one["calls_for_lifting"] is row.calls_for_lifting
        assert [source["url"] for source in one["sources"]] == [source.url or None for source in row.sources]
        assert one["data_set_on"] == row.data_set_on.isoformat() and one["checked"] is None is row.check
        assert one["unchecked"] == (["quote", "quote_language", "quote_translated_from"] if row.unchecked else [])
        if row.signatories:
            on_list = GroupMember.objects.public().filter(group=row.signatories).values_list("actor__key", flat=True)
            assert one["counts_for"] == sorted(on_list) and len(on_list) == 79


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_row_is_in_a_download_if_it_has_a_page(client: Client, the_register: Report, name: str) -> None:
    """Also after what it points at was hidden."""
    if name == "looks":
        look()
    table = TABLES[name]
    kind = kind_of(table.rows(Asked(TODAY)).model)  # type: ignore[union-attr]
    Actor.objects.filter(key__in=["FR", "CA", "KE"]).update(public=False)
    Person.objects.filter(key="kimberly-prost").update(public=False)
    Instrument.objects.filter(key="ca-fema").update(public=False)
    said = rows(client, f"{name}.json")
    for row in said[:: max(1, len(said) // 12)]:
        assert client.get(row["page"]).status_code == 200, row["page"]
    there = {row["key"] for row in said}
    gone = [key for key in public(name).values_list("key", flat=True) if key not in there]
    assert all(rows_of_the_record.find(kind, key) is None for key in gone)
    if name in {"positions", "looks", "offices"}:
        assert gone


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_download_is_as_its_schema_says(client: Client, the_register: Report, name: str) -> None:
    schema = document(client, "schema.json")["$defs"][name]
    assert all(words for words in (one.get("description") for one in _fields(schema).values()))
    found = document(client, f"{name}.json")
    assert faults(found, schema) == []
    assert set(found) == set(schema["required"])
    # The control: a value that does not fit, and a row without a field, are seen.
    broken = [{**row, "key": 5} for row in found["rows"]] or [{}]
    assert faults({**found, "rows": broken}, schema)


def _fields(schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["properties"]["rows"]["items"]["properties"]
    return found


@pytest.mark.parametrize("name", sorted(TABLES))
def test_csv_says_the_same_as_json(client: Client, the_register: Report, name: str) -> None:
    head, *cells = lines(client, f"{name}.csv")
    assert head == TABLES[name].columns() and len(set(head)) == len(head)
    assert cells == [TABLES[name].cells(row) for row in rows(client, f"{name}.json")]
    assert all(len(line) == len(head) for line in cells)


@pytest.mark.parametrize("name", sorted(set(TABLES) - VIEWS - {"stances"}))
def test_an_unchecked_column_is_empty_and_named(the_register: Report, name: str) -> None:
    """Each column that a download reads, one after the other: marked, doubted, and never seen."""
    if name == "looks":
        look()
    table, asked = TABLES[name], Asked(TODAY)
    dress, tried = table.beside(asked), 0
    for column in sorted({column for one in table.fields for column in one.columns}):
        row = table.rows(asked)[0]  # type: ignore[index]
        dress(row)
        if isinstance(getattr(row, column), str):
            setattr(row, column, MARK)
        row.unchecked = f"other {column}"
        said = {one.name: one.value(row) for one in table.fields}
        assert MARK not in json.dumps(said), column
        named = [one.name for one in table.fields if disclosed.base(column) in map(disclosed.base, one.columns)]
        assert said["unchecked"] == named != [], column
        tried += 1
    assert tried > 5


def test_no_download_holds_what_is_not_public(client: Client, the_register: Report) -> None:
    """Plants a mark in every place the public may not see, and reads every file."""
    curious = curator(MARK, organisation="Justice Unbound")
    for kind in {*KINDS.values()} - {Actor.objects.states, Actor.objects.bodies} | {Actor, Term, GroupMember}:
        kind.objects.update(note=MARK)
    hidden = {"quote": MARK, "speaker": MARK, "caveat_en": MARK, "measure_text": MARK, "source": MARK}
    make.change(Position.objects.filter(public=False), **hidden)
    make.change(Position.objects.exclude(unchecked=""), quote=MARK)
    make.change(Position.objects.all(), confidence_note=MARK)
    make.change(Designation.objects.filter(public=False), role=MARK, measure_text=MARK, caveat_en=MARK)
    make.change(Designation.objects.filter(unchecked__contains="status"), status=MARK)
    make.change(Effect.objects.filter(public=False), quote=MARK)
    office = Office.objects.get(key="CA-attorney-general")
    make.contact(office, f"{MARK}@office.example")
    make.contact(office, f"+32 2 {MARK}", channel="phone")
    nobody = make.fact(Person(key="unlisted-person", name=MARK, names={"ar": MARK}, aliases=[MARK]))
    hidden_person = make.fact(Person(key="hidden", name=MARK), public=False)
    make.fact(Term(key="ca-hidden", office=office, person=hidden_person))
    make.fact(Term(key="ca-nobody", office=office, person=make.fact(Person(key="shown", name="Ann"))), public=False)
    make.fact(
        Designation(key="x", person=hidden_person, coercing_state=Actor.objects.get(key="US"), role=MARK, on=TODAY)
    )
    row = Position.objects.public().first()
    assert row is not None
    dispute = {"kind": "position", "raised_on": TODAY, "entered_by": curious, "entered_at": NOW, "source": MARK}
    Dispute.objects.create(key=row.key, by_whom=MARK, text=MARK, hides=True, **dispute)
    Dispute.objects.create(key=row.key, by_whom="The minister", text="We did not.", outcome=MARK, **dispute)
    values = {"verdict": "confirmed", "checked_by": curious, "checked_at": NOW, "organisation": "Justice Unbound"}
    Check.objects.create(revision=row.revision, note=MARK, **values)
    assert Revision.objects.filter(kind="position", facts__quote=MARK).exists()
    files = [f"{name}.{form}" for name in TABLES for form in ("json", "csv")]
    for path in (*files, "popolo.json", "schema.json", "positions.atom", "positions.atom?lang=fr"):
        found = take(client, path).decode()
        if path == "popolo.json":  # people of the register stand there whether they are under a measure or not
            assert nobody.key in found and "office.example" not in found and "curators.example" not in found
            continue
        assert MARK not in found and "@" not in found.replace("@context", ""), path
        assert "curators.example" not in found and "unlisted-person" not in found
    # The control: the same mark in a public value is found.
    make.change(Position.objects.filter(pk=row.pk), quote=MARK)
    assert MARK in take(client, "positions.json").decode() and MARK in take(client, "positions.csv").decode()


def test_a_row_says_who_checked_it_and_who_disputes_it(client: Client, the_register: Report) -> None:
    ann = curator("ann")
    row = Position.objects.get(key="CA-2025-09-02-us")
    values = {"verdict": "confirmed", "checked_by": ann, "checked_at": NOW, "organisation": "Justice Unbound"}
    Check.objects.create(revision=row.revision, **values)
    raised = {"kind": "position", "key": row.key, "raised_on": TODAY, "entered_by": ann, "entered_at": NOW}
    Dispute.objects.create(by_whom="The minister", text="We did not.", **raised)
    settled = {"settled_at": NOW, "settled_by": ann, "confirmed_by": curator("ben"), "outcome": "It stands."}
    Dispute.objects.create(by_whom="The embassy", text="Nor we.", **raised, **settled)
    [said] = [one for one in rows(client, "positions.json") if one["key"] == row.key]
    assert said["checked"] == {"on": "2026-11-24", "organisation": "Justice Unbound"}
    assert (said["updated_on"], said["revision"]) == ("2026-11-24", row.revision.number)
    day = "2026-11-24"
    assert said["disputes"] == [
        {"by": "The minister", "text": "We did not.", "raised_on": day, "settled_on": None, "outcome": None},
        {"by": "The embassy", "text": "Nor we.", "raised_on": day, "settled_on": day, "outcome": "It stands."},
    ]


def test_a_hidden_row_is_gone_and_leaves_no_pointer(client: Client, the_register: Report) -> None:
    row = Position.objects.get(key="CA-2025-09-02-us")
    measure = Measure.objects.public().first()
    make.change(Position.objects.filter(pk=row.pk), measure=measure)
    assert measure is not None
    [said] = [one for one in rows(client, "positions.json") if one["key"] == row.key]
    assert said["measure"] == measure.key
    Measure.objects.filter(pk=measure.pk).update(public=False)
    [said] = [one for one in rows(client, "positions.json") if one["key"] == row.key]
    assert said["measure"] is None and measure.key not in keys(client, "measures.json")
    Position.objects.filter(pk=row.pk).update(public=False)
    assert row.key not in take(client, "positions.json").decode() + take(client, "standings.json").decode()
    Actor.objects.filter(key="FR").update(public=False)
    assert not [key for key in keys(client, "positions.json") if key.startswith("FR-")]
    assert "FR" not in keys(client, "standings.json") + keys(client, "states.json")


@pytest.mark.parametrize(
    "query",
    [
        *("", "?about=RU", "?among=joined", "?among=not-joined", "?among=home&about=RU", "?stance=5", "?stance=none"),
        *("?stance=checking", "?region=grulac&among=parties", "?q=cote", "?on=2025-06-30", "?group=eu-members"),
        *("?group=eu-members&on=2025-01-01", "?among=eu&stance=not-looked", "?on=1999-01-01&stance=1"),
    ],
)
def test_the_table_of_who_stands_where_is_the_page_s(client: Client, the_register: Report, query: str) -> None:
    page = client.get(f"/en/record/{query}").content.decode()
    on_page = re.findall(r'<tr id="t-([A-Z]{2})">', page)
    assert keys(client, f"standings.json{query}") == on_page
    table = page.split("<tbody>", 1)[1] if on_page else ""
    for row in rows(client, f"standings.json{query}"):
        if row["standing"] and row["standing"]["stance"] != row["latest"]["stance"]:
            assert row["latest"]["stance_name"]["en"] in table
    if not query or query.startswith("?about"):
        assert f"/data/v1/standings.csv{query or '?'}" in page.replace("&amp;", "&")


@pytest.mark.parametrize(
    "query",
    [
        *("", "?by=RU", "?force=lifted", "?role=judge&by=US", "?home=CA", "?who=organisation", "?on=2025-03-01"),
        *("?measure=us-executive-order-13928", "?force=in-force&on=2021-01-01"),
    ],
)
def test_the_list_of_the_sanctioned_is_the_page_s(client: Client, the_register: Report, query: str) -> None:
    context = client.get(f"/en/record/sanctioned/{query}").context
    on_page = [one for entry in context["register"].shown for one in entry.listings]
    said = rows(client, f"sanctioned.json{query}")
    assert [row["key"] for row in said] == [one.row.key for one in on_page] != []
    assert [row["holds"] for row in said] == [one.holds for one in on_page]
    everywhere = {row["key"]: row for row in rows(client, "designations.json")}
    homes = {row["key"]: row["home_state"] for row in rows(client, "persons.json")}
    for row in said:
        assert everywhere[row["key"]].items() <= row.items()
        assert row["home_state"] == homes[row["person"]]


@pytest.mark.parametrize("query", ["", "?about=RU", "?since=2025-06-01", "?among=all&on=2025-09-01", "?region=weog"])
def test_what_moved_is_the_page_s(client: Client, the_register: Report, query: str) -> None:
    back = Position.objects.get(key="BE-2025-06-06-us")
    facts = {"data_set_on": TODAY, "retracts": back, "actor": back.actor}
    make.fact(position("BE-back", coercing_state=back.coercing_state, on=TODAY - timedelta(days=3), **facts))
    found = client.get(f"/en/record/movement/{query}").context["shifts"]
    said = rows(client, f"movement.json{query}")
    moves = [(one.actor.key, one.move.row.key, one.move.before, one.move.after) for one in found.moves]
    firsts = [(actor.key, first.row.key) for first in found.firsts for actor in first.actors]
    assert [
        (row["state"], row["position"], *((row[step] or {}).get("stance") for step in ("before", "after")))
        for row in said
        if row["kind"] != "first"
    ] == moves
    assert [(row["state"], row["position"]) for row in said if row["kind"] == "first"] == firsts
    if not query:
        assert firsts and any(row["kind"] == "rise" for row in said)
        assert {"kind": "retraction", "takes_back": [back.key], "state": "BE"}.items() <= said[0].items()


@pytest.mark.parametrize("query", ["", "?by=US", "?kind=order", "?kind=order&by=US"])
def test_measures_are_those_of_the_page(client: Client, the_register: Report, query: str) -> None:
    shown = client.get(f"/en/record/measures/{query}").context["log"].shown
    assert sorted(keys(client, f"measures.json{query}")) == sorted(one.row.key for one in shown)


def test_every_page_leads_to_its_own_download(client: Client, the_register: Report) -> None:
    for page, path in {
        "?about=RU": "standings.csv?about=RU",
        "movement/?since=2025-06-01": "movement.json?since=2025-06-01",
        "sanctioned/?by=RU": "sanctioned.csv?by=RU",
        "measures/?kind=order": "measures.json?kind=order",
        "levers/": "levers.csv",
        "CA/": "positions.atom?lang=en&actor=CA",
    }.items():
        shown = client.get(f"/en/record/{page}").content.decode().replace("&amp;", "&")
        assert f'href="/data/v1/{path}"' in shown, page
        take(client, path)


def test_standings_as_of_a_day_know_nothing_later(client: Client, the_register: Report) -> None:
    found = document(client, "standings.json?on=2025-02-06")
    assert found["as_of"] == "2025-02-06" and found["filters"] == {"on": "2025-02-06"}
    for row in found["rows"]:
        assert row["joined_statement"] is None
        assert all(said["on"] <= "2025-02-06" for said in (row["standing"], row["latest"]) if said)


def test_positions_by_state_by_measures_and_up_to_a_day(client: Client, the_register: Report) -> None:
    every = rows(client, "positions.json")
    assert keys(client, "positions.json?about=RU") == [row["key"] for row in every if row["coercing_state"] == "RU"]
    up_to = [row["key"] for row in every if row["on"] <= "2025-06-30"]
    assert keys(client, "positions.json?on=2025-06-30") == up_to != [row["key"] for row in every]
    canada = keys(client, "positions.json?actor=CA&about=US")
    assert canada == [row["key"] for row in every if "CA" in row["counts_for"] and row["coercing_state"] == "US"]
    assert any(not key.startswith("CA-") for key in canada), "the joint statement counts for Canada"
    assert all(row["actor"] == "US" for row in rows(client, "positions.json?actor=US"))


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("nothing.json", 404, "There is no download of that name."),
        ("positions.json?abuot=US", 400, "no filter “abuot”"),
        ("bodies.csv?on=2025-01-01", 400, "It has none."),
        ("positions.json?about=ZZ", 404, "no State or body of that code"),
        ("positions.csv?on=2025-13-01", 404, "That is no day."),
        ("positions.csv?on=3025-01-01", 404, "still to come"),
        ("standings.csv?stance=99", 404, "There is no such step on the scale."),
        ("standings.json?among=nobody", 404, "There is no such group of States."),
        ("standings.json?region=moon", 404, "There is no such regional group."),
        ("standings.json?page=2", 400, "no filter “page”"),
        ("movement.json?since=2025-13-01", 404, "That is no day."),
        ("movement.csv?q=x", 400, "no filter “q”"),
        ("sanctioned.csv?role=king", 404, "no such kind of role"),
        ("sanctioned.csv?about=US", 400, "no filter “about”"),
        ("measures.csv?kind=kindness", 404, "There is no such kind of measure."),
        ("positions.atom?lang=de", 404, "in English (lang=en)"),
        ("positions.atom?about=XX", 404, "no State or body of that code"),
        ("popolo.json?about=US", 400, "no filter “about”"),
    ],
)
def test_nonsense_is_refused_in_words(client: Client, the_register: Report, path: str, status: int, words: str) -> None:
    answer = client.get(f"/data/v1/{path}")
    said = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert said["status"] == status and words in said["detail"]
    assert answer["Cache-Control"] == "no-store" and answer["Access-Control-Allow-Origin"] == "*"


def test_the_same_edition_gives_the_same_bytes(client: Client, the_register: Report) -> None:
    for path in ("positions.json", "standings.csv?about=RU", "popolo.json", "positions.atom"):
        seen = client.get(f"/data/v1/{path}")
        assert seen.getvalue() == take(client, path)
        kept = {"if-none-match": seen["ETag"]}
        again = client.get(f"/data/v1/{path}", headers=kept)
        assert (again.status_code, again.getvalue()) == (304, b"")
        editions.bump(NOW + timedelta(hours=1))
        anew = client.get(f"/data/v1/{path}", headers=kept)
        assert anew.status_code == 200 and anew["ETag"] != seen["ETag"]
    assert client.get("/data/v1/positions.json")["ETag"] != client.get("/data/v1/positions.json?about=US")["ETag"]


def test_a_publisher_is_named_and_changes_the_file(client: Client, the_register: Report, alice: Any) -> None:
    before = client.get("/data/v1/stances.json")["ETag"]
    make.campaign(alice)
    Organisation.objects.filter(name="Justice Unbound").update(website="https://justice.example/")
    found = document(client, "stances.json")
    assert found["publishers"] == [{"name": "Justice Unbound", "website": "https://justice.example/"}]
    assert client.get("/data/v1/stances.json")["ETag"] != before


def test_a_file_is_named_by_its_day_and_edition(client: Client, the_register: Report) -> None:
    answer = client.get("/data/v1/positions.csv?on=2025-06-30")
    assert answer["Content-Disposition"] == 'attachment; filename="undeterred-positions-2025-06-30-edition-1.csv"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer["Link"] == '<http://testserver/en/record/data/>; rel="describedby"'
    said = answer.getvalue()
    assert said.startswith(b"\xef\xbb\xbfkey,") and int(answer["Content-Length"]) == len(said)
    head = client.head("/data/v1/positions.csv?on=2025-06-30")
    assert (head.getvalue(), head["ETag"]) == (b"", answer["ETag"])


def test_the_envelope_says_what_it_is(client: Client, the_register: Report) -> None:
    found = document(client, "positions.json?about=US")
    assert (found["version"], found["name"], found["edition"]) == ("1.0", "positions", 1)
    assert found["edition_at"] == "2026-11-24T09:00:00Z" and found["as_of"] == "2026-11-24"
    assert found["address"] == "http://testserver/data/v1/positions.json?about=US"
    assert found["schema"] == "http://testserver/data/v1/schema.json#/$defs/positions"
    assert document(client, "states.json")["as_of"] == timezone.now().date().isoformat()
    assert "Cite the row" in found["terms"]["en"] and set(found["terms"]) == {"en", "fr"}


def test_no_spreadsheet_computes_a_cell(client: Client, the_register: Report) -> None:
    make.change(Position.objects.filter(key="CA-2025-09-02-us"), quote='=HYPERLINK("https://evil.example")')
    assert "'=HYPERLINK" in take(client, "positions.csv").decode()
    assert '"=HYPERLINK' in take(client, "positions.json").decode()


QUERIES = {
    "standings": 11,
    "movement": 12,
    "sanctioned": 7,
    "positions": 7,
    "stances": 4,
    "states": 5,
    "offices": 6,
    "groups": 6,
    "asks": 6,
    "persons": 6,
}


@pytest.mark.parametrize(("name", "queries"), QUERIES.items())
def test_queries_are_fixed(
    client: Client, the_register: Report, django_assert_num_queries: Any, name: str, queries: int
) -> None:
    with django_assert_num_queries(queries):
        take(client, f"{name}.json")
    with django_assert_num_queries(queries if name in VIEWS else queries - 1):
        take(client, f"{name}.csv")
    seen = client.get(f"/data/v1/{name}.csv")["ETag"]
    with django_assert_num_queries({"sanctioned": 5}.get(name, 4 if name in VIEWS else 2)):
        assert client.get(f"/data/v1/{name}.csv", headers={"if-none-match": seen}).status_code == 304


def test_the_page_documents_every_download_in_both_languages(
    client: Client, the_register: Report, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(40):
        page = client.get("/en/record/data/").content.decode()
    french = client.get("/fr/record/data/").content.decode()
    for name, table in TABLES.items():
        count = document(client, f"{name}.json")["count"]
        assert re.search(rf'href="#{name}".{{0,200}}<td class="r num"[^>]*>{count}</td>', page, re.DOTALL), name
        for shown in (page, french):
            assert f"/data/v1/{name}.csv" in shown and f"/data/v1/{name}.json" in shown
            assert all(f"<code>{one.name}</code>" in shown for one in table.fields)
    assert f"{StanceStep.objects.count()}</td>" in page


def test_without_rows_a_file_is_empty_and_a_view_says_so(client: Client, the_register: Report) -> None:
    make.forget(Designation.objects.all())
    assert document(client, "designations.json")["rows"] == document(client, "persons.json")["rows"] == []
    assert len(lines(client, "designations.csv")) == 1
    assert client.get("/data/v1/standings.json").status_code == 404
    assert client.get("/en/record/data/").status_code == 200
