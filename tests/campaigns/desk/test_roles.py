"""Who may open what at the desk: members look, owners and campaigners work, everybody else finds nothing."""

import pytest
from django.test import Client

from actors.accounts.models import User
from campaigns.letters.models import Letter
from campaigns.planning.models import Campaign
from foundation.history.models import Entry
from foundation.outbox.models import Message, State, Stop
from tests import make
from tests.campaigns.desk.conftest import message
from tests.conftest import login

PAGES = [
    "/en/desk/c/{campaign}/",
    "/fr/desk/c/{campaign}/",
    "/en/desk/c/{campaign}/messages/",
    "/en/desk/c/{campaign}/journal/",
    "/en/desk/c/{campaign}/letters/{letter}/",
    "/fr/desk/c/{campaign}/letters/{draft}/",
    "/en/desk/c/{campaign}/letters/{letter}/paper/{office}.pdf",
]
DEEDS = [
    "/en/desk/c/{campaign}/stop/",
    "/en/desk/c/{campaign}/go/",
    "/en/desk/c/{campaign}/messages/{message}/settle/",
    "/en/desk/c/{campaign}/messages/{held}/release/",
    "/en/desk/c/{campaign}/letters/{draft}/approve/",
    "/en/desk/c/{campaign}/letters/{letter}/release/",
]


@pytest.fixture
def names(campaign: Campaign, letter: Letter, draft: Letter, doubt: Message) -> dict[str, str]:
    office = letter.targets.order_by("position").first()
    assert office is not None
    make.signature(letter, confirmed=True)
    return {
        "campaign": campaign.code,
        "letter": letter.code,
        "draft": draft.code,
        "message": doubt.code,
        "held": message(campaign, State.HELD, "Held", code="h" * 32).code,
        "office": office.office.key,
    }


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", ["alice", "bob", "vera"])
def test_members_read_every_page(path: str, who: str, names: dict[str, str], request: pytest.FixtureRequest) -> None:
    answer = login(request.getfixturevalue(who)).get(path.format(**names))
    assert answer.status_code == 200
    assert answer["Cache-Control"].endswith("private") and "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
def test_strangers_find_no_page(path: str, names: dict[str, str], as_charlie: Client, admin_user: User) -> None:
    assert as_charlie.get(path.format(**names)).status_code == 404
    assert login(admin_user).get(path.format(**names)).status_code == 404


@pytest.mark.parametrize("path", [*PAGES, "/en/desk/"])
def test_everybody_else_is_asked_to_log_in(path: str, names: dict[str, str]) -> None:
    answer = Client().get(path.format(**names))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("path", DEEDS)
def test_a_deed_is_no_page(path: str, names: dict[str, str], as_alice: Client) -> None:
    before = Entry.objects.count()
    assert as_alice.get(path.format(**names)).status_code == 405
    assert Entry.objects.count() == before


@pytest.mark.parametrize("path", DEEDS)
def test_viewers_do_nothing(path: str, names: dict[str, str], as_vera: Client) -> None:
    before = Entry.objects.count()
    answer = as_vera.post(path.format(**names), {"verdict": "sent"})
    assert answer.status_code == 403
    assert "Your role does not include this" in answer.text
    assert Entry.objects.count() == before


@pytest.mark.parametrize("path", DEEDS)
def test_strangers_do_nothing(path: str, names: dict[str, str], as_charlie: Client) -> None:
    before = Entry.objects.count()
    assert as_charlie.post(path.format(**names), {"verdict": "sent"}).status_code == 404
    assert Client().post(path.format(**names)).status_code == 302
    assert Entry.objects.count() == before
    assert not Stop.objects.exists()


@pytest.mark.parametrize("path", [path for path in DEEDS if "/go/" not in path])
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_owners_and_campaigners_do_them(
    path: str, who: str, names: dict[str, str], request: pytest.FixtureRequest
) -> None:
    """All but Bob's own letter, which is another test. Proves that the refusals above refuse something."""
    if who == "bob" and "approve" in path:
        path = path.replace("/approve/", "/")
        assert "somebody else has to approve it" in login(request.getfixturevalue(who)).get(path.format(**names)).text
        return
    client, before = login(request.getfixturevalue(who)), Entry.objects.count()
    seen = Letter.objects.get(code=names["draft"]).versions.get()
    from campaigns.letters.approvals import what_is_read

    read = what_is_read(seen, make.timezone_now())
    answer = client.post(path.format(**names), {"verdict": "sent", "seen": read})
    assert answer.status_code == 302
    assert Entry.objects.count() == before + 1


def test_a_member_of_two_organisations_works_only_where_the_role_allows(
    names: dict[str, str], charlie: User, campaign: Campaign
) -> None:
    from actors.accounts.models import Member, Role

    Member.objects.create(organisation=campaign.organisation, user=charlie, role=Role.VIEWER)
    client = login(charlie)
    assert client.get(PAGES[0].format(**names)).status_code == 200
    assert client.post(DEEDS[0].format(**names)).status_code == 403


def test_a_letter_is_not_found_under_another_campaign(
    names: dict[str, str], alice: User, as_alice: Client, letter: Letter
) -> None:
    from tests import make

    other = make.campaign(alice)
    assert as_alice.get(f"/en/desk/c/{other.code}/letters/{letter.code}/").status_code == 404
    assert as_alice.post(f"/en/desk/c/{other.code}/letters/{letter.code}/release/").status_code == 404
    assert as_alice.post(f"/en/desk/c/{other.code}/messages/{names['message']}/release/").status_code == 404
    assert Message.objects.get(code=names["message"]).state == State.IN_DOUBT


def test_a_deed_needs_the_token_of_our_own_form(names: dict[str, str], alice: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(DEEDS[0].format(**names)).status_code == 403
    assert not Stop.objects.exists()
