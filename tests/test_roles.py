"""Everybody at every staff address: members, viewers, strangers of another house, admins, nobody."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actors.accounts.models import Member, Organisation, Role, User
from actors.directory.models import Person
from actors.levers.models import Instrument
from campaigns.answering import incoming, replies, steps, talks
from campaigns.endorsing import claims
from campaigns.letters import arguments, reviewing
from campaigns.letters.models import Letter, Version
from campaigns.planning.models import Campaign, Target
from campaigns.signing import invalidations, paper
from campaigns.signing.invalidations import Conditions
from foundation.outbox.models import Message, State
from tests import address_map, make
from tests.campaigns.endorsing import cast as endorsing
from tests.conftest import login
from tests.test_urls import METHODS, every_row, named

LOGIN = "/en/accounts/login/?next="
STRANGE_CODE = "0" * 32
pytestmark = pytest.mark.django_db


@dataclass
class House:
    """An organisation with its three people, a campaign, an approved letter and a message in doubt."""

    title: str
    people: dict[str, User]
    letter: Letter
    message: Message
    person: str
    """The key of somebody in the register."""
    came: dict[str, str] = field(default_factory=dict)
    """Codes of what came back (reply, attachment, talk, step), and of an organisation’s endorsement and its dispute."""
    clients: dict[str, Client] = field(default_factory=dict)

    def path(self, name: str, **other: str) -> str:
        office = self.letter.targets.get().office.key
        known = {"code": self.letter.campaign.code, "letter": self.letter.code, "message": self.message.code}
        known |= {"situation": "us-person", "person": self.person, "user": self.people["campaigner"].code, **self.came}
        wanted = [part.partition(":")[2] for part in named(name).route.split("<")[1:]]
        return reverse(name, kwargs={key: {**known, "office": office, **other}[key] for key in map(_bare, wanted)})


def _bare(part: str) -> str:
    return part.partition(">")[0]


def house(organisation: Organisation, title: str) -> House:
    people = {}
    for role in Role.values:
        user = people[role] = User.objects.create_user(f"{role}@{title}.example", name=f"{title} {role}")
        Member.objects.create(organisation=organisation, user=user, role=role)
    campaign = make.campaign(people["owner"], now=timezone.now())
    campaign.texts.update(title=title)
    letter = make.letter(campaign, people["campaigner"], people["owner"], now=timezone.now())
    message = Message.objects.create(
        purpose="delivery.letter",
        handling="letter",
        recipient_kind="delivery",
        recipient_code=f"{title}-1",
        state=State.IN_DOUBT,
        scope=campaign.scope,
        retry_at=timezone.now(),
        queued_at=timezone.now(),
    )
    message.refresh_from_db(fields=["code"])
    person = make.fact(Person(key=f"person-{organisation.pk}", name="Ada Example")).key
    clients = {role: login(user) for role, user in people.items()}
    came = came_back(letter, people["owner"], title)
    return House(title, people, letter, message, person, came, clients)


def came_back(letter: Letter, by: User, title: str) -> dict[str, str]:
    """A reply with a file, a talk and a step: all of it says whose it is."""
    target, now = Target.objects.select_related("campaign", "office").get(letters=letter), timezone.now()
    said = {"target": target, "by": by, "now": now}
    reply = replies.record(way="post", came_on=now.date(), text=f"Dear {title}", **said)
    replies.attach(reply, incoming.File(f"{title}.pdf", "application/pdf", title.encode()), now)
    talk = talks.log(kind="call", on=now.date(), what=title, next_step=title, **said)
    step = steps.record(kind="met", on=now.date(), words=title, language="en", source="", **said)
    remark = reviewing.comment(version=Version.objects.get(letter__targets=target), by=by, now=now, words=title)
    law = make.fact(Instrument(key=f"law-{letter.pk}", name_en="A law", jurisdiction="XA", kind="law", citation="1"))
    basis = arguments.write(campaign=target.campaign, instrument=law, texts={"en": title}, by=by, now=now)
    taking = invalidations.try_out(
        campaign=letter.campaign, conditions=Conditions(country="XA"), why=title, by=by, now=now
    )
    sheets = {"collected_on": now.date(), "collector": title, "place": title, "number": 9, "scan": ""}
    batch = paper.enter(letter=letter, by=by, now=now, **sheets)
    codes = {
        "argument": basis.code,
        "comment": remark.code,
        "invalidation": taking.code,
        "batch": batch.code,
        "reply": reply.code,
        "talk": talk.code,
        "step": step.code,
    }
    return {**codes, "attachment": reply.attachments.get().code, **organisations(letter, by, title)}


def organisations(letter: Letter, by: User, title: str) -> dict[str, str]:
    """A closed round, one that was asked, and an endorsement that is disputed: all of it says whose it is."""
    now = timezone.now()
    [row] = endorsing.invited(endorsing.closed_round(letter, by, now), by, title, now=now)
    given = endorsing.answer(row, title, now, country=letter.targets.get().office.actor.key)
    claims.dispute(endorsement=given, words=title, email="", form_number=title, now=now)
    return {"endorsement": given.code, "dispute": given.disputes.get().code}


@pytest.fixture
def houses(organisation: Organisation) -> tuple[House, House]:
    other = Organisation.objects.create(
        name="Elsewhere",
        registration="Registered association 4321",
        postal_address="Other Street 2, 2000 Exampleton",
        contact_email="hello@elsewhere.example",
        mail_domain="elsewhere.example",
    )
    return house(organisation, "northhouse"), house(other, "southhouse")


@pytest.fixture
def superuser(admin_user: User) -> Client:
    return login(admin_user)


def expected(name: str, method: str, who: str) -> int:
    """The role matrix of the desk, as a rule."""
    is_deed = name in address_map.DESK_DEEDS
    if method not in ({"POST"} if is_deed else {"GET", "HEAD"}):
        return 405
    if who == "anonymous":
        return 302
    if who in {"stranger", "admin"}:
        return 200 if name == "desk:home" else 404
    if not is_deed:
        return 200
    if who == "viewer" or (who == "campaigner" and name in address_map.OWNER_DEEDS):
        return 403
    return 422 if name in address_map.DESK_FORMS else 302


def visits(houses: tuple[House, House], superuser: Client) -> Iterator[tuple[House, House, str, Client, str, str]]:
    """Every desk address of each house x everybody x every method."""
    desk = sorted(address_map.DESK_PAGES | address_map.DESK_DEEDS)
    for home, other in (houses, houses[::-1]):
        everybody = {**home.clients, "admin": superuser, "anonymous": Client()}
        everybody |= {f"stranger:{role}": client for role, client in other.clients.items()}
        for name, (who, client), method in itertools.product(desk, everybody.items(), METHODS):
            yield home, other, who, client, name, method


def test_the_role_matrix(houses: tuple[House, House], superuser: Client) -> None:
    seen: Counter[int] = Counter()
    for home, other, who, client, name, method in visits(houses, superuser):
        url = home.path(name)
        point = transaction.savepoint()
        answer = client.generic(method, url)
        transaction.savepoint_rollback(point)
        should = expected(name, method, who.partition(":")[0])
        assert answer.status_code == should, f"{who} {method} {name}: {answer.status_code}, not {should}"
        if who == "anonymous" and should == 302:
            assert answer["Location"] == f"{LOGIN}{url}"
        elif should == 302:
            assert LOGIN not in answer["Location"], (who, method, name)
        # Whose words an answer may hold: the language links of a 404 repeat its path, so codes tell nothing.
        hidden = [other.title] if who in home.people else [home.title]
        hidden += [home.title, other.title] if who in {"anonymous", "admin"} else []
        assert not any(title.encode() in answer.content for title in hidden), f"{who} {method} {name} sees a stranger"
        assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex"
        seen[should] += 1
    print(f"{sum(seen.values())} cases: {dict(seen)}")
    assert sum(seen.values()) >= 1000 and set(seen) == {200, 302, 403, 404, 405, 422}


def test_one_s_own_campaign_opens_nobody_else_s_rows(houses: tuple[House, House]) -> None:
    """A foreign letter or message under the address of one's own campaign, and the other way round."""
    home, other = houses
    crossed = [
        {"letter": other.letter.code, "message": other.message.code},
        other.came,
        {"code": other.letter.campaign.code},
        {"letter": STRANGE_CODE, "message": STRANGE_CODE, **dict.fromkeys(other.came, STRANGE_CODE)},
    ]
    for name in sorted(address_map.DESK_PAGES | address_map.DESK_DEEDS - {"desk:home"}):
        for parts in crossed:
            url = home.path(name, **parts)
            if url == home.path(name):
                continue
            method = "POST" if name in address_map.DESK_DEEDS else "GET"
            for role, client in home.clients.items():
                answer = client.generic(method, url)
                assert answer.status_code in ({403, 404} if role == "viewer" else {404}), (role, name, parts)
                assert b"southhouse" not in answer.content


