"""What stands in the clear on a supporter, and nothing else."""

import pytest

from campaigns.signing.models import Intake, Signature
from campaigns.supporters.models import Consent, Leaving, NameVerdict, Strike, Supporter

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


def columns(model) -> set[str]:
    return {field.name for field in model._meta.get_fields() if field.concrete}


def test_the_columns_of_a_supporter():
    assert columns(Supporter) == CLEAR | STRUCTURE


def test_the_columns_around_a_supporter():
    assert columns(Signature) == {"id", "code", "supporter", "letter", "version", "signed_on", "confirmed_on"}
    assert columns(Consent) == {"id", "supporter", "text", "partner", "given_on"}
    assert columns(Strike) == {"id", "supporter", "target"}
    assert columns(NameVerdict) == {"id", "supporter", "verdict", "member", "on"}
    assert columns(Leaving) == {"id", "campaign", "left_on", "number"}
    assert columns(Intake) == {
        "id", "code", "kind", "campaign", "version", "nonce", "sealed", "received_at", "tries",
    }  # fmt: skip


@pytest.mark.parametrize("model", [Supporter, Signature, Consent, NameVerdict, Leaving])
def test_times_are_days(model):
    kinds = {field.get_internal_type() for field in model._meta.get_fields() if field.concrete}
    assert "DateTimeField" not in kinds
    assert "GenericIPAddressField" not in kinds
