"""Fields that nobody has checked are named; a name that is no field would hide nothing."""

import pytest
from django.core.exceptions import ValidationError

from actors.accounts.models import User
from actors.checking import revisions
from actors.directory.models import Office, OfficeKind
from actors.levers.models import Instrument
from tests import make
from tests.actors.checking.cast import curator, position


@pytest.fixture
def ann(db: None) -> User:
    return curator("ann")


@pytest.mark.parametrize("names", ["qoute", "quote speeker", "stance_id", "note", "public"])
def test_what_is_no_field_is_refused(ann: User, names: str) -> None:
    with pytest.raises(ValidationError, match="unchecked fields: there is no"):
        revisions.propose(row=position(unchecked=names), by=ann, now=make.NOW)


@pytest.mark.parametrize("names", ["", "quote", "quote speaker caveat source", "caveat_fr measure"])
def test_what_is_one_is_taken(ann: User, names: str) -> None:
    assert revisions.propose(row=position(unchecked=names), by=ann, now=make.NOW)


def test_a_word_without_a_language_closes_all_of_them() -> None:
    law = Instrument(name_en="Act", name_fr="Loi", unchecked="name how_en")
    assert (law.checked("name_en"), law.checked("name_fr")) == (None, None)
    assert not law.is_checked("how_en") and law.is_checked("how_fr")


def test_an_unchecked_title_is_used_for_nothing() -> None:
    kind = OfficeKind(title_en="Minister", title_fr="Ministre")
    office = Office(kind=kind, title_en="First Minister", title_fr="Premier ministre", unchecked="title_en")
    assert (office.title_in("en"), office.title_in("fr")) == ("Minister", "Premier ministre")


def test_sources_and_caveats_are_those_that_may_be_read() -> None:
    row = _law(unchecked="source caveat_en")
    assert (row.sources, row.caveat) == ([], "")
    row.unchecked = ""
    assert (len(row.sources), row.caveat) == (1, "Read with care.")


def _law(**facts: str) -> Instrument:
    return Instrument(source="https://law.example/act", caveat_en="Read with care.", **facts)