def test_desk_deeds_want_their_form_s_token(houses: tuple[House, House]) -> None:
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(houses[0].people["owner"], backend="django.contrib.auth.backends.ModelBackend")
    before = every_row()
    for name in address_map.DESK_DEEDS:
        assert guarded.post(houses[0].path(name), {"verdict": "sent"}).status_code == 403, name
    assert every_row() == before


def test_control_without_its_lock_the_matrix_sees_strangers(
    houses: tuple[House, House], superuser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let everybody find every campaign, and the matrix must notice."""
    monkeypatch.setattr(type(Campaign.objects.all()), "visible_to", lambda self, user: self)
    for client in (superuser, *houses[0].clients.values(), *houses[1].clients.values()):
        client.raise_request_exception = False
    with pytest.raises(AssertionError, match="(stranger|admin).* not 404"):
        test_the_role_matrix(houses, superuser)


# --- accounts and the admin ---------------------------------------------------------------------
def test_one_s_own_account_needs_login(client: Client) -> None:
    for name in address_map.ACCOUNT:
        url = reverse(name, args=[1] if "<int:pk>" in named(name).route else [])
        for method in ("GET", "POST"):
            answer = client.generic(method, url)
            assert answer.status_code == 302 and "/accounts/login/" in answer["Location"], (name, method)


def test_the_entrance_shows_nobody(client: Client, alice: User) -> None:
    for name in address_map.ENTRANCE:
        arguments: dict[str, Any] = {"account_confirm_email": ["x"], "account_reset_password_from_key": ["1", "x"]}
        answer = client.get(reverse(name, args=arguments.get(name, [])))
        assert answer.status_code in {200, 302, 405}, (name, answer.status_code)
        assert alice.email.encode() not in answer.content and alice.name.encode() not in answer.content
        assert "no-store" in answer["Cache-Control"], name


def test_the_admin_is_for_admins(client: Client, as_alice: Client, superuser: Client) -> None:
    """Owners of organisations included: the register has keepers of its own."""
    found = [address for address in address_map.addresses() if address.kinds == ["admin"]]
    assert len(found) > 30
    for address in found:
        route = address.route.replace("<path:object_id>", "1").replace("<path:content_type_id>", "1")
        if "(?P<" in route:
            route = "admin/actors/" if "app_label" in route else "admin/nowhere/"
        for method, (who, browser) in itertools.product(("GET", "POST"), {"": client, "alice": as_alice}.items()):
            answer = browser.generic(method, f"/{route}")
            assert answer.status_code in {302, 403, 405}, (who, method, route, answer.status_code)
            assert b"changelist" not in answer.content
        if address.name.endswith(("_changelist", ":index")):
            assert superuser.get(f"/{route}").status_code == 200, route
