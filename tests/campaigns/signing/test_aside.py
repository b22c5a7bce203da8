"""A signature that is set aside stays, and counts nowhere."""

import pytest

from campaigns.answering import telling
from campaigns.delivery import ledger
from campaigns.signing import naming, tallies
from campaigns.signing.models import Aside, Signature
from campaigns.signing.numbers import Tally
from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("aside", Aside.values)
def test_it_counts_nowhere(alice, bob, aside):
    letter = make.letter(make.campaign(alice), alice, bob)
    consents = make.agreed("named", "shown", "informed")
    kept, gone = (make.signature(letter, confirmed=True, consents=consents) for _ in range(2))
    for row in (kept, gone):
        make.let_pass(row, alice)
    assert ledger.confirmed(letter.current) == 2
    Signature.objects.filter(pk=gone.pk).update(aside=aside)

    assert list(Signature.objects.counting()) == [kept]
    assert ledger.confirmed(letter.current) == 1
    tallies.recount(now=make.NOW)
    assert Tally.objects.get().number == 1
    assert list(telling.audience(letter.campaign)) == [kept.supporter]
    assert list(naming.given(letter.campaign, "passed")) == [kept.supporter]
    assert list(Signature.objects.named_to(letter.targets.get())) == [kept]
    assert Signature.objects.confirmed().count() == 2, "it stays"
