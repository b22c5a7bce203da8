"""A reader proposes a correction: no account, no cookie, nothing typed lost, nothing kept of who they are."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actors.checking import revisions
from actors.checking.models import Redirect
from actors.directory.models import Contact, Person, Term
from actors.positions.models import Look, Position
from actors.suggestions import fields, inbox
from actors.suggestions.models import Suggestion
from campaigns.record import disclosed, suggesting
from tests import make
from tests.actors.curation.people import appointed
from tests.actors.suggestions.cast import SOURCE, aged, given, public_position, send, suggest_url, unhurried
from tests.conftest import login

__all__ = ["unhurried"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]


@pytest.fixture
def row() -> Position:
    return public_position(speaker="A spokesperson")


def test_what_differs_is_proposed(client: Client, row: Position) -> None:
    answer = send(client, suggest_url(row), to_quote="Lift them all.", to_condemns="yes", comment="Cut short.")
    assert answer.status_code == 303 and answer.cookies == {}
    one = Suggestion.objects.get()
    assert one.said == {"quote": "Lift them all.", "condemns": "yes"}
    assert (one.kind, one.key, one.revision_id) == ("position", row.key, row.revision_id)
    assert (one.source, one.comment, one.concerned, one.language) == (SOURCE, "Cut short.", False, "en")
    assert one.is_waiting() and one.address is None
    thanks = client.get(answer["Location"])
    assert thanks.status_code == 200 and thanks["Cache-Control"] == "no-store"
    assert Position.objects.get().quote == "Lift them.", "nothing changes by itself"
    assert not revisions.waiting().exists()


def test_it_says_what_the_row_says_and_only_what_is_checked(client: Client) -> None:
    row = make.fact(Person(key="p", name="Jane Doe", aliases=["J. D."], home_state=make.state(), unchecked="aliases"))
    page = client.get(suggest_url(row))
    assert page.status_code == 200
    words = page.content.decode()
    assert "Jane Doe" in words and "Exampleland XA" in words and "J. D." not in words
    send(client, suggest_url(row), to_aliases="Janie\nJ. Doe", to_names="ar: جين", to_home_state="")
    assert Suggestion.objects.get().said == {"names": "ar: جين", "aliases": "Janie\nJ. Doe", "home_state": ""}


def _look() -> Look:
    said = {"coercing_state": make.state("XC"), "looked_on": make.NOW.date(), "where": "Its news page"}
    return make.fact(Look(key="look", actor=make.state(), **said))


def _term() -> Term:
    return make.fact(Term(key="t", office=make.office(), person=make.fact(Person(key="p", name="P"))))


@pytest.mark.parametrize("kind", sorted(fields.PROPOSABLE))
def test_every_kind_has_its_form(kind: str, client: Client, the_register: Any) -> None:
    row = revisions.kinds()[kind]._default_manager.filter(public=True).order_by("pk").first()
    if row is None:  # the data set brings none of these
        row = {"look": _look, "term": _term}[kind]()
    assert send(client, suggest_url(row), comment="Look at the page.").status_code == 303
    assert Suggestion.objects.get().said == {}, "a form sent as it was given proposes nothing"


def test_every_kind_with_a_page_is_named_and_contacts_are_not() -> None:
    assert set(fields.PROPOSABLE) == set(disclosed.KINDS)
    assert "contact" not in fields.PROPOSABLE
    for kind, names in fields.PROPOSABLE.items():
        assert set(names) <= {field.name for field in revisions.kinds()[kind]._meta.concrete_fields}, kind


def test_what_is_not_public_has_no_form(client: Client, row: Position) -> None:
    office = make.office()
    contact = Contact.objects.get()
    hidden = make.fact(Person(key="h", name="Hidden"), public=False)
    urls = [suggest_url(hidden), suggest_url(contact)]
    urls += [reverse("record:suggest", args=[kind, office.key]) for kind in ("user", "revision", "position", "x")]
    for url in urls:
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"source": SOURCE, "comment": "x"}).status_code == 404, url
    assert not Suggestion.objects.exists()


def test_a_merged_row_leads_to_the_one_that_is_kept(client: Client, row: Position) -> None:
    gone = make.fact(Person(key="gone", name="Gone"), public=False)
    kept = make.fact(Person(key="kept", name="Kept"))
    Redirect.objects.create(kind="person", old_key=gone.key, new_key=kept.key)
    answer = client.get(suggest_url(gone))
    assert (answer.status_code, answer["Location"]) == (301, suggest_url(kept))


def test_what_was_hidden_or_corrected_meanwhile_is_still_taken(client: Client, row: Position) -> None:
    """Nobody types in vain; and what changed since is not proposed to be changed back."""
    typed = {**given(client, suggest_url(row)), "source": SOURCE, "to_quote": "Lift them all."}
    first = row.revision_id
    row.speaker = "The minister"
    make.fact(row)
    assert client.post(suggest_url(row), typed).status_code == 303
    one = Suggestion.objects.get()
    assert one.said == {"quote": "Lift them all."} and one.revision_id == first != row.revision_id
    typed = {**given(client, suggest_url(row)), "source": SOURCE, "comment": "Hidden meanwhile."}
    Position.objects.update(public=False)
    assert client.get(suggest_url(row)).status_code == 404
    assert client.post(suggest_url(row), typed).status_code == 303
    assert client.post(suggest_url(row), {**typed, "number": "x"}).status_code == 404


def test_nothing_typed_is_lost(client: Client, row: Position) -> None:
    typed = {
        "to_quote": "Words <b>of</b> mine",
        "comment": "My comment",
        "email": "not an address",
        "source": "no link",
    }
    answer = send(client, suggest_url(row), **typed, concerned="on")
    assert answer.status_code == 422 and answer["Cache-Control"] == "no-store"
    words = answer.content.decode()
    for text in ("Words &lt;b&gt;of&lt;/b&gt; mine", "My comment", "not an address", "no link", "checked"):
        assert text in words, text
    assert "This is no link" in words and "name@example.org" in words
    assert not Suggestion.objects.exists()


def test_a_source_is_needed_and_something_to_say(client: Client, row: Position) -> None:
    without = send(client, suggest_url(row), to_quote="Other words", source="")
    assert without.status_code == 422 and "Please give a link" in without.content.decode()
    nothing = send(client, suggest_url(row))
    assert nothing.status_code == 422 and "Nothing differs yet" in nothing.content.decode()
    assert send(client, suggest_url(row), comment="In words.").status_code == 303
    for source in ("javascript:alert(1)", "ftp://a.example/x", "data:text/html,x", "https://" + "a" * 600 + ".example"):
        assert send(client, suggest_url(row), comment="x", source=source).status_code == 422, source


def test_twice_is_once(client: Client, row: Position) -> None:
    form = {**given(client, suggest_url(row)), "source": SOURCE, "comment": "Once."}
    assert [client.post(suggest_url(row), form).status_code for _each in range(3)] == [303, 303, 303]
    assert Suggestion.objects.count() == 1


def test_a_forged_number_takes_nothing(client: Client, row: Position) -> None:
    other = public_position("XB-said", actor=make.state("XB"))
    good = {**given(client, suggest_url(row)), "source": SOURCE, "comment": "Forged."}
    foreign = given(client, suggest_url(other))
    old = aged(good["number"], 25 * 3600)
    other = good["number"][:-1] + ("B" if good["number"].endswith("A") else "A")
    forged = [{"number": number} for number in ("", "x", other, foreign["number"], old, "a:b:c")]
    forged += [{"seen": seen} for seen in ("", "0", "-1", "x", "9" * 40, foreign["seen"], "٣")]
    for change in forged:
        answer = client.post(suggest_url(row), {**good, **change})
        assert answer.status_code == 422 and "Forged." in answer.content.decode(), change
    assert not Suggestion.objects.exists()
    assert client.post(suggest_url(row), good).status_code == 303


def test_who_sends_an_old_form_once_more_may_be_quick(
    client: Client, row: Position, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesting, "TOO_QUICK", 3.0)
    form = {**given(client, suggest_url(row)), "source": SOURCE, "comment": "Slow."}
    late = client.post(suggest_url(row), {**form, "number": aged(form["number"], 25 * 3600)})
    assert "open for too long" in late.content.decode()
    again = {"number": late.context["number"], "seen": late.context["revision"]}
    assert client.post(suggest_url(row), {**form, **again}).status_code == 303
    assert Suggestion.objects.count() == 1


def test_who_puts_it_right_keeps_the_number(client: Client, row: Position) -> None:
    form = {**given(client, suggest_url(row)), "comment": "x"}
    wrong = client.post(suggest_url(row), {**form, "source": ""})
    assert wrong.context["number"] == form["number"]


def test_programs_get_the_same_answer_and_nothing_is_kept(
    client: Client, row: Position, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = send(client, suggest_url(row), comment="Honest.")
    trapped = send(client, suggest_url(row), comment="x", topic="Cheap pills")
    monkeypatch.setattr(suggesting, "TOO_QUICK", 3.0)
    quick = send(client, suggest_url(row), comment="x")
    for answer in (trapped, quick):
        assert (answer.status_code, answer["Location"]) == (303, honest["Location"])
        assert dict(answer.items()) == dict(honest.items())
    assert [one.comment for one in Suggestion.objects.all()] == ["Honest."]
    form = {**given(client, suggest_url(row)), "source": SOURCE, "comment": "After four seconds."}
    form["number"] = aged(form["number"], 4)
    assert client.post(suggest_url(row), form).status_code == 303
    assert Suggestion.objects.count() == 2


def test_an_address_is_sealed_and_nothing_else_is_kept_of_who_wrote(client: Client, row: Position) -> None:
    headers = {"user-agent": "Distinctive Browser 7", "accept-language": "fr-CH"}
    form = {**given(client, suggest_url(row)), "source": SOURCE, "comment": "x", "email": "Reader@Example.org"}
    assert client.post(suggest_url(row), form, headers=headers, REMOTE_ADDR="203.0.113.77").status_code == 303
    one = Suggestion.objects.get()
    assert inbox.address_of(one) == "Reader@example.org"
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM actors_suggestion t")
        line = cursor.fetchone()[0].lower()
    for trace in ("reader@", b"reader@".hex(), "203.0.113", "distinctive", "fr-ch"):
        assert trace not in line, trace
    columns = {field.name for field in Suggestion._meta.concrete_fields}
    assert columns == {
        *("id", "code", "form_number", "about", "kind", "key", "revision", "said", "source", "comment", "concerned"),
        *("language", "received_at", "address", "decided_by", "decided_at", "accepted", "made", "dispute", "answer"),
    }


def test_words_that_are_missing(client: Client, the_register: Any) -> None:
    url = reverse("record:suggest_statement", args=["KE"])
    page = client.get(reverse("record:suggest", args=["actor", "KE"]))
    assert url in page.content.decode()
    typed = {"to_quote": "We call for\nthem to be lifted.", "to_on": "2025-03-02", "to_speaker": "The minister"}
    assert send(client, url, **typed, to_coercing_state="US", to_quote_lang="en").status_code == 303
    one = Suggestion.objects.get()
    assert one.is_statement() and (one.kind, one.key) == ("actor", "KE")
    assert one.said == {
        "coercing_state": "US",
        "on": "2025-03-02",
        "quote": "We call for\nthem to be lifted.",
        "quote_lang": "en",
        "speaker": "The minister",
    }
    tomorrow = (timezone.now() + timedelta(days=2)).date().isoformat()
    for wrong in ({"to_on": tomorrow}, {"to_quote": ""}, {"to_coercing_state": "KE"}, {"to_quote_lang": "xx"}):
        assert send(client, url, **{**typed, "to_coercing_state": "US", **wrong}).status_code == 422, wrong
    assert Suggestion.objects.count() == 1
    assert client.get(reverse("record:suggest_statement", args=["nowhere"])).status_code == 404


def test_a_page_costs_a_fixed_number_of_queries(client: Client, the_register: Any) -> None:
    url = reverse("record:suggest", args=["position", Position.objects.public().order_by("pk")[0].key])
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        client.get(url)
    assert len(found) <= 5, [query["sql"] for query in found]


def test_curators_send_suggestions_like_anybody(row: Position) -> None:
    """The page knows nobody: also not who is logged in."""
    client = login(appointed("ada"))
    answer = client.get(suggest_url(row))
    assert "ada" not in answer.content.decode() and answer.cookies == {}


def test_a_form_tells_nothing_of_a_row_that_was_hidden_meanwhile(client: Client, row: Position) -> None:
    """Who kept a form of yesterday sends it wrong on purpose: the answer is no way to read what waits for a check."""
    typed = {**given(client, suggest_url(row)), "source": "no link", "to_quote": "", "to_speaker": ""}
    shown = client.post(suggest_url(row), typed)
    assert shown.status_code == 422 and "Lift them." in shown.content.decode()
    Position.objects.update(public=False)
    answer = client.post(suggest_url(row), typed)
    assert answer.status_code == 422 and "This is no link" in answer.content.decode()
    for words in ("Lift them.", "A spokesperson", row.stance.label):
        assert words not in answer.content.decode(), words
