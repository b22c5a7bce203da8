"""A sheet asks every state about one occasion, once; it is opened, reopened and closed by curators."""

from datetime import timedelta

import pytest

from actors.checking import editions
from actors.watch import sheets
from actors.watch.models import Assignment, Line, Sheet
from foundation.history.models import Entry
from foundation.outbox.models import Message, State
from tests import make
from tests.actors.watch.cast import NOW, coercing, correspondent, keeper, occasion, opened, states

pytestmark = pytest.mark.django_db


def asked() -> list[str]:
    return sorted(Message.objects.filter(purpose=sheets.PURPOSE).values_list("slot", flat=True))


def test_it_makes_a_line_for_every_state_but_the_coercing_one():
    states(5)
    make.fact(make.state("XB"), public=False)
    sheet = opened()
    assert sheet.lines.count() == 5
    assert not sheet.lines.filter(actor__key__in=["XC", "XB"]).exists()
    assert (sheet.due_at - sheet.opened_at, sheet.is_open()) == (timedelta(hours=48), True)


def test_it_asks_only_the_states_it_is_told_to():
    found = states(5)
    sheet = opened(actors=type(found[0]).objects.filter(key__in=["X001", "X002"]))
    assert sorted(sheet.lines.values_list("actor__key", flat=True)) == ["X001", "X002"]


def test_each_correspondent_gets_one_mail_whatever_they_watch():
    first, second, third = states(3)
    correspondent("Ann", first, second)
    correspondent("Bea", second)
    correspondent("Cas")
    sheet = opened()
    assert asked() == [f"{sheet.code}:opened"] * 2
    assert Entry.objects.get(deed="sheet.opened").detail == {"sheet": sheet.code, "lines": 3, "asked": 2}
    assert third


def test_who_is_in_two_organisations_gets_one_mail():
    (first,) = states(1)
    ann = correspondent("Ann", first)
    other = correspondent("Bea", first, of="Others").memberships.get().organisation
    from actors.accounts.models import Member

    twice = Member.objects.create(user=ann, organisation=other, role="viewer")
    Assignment.objects.create(member=twice, actor=first)
    sheet = opened()
    assert len(asked()) == 2, "Ann once, Bea once"
    assert {member.user.name for member in sheets.people_left(sheet)} == {"Ann", "Bea"}


@pytest.mark.parametrize("who", ["unverified", "inactive"])
def test_who_cannot_report_is_not_asked(who):
    (first,) = states(1)
    ann = correspondent("Ann", first, verified=who != "unverified")
    if who == "inactive":
        ann.is_active = False
        ann.save()
    opened()
    assert asked() == []


def test_only_who_may_opens_and_closes(charlie):
    states(1)
    with pytest.raises(sheets.NotAllowed):
        opened(by=charlie)
    assert not Sheet.objects.exists()
    sheet = opened()
    with pytest.raises(sheets.NotAllowed):
        sheets.close_sheet(sheet=sheet, by=charlie, now=NOW)
    keeper().user_permissions.clear()
    gone = keeper()
    gone.is_active = False
    with pytest.raises(sheets.NotAllowed):
        sheets.close_sheet(sheet=sheet, by=gone, now=NOW)
    assert Sheet.objects.get().is_open()


def test_twice_is_once():
    states(2)
    sheet = opened()
    with pytest.raises(sheets.AlreadyOpen) as there:
        opened()
    assert there.value.sheet == sheet and Sheet.objects.count() == 1
    for hours in (1, 2):
        sheets.close_sheet(sheet=sheet, by=keeper(), now=NOW + timedelta(hours=hours))
    assert Sheet.objects.get().closed_at == NOW + timedelta(hours=1)
    assert Entry.objects.filter(deed="sheet.closed").count() == 1
    for hours in (3, 4):
        sheets.reopen_sheet(sheet=sheet, by=keeper(), now=NOW + timedelta(hours=hours))
    assert Sheet.objects.get().due_at == NOW + timedelta(hours=51)
    assert Entry.objects.filter(deed="sheet.reopened").count() == 1


def test_another_state_s_measures_are_another_sheet():
    states(2)
    opened()
    other = coercing("XD")
    sheets.open_sheet(occasion=occasion(), coercing_state=other, by=keeper(), now=NOW)
    assert Sheet.objects.count() == 2


def test_a_day_that_comes_every_year_is_no_occasion_to_look_at():
    states(1)
    with pytest.raises(sheets.NoDay):
        opened(occasion=occasion("yearly", on=None, yearly=True, month_day="12-10"))


def test_nobody_to_ask_is_refused():
    with pytest.raises(sheets.NobodyAsked):
        opened()
    assert not Sheet.objects.exists() and not Line.objects.exists()


def test_closing_stops_what_has_not_left():
    (first,) = states(1)
    correspondent("Ann", first)
    sheet = opened()
    sheets.close_sheet(sheet=sheet, by=keeper(), now=NOW)
    assert Message.objects.get().state == State.CANCELLED


def test_opening_again_asks_again():
    (first,) = states(1)
    correspondent("Ann", first)
    sheet = opened()
    sheets.close_sheet(sheet=sheet, by=keeper(), now=NOW)
    sheets.reopen_sheet(sheet=sheet, by=keeper(), now=NOW + timedelta(days=1))
    assert Message.objects.filter(state=State.QUEUED).count() == 1


def test_they_are_reminded_once_half_way():
    first, second = states(2)
    correspondent("Ann", first)
    correspondent("Bea", second)
    sheet = opened()
    assert sheets.remind(now=NOW + timedelta(hours=23, minutes=59)) == 0
    assert sheets.remind(now=NOW + timedelta(hours=24)) == 2
    assert sheets.remind(now=NOW + timedelta(hours=25)) == 0
    assert len(asked()) == 4
    sheets.close_sheet(sheet=sheet, by=keeper(), now=NOW)
    assert sheets.remind(now=NOW + timedelta(hours=99)) == 0


def test_the_record_s_edition_rises_with_each():
    states(1)
    before = editions.current()
    sheet = opened()
    after = editions.current()
    sheets.close_sheet(sheet=sheet, by=keeper(), now=NOW)
    assert before < after < editions.current()
