"""Documents of others come in after a look: who is who, which office is meant, what is new, changed, ended, refused."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actors.checking import checks, revisions
from actors.checking.models import Redirect
from actors.directory.contacts import Contact
from actors.directory.models import Office, Person, Term
from actors.exchange import plans, popolo
from actors.exchange.plans import Line, Plan
from tests import make
from tests.actors.checking.cast import curator
from tests.actors.exchange.documents import IDS, cabinet, member, offices, options, parliament, read
from tests.make import NOW


@pytest.fixture
def xa(db: None) -> dict[str, Office]:
    return offices()


def enter(document: Any, bob: Any, batch: str = "one", **given: Any) -> Plan:
    return popolo.enter(read(document), options=options(**given), by=bob, now=NOW, batch=batch)


def plan(document: Any, **given: Any) -> Plan:
    return popolo.plan(read(document), options=options(**given))


def only(found: Plan, kind: str) -> list[Line]:
    return [line for line in found.lines if line.kind == kind]


def test_it_takes_a_parliament_as_everypolitician_writes_it(xa: Any, bob: Any) -> None:
    found = enter(parliament(), bob)
    assert found.counts() == {"new": 8, "changed": 0, "ended": 0, "unchanged": 0, "refused": 0}
    assert found.kinds() == ["person", "term", "contact"]
    ann = Person.objects.get(key="ann-example")
    assert (ann.name, ann.names, ann.aliases, ann.gender) == (
        "Ann Example",
        {"ar": "آن", "zh-hant": "安"},
        ["A. Example"],
        "f",
    )
    assert ann.identifiers == {"wikidata": "Q900001", "ipu": "7", "popolo": IDS[0]}
    assert ann.source == "https://parliament.example/ann" and not ann.public
    days = [(term.from_on, term.until_on) for term in ann.terms.order_by("from_on")]
    assert days == [(date(2019, 6, 1), date(2023, 5, 31)), (date(2023, 6, 1), None)]
    ways = {(one.channel, one.value) for one in Contact.objects.filter(term__person=ann, term__until_on=None)}
    assert ways == {
        ("mail", "ann@parliament.example"), ("phone", "+1 555 0100"), ("social", "https://twitter.com/ann_example"),
    }  # fmt: skip
    assert Contact.objects.count() == 3 and not Contact.objects.public().exists()
    assert found.left_out == 1  # the fax


def test_the_same_file_again_changes_nothing_before_and_after_the_check(xa: Any, bob: Any) -> None:
    enter(parliament(), bob)
    for batch in ("two", "three"):
        again = enter(parliament(), bob, batch=batch)
        assert again.counts()["unchanged"] == len(again.lines) == 8
        assert not revisions.waiting().filter(batch=batch).exists()
        if batch == "two":
            checks.confirm_batch(batch="one", by=curator("ada"), now=NOW)
    assert Term.objects.public().count() == 3 and Contact.objects.public().count() == 3


def test_a_year_or_month_is_its_first_day_unchecked_and_noted(xa: Any, bob: Any) -> None:
    found = enter(parliament(), bob)
    ben = Term.objects.get(person__key="ben-example")
    assert (ben.from_on, ben.until_on) == (date(2021, 1, 1), date(2022, 3, 1))
    assert ben.unchecked == "from_on until_on" and ben.confidence_note == "from 2021, until 2022-03"
    line = next(line for line in found.lines if line.key == ben.key)
    assert "from 2021" in line.remarks[0] and line.place == "memberships 3"


def test_a_year_that_both_begins_and_ends_it_is_held_through(xa: Any, bob: Any) -> None:
    enter(parliament(memberships=[member(1, "term/1", start_date="2021", end_date="2021")]), bob)
    ben = Term.objects.get(person__key="ben-example")
    assert (ben.from_on, ben.until_on) == (date(2021, 1, 1), date(2022, 1, 1))


def test_a_better_known_day_stays(xa: Any, bob: Any) -> None:
    enter(parliament(memberships=[member(1, "term/1", start_date="2021-05-06", end_date="2022-03-04")]), bob)
    memberships = [member(1, "term/1", start_date="2021", end_date="2022-03")]
    assert plan(parliament(memberships=memberships)).counts()["unchanged"] == 2


def test_texts_by_language_and_offices_by_country(xa: Any, bob: Any) -> None:
    enter(cabinet(("Q900001", "Ann Example"), start_date="2024-01-02"), bob)
    held = Term.objects.get()
    assert (held.office.key, held.person.identifiers) == ("XA-minister", {"wikidata": "Q900001"})
    assert held.person.names == {"en": "Ann Example", "xx": "Ann Example xx"}


def test_an_office_nobody_named_is_refused_with_its_place(xa: Any) -> None:
    found = plan(parliament(), rules="")
    refused = found.of("refused")
    assert [line.place for line in refused] == ["memberships 1", "memberships 2", "memberships 3"]
    assert "role: member; organization: Assembly => …" in refused[0].reason
    assert popolo.questions(read(parliament())) == [("role: member; organization: Assembly", 3)]
    assert found.left_out == 2, "people without an office of the register do not come in"


def test_a_rule_to_an_office_that_is_not_there_is_refused(xa: Any) -> None:
    assert "XA-nobody" in plan(parliament(), rules="* => XA-nobody").of("refused")[0].reason


def test_what_a_rule_leaves_out_is_counted(xa: Any) -> None:
    found = plan(parliament(), rules="* => leave out")
    assert not found.lines and found.left_out == 5


def test_one_refused_line_refuses_all_and_can_be_left_out(xa: Any, bob: Any) -> None:
    document = parliament(memberships=[member(0, "term/2"), member(1, "term/1", start_date="2015-13-45")])
    assert [(one.place, one.kind) for one in plan(document).of("refused")] == [("memberships 2", "term")]
    with pytest.raises(plans.Refuses, match="2015-13-45"):
        enter(document, bob)
    assert not Person.objects.filter(key="ann-example").exists()
    assert enter(document, bob, leave_out=["memberships 2"]).counts()["new"] == 5


def test_identifiers_say_who_somebody_is_before_names_do(xa: Any, bob: Any) -> None:
    make.fact(Person(key="annie", name="Annie E.", identifiers={"wikidata": "Q900001"}))
    found = plan(parliament())
    line = next(line for line in only(found, "person") if line.number == 1)
    assert (line.key, line.state) == ("annie", "changed") and line.row.name == "Annie E."
    assert "Ann Example" in line.row.aliases and "another spelling" in line.remarks[0]


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ([{"key": "ann-example", "name": "Ann Example"}], "Somebody of that name"),
        ([{"key": "a", "name": "x", "identifiers": {"wikidata": "Q900001"}},
          {"key": "b", "name": "y", "identifiers": {"ipu": "7"}}], "several people"),
        ([{"key": "a", "name": "x", "identifiers": {"ipu": "7", "wikidata": "Q1"}}], "another identifier"),
    ],
)  # fmt: skip
def test_who_cannot_be_told_is_refused(xa: Any, there: list[dict[str, Any]], words: str) -> None:
    for facts in there:
        make.fact(Person(**facts))
    refused = plan(parliament()).of("refused")
    assert words in refused[0].reason and refused[0].place == "persons 1"
    assert {line.reason for line in refused[1:]} == {"The person is refused."}


def test_the_person_importing_says_who_it_is(xa: Any, bob: Any) -> None:
    make.fact(Person(key="ann", name="Ann Example"))
    found = plan(
        parliament(), rules=f"role: member => XA-members\nperson: {IDS[0]} => ann\nperson: {IDS[1]} => leave out"
    )
    assert not found.of("refused") and {line.key for line in only(found, "person")} == {"ann"}
    found = plan(parliament(), rules=f"role: member => XA-members\nperson: {IDS[0]} => new")
    assert only(found, "person")[0].key == "ann-example"


def test_a_name_and_a_term_in_the_same_office_are_enough(xa: Any, bob: Any) -> None:
    ann = make.fact(Person(key="ann", name="Änn  Example"))
    make.fact(Term(key="t", office=xa["members"], person=ann, from_on=date(2019, 6, 1), until_on=date(2023, 5, 31)))
    found = plan(parliament())
    assert [line.state for line in only(found, "term")] == ["unchanged", "new", "new"]


def test_a_term_that_ends_is_closed_and_not_deleted(xa: Any, bob: Any) -> None:
    ada = curator("ada")
    enter(cabinet(("Q900001", "Ann"), start_date="2024-01-02"), bob)
    checks.confirm_batch(batch="one", by=ada, now=NOW)
    ended = cabinet(("Q900001", "Ann"), start_date="2024-01-02", end_date="2025-03-04")
    (line,) = plan(ended).of("ended")
    assert [(one.field, one.new) for one in line.changes] == [("until_on", "4 March 2025")]
    assert len(enter(ended, bob, batch="two").of("ended")) == 1
    assert Term.objects.get().until_on is None, "nothing changes before a second person agrees"
    assert enter(ended, bob, batch="three").counts()["unchanged"] == 2
    checks.confirm_batch(batch="two", by=ada, now=NOW)
    assert Term.objects.get().until_on == date(2025, 3, 4)


def test_whoever_a_complete_list_lacks_has_ended(xa: Any, bob: Any) -> None:
    enter(cabinet(("Q900001", "Ann"), start_date="2024-01-02"), bob)
    cy = make.fact(Person(key="cy", name="Cy"))
    make.fact(Term(key="cy-later", office=xa["minister"], person=cy, from_on=date(2026, 1, 1)))
    make.fact(Term(key="cy-speaker", office=xa["speaker"], person=cy))
    newer = cabinet(("Q900002", "Ben"), start_date="2025-05-06")
    assert not plan(newer).of("ended"), "a file that does not claim to be complete ends nothing"
    given: dict[str, Any] = {"as_of": "2025-05-07", "complete_of": "XA-minister"}
    found = enter(newer, bob, batch="two", **given)
    assert [(line.row.until_on, line.label) for line in found.of("ended")] == [
        (date(2025, 5, 7), "Ann · Minister of Examples, Exampleland")
    ]
    assert enter(newer, bob, batch="three", **given).counts()["unchanged"] == 2
    assert [line.key for line in plan(newer, as_of="2025-05-07", complete_of="XA").of("ended")] == ["cy-speaker"]


def test_an_entry_left_out_by_its_place_ends_nobody(xa: Any, bob: Any) -> None:
    enter(cabinet(("Q900001", "Ann"), start_date="2024-01-02"), bob)
    given: dict[str, Any] = {"as_of": "2025-05-07", "complete_of": "XA-minister", "leave_out": ["memberships 1"]}
    assert not plan(cabinet(("Q900001", "Ann"), start_date="2024-01-02"), **given).of("ended")


def test_it_says_that_two_would_hold_one_seat(xa: Any, bob: Any) -> None:
    enter(cabinet(("Q900001", "Ann"), start_date="2024-01-02"), bob)
    (line,) = [one for one in only(plan(cabinet(("Q900002", "Ben"), start_date="2025-05-06")), "term") if one.remarks]
    assert "one seat" in line.remarks[0]


def test_a_file_that_gives_no_end_reopens_nothing(xa: Any, bob: Any) -> None:
    enter(cabinet(("Q900001", "Ann"), start_date="2024-01-02", end_date="2025-01-01"), bob)
    for said in ({"start_date": "2024-01-02"}, {}):
        found = plan(cabinet(("Q900001", "Ann"), **said))
        assert found.counts()["unchanged"] == 2 and "no end" in only(found, "term")[0].remarks[0]


def test_two_entries_that_say_the_same_are_one_term(xa: Any, bob: Any) -> None:
    found = enter(parliament(memberships=[member(0, "term/1"), member(0, "term/1", on_behalf_of_id="other")]), bob)
    assert Term.objects.count() == 1 and "memberships 1" in only(found, "term")[1].remarks[0]


def test_contacts_of_who_holds_two_offices_are_refused_until_somebody_says(xa: Any) -> None:
    document = parliament(posts=[{"id": "speaker", "label": "Speaker", "organization_id": "legislature"}])
    document["memberships"].append({**member(0, "term/2"), "post_id": "speaker"})
    rules = "post: speaker => XA-speaker\nrole: member => XA-members"
    refused = plan(document, rules=rules).of("refused")
    assert {line.kind for line in refused} == {"contact"} and "several offices" in refused[0].reason
    assert not plan(document, rules=rules, contacts=False).of("refused")


def test_a_type_of_contact_nobody_knows_is_asked_for(xa: Any) -> None:
    document = parliament()
    document["persons"][0]["contact_details"] = [{"type": "Switchboard", "value": "+1 555 0199"}]
    assert "contact: Switchboard" in plan(document).of("refused")[0].reason
    found = plan(document, rules="role: member => XA-members\ncontact: switchboard => phone")
    assert [line.label for line in only(found, "contact")] == [
        "telephone: +1 555 0199",
        "e-mail: ann@parliament.example",
    ]


def test_lists_may_stand_in_their_owners(xa: Any, bob: Any) -> None:
    document = {
        "persons": [{"id": "ann", "name": "Ann", "memberships": [{"post_id": "speaker"}]}],
        "organizations": [{"id": "o", "posts": [{"id": "speaker", "contact_details": [
            {"type": "address", "value": "1 Example Street"}]}]}],
    }  # fmt: skip
    found = enter(document, bob)
    assert Term.objects.get().key == "XA-speaker-ann" and Contact.objects.get().office == xa["speaker"]
    assert found.lines[1].place == "persons 1, memberships 1"


@pytest.mark.parametrize(
    "given",
    [
        {"rules": "role: minister"}, {"rules": "=> XA-minister"}, {"rules": "colour: red => XA-minister"},
        {"rules": "contact: x => y"}, {"as_of": "soon"}, {"complete_of": "XA"}, {"confidence": "certain"},
    ],
)  # fmt: skip
def test_options_that_cannot_be_are_refused_in_words(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        options(**given)
    assert str(refused.value)


def test_progress_is_told(xa: Any, bob: Any) -> None:
    told: list[tuple[int, int]] = []
    popolo.enter(
        read(parliament()), options=options(), by=bob, now=NOW, batch="a", progress=lambda *done: told.append(done)
    )
    assert told == [(0, 8), (2, 8), (5, 8), (8, 8)]


@pytest.mark.parametrize(
    ("said", "day"), [("2024-05-00", date(2024, 5, 1)), ("2024-05-06T00:00:00Z", date(2024, 5, 6))]
)
def test_days_that_are_zero_and_times_of_day(xa: Any, bob: Any, said: str, day: date) -> None:
    enter(cabinet(("Q900001", "Ann"), start_date=said), bob)
    assert Term.objects.get().from_on == day


def test_two_people_of_one_name_are_two_and_said_to_be(xa: Any) -> None:
    document = parliament()
    document["persons"][1]["name"] = "Ann Example"
    one, other = only(plan(document), "person")
    assert one.key != other.key and other.remarks == ["Another person of that name: persons 1."]


def test_who_a_merged_key_leads_to_is_met(xa: Any, bob: Any) -> None:
    make.fact(Person(key="ann", name="Ann"))
    Redirect.objects.create(kind="person", old_key="ann-old", new_key="ann")
    make.fact(Person(key="ann-old", name="Ann"), public=False)
    document = {
        "persons": [{"id": "ann-old", "name": "Ann"}],
        "memberships": [{"person_id": "ann-old", "role": "member"}],
    }
    assert only(plan(document), "person")[0].key == "ann"


def test_a_term_somebody_refused_stays_refused_and_holds_no_seat(xa: Any, bob: Any) -> None:
    ada = curator("ada")
    enter(cabinet(("Q900001", "Ann"), start_date="2024-01-02"), bob)
    checks.refuse(revision=revisions.waiting().get(kind="term"), by=ada, now=NOW)
    given: dict[str, Any] = {"as_of": "2025-05-07", "complete_of": "XA-minister"}
    assert not plan(cabinet(("Q900002", "Ben")), **given).of("ended")
    assert not [line.remarks for line in plan(cabinet(("Q900002", "Ben"))).lines if line.remarks]
    again = enter(cabinet(("Q900001", "Ann"), start_date="2024-01-02"), bob, batch="two")
    assert again.counts()["unchanged"] == 2
