"""What goes out as Popolo comes back without loss: into an empty register with the same states and offices."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actors.checking import checks
from actors.directory.contacts import Contact
from actors.directory.models import Person, Term
from actors.exchange import popolo
from actors.exchange.documents.options import Options
from actors.exchange.reading import Reading
from tests import make
from tests.actors.checking.cast import curator
from tests.actors.exchange.documents import offices
from tests.make import NOW
from tests.services import sized

EVERYBODY = Options.read({"everybody": True, "confidence": "high"})
text = st.text(st.characters(categories=["L", "M", "N"], include_characters=" ’-."), min_size=1, max_size=30)
words = text.map(str.strip).filter(bool)
day = st.dates(date(1990, 1, 1), date(2026, 1, 1))
partial = st.one_of(st.just(""), day.map(lambda on: str(on.year)), day.map(lambda on: on.isoformat()[:7]))
source = st.sampled_from(
    ["", "https://a.example/x (Somewhere)", "seed; https://b.example", "words only; a book (1999)"]
)
facts = st.fixed_dictionaries(
    {
        "confidence": st.sampled_from(["", "low", "high"]),
        "source": source,
        "publisher": st.sampled_from(["", "A Ministry"]),
        "caveat_en": st.sampled_from(["", "Two lines\nof caveat."]),
        "accessed_on": st.none() | day,
    }
)
person = st.fixed_dictionaries(
    {
        "name": words,
        "names": st.dictionaries(st.sampled_from(["ar", "zh", "ru", "en", "zh-hant"]), words, max_size=3),
        "aliases": st.lists(words, max_size=3, unique=True),
        "identifiers": st.dictionaries(st.sampled_from(["ipu", "wikidata", "popolo"]), words, max_size=2),
        "gender": st.sampled_from(["", "f", "m", "x"]),
        "honorific_prefix": st.sampled_from(["", "Dr."]),
        "kind": st.sampled_from(["person", "organisation"]),
        "unchecked": st.sampled_from(["", "names", "home_state aliases"]),
        "home": st.booleans(),
    }
)
term = st.fixed_dictionaries(
    {
        "person": st.integers(0, 3),
        "office": st.sampled_from(["minister", "speaker", "members"]),
        "from_on": st.none() | day,
        "length": st.none() | st.integers(1, 4000),
        "disputed": st.booleans(),
        "said": st.tuples(partial, partial),
    }
)
contact = st.fixed_dictionaries(
    {
        "office": st.sampled_from(["minister", "speaker"]),
        "term": st.none() | st.integers(0, 3),
        "way": st.sampled_from(
            [("mail", "a@x.example"), ("phone", "+1 555 0100"), ("post", "1 Street\n2 Town"), ("web_form", "https://x.example/f")]
        ),
        "language": st.sampled_from(["", "en", "fr"]),
    }
)  # fmt: skip


def build(people: list[Any], terms: list[Any], ways: list[Any], public: list[bool]) -> None:
    """A register of these people, terms and contacts; ``public`` is drawn from for each row in turn."""
    there = offices()
    seen = iter(public * 20)
    rows = []
    for number, (said, more) in enumerate(people):
        said = {**said, "home_state": there["minister"].actor if said["home"] else None}
        del said["home"]
        known = {scheme: f"{number}-{value}" for scheme, value in said["identifiers"].items()}
        rows.append(Person(key=f"person-{number}", **{**said, "identifiers": known}, **more))
        make.fact(rows[-1], public=next(seen))
    held: list[Term] = []
    for number, said in enumerate(terms):
        start, length = said["from_on"], said["length"]
        until = (start or date(2020, 1, 1)) + timedelta(days=length) if length else None
        row = Term(
            key=f"term-{number}", person=rows[said["person"] % len(rows)], office=there[said["office"]],
            from_on=start, until_on=until, disputed=said["disputed"], confidence="high",
        )  # fmt: skip
        noted = [f"{word} {text}" for word, text in zip(("from", "until"), said["said"], strict=True) if text]
        row.confidence_note = ", ".join(noted)
        same = [
            one
            for one in held
            if (one.person, one.office, one.from_on, one.until_on) == (row.person, row.office, start, until)
        ]
        if not same:
            held.append(make.fact(row, public=next(seen)))
    for number, said in enumerate(ways):
        owner = (
            {"term": held[said["term"] % len(held)]}
            if held and said["term"] is not None
            else {"office": there[said["office"]]}
        )
        channel, value = said["way"]
        make.fact(
            Contact(key=f"way-{number}", channel=channel, value=value, language=said["language"], **owner),
            public=next(seen),
        )


def clear() -> None:
    for model in (Contact, Term, Person):
        make.forget(model.objects.all())


REGISTER = (
    st.lists(st.tuples(person, facts), min_size=1, max_size=4),
    st.lists(term, max_size=5),
    st.lists(contact, max_size=4),
    st.lists(st.booleans(), min_size=3, max_size=7),
)
THOROUGH = settings(
    max_examples=sized(8, 400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def ada(db: None) -> Any:
    return curator("ada")


@contextmanager
def taken_back() -> Iterator[None]:
    """What one example enters is gone before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@THOROUGH
