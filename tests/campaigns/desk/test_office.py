"""How a letter reaches one office: what changed since approval, until when an address waits, and who can end it."""

from datetime import timedelta

import pytest
from django.test import Client

from actors.accounts.models import User
from actors.checking import checks, revisions
from actors.directory.models import Office
from campaigns.letters.models import ChosenChannel, Letter, Readdressing
from campaigns.planning import courts
from campaigns.planning.models import Target
from tests import make
from tests.campaigns.letters.test_readdress import dispute, move


@pytest.fixture
def single(alice: User, bob: User) -> Letter:
    return make.letter(make.campaign(alice), bob, alice, offices=[make.office("XA-one")])


def path(of: Letter, verb: str = "", office: str = "XA-one") -> str:
    return f"/en/desk/c/{of.campaign.code}/letters/{of.code}/offices/{office}/{verb}"


def seen(page: str) -> dict[str, str]:
    return {"seen": page.partition('name="seen" value="')[2].partition('"')[0]}


def test_a_changed_address_is_shown_and_approved_by_a_second_person(
    as_alice: Client, as_bob: Client, as_vera: Client, single: Letter
) -> None:
    page = as_alice.get(path(single)).text
    assert "As approved</dt><dd>yes" in page and "Changed since approval" not in page
    move(single)
    assert "The address or title of 1 office has changed since approval" in as_alice.get("/en/desk/").text
    for client, said in ((as_bob, "You wrote this letter"), (as_vera, "Your role looks on")):
        page = client.get(path(single)).text
        assert said in page and "Approve this address" not in page and "can end this wait" in page
    page = as_alice.get(path(single)).text
    assert "new@office.example" in page and "no: another address was approved" in page
    for _time in range(2):
        answer = as_alice.post(path(single, "readdress/"), seen(page), follow=True)
    assert Readdressing.objects.count() == 1 and "<b>Alice</b> approved address and words anew" in answer.text
    assert "Changed since approval" not in answer.text


def test_a_changed_title_stands_beside_the_approved_one(as_alice: Client, single: Letter) -> None:
    make.change(Office.objects.filter(key="XA-one"), title_en="Chancellor of Examples")
    page = as_alice.get(path(single)).text
    assert "now:</p>" not in page and "now: <b>Chancellor of Examples</b>" in page
    assert "approved: Minister of Examples" in page


def test_the_author_and_who_read_something_else_are_refused(as_alice: Client, as_bob: Client, single: Letter) -> None:
    move(single)
    before = seen(as_alice.get(path(single)).text)
    assert "somebody else has to approve it" in as_bob.post(path(single, "readdress/"), before, follow=True).text
    move(single, "third@office.example")
    assert "has changed while you read it" in as_alice.post(path(single, "readdress/"), before, follow=True).text
    assert not Readdressing.objects.exists()


def test_a_wait_says_until_when_and_who_can_end_it(as_alice: Client, alice: User, bob: User, admin_user: User) -> None:
    now = make.timezone_now()
    single = make.letter(make.campaign(alice, now=now), bob, alice, offices=[make.office("XA-one")], now=now)
    contact = single.targets.get().office.contacts.get()
    contact.value = "minister@elsewhere.example"
    entered = User.objects.create_user("enters@example.org", name="Ed Enters")
    one = revisions.propose(row=contact, by=entered, now=now)
    page = as_alice.get(path(single)).text
    assert "waits for a second person in the register" in page and "but Ed Enters, who entered it" in page
    assert one is not None
    checks.confirm(revision=one, by=admin_user, now=now)
    page = as_alice.get(path(single)).text
    until = now + timedelta(hours=24)
    assert "minister@elsewhere.example</b> may be used from" in page and until.strftime("%H:%M") in page
    assert "Nobody can shorten this wait." in page
    assert (
        "its address may not be used yet"
        in as_alice.get(f"/en/desk/c/{single.campaign.code}/letters/{single.code}/").text
    )


def test_a_disputed_office_waits_for_a_choice(
    as_alice: Client, as_bob: Client, as_vera: Client, single: Letter
) -> None:
    contact = dispute(single)
    page = as_bob.get(path(single)).text
    assert "Its holder is disputed" in page and "two@office.example" in page and "Ada One" in page
    assert "Choose this address" not in as_vera.get(path(single)).text
    answer = as_bob.post(path(single, "channel/"), {"contact": contact.code, "why": ""}, follow=True)
    assert "Please say why" in answer.text
    answer = as_bob.post(path(single, "channel/"), {"contact": "unknown", "why": "x"}, follow=True)
    assert "No usable address is known" in answer.text and not ChosenChannel.objects.exists()
    for _time in range(2):
        done = {"contact": contact.code, "why": "The United Nations seat it."}
        answer = as_bob.post(path(single, "channel/"), done, follow=True)
    assert ChosenChannel.objects.count() == 1 and "The United Nations seat it." in answer.text
    page = as_alice.get(path(single)).text
    as_alice.post(path(single, "readdress/"), seen(page))
    assert Readdressing.objects.get().words["en"]["holder"] == ""


def test_staff_read_the_legal_note_of_the_assembly(as_alice: Client, alice: User, bob: User) -> None:
    make.state(courts.ASSEMBLY, kind="body", entity="igo", name_en="Assembly of States Parties")
    row = make.letter(make.campaign(alice), bob, offices=[make.office("ASP-p", actor=courts.ASSEMBLY)])
    for address in (path(row, office="ASP-p"), f"/en/desk/c/{row.campaign.code}/letters/{row.code}/"):
        assert "Legal note: the Assembly of States Parties may be asked" in as_alice.get(address).text


def test_an_office_that_is_none_of_the_letters_is_not_found(as_alice: Client, single: Letter) -> None:
    stranger = make.office("XQ-one", actor="XQ")
    Target.objects.create(campaign=single.campaign, office=stranger)
    for verb in ("", "readdress/", "channel/"):
        method = as_alice.post if verb else as_alice.get
        assert method(path(single, verb, "XQ-one")).status_code == 404
