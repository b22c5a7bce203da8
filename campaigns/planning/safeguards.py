"""Campaigns made with or for people and bodies under measures, and who is kept out of a campaign (R6, R17)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from actors.accounts.models import Member, Role, User
from actors.directory.models import Actor, Person
from actors.sanctions.models import Measure
from actors.search.folding import fold
from campaigns.planning.members import owner_of
from campaigns.planning.models import Campaign, KeptOut, LegalOpening, MatchDecision
from campaigns.planning.names import SHORTEST, NoReason, spellings, stands_in
from foundation.history import journal

PERSON_SITUATIONS = ("us-person", "us-visa")
"""Situations of a signer that the measures of the United States reach: to these, such a campaign stays closed until a
legal reviewer opens it."""


class NotOfThatState(Exception):
    """The measure is not one of the state whose measures the campaign answers, or the state is none."""


class NoReviewer(Exception):
    """An opening names who reviewed it, and says what they say."""


class NoMatch(Exception):
    """The name is not that of this person or organisation: there is nothing to decide."""


class LastOwner(Exception):
    """Somebody must be left who can let people back in."""


def _write(campaign: Campaign, deed: str, by: User, now: datetime, **detail: str) -> None:
    subject = ("campaign", campaign.code)
    journal.write(deed=deed, by=by, subject=subject, scope=campaign.scope, now=now, detail={**detail})


def make_for(*, campaign: Campaign, nationality: Actor, measure: Measure, by: User, now: datetime) -> None:
    """The campaign stands for the nationals of a state who are under a measure; its page names both.

    Raises NotAllowed or NotOfThatState.
    """
    owner_of(campaign, by)
    if nationality.kind != Actor.Kind.STATE or measure.coercing_state.key != campaign.coercing_state:
        raise NotOfThatState
    with transaction.atomic():
        rows = Campaign.objects.filter(pk=campaign.pk).exclude(nationality=nationality, measure=measure)
        if rows.update(nationality=nationality, measure=measure):
            campaign.nationality, campaign.measure = nationality, measure
            _write(campaign, "campaign.made_for_nationals", by, now, state=nationality.key, measure=measure.key)


def mark_designated(*, campaign: Campaign, by: User, now: datetime) -> None:
    """The campaign is made with or for a designated person or body. It stays so: only a legal reviewer opens it."""
    owner_of(campaign, by)
    with transaction.atomic():
        if Campaign.objects.filter(pk=campaign.pk, with_designated=False).update(with_designated=True):
            campaign.with_designated = True
            _write(campaign, "campaign.marked_designated", by, now)


def opening(campaign: Campaign) -> LegalOpening | None:
    """The opening in force, if any."""
    return campaign.legal_openings.filter(ended_at=None).select_related("member__user").first()


def is_open_to(campaign: Campaign, situation: str) -> bool:
    """Whether somebody in this situation may sign its letters, as far as this flag is concerned."""
    if not campaign.with_designated or situation not in PERSON_SITUATIONS:
        return True
    return opening(campaign) is not None


def open_to_all(*, campaign: Campaign, reviewer: str, advice: str, by: User, now: datetime) -> LegalOpening:
    """An owner records that a named legal reviewer opened it. While one is in force, it stands.

    Raises NotAllowed or NoReviewer.
    """
    member = owner_of(campaign, by)
    if not reviewer.strip() or not advice.strip():
        raise NoReviewer
    with transaction.atomic():
        # One at a time, also when two owners press at once: the second finds the first's.
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        if found := opening(campaign):
            return found
        row = LegalOpening.objects.create(
            campaign=campaign, reviewer=reviewer.strip(), advice=advice.strip(), member=member, at=now
        )
        row.refresh_from_db(fields=["code"])
        _write(campaign, "campaign.legally_opened", by, now, opening=row.code)
    return row


def close_again(*, campaign: Campaign, by: User, now: datetime) -> None:
    """Takes the opening back. Whoever signed meanwhile has signed."""
    member = owner_of(campaign, by)
    with transaction.atomic():
        if campaign.legal_openings.filter(ended_at=None).update(ended_at=now, ended_by=member):
            _write(campaign, "campaign.legally_closed", by, now)


def keep_out(*, campaign: Campaign, user: User, by: User, now: datetime) -> None:
    """From now on the campaign does not exist for this person of the organisation. Raises NotAllowed or LastOwner."""
    member = owner_of(campaign, by)
    with transaction.atomic():
        # Two owners who keep each other out at once would leave nobody.
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        owner_of(campaign, by)
        rows = Member.objects.filter(organisation=campaign.organisation_id)
        if not rows.filter(user=user).exists():
            return
        kept = campaign.kept_out.values("user")
        if not rows.filter(role=Role.OWNER, user__is_active=True).exclude(user__in=kept).exclude(user=user).exists():
            raise LastOwner
        _row, is_new = KeptOut.objects.get_or_create(
            campaign=campaign, user=user, defaults={"member": member, "at": now}
        )
        if is_new:
            _write(campaign, "campaign.member_kept_out", by, now, member=user.code)


def let_back(*, campaign: Campaign, user: User, by: User, now: datetime) -> None:
    owner_of(campaign, by)
    with transaction.atomic():
        if campaign.kept_out.filter(user=user).delete()[0]:
            _write(campaign, "campaign.member_let_back", by, now, member=user.code)


def designated_match(name: str, *, on: datetime) -> list[Person]:
    """Persons and organisations under a measure on that day whose name, or another name of theirs, is this one, stands
    in it, or begins with it. Rows that nobody has checked count too: a match asks, and never refuses."""
    return _fitting(fold(name), under_measures(on))


def under_measures(on: datetime) -> list[Person]:
    """Persons and organisations under a measure on that day. Two queries."""
    rows = Person.objects.filter(designations__isnull=False).distinct().order_by("name", "pk")
    return [row for row in rows.prefetch_related("designations") if _is_under(row, on)]


def _fitting(wanted: str, listed: list[Person]) -> list[Person]:
    return [row for row in listed if wanted and any(_fits(known, wanted) for known in _names(row))]


@dataclass(frozen=True)
class Match:
    """A name that stands with a campaign, and whose in the register it is."""

    name: str
    person: Person
    decision: MatchDecision | None = None


def matches(
    campaign: Campaign, names: Iterable[str] = (), *, on: datetime, among: list[Person] | None = None
) -> list[Match]:
    """The names of the organisation, its partners and these that are those of somebody under a measure, each with the
    owner's decision where there is one."""
    asked = [campaign.organisation.name, *(row.organisation.name for row in campaign.partners.all()), *names]
    listed = under_measures(on) if among is None else among
    found = [(name, person) for name in dict.fromkeys(asked) for person in _fitting(fold(name), listed)]
    made = {(row.person_id, row.name): row for row in campaign.match_decisions.all()} if found else {}
    return [Match(name, person, made.get((person.pk, fold(name)[:400]))) for name, person in found]


