"""What stands in the clear on a supporter, and nothing else."""

import pytest

from campaigns.reminders.models import NoReminder
from campaigns.signing.asides import Suspicion, TakenOut
from campaigns.signing.models import Asking, Doubt, Intake, QuietWish, Signature
from campaigns.supporters.models import Consent, Leaving, NameVerdict, Strike, Supporter, TakenBack

CLEAR = {
    "code",
    "language",
    "country",
    "profession",
    "time_zone",
    "provider",
    "state",
    "came_on",
    "confirmed_on",
}
"""Personal data in the clear: this list is the promise. Times are days."""
STRUCTURE = {"id", "campaign", "tag", "sealed", "generation"}
"""What holds the row together: no personal data without the campaign's key."""


FOR_MINUTES = {"said_yes_at", "said_no_at"}
"""A time of day, but only until the answer is settled: then it is empty (tests/campaigns/signing/test_settle.py)."""


def columns(model) -> set[str]:
    return {field.name for field in model._meta.get_fields() if field.concrete}


def test_the_columns_of_a_supporter():
    assert columns(Supporter) == CLEAR | STRUCTURE


def test_the_columns_around_a_supporter():
    assert columns(Signature) == FOR_MINUTES | {
        "id", "code", "supporter", "letter", "version", "signed_on", "confirmed_on",
        "aside",
    }  # fmt: skip
    assert columns(Suspicion) == {"id", "signature", "why"}
    assert columns(TakenOut) == {"id", "invalidation", "signature", "was_suspect"}
    assert columns(Doubt) == {"id", "signature", "mailed_on", "tries"}
    assert columns(QuietWish) == {"id", "signature", "everywhere"}
    assert columns(Consent) == {"id", "supporter", "text", "partner", "given_on"}
    assert columns(TakenBack) == {"id", "supporter", "text", "partner", "given_on", "taken_back_on"}
    assert columns(NoReminder) == {"id", "supporter"}
    assert columns(Asking) == {
        "id", "code", "signature", "of", "version", "asked_on", "said_yes_at", "answer", "answered_on",
    }  # fmt: skip
    assert columns(Strike) == {"id", "supporter", "target"}
    assert columns(NameVerdict) == {"id", "supporter", "verdict", "member", "on"}
    assert columns(Leaving) == {"id", "campaign", "left_on", "number"}
    assert columns(Intake) == {
        "id", "code", "kind", "campaign", "version", "nonce", "sealed", "received_at", "tries",
    }  # fmt: skip


@pytest.mark.parametrize("model", [Supporter, Signature, Doubt, QuietWish, Consent, TakenBack, NameVerdict, Leaving])
def test_times_are_days(model):
    kept = [field for field in model._meta.get_fields() if field.concrete and field.name not in FOR_MINUTES]
    kinds = {field.get_internal_type() for field in kept}
    assert "DateTimeField" not in kinds
    assert "GenericIPAddressField" not in kinds
