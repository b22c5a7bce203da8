"""Signing somebody up again and again (T2): three mails a day whatever is typed, none after "never again"."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from campaigns.letters.models import Letter
from campaigns.signing import quiet, signatures
from campaigns.supporters.models import Supporter
from foundation.outbox import caps, dispatch
from foundation.outbox.models import Suppressed
from foundation.outbox.wire import Relay
from foundation.vault import keys
from tests import make
from tests.campaigns.signing.test_race import SPELLINGS
from tests.services import sized
from tests.smtp_sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
CAMPAIGNS, REQUESTS = sized(4, 20), sized(60, 1000)


@pytest.fixture
def letters(alice: Any, bob: Any) -> list[Letter]:
    office = make.office()
    return [make.letter(make.campaign(alice), bob, alice, offices=[office]) for _each in range(CAMPAIGNS)]


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as made:
        yield made


def sign_up(letters: list[Letter], sink: Sink, now: Any, requests: int = REQUESTS) -> int:
    """So many forms for one address, in forty spellings, by turns in all campaigns; how many mails that brought."""
    before = len(sink.taken)
    for letter, spelling in itertools.islice(zip(itertools.cycle(letters), itertools.cycle(SPELLINGS)), requests):
        make.intake(letter, spelling, now=now)
    while signatures.take_in(now=now):
        continue
    dispatch.run(now=now, relay=Relay(host="127.0.0.1", port=sink.port, timeout=5.0))
    return len(sink.taken) - before


def test_three_mails_a_day_then_none_after_never_again(letters: list[Letter], sink: Sink) -> None:
    assert sign_up(letters, sink, make.NOW) == 3
    supporter = Supporter.objects.select_related("campaign").first()
    assert supporter is not None
    opened = keys.open_scope(supporter.campaign.scope)
    quiet.keep(supporter=supporter, opened=opened, everywhere=True, now=make.NOW)
    for row in Supporter.objects.all():
        row.delete()
    later = make.NOW + timedelta(days=30)
    assert sign_up(letters, sink, later, CAMPAIGNS) == 0
    assert Suppressed.objects.count() == 1 and "rosa" not in Suppressed.objects.get().tag


def test_never_again_from_one_campaign_leaves_the_others(letters: list[Letter], sink: Sink) -> None:
    caps.suppress(address=SPELLINGS[0], scope=letters[0].campaign.scope, now=make.NOW)
    assert sign_up(letters[:2], sink, make.NOW, 2) == 1
    tags = {caps.tag(caps.mail_key(make.NOW), SPELLINGS[0], letter.campaign.scope) for letter in letters}
    assert len(tags) == CAMPAIGNS, "the tags of one address in two campaigns have nothing in common"


def test_control_without_the_tag_the_next_mail_comes(letters: list[Letter], sink: Sink) -> None:
    caps.suppress(address="somebody.else@gmail.com", now=make.NOW)
    assert sign_up(letters, sink, make.NOW, 1) == 1
