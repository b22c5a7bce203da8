"""Which asks fit an office: by its kind, by the levers of its own state, and never for the Court."""

from typing import Any

from actors.directory.models import Actor, Group, GroupMember, Office, OfficeKind
from actors.levers import asking
from actors.levers.asking import Way
from actors.levers.models import Ask, Lever
from actors.seed.sheets import Report
from tests import make
from tests.register import TODAY

FEMA = "ca-fema-CA-attorney_general"


def office(actor: str, kind: str) -> Office:
    found = Office.objects.filter(actor__key=actor, kind__key=kind, concerns=None).first()
    if found:
        return found
    values = {"actor": Actor.objects.get(key=actor), "kind": OfficeKind.objects.get(key=kind)}
    return make.fact(Office(key=f"{actor}-{kind}-made", **values))


def ways(actor: str, kind: str) -> dict[str, Way]:
    return {fit.ask.key: fit.way for fit in asking.asks_for(office=office(actor, kind), on=TODAY)}


def test_a_law_is_asked_of_those_who_hold_it(the_register: Report) -> None:
    assert ways("CA", "attorney_general")["fema-order"] == Way.USES
    assert ways("CA", "foreign_minister")["fema-order"] == Way.CONCURS
    assert "fema-order" not in ways("GB", "attorney_general")
    assert "fema-order" not in ways("FR", "foreign_minister")


def test_a_lever_of_every_party_is_held_by_parties_alone(the_register: Report) -> None:
    assert ways("FR", "head_of_government")["comply-rulings"] == Way.USES
    assert "comply-rulings" not in ways("IN", "head_of_government")


def test_anybody_it_names_can_call_for_an_end_of_the_measure_that_is_opposed(the_register: Report) -> None:
    assert ways("US", "us_president")["lift-sanctions"] == Way.USES
    assert ways("FR", "foreign_minister")["lift-sanctions"] == Way.CALLS
    assert "lift-sanctions" not in ways("FR", "finance_minister")


def test_members_of_a_body_can_call_for_its_law(the_register: Report) -> None:
    assert ways("SI", "foreign_minister")["backing-blocking"] == Way.CALLS
    assert "backing-blocking" not in ways("CA", "foreign_minister")
    assert ways("EU", "eu_commission_president")["eu-blocking-statute"] == Way.USES
    members = Group.objects.get(key="eu-members")
    make.forget(GroupMember.objects.filter(group=members, actor__key="SI"))
    assert "backing-blocking" not in ways("SI", "foreign_minister")


def test_what_needs_no_law_fits_by_kind(the_register: Report) -> None:
    assert ways("KE", "foreign_minister")["coalition"] == Way.ALONE
    assert "coalition" not in ways("KE", "finance_minister")


def test_the_court_is_never_asked(the_register: Report) -> None:
    court = make.state("ICC", kind="body", entity="igo")
    part = make.state("ICC-OTP", kind="body", entity="igo", part_of=court)
    kind = OfficeKind.objects.get(key="foreign_minister")
    for actor in (court, part):
        own = make.fact(Office(key=f"{actor.key}-x", actor=actor, kind=kind))
        assert asking.asks_for(office=own, on=TODAY) == []
        for lever in Lever.objects.all():
            assert asking.asks_from(lever=lever, office=own, on=TODAY) == []
    for lever in Lever.objects.filter(held_by_court=True):
        for any_office in Office.objects.filter(actor__key__in=["CA", "FR"]).select_related("actor", "kind"):
            assert asking.asks_from(lever=lever, office=any_office, on=TODAY) == []


def test_what_only_the_court_holds_is_spoken_of_and_not_used(the_register: Report) -> None:
    assert ways("FR", "foreign_minister")["raise-unlawful"] == Way.ALONE
    assert all(fit.lever is None or not fit.lever.held_by_court for fit in _all_fits())


def _all_fits() -> list[Any]:
    rows = Office.objects.filter(actor__key__in=["CA", "FR", "US", "EU"]).select_related("actor", "kind")
    return [fit for row in rows for fit in asking.asks_for(office=row, on=TODAY)]


def test_asks_follow_from_a_lever(the_register: Report) -> None:
    lever = Lever.objects.get(key=FEMA)
    for kind in ("attorney_general", "foreign_minister"):
        assert [ask.key for ask in asking.asks_from(lever=lever, office=office("CA", kind), on=TODAY)] == ["fema-order"]
    assert asking.asks_from(lever=lever, office=office("CA", "justice_minister"), on=TODAY) == []
    assert asking.asks_from(lever=lever, office=office("GB", "attorney_general"), on=TODAY) == []


def test_a_hidden_lever_or_instrument_gives_nothing(the_register: Report) -> None:
    lever = Lever.objects.get(key=FEMA)
    Lever.objects.filter(pk=lever.pk).update(public=False)
    lever.refresh_from_db()
    assert asking.asks_from(lever=lever, office=office("CA", "attorney_general"), on=TODAY) == []
    assert "fema-order" not in ways("CA", "attorney_general")


def test_a_lever_gives_what_asks_for_says_is_used(the_register: Report) -> None:
    """The two questions agree, for every office of four actors and every lever."""
    levers, offices = list(Lever.objects.public()), Office.objects.filter(actor__key__in=["CA", "FR", "US", "EU"])
    seen = 0
    for row in offices.select_related("actor", "kind"):
        fits = asking.asks_for(office=row, on=TODAY)
        used = {fit.ask.key for fit in fits if fit.way in {Way.USES, Way.CONCURS}}
        from_levers = {ask.key for lever in levers for ask in asking.asks_from(lever=lever, office=row, on=TODAY)}
        assert used == from_levers, row.key
        seen += len(used)
    assert seen > 5
    assert Ask.objects.public().count() > 20


def test_four_queries(the_register: Report, django_assert_num_queries: Any) -> None:
    row = Office.objects.select_related("actor__part_of", "kind").get(key="CA-attorney-general")
    with django_assert_num_queries(4):
        asking.asks_for(office=row, on=TODAY)
