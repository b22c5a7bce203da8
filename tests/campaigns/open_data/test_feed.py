"""The feed of new positions: valid Atom, ids for ever, words in their own language, nothing that is hidden."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from actors.checking import checks, editions, revisions
from actors.checking.models import Dispute
from actors.directory.models import Group, GroupMember
from actors.positions.models import Position
from tests import make
from tests.actors.checking.cast import curator, position, step
from tests.campaigns.open_data.reading import take
from tests.register import NOW

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
pytestmark = pytest.mark.django_db


def said(key: str, **facts: Any) -> Position:
    row = position(key, data_set_on=date(2026, 11, 23), **facts)
    row.actor = None if row.signatories else row.actor
    return make.fact(row)


def feed(client: Client, query: str = "") -> Element:
    return fromstring(take(client, f"positions.atom{query}").decode())


def entries(root: Element) -> dict[str, Element]:
    """By the last part of their ids, in their order."""
    return {text(one, "id").rpartition("/")[2]: one for one in root.findall(f"{ATOM}entry")}


def text(of: Element, name: str) -> str:
    return of.findtext(f"{ATOM}{name}") or ""


def words(one: Element) -> str:
    content = one.find(f"{ATOM}content")
    assert content is not None
    return "".join(content.itertext())


def test_it_is_atom(client: Client, alice: Any) -> None:
    """What RFC 4287 demands of a feed and of each entry."""
    make.campaign(alice)
    said("XA-one")
    answer = client.get("/data/v1/positions.atom?lang=fr")
    root = fromstring(answer.getvalue().decode())
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer["Content-Language"] == root.get(LANG) == "fr"
    for one in (root, *entries(root).values()):
        assert [len(one.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert datetime.strptime(text(one, "updated"), "%Y-%m-%dT%H:%M:%SZ")
        links = [(link.get("rel"), link.get("href")) for link in one.findall(f"{ATOM}link")]
        assert dict(links)["alternate"].startswith("http://testserver/fr/record/")
    assert [one.text for one in root.findall(f"{ATOM}author/{ATOM}name")] == ["Justice Unbound"]
    [own] = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == "http://testserver/data/v1/positions.atom?lang=fr"
    [entry] = entries(root).values()
    assert text(entry, "id") == "tag:testserver,2026:record/position/XA-one"
    content, div = entry.find(f"{ATOM}content"), entry.find(f"{ATOM}content/{XHTML}div")
    assert content is not None and content.get("type") == "xhtml" and div is not None and len(content) == 1


def test_without_a_publisher_it_still_has_an_author(client: Client) -> None:
    assert feed(client).findtext(f"{ATOM}author/{ATOM}name") == "Undeterred"
    assert text(feed(client), "updated")


def test_words_stand_in_their_own_language(client: Client) -> None:
    said("XA-ar", quote="ارفعوا العقوبات", quote_lang="ar")
    said("XA-odd", quote="a < b & c \x0b\x1f", quote_lang="en (translated from ja)")
    found = entries(feed(client, "?lang=fr"))
    quoted = found["XA-ar"].find(f".//{XHTML}blockquote/{XHTML}p")
    assert quoted is not None and (quoted.get(LANG), quoted.get("dir")) == ("ar", "rtl")
    assert quoted.text == "ارفعوا العقوبات"
    assert "a < b & c " in words(found["XA-odd"])
    assert "23 novembre 2026" in words(found["XA-ar"])


def test_it_follows_a_row_from_its_check_to_its_end(client: Client) -> None:
    ann, ben = curator("ann"), curator("ben", organisation="Justice Unbound")
    said("XA-old", on=date(2026, 7, 1))
    revision = revisions.propose(row=position("XA-new", quote="Lift them."), by=ann, now=NOW)
    assert revision is not None and list(entries(feed(client))) == ["XA-old"]
    later = NOW + timedelta(hours=1)
    checks.confirm(revision=revision, by=ben, now=later)
    found = entries(feed(client))
    assert list(found) == ["XA-new", "XA-old"]
    assert text(found["XA-new"], "updated") == "2026-11-24T10:00:00Z"
    assert text(found["XA-old"], "updated") == "2026-11-23T00:00:00Z"
    assert "Checked by a second person on 24 November 2026, for Justice Unbound." in words(found["XA-new"])
    # A correction: the same entry, other words, a later time; nothing of it before its check.
    row = Position.objects.get(key="XA-new")
    row.quote = "Lift all of them."
    revision = revisions.propose(row=row, by=ann, now=later)
    assert revision is not None and "Lift them." in words(entries(feed(client))["XA-new"])
    checks.confirm(revision=revision, by=ben, now=NOW + timedelta(days=1))
    again = entries(feed(client))["XA-new"]
    assert "Lift all of them." in words(again) and text(again, "id") == text(found["XA-new"], "id")
    assert text(again, "updated") == "2026-11-25T09:00:00Z"
    assert text(feed(client), "updated") == "2026-11-25T09:00:00Z"
    Position.objects.filter(key="XA-new").update(public=False)
    assert list(entries(feed(client))) == ["XA-old"]


def test_a_dispute_stands_in_the_entry_and_makes_it_new(client: Client) -> None:
    said("XA-one")
    ann = curator("ann")
    raised = {"kind": "position", "key": "XA-one", "raised_on": NOW.date(), "entered_by": ann, "entered_at": NOW}
    Dispute.objects.create(by_whom="The minister", text="We did not.", **raised)
    [entry] = entries(feed(client)).values()
    assert text(entry, "updated") == "2026-11-24T09:00:00Z"
    assert "Disputed by The minister, 24 November 2026. We did not." in words(entry)


def test_an_unchecked_quotation_is_not_in_it(client: Client) -> None:
    said("XA-one", quote="SECRET", speaker="SECRET", caveat_en="SECRET", source="SECRET", stance=step(5),
         unchecked="quote speaker caveat source")  # fmt: skip
    assert "SECRET" not in take(client, "positions.atom").decode()


def test_it_can_be_narrowed_to_measures_and_to_an_actor(client: Client) -> None:
    one, two = make.state("XA"), make.state("XB")
    group = make.fact(Group(key="signed", name_en="Signatories", rule="fixed"))
    make.fact(GroupMember(key="signed:XB", group=group, actor=two, since_on=date(2026, 1, 1)))
    make.fact(GroupMember(key="signed:XA", group=group, actor=one, since_on=date(2026, 8, 1)))
    said("XA-one", actor=one)
    said("XB-one", actor=two, coercing_state=make.state("XD"))
    said("joint", signatories=group, on=date(2026, 6, 2))
    assert set(entries(feed(client))) == {"XA-one", "XB-one", "joint"}
    assert set(entries(feed(client, "?about=XC"))) == {"XA-one", "joint"}
    assert set(entries(feed(client, "?actor=XB"))) == {"XB-one", "joint"}
    assert set(entries(feed(client, "?actor=XA"))) == {"XA-one"}, "XA signed later"
    ids = {text(feed(client, query), "id") for query in ("", "?about=XC", "?actor=XA", "?lang=fr")}
    assert len(ids) == 4


def test_it_holds_the_latest_hundred(client: Client, django_assert_num_queries: Any) -> None:
    for number in range(130):
        said(f"XA-{number:03}", on=date(2026, 1, 1) + timedelta(days=number))
    with django_assert_num_queries(6):
        found = list(entries(feed(client)))
    assert found == [f"XA-{number:03}" for number in range(129, 29, -1)]


def test_who_has_it_gets_304_until_something_changes(client: Client) -> None:
    said("XA-one")
    seen = client.get("/data/v1/positions.atom")["ETag"]
    assert client.get("/data/v1/positions.atom", headers={"if-none-match": seen}).status_code == 304
    editions.bump(datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert client.get("/data/v1/positions.atom", headers={"if-none-match": seen}).status_code == 200


def test_pages_of_the_record_name_it(client: Client, alice: Any) -> None:
    page = client.get("/fr/record/about/").content.decode()
    assert 'type="application/atom+xml"' in page and 'href="/data/v1/positions.atom?lang=fr"' in page
    assert "application/atom+xml" not in client.get("/en/").content.decode()