def undecided_matches(campaign: Campaign, names: Iterable[str] = (), *, now: datetime) -> list[Match]:
    """What waits for an owner's decision."""
    return [match for match in matches(campaign, names, on=now) if match.decision is None]


def _is_under(person: Person, on: datetime) -> bool:
    return any(row.until_on is None or row.until_on > on.date() for row in person.designations.all())


def _names(person: Person) -> set[str]:
    """As others write it: of a person the whole name only, for many share a family name; of an organisation also what
    stands before a comma or in brackets, which is what people call it."""
    known = spellings(person)
    if person.kind == Person.Kind.PERSON:
        return {name for name in known if " " in name}
    parts = {fold(part) for part in re.split(r"[,()]", person.name)}
    return known | {part for part in parts if " " in part or len(part) >= SHORTEST}


def _fits(known: str, wanted: str) -> bool:
    return stands_in(known, wanted) or (" " in wanted and f"{known} ".startswith(f"{wanted} "))


def decide_match(*, campaign: Campaign, person: Person, name: str, by: User, now: datetime, why: str) -> MatchDecision:
    """An owner goes on although the name is that of somebody under a measure. Twice is once.

    Raises NotAllowed, NoReason or NoMatch.
    """
    member = owner_of(campaign, by)
    if not why.strip():
        raise NoReason
    if person not in designated_match(name, on=now):
        raise NoMatch
    with transaction.atomic():
        row, is_new = MatchDecision.objects.get_or_create(
            campaign=campaign,
            person=person,
            name=fold(name)[:400],
            defaults={"member": member, "at": now, "why": why.strip()},
        )
        if is_new:
            _write(campaign, "campaign.match_decided", by, now, person=person.key)
    return row
