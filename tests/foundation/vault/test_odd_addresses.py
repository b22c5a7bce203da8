"""Every address that is taken is one that a mail can be written to."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings

from foundation.outbox import letterbox
from foundation.vault.addresses import canonical, deliverable
from tests import nonsense
from tests.services import sized


def taken(typed: str) -> bool:
    """Whether the address is let in; then mail must be possible and a duplicate be seen."""
    try:
        address = deliverable(typed)
    except ValidationError:
        return False
    assert letterbox.address(address) == address
    assert canonical(address) == canonical(typed) and canonical(canonical(typed)) == canonical(typed)
    return True


@pytest.mark.parametrize("typed", [*nonsense.ADDRESSES, '"sam"@example.org', "a" * 64 + "@example.org"])
def test_known_oddities(typed: str) -> None:
    assert taken(typed) or typed != "sam@example.org"


def test_what_no_mail_could_reach_is_refused() -> None:
    refused = ['"sam"@example.org', "sam@[127.0.0.1]", "a" * 65 + "@example.org", "sam@example.org\nBcc: x@example.org"]
    assert [typed for typed in refused if taken(typed)] == []


@settings(max_examples=sized(300, 5000), derandomize=True, database=None, deadline=None)
@given(nonsense.addresses)
def test_generated_oddities(typed: str) -> None:
    taken(typed)