@given(*REGISTER)
def test_the_full_document_comes_back_the_same(bob: Any, people: Any, terms: Any, ways: Any, public: Any) -> None:
    with taken_back():
        build(people, terms, ways, public)
        before = popolo.document(public_only=False)
        clear()
        found = popolo.enter(
            Reading(document=json.loads(json.dumps(before))), options=EVERYBODY, by=bob, now=NOW, batch="round"
        )
        assert set(found.counts().items()) >= {("refused", 0), ("changed", 0)}
        after = popolo.document(public_only=False)
        assert after.pop("unchecked") == {
            "persons": [row["id"] for row in before["persons"]],
            "memberships": [row["id"] for row in before["memberships"]],
            "contact_details": sorted(Contact.objects.values_list("key", flat=True)),
        }
        before.pop("unchecked")
        assert after == before
        assert popolo.plan(Reading(document=json.loads(json.dumps(before))), options=EVERYBODY).counts()[
            "unchanged"
        ] == len(found.lines)


@THOROUGH
@given(*REGISTER)
def test_the_public_document_comes_back_the_same_once_it_is_checked(
    ada: Any, bob: Any, people: Any, terms: Any, ways: Any, public: Any
) -> None:
    with taken_back():
        build([(said | {"unchecked": ""}, more) for said, more in people], _apart(terms), ways, public)
        before = popolo.document()
        clear()
        popolo.enter(
            Reading(document=json.loads(json.dumps(before))), options=EVERYBODY, by=bob, now=NOW, batch="round"
        )
        checks.confirm_batch(batch="round", by=ada, now=NOW)
        assert popolo.document() == before


def _apart(terms: list[Any]) -> list[Any]:
    """Each office once: nobody can confirm two people in one seat."""
    return list({said["office"]: {**said, "said": ("", "")} for said in terms}.values())


def test_the_full_one_has_contacts_and_says_what_nobody_vouches_for(db: None) -> None:
    there = offices()
    ann = make.fact(Person(key="ann", name="Ann"), public=False)
    held = make.fact(Term(key="t", person=ann, office=there["minister"], unchecked="from_on", from_on=date(2015, 3, 1),
                          confidence_note="from 2015-03"))  # fmt: skip
    make.fact(Contact(key="c", term=held, channel="mail", value="ann@x.example"), public=False)
    full = popolo.document(public_only=False)
    (membership,) = full["memberships"]
    assert membership["start_date"] == "2015-03" and membership["contact_details"][0]["value"] == "ann@x.example"
    assert full["unchecked"] == {"persons": ["ann"], "memberships": [], "contact_details": ["c"]}
    assert "x.example" not in str(popolo.document())
