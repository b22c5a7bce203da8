"""One mailbox, many spellings."""

import pytest
from django.core.exceptions import ValidationError

from foundation.vault.addresses import OTHER, PROVIDERS, canonical, deliverable, provider

SAME = [
    "ada.lovelace@gmail.com",
    "AdaLovelace@gmail.com",
    "  adalovelace@GMAIL.com ",
    "ada.love.lace+icc@gmail.com",
    "adalovelace@googlemail.com",
    "adalovelace@gmail.com.",
    "ａｄａlovelace@gmail.com",
]


@pytest.mark.parametrize("typed", SAME)
def test_spellings_of_one_mailbox_meet(typed):
    assert canonical(typed) == "adalovelace@gmail.com"


def test_dots_count_elsewhere():
    assert canonical("a.b@example.org") != canonical("ab@example.org")


def test_unicode_and_punycode_domains_meet():
    assert canonical("z@bücher.example") == canonical("z@xn--bcher-kva.example")


@pytest.mark.parametrize(
    "typed",
    ["", "a", "a@", "@b.example", "a@b", "a b@example.org", "a@example.org\nBcc: x@example.org", "a\x00@example.org",
     "a@exa\u202emple.org", "a" * 250 + "@example.org", "a@@example.org", "a@example..org", "a@" + "é" * 300],
)  # fmt: skip
def test_it_refuses_what_is_no_address(typed):
    with pytest.raises(ValidationError):
        deliverable(typed)


def test_the_address_written_to_keeps_its_spelling():
    assert deliverable(" Ada.L+x@Example.ORG ") == "Ada.L+x@example.org"


def test_few_providers_are_named():
    assert provider("x@googlemail.com") == "google"
    assert provider("x@small.example") == OTHER
    assert len(set(PROVIDERS.values())) <= 22
