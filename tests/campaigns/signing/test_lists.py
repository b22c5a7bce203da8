"""The open list: who joins it, when, in which words, and how one leaves it."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from campaigns.letters.models import Letter
from campaigns.signing import lists
from campaigns.signing.models import ListCell, ListDay, ListedName, Signature
from campaigns.supporters import people
from campaigns.supporters.models import Consent, NameVerdict
from campaigns.supporters.people import Details
from foundation.vault import keys
from tests import make
from tests.campaigns.signing.crowd import crowd

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob) -> Letter:
    return make.letter(make.campaign(alice), bob, alice)


def shown(letter: Letter) -> list[str]:
    return sorted(lists.names(letter.listed_names.public(), letter.campaign)) if letter.listed_names.exists() else []


def release(letter: Letter, day: int = 0) -> int:
    return lists.release(letter=letter, now=make.NOW + timedelta(days=day))


# --- joining ------------------------------------------------------------------------------------
def test_nothing_is_shown_before_twenty_may_be(letter, alice):
    crowd(letter, 19, by=alice)
    assert release(letter) == 0 and shown(letter) == []
    crowd(letter, 1, by=alice)
    assert release(letter, 1) == 20 and len(shown(letter)) == 20


@pytest.mark.parametrize("missing", ["consent", "verdict", "confirmation"])
def test_who_lacks_one_thing_is_not_among_them(letter, alice, missing):
    crowd(letter, 20, by=alice, prefix="Good")
    without = {
        "consent": {"kinds": ("named",)}, "verdict": {"by": None}, "confirmation": {"confirmed": False},
    }[missing]  # fmt: skip
    crowd(letter, 5, prefix="Private", **{"by": alice, **without})
    assert release(letter) == 20
    assert not any("Private" in name for name in shown(letter))


def test_a_day_has_one_batch(letter, alice):
    crowd(letter, 20, by=alice)
    assert [release(letter), release(letter)] == [20, 0]
    crowd(letter, 25, by=alice)
    assert release(letter) == 0
    assert release(letter, 1) == 25
    assert list(ListDay.objects.order_by("on").values_list("added", flat=True)) == [20, 25]


def test_the_job_serves_every_letter_once_a_day(letter, alice, bob):
    other = make.letter(letter.campaign, bob, alice, key="other")
    for of in (letter, other):
        crowd(of, 20, by=alice)
    assert [lists.release_due(now=make.NOW), lists.release_due(now=make.NOW)] == [40, 0]


def test_the_order_is_nobodys(letter, alice):
    """Places are drawn; ordered by arrival, the list would be the same as who signed when."""
    crowd(letter, 60, by=alice)
    release(letter)
    by_place = list(ListedName.objects.order_by("place").values_list("signature", flat=True))
    by_row = list(ListedName.objects.order_by("pk").values_list("signature", flat=True))
    assert sorted(by_place) != by_place and sorted(by_row) != by_row


@pytest.mark.parametrize(
    ("name", "shown_as", "words"),
    [
        ("Amina  Diallo", "full", "Amina Diallo"),
        ("Amina Diallo", "initials", "A. D."),
        ("Jean-Pierre Ndiaye", "initials", "J.-P. N."),
        ("élise d’Arc", "initials", "É. D."),
        ("Amina Diallo", "profession", ""),
    ],
)
def test_the_form_in_which_somebody_is_shown(name, shown_as, words):
    assert lists.shown_name(Details(name, "x@example.org", shown_as=shown_as)) == words


def test_the_database_holds_no_name_in_clear(letter, alice):
    crowd(letter, 20, by=alice, prefix="Canary")
    release(letter)
    for row in ListedName.objects.all():
        assert b"Canary" not in bytes(row.sealed) and "anary" not in row.tag
    assert all("Canary" in name for name in shown(letter))


# --- counts -------------------------------------------------------------------------------------
def cells(letter: Letter) -> dict[tuple[str, str], int]:
    return {(row.kind, row.key): row.number for row in letter.list_cells.all()}


def test_cells_are_tens_of_those_on_the_list_alone(letter, alice):
    crowd(letter, 27, by=alice, country="CA", profession="lawyer")
    crowd(letter, 9, by=alice, country="FR", profession="teacher")
    crowd(letter, 30, by=alice, country="KE", kinds=("named",))
    release(letter)
    assert cells(letter) == {("country", "CA"): 20, ("profession", "lawyer"): 20}


def test_who_is_shown_without_a_name_is_a_count_and_no_line(letter, alice):
    crowd(letter, 20, by=alice, country="CA", profession="lawyer", shown_as="profession")
    crowd(letter, 9, by=alice, country="VU", profession="lawyer", shown_as="profession")
    assert release(letter) == 29
    assert set(shown(letter)) == {""} and not letter.listed_names.exclude(tag="").exists()
    found = cells(letter)
    assert found["nameless", "lawyer|CA"] == 20 and not any("VU" in key for _kind, key in found)


def test_the_database_takes_no_small_cell(letter):
    with pytest.raises(IntegrityError), transaction.atomic():
        ListCell.objects.create(letter=letter, kind="country", key="FR", number=9)


# --- leaving ------------------------------------------------------------------------------------
@pytest.fixture
def full(letter, alice) -> Letter:
    crowd(letter, 25, by=alice)
    release(letter)
    return letter


def first(letter: Letter) -> Signature:
    return letter.listed_names.order_by("pk")[0].signature


def leave(row: Signature, alice: Any) -> None:
    people.leave(supporter=row.supporter, now=make.NOW)


def take_consent_back(row: Signature, alice: Any) -> None:
    Consent.objects.filter(supporter=row.supporter, text__kind="shown").delete()


def refuse(row: Signature, alice: Any) -> None:
    make.let_pass(row, alice, verdict="refused")


def rename(row: Signature, alice: Any) -> None:
    opened = keys.open_scope(row.supporter.campaign.scope)
    people.rename(supporter=row.supporter, opened=opened, name="Another Name", shown_as="full")


@pytest.mark.parametrize("deed", [leave, take_consent_back, refuse, rename])
def test_a_name_goes_at_once_with_any_of_its_reasons(full, alice, deed):
    before = set(shown(full))
    deed(first(full), alice)
    after = set(shown(full))
    assert len(before - after) == 1 and len(after) == 24


def test_a_changed_name_comes_back_only_with_others(full, alice, bob):
    row = first(full)
    rename(row, alice)
    make.let_pass(row, alice)
    assert release(full, 1) == 0 and len(shown(full)) == 24
    crowd(full, 19, by=bob)
    assert release(full, 2) == 20 and "Another Name" in shown(full)


# --- this is not me -----------------------------------------------------------------------------
def report(letter: Letter, name: str) -> None:
    lists.report(letter=letter, name=name, now=make.NOW)


def test_a_reported_name_is_hidden_at_once_until_a_member_looks(full, alice):
    name, before = shown(full)[3], len(shown(full))
    report(full, f"  {name.upper()} ")
    assert name not in shown(full) and len(shown(full)) == before - 1
    verdict = NameVerdict.objects.get(verdict="held")
    assert verdict.member is None
    make.let_pass(verdict.supporter.signatures.get(), alice)
    assert name in shown(full)


@pytest.mark.parametrize("name", ["Nobody Here", "", "\x00", "N" * 120])
def test_reporting_what_is_not_there_changes_nothing(full, name):
    before = shown(full)
    report(full, name)
    assert shown(full) == before and not NameVerdict.objects.filter(verdict="held").exists()


# --- the lasting link ---------------------------------------------------------------------------
def test_a_link_finds_its_entry_and_nothing_else_does(full):
    row = full.listed_names.order_by("pk")[0]
    link = lists.token(row)
    found = lists.find(link)
    assert found is not None and found[0] == row
    code, mac = link.split(".")
    other = full.listed_names.order_by("pk")[1]
    for wrong in (f"{other.code}.{mac}", f"{code}.{mac[:-1]}x", code, "", secrets.token_hex(16), make.own_token(
        row.signature.supporter
    )):  # fmt: skip
        assert lists.find(wrong) is None


def test_taking_it_off_takes_the_consent_along(full):
    row = full.listed_names.order_by("pk")[0]
    supporter = row.signature.supporter
    for _twice in range(2):
        lists.take_off(row=row, now=make.NOW)
    assert not ListedName.objects.filter(pk=row.pk).exists()
    assert not supporter.consents.filter(text__kind="shown").exists()
    assert supporter.signatures.counting().count() == 1
