"""Sets of states computed from the rows, on the day they are asked for."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actors.directory.models import Actor, Group
from actors.positions.models import Look
from actors.seed.sheets import Report
from tests import make
from tests.actors.positions.test_ledger import add
from tests.register import TODAY


def group(rule: str, **facts: Any) -> Group:
    about = Actor.objects.get(key="US")
    return make.fact(Group(key=f"t-{rule}", name_en=rule, rule=rule, about=about, **facts))


def members(of: Group, on: date = TODAY) -> set[str]:
    return set(of.members(on).values_list("key", flat=True))


def test_parties_and_others_are_all(the_register: Report) -> None:
    parties = members(group("states_parties"))
    others = members(group("non_parties"))
    assert len(parties) == 125 and parties | others == set(Actor.objects.states().values_list("key", flat=True))
    assert not parties & others


def test_a_region(the_register: Report) -> None:
    assert members(group("region", region="african")) == set(
        Actor.objects.filter(region="african").values_list("key", flat=True)
    )


def test_home_states_of_the_listed(the_register: Report) -> None:
    found = members(group("home_states"))
    assert {"CA", "FR"} <= found and "KE" not in found
    assert members(Group.objects.get(key="t-home_states"), date(2024, 1, 1)) == set()


def test_who_has_called(the_register: Report) -> None:
    found = group("called")
    assert "FR" in members(found) and "CA" not in members(found)
    add(Actor.objects.get(key="CA"), TODAY, 5, calls_for_lifting=True)
    assert "CA" in members(found)
    assert "FR" not in members(found, date(2025, 2, 1))


def test_not_called_needs_a_look(the_register: Report) -> None:
    kenya, us = Actor.objects.get(key="KE"), Actor.objects.get(key="US")
    found = group("looked_not_called", since_on=date(2026, 9, 1))
    assert members(found) == set()
    make.fact(Look(key="l", actor=kenya, coercing_state=us, looked_on=date(2026, 10, 1), where="its pages"))
    assert members(found) == {"KE"}
    # A newer statement that waits for its check leaves it out.
    add(kenya, date(2026, 10, 2), 5, public=False)
    assert members(found) == set()


def test_an_old_look_is_none(the_register: Report) -> None:
    kenya, us = Actor.objects.get(key="KE"), Actor.objects.get(key="US")
    make.fact(Look(key="l", actor=kenya, coercing_state=us, looked_on=date(2026, 8, 1), where="its pages"))
    assert members(group("looked_not_called", since_on=date(2026, 9, 1))) == set()


def test_a_stance_is_about_one_state() -> None:
    with pytest.raises(ValidationError, match="about whose measures|About whose measures|Say about whose"):
        Group(key="x", name_en="x", rule="called").clean()
