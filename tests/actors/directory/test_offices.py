"""Offices: posts that are addressed, one of a kind per actor, or per place for an embassy."""

import pytest
from django.db import IntegrityError, transaction

from actors.directory.models import Office, OfficeKind
from tests import make


def test_an_embassy_says_whose_it_is_and_where(db: None) -> None:
    sender, host = make.state("XA", name_en="Exampleland"), make.state("XB", name_en="Hostland")
    kind = make.fact(OfficeKind(key="test-embassy", level="state", applies_to="one by one", title_en="Ambassador"))
    first = make.fact(Office(key="XA-embassy-XB", actor=sender, kind=kind, concerns=host))
    assert str(first) == "Ambassador, Exampleland (Hostland)"
    with pytest.raises(IntegrityError), transaction.atomic():
        make.fact(Office(key="XA-embassy-XB-2", actor=sender, kind=kind, concerns=host))
    make.fact(Office(key="XA-embassy-XC", actor=sender, kind=kind, concerns=make.state("XC")))
