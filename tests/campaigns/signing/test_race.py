"""500 signings of one address in 40 spellings over 50 connections: one signature, one mail.

Real POSTs, real connections, the jobs running while the forms come in. The control takes the unique constraint
away and must show more, or the test would prove nothing.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns.signing import signatures
from campaigns.signing.models import Intake, Signature
from campaigns.site.sign_page import about_signing
from campaigns.supporters.models import Supporter
from campaigns.supporters.wording import boxes
from foundation.outbox.models import Message
from foundation.vault.addresses import canonical
from foundation.web.deeds import new_number
from tests import make
from tests.services import sized

CONNECTIONS = 50
SIGNINGS = sized(500, 2000)
_LOCALS = [
    "rosa.parks",
    "RosaParks",
    "rosaparks",
    "r.o.s.a.parks",
    "ROSA.PARKS",
    "rosaparks+icc",
    "Rosa.Parks+a.b",
    "rosa.p.arks",
]
_DOMAINS = ["gmail.com", "GMAIL.com", "googlemail.com", "GoogleMail.Com", "gmail.com."]
SPELLINGS = [f"{local}@{domain}" for local in _LOCALS for domain in _DOMAINS]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def letter(alice, bob):
    return make.letter(make.campaign(alice, now=timezone.now()), bob, alice, now=timezone.now())


def sign_all_at_once(letter, signings: int) -> set[int]:
    """Every connection waits at one gate, then signs its share; four takers run meanwhile. Returns the statuses."""
    gate, done = threading.Barrier(CONNECTIONS), threading.Event()
    url = reverse("site:sign", args=[letter.campaign.code, letter.key])
    about = about_signing(letter.code, letter.current_id, boxes("en", letter.campaign_id))

    def sign(worker: int) -> set[int]:
        client, seen = Client(), set()
        gate.wait(60)
        for turn in range(signings // CONNECTIONS):
            spelling = SPELLINGS[(worker + turn * 7) % len(SPELLINGS)]
            form = {"name": "Rosa", "email": spelling, "counted": "on", "number": new_number(about)}
            seen.add(client.post(url, form).status_code)
        connections.close_all()
        return seen

    def take() -> None:
        while not done.is_set() or Intake.objects.filter(tries__lt=signatures.MAX_TRIES).exists():
            signatures.take_in(now=timezone.now(), limit=50)
        connections.close_all()

    with ThreadPoolExecutor(4) as takers, ThreadPoolExecutor(CONNECTIONS) as signers:
        jobs = [takers.submit(take) for _each in range(4)]
        statuses = set().union(*signers.map(sign, range(CONNECTIONS)))
        done.set()
        for job in jobs:
            job.result(120)
    return statuses


def test_one_signature_one_mail(letter):
    assert len({canonical(spelling) for spelling in SPELLINGS}) == 1 and len(set(SPELLINGS)) == 40
    assert sign_all_at_once(letter, SIGNINGS) == {303}
    assert Intake.objects.count() == 0
    assert Supporter.objects.count() == Signature.objects.count() == 1
    assert Message.objects.filter(purpose="signing.confirm").count() == 1


def test_control_without_the_constraint_there_are_more(letter):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE campaigns_supporter DROP CONSTRAINT one_supporter_per_address")
    try:
        sign_all_at_once(letter, 2 * CONNECTIONS)
        assert Supporter.objects.count() > 1
        assert Message.objects.filter(purpose="signing.confirm").count() > 1
    finally:
        Supporter.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE campaigns_supporter ADD CONSTRAINT one_supporter_per_address UNIQUE (campaign_id, tag)"
            )
