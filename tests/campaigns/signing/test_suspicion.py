"""What looks like a program's work is set aside, with the same answer for everybody; people are not."""

import itertools
import re
from datetime import timedelta

import pytest
from django.test import Client

from campaigns.planning.campaigns import NotAllowed
from campaigns.signing import answers, signatures, suspicion
from campaigns.signing.asides import Sign, Suspicion
from campaigns.signing.models import Aside, Signature
from foundation.history.models import Entry
from foundation.web import limits
from tests import make
from tests.services import sized

pytestmark = pytest.mark.django_db
_numbers = itertools.count(1)
NETWORKS = sized(5, 50)


@pytest.fixture
def letter(alice, bob):
    now = make.timezone_now()
    return make.letter(make.campaign(alice, now=now), alice, bob, now=now)


@pytest.fixture(autouse=True)
def _own_buckets(monkeypatch):
    """Those of one process: what Redis does is proven in tests/foundation/web/test_limits.py."""
    own = limits.Local()
    monkeypatch.setattr(limits, "_buckets", lambda: own)


def page_of(letter) -> str:
    return f"/en/c/{letter.campaign.code}/{letter.key}/sign/"


def number(client, letter) -> str:
    found = re.search(r'name="number" value="([^"]+)"', client.get(page_of(letter)).text)
    assert found
    return found[1]


def send(client, letter, form_number: str, *, network: str = "198.51.100", **typed):
    data = {"number": form_number, "name": "Sam Signer", "email": f"sam{next(_numbers)}@example.org", "counted": "on"}
    return client.post(page_of(letter), {**data, **typed}, REMOTE_ADDR=f"{network}.7")


def take_in() -> None:
    while signatures.take_in(now=make.timezone_now()):
        continue


def older(monkeypatch, seconds: float = 60) -> None:
    """Forms were given out so long ago."""
    monkeypatch.setattr("campaigns.site.sending.seconds_old", lambda number: seconds)


def test_who_signs_as_people_do_counts(client, letter, settings, monkeypatch):
    settings.SIGN_SECONDS = 4
    older(monkeypatch)
    assert send(client, letter, number(client, letter)).status_code == 303
    take_in()
    assert Signature.objects.get().aside == "" and not Suspicion.objects.exists()


@pytest.mark.parametrize(
    ("typed", "why"),
    [({}, Sign.QUICK), ({"topic": "cheap"}, Sign.TRAP), ({"email": "x@sub.mailinator.com"}, Sign.DISPOSABLE)],
)
def test_what_no_person_sends_gets_the_same_answer_and_is_set_aside(
    client, letter, settings, monkeypatch, mailoutbox, typed, why
):
    settings.SIGN_SECONDS = 4
    if why != Sign.QUICK:
        older(monkeypatch)
    answer = send(client, letter, number(client, letter), **typed)
    assert (answer.status_code, answer["Location"]) == (303, page_of(letter).replace("sign/", "sent/"))
    take_in()
    row = Signature.objects.get()
    assert (row.aside, row.suspicion.why) == (Aside.SUSPECT, why)
    answers.confirm(signature=row, now=make.timezone_now())
    assert Signature.objects.confirmed().count() == 1 and not Signature.objects.counting().exists()


def test_who_puts_an_old_form_right_may_be_quick(client, letter, settings):
    settings.SIGN_SECONDS = 4
    page = send(client, letter, "an old number")
    assert page.status_code == 422
    fresh = re.search(r'name="number" value="([^"]+)"', page.text)
    assert fresh and send(client, letter, fresh[1]).status_code == 303
    take_in()
    assert Signature.objects.get().aside == ""


def test_who_mends_a_field_keeps_the_time_of_their_form(client, letter, settings, monkeypatch):
    settings.SIGN_SECONDS = 4
    given = number(client, letter)
    page = send(client, letter, given, name="")
    assert page.status_code == 422 and given in page.text


def test_nobody_makes_others_suspect_by_signing_for_them_first(client, letter, settings, monkeypatch):
    settings.SIGN_SECONDS = 4
    send(client, letter, number(client, letter), email="victim@example.org")
    take_in()
    assert Signature.objects.get().aside == Aside.SUSPECT
    older(monkeypatch)
    send(client, letter, number(client, letter), email="Victim@example.org")
    take_in()
    assert Signature.objects.get().aside == "" and not Suspicion.objects.exists()


def test_scripts_from_many_networks_do_not_count(client, letter, settings):
    """T1: quick forms from many networks; the control is the same with the time not looked at."""
    script, each = Client(), sized(2, 200)
    for seconds, most in ((4, 0.01), (0, None)):
        settings.SIGN_SECONDS = seconds
        before = Signature.objects.count()
        for network in range(NETWORKS):
            for _each in range(each):
                send(script, letter, number(script, letter), network=f"203.0.{network}")
        take_in()
        rows = Signature.objects.order_by("pk")[before:]
        counted = sum(row.aside == "" for row in rows)
        assert len(rows) == NETWORKS * each
        assert counted <= most * len(rows) if most is not None else counted == len(rows)


def test_a_campus_behind_one_address_counts(letter):
    """T1: 300 people, one network, one mail domain."""
    now = make.timezone_now()
    sent = [
        suspicion.of_sending(is_trap=False, is_quick=False, network="192.0.2.0/24", now=now + timedelta(seconds=n))
        or suspicion.of_address(f"person{n}@campus.example", now + timedelta(seconds=n))
        for n in range(300)
    ]
    assert sum(not why for why in sent) >= 297


def test_of_many_more_from_one_network_or_domain_the_rest_is_set_aside(letter):
    now = make.timezone_now()
    sent = [suspicion.of_sending(is_trap=False, is_quick=False, network="n", now=now) for _ in range(405)]
    assert sent == [""] * 400 + [Sign.NETWORK] * 5
    domains = [suspicion.of_address(f"x{n}@catchall.example", now) for n in range(405)]
    assert domains == [""] * 400 + [Sign.DOMAIN] * 5
    assert not any(suspicion.of_address(f"x{n}@gmail.com", now) for n in range(405)), "large providers are no domain"


def test_a_member_lets_them_count_and_the_journal_knows(letter, bob, vera):
    now = make.timezone_now()
    quick, trap = (make.signature(letter, confirmed=True, now=now, suspect=why) for why in (Sign.QUICK, Sign.TRAP))
    assert not Signature.objects.counting().exists()
    said = {"campaign": letter.campaign, "why": Sign.QUICK, "now": now}
    with pytest.raises(NotAllowed):
        suspicion.let_count(by=vera, **said)
    assert suspicion.let_count(by=bob, **said) == 1 and suspicion.let_count(by=bob, **said) == 0
    assert list(Signature.objects.counting()) == [quick] and trap.suspicion.why == Sign.TRAP
    assert Entry.objects.get(deed="suspects.let_count").detail == {"number": 1, "why": "quick"}
