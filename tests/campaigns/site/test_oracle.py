"""Nobody finds out who has signed (T8): the same bytes, the same work and the same time for every address.

A classifier sees how long each answer took and guesses whether the address had signed. Its AUC is 0.5 when it can only
guess. The kinds of address come in turn, so that whatever else the machine does falls on all of them alike. The control
is the obvious way, which looks the address up and writes a row and a mail only for a new one.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from actors.accounts.models import User
from campaigns.letters.models import Letter
from campaigns.signing import quiet, signatures
from campaigns.signing.models import Intake, Signature
from campaigns.supporters import people
from campaigns.supporters.models import Supporter
from foundation.outbox import post
from foundation.vault import keys, seals
from foundation.vault.addresses import canonical
from foundation.web.deeds import new_number
from tests import make
from tests.campaigns.site.cast import address, form, open_letter, sign_page
from tests.services import sized

pytestmark = pytest.mark.django_db
PROBES = sized(400, 10_000)
"""Of each endpoint, half of them of addresses that have signed or did once."""
HALF = 0.55
KINDS = ("new", "waiting", "confirmed", "withdrawn", "silenced")
Probe = Callable[[str], Any]


@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    return open_letter(alice, bob)


@pytest.fixture
def known(letter: Letter) -> dict[str, str]:
    """An address of each kind; of ``new`` there is another one for each probe."""
    now = make.timezone_now()
    for kind in ("waiting", "confirmed", "withdrawn", "silenced"):
        row = make.signature(letter, f"{kind}@example.org", confirmed=kind != "waiting", now=now)
        if kind == "withdrawn":
            people.leave(supporter=row.supporter, now=now)
        if kind == "silenced":
            opened = keys.open_scope(letter.campaign.scope)
            quiet.keep(supporter=row.supporter, opened=opened, everywhere=True, now=now)
    return {kind: f"{kind}@example.org" for kind in KINDS}


def fresh(kind: str, known: dict[str, str]) -> str:
    """Of the same length for every kind, so that only what we know of it differs."""
    return f"{uuid.uuid4().hex[:9]}@example.org" if kind == "new" else known[kind]


def signing(client: Client, letter: Letter) -> Probe:
    path = sign_page(letter)
    filled = form(client, path)
    about = filled["number"]

    def probe(email: str) -> Any:
        return client.post(path, {**filled, "number": renewed(about), "email": email})

    return probe


def asking_for_links(client: Client, letter: Letter) -> Probe:
    path = address("links", letter.campaign.code)
    return lambda email: client.post(path, {"email": email, "number": new_number(f"links:{letter.campaign.code}")})


def renewed(number: str) -> str:
    """Another number about the same thing."""
    from django.core import signing as signed

    return new_number(signed.loads(number, salt="undeterred.form")[1])


def the_obvious_way(client: Client, letter: Letter) -> Probe:
    """Looks the address up; for a new one, INSERT ... ON CONFLICT and a row in the outbox."""
    campaign, version = letter.campaign, letter.current
    assert version is not None

    def probe(email: str) -> Any:
        now, code = make.timezone_now(), uuid.uuid4().hex
        opened = keys.open_scope(campaign.scope)
        with transaction.atomic():
            tag = seals.address_tag(opened, canonical(email))
            if not Supporter.objects.filter(campaign=campaign, tag=tag).exists():
                sealed = seals.seal(opened, code, {"name": "Sam", "email": email, "town": "", "note": ""})
                values = {"code": code, "campaign": campaign, "tag": tag, "sealed": sealed, "language": "en"}
                values |= {"time_zone": "UTC", "provider": "other", "came_on": now.date()}
                Supporter.objects.bulk_create([Supporter(**values)], ignore_conflicts=True)
                row = Supporter.objects.get(tag=tag)
                Signature.objects.create(supporter=row, letter=letter, version=version, signed_on=now.date())
                post.queue(purpose="signing.confirm", recipient=("supporter", row.code), slot=code, now=now)

    return probe


def probes(known: dict[str, str], number: int) -> Iterator[tuple[bool, str]]:
    """Half of them of new addresses, half of those known, in an order that nothing follows."""
    order = random.Random(8)
    for _turn in range(number // 2):
        pair = [(False, fresh("new", known)), (True, fresh(order.choice(KINDS[1:4]), known))]
        order.shuffle(pair)
        yield from pair


def auc(probe: Probe, known: dict[str, str], number: int) -> float:
    """How well the time of an answer tells who has signed: 0.5 not at all, 1 always. Which way does not matter."""
    times: dict[bool, list[float]] = {False: [], True: []}
    for signed, email in probes(known, number):
        began = time.perf_counter()
        probe(email)
        times[signed].append(time.perf_counter() - began)
    pairs = sorted([(took, signed) for signed, each in times.items() for took in each])
    ranks = sum(rank for rank, (_took, signed) in enumerate(pairs, 1) if signed)
    n, m = len(times[True]), len(times[False])
    area = (ranks - n * (n + 1) / 2) / (n * m)
    return max(area, 1 - area)


def measured(probe: Probe, known: dict[str, str], times: int = 5) -> float:
    """The best of up to so many measurements: what is there shows in each, chance or another program does not."""
    found = 1.0
    for _time in range(times):
        with transaction.atomic():
            probe(fresh("new", known))  # warm
            found = min(found, auc(probe, known, PROBES))
            transaction.set_rollback(True)
        if found <= HALF:
            break
    print(f"AUC {found:.3f} over {PROBES} probes")
    return found


@pytest.mark.parametrize("endpoint", [signing, asking_for_links])
def test_no_answer_tells_by_its_bytes_or_its_work(
    endpoint: Callable[[Client, Letter], Probe], client: Client, letter: Letter, known: dict[str, str]
) -> None:
    probe, seen = endpoint(client, letter), {}
    for kind in KINDS:
        before = Intake.objects.count()
        answer = probe(fresh(kind, known))
        after = client.get(answer["Location"])
        seen[kind] = (answer.status_code, answer.content, sorted(answer.items()), after.status_code, after.content)
        assert Intake.objects.count() == before + 1, "one row, whoever it is"
    assert len({str(one) for one in seen.values()}) == 1 and seen["new"][0] == 303


@pytest.mark.parametrize("endpoint", [signing, asking_for_links])
def test_no_answer_tells_by_its_time(
    endpoint: Callable[[Client, Letter], Probe], client: Client, letter: Letter, known: dict[str, str]
) -> None:
    assert measured(endpoint(client, letter), known) <= HALF


def test_control_the_obvious_way_tells(client: Client, letter: Letter, known: dict[str, str]) -> None:
    known["withdrawn"] = known["confirmed"]  # who left is new again, for this way
    assert measured(the_obvious_way(client, letter), known, times=1) >= 0.8


@pytest.mark.parametrize("name", ["confirm", "own", "leave", "mine", "choices"])
def test_links_of_the_erased_and_links_that_never_were_get_the_same(client: Client, letter: Letter, name: str) -> None:
    """Withdrawn, refused, renewed and made up: nothing on the page says that somebody was there."""
    now = make.timezone_now()
    left, refused, renewed_row = (make.signature(letter, confirmed=n != 1, now=now) for n in range(3))
    kind = make.confirm_token if name == "confirm" else lambda row: make.own_token(row.supporter)
    tokens = [kind(row) for row in (left, refused, renewed_row)] + ["0" * 32 + "." + "A" * 32]
    people.leave(supporter=left.supporter, now=now)
    signatures.refuse(signature=refused, now=now)
    Supporter.objects.filter(pk=renewed_row.supporter_id).update(generation=2)
    bodies = set()
    for token in tokens:
        client.cookies.clear()
        answer = client.post(address(name), {"link": token, "answer": "yes", "leave": "yes"})
        bodies.add((answer.status_code, answer.content))
    assert len(bodies) == 1 and bodies.pop()[0] == 404
