"""Which asks make sense for an office: what it can do itself, what it must concur in, what it can call for.

What the Court holds gives nobody anything to be asked, and the Court's own offices are asked for nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, GroupMember, Office
from actors.levers.models import Ask, Instrument, Lever

COURT = "ICC"
"""The register's key of the Court."""
EU_GROUP = "eu-members"
OPPOSED = "measure being opposed"
"""The kind of an instrument that is itself a measure against the Court: anybody can call for its end."""


class Way(models.TextChoices):
    """How an office comes to what is asked, strongest first."""

    USES = "uses", _("can use it")
    CONCURS = "concurs", _("must concur")
    CALLS = "calls", _("can call for it")
    ALONE = "alone", _("needs no law for it")


@dataclass(frozen=True)
class Fit:
    """An ask that makes sense for an office; ``lever`` is the one it holds or concurs in, if any."""

    ask: Ask
    way: Way
    lever: Lever | None = None


def asks_for(*, office: Office, on: date) -> list[Fit]:
    """Public asks that fit an office on a day: what it can do itself first. Four queries.

    An ask fits when it names the office's kind, and, if it rests on an instrument, when a lever of that instrument is
    held in the office's own state, or by a body the state is a member of, when the instrument is the measure that is
    opposed, or when the office is a body's: such a kind exists once. Where the Court alone holds the instrument, an
    office can still speak of it by itself.
    """
    return asks_for_each(actor=office.actor, offices=[office], on=on)[office.pk]


def asks_for_each(*, actor: Actor, offices: Sequence[Office], on: date) -> dict[int, list[Fit]]:
    """The same for many offices of one state or body, by office, in as many queries."""
    if is_of_the_court(actor):
        return {office.pk: [] for office in offices}
    groups = groups_of(actor, on)
    levers = list(_held_in(actor, on, groups))
    rows = Ask.objects.public().filter(office_kinds__in={office.kind_id for office in offices}).distinct()
    asks = list(rows.select_related("instrument__actor").prefetch_related("office_kinds").order_by("pk"))
    found: dict[int, list[Fit]] = {}
    for office in offices:
        mine = [ask for ask in asks if _names(ask, office.kind_id)]
        fits = [fit for ask in mine if (fit := _fit(ask, office.kind_id, actor, levers, groups))]
        found[office.pk] = sorted(fits, key=lambda fit: list(Way).index(fit.way))
    return found


def asks_from(*, lever: Lever, office: Office, on: date) -> list[Ask]:
    """Public asks that this office can be asked by way of this lever: it holds it, or must concur, in its state."""
    if is_of_the_court(office.actor) or not lever.public or not lever.may_be_asked():
        return []
    if office.kind_id not in {lever.kind_id, lever.concurrence_id}:
        return []
    if not covers(lever, office.actor, on, groups_of(office.actor, on)):
        return []
    return asks_through(lever, office.kind_id, Ask.objects.public().prefetch_related("office_kinds").order_by("pk"))


def asks_through(lever: Lever, kind_id: int | None, asks: Iterable[Ask]) -> list[Ask]:
    """Of some asks, with their offices at hand, those that a kind of office fulfils by this lever."""
    if kind_id is None or not lever.may_be_asked():
        return []
    return [ask for ask in asks if ask.instrument_id == lever.instrument_id and _names(ask, kind_id)]


def levers_in(actor: Actor, on: date, groups: Iterable[str]) -> "models.QuerySet[Lever]":
    """Public levers that offices of this state or body hold on that day; what the Court holds is not among them."""
    return _held_in(actor, on, groups).filter(held_by_court=False)


def scopes(actor: Actor, on: date, groups: Iterable[str]) -> list[str]:
    """The sets of states it belongs to on that day, as levers name them."""
    fits = {
        Lever.Scope.STATES: actor.is_state,
        Lever.Scope.PARTIES: actor.is_party(on),
        Lever.Scope.UN_MEMBERS: actor.entity == Actor.Entity.UN_MEMBER,
        Lever.Scope.OUTSIDE_EU: actor.is_state and EU_GROUP not in set(groups),
    }
    return [str(scope) for scope, belongs in fits.items() if belongs]


def covers(lever: Lever, actor: Actor, on: date, groups: Iterable[str]) -> bool:
    """Whether offices of this state or body hold the lever on that day."""
    if lever.scope == Lever.Scope.ACTOR:
        return lever.actor_id == actor.pk
    return lever.scope in scopes(actor, on, groups)


def groups_of(actor: Actor, on: date) -> dict[str, GroupMember]:
    """Its public memberships on that day, by the group's key. One query."""
    rows = actor.membership.filter(_valid(on), public=True, group__public=True).select_related("group")
    return {member.group.key: member for member in rows}


def members_of(group: str, on: date) -> set[int]:
    """Actors that belong to a fixed group on that day."""
    rows = GroupMember.objects.filter(_valid(on), group__key=group, public=True)
    return set(rows.values_list("actor_id", flat=True))


def is_of_the_court(actor: Actor) -> bool:
    return COURT in {actor.key, actor.part_of.key if actor.part_of else ""}


def _valid(on: date) -> Q:
    """Memberships of that day; one without dates has always been."""
    return (Q(since_on=None) | Q(since_on__lte=on)) & (Q(until_on=None) | Q(until_on__gt=on))


def _held_in(actor: Actor, on: date, groups: Iterable[str]) -> "models.QuerySet[Lever]":
    rows = Lever.objects.public().filter(Q(actor=actor) | Q(scope__in=scopes(actor, on, groups)))
    return rows.filter(instrument__public=True).select_related("instrument").order_by("key")


def _names(ask: Ask, kind_id: int) -> bool:
    """Whether the ask, with its offices at hand, can be put to this kind of office."""
    return kind_id in {kind.pk for kind in ask.office_kinds.all()}


def _fit(ask: Ask, kind_id: int, actor: Actor, levers: Sequence[Lever], groups: dict[str, GroupMember]) -> Fit | None:
    if ask.instrument is None:
        return Fit(ask, Way.ALONE)
    if not ask.instrument.public:
        return None
    there = [lever for lever in levers if lever.instrument_id == ask.instrument_id]
    mine = [lever for lever in there if lever.may_be_asked()]
    for way, held in (
        (Way.USES, [lever for lever in mine if lever.kind_id == kind_id]),
        (Way.CONCURS, [lever for lever in mine if lever.concurrence_id == kind_id]),
    ):
        if held:
            return Fit(ask, way, held[0])
    if mine or _can_be_called_for(ask.instrument, actor, groups):
        return Fit(ask, Way.CALLS)
    return Fit(ask, Way.ALONE) if there else None


def _can_be_called_for(instrument: Instrument, actor: Actor, groups: dict[str, GroupMember]) -> bool:
    """The opposed measure by anybody; anything its ask names by a body; the law of a body by its members."""
    if instrument.kind == OPPOSED or not actor.is_state:
        return True
    body = instrument.actor
    ours = {member.group_id for member in groups.values()}
    return body is not None and not body.is_state and body.made_of_id in ours
