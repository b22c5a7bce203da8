"""Risk advice (R11): written in versions, put up for review by each new measure it rests on, confirmed by a member.

While a text waits for its review, those it concerns cannot sign: what they would read may no longer be true.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from actors.accounts.models import Member, Organisation, User
from actors.directory.models import Person
from actors.sanctions.models import Designation, Measure
from campaigns.planning.members import member_of
from campaigns.planning.models import AdvicePause, Campaign, RiskAdvice
from foundation.history import journal


class Incomplete(Exception):
    """A new version needs a name of the situation and advice in every language there is."""


@dataclass(frozen=True)
class Words:
    """A situation's text in one language."""

    label: str
    advice: str


def court_is_listed(on: date) -> bool:
    """Whether the register says, confirmed, that the Court as an institution is under a measure on that day."""
    rows = Designation.objects.public().filter(role_category="court", person__kind=Person.Kind.ORGANISATION)
    return rows.filter(Q(until_on=None) | Q(until_on__gt=on), on__lte=on).exists()


def in_force(organisation: int, language: str | None, *, court_listed: bool) -> list[RiskAdvice]:
    """The newest text for each situation (and language): the organisation's own before the packaged one, and while the
    Court itself is under measures, the one that speaks of services to it."""
    rows = RiskAdvice.objects.filter(Q(organisation=None) | Q(organisation=organisation), with_designated=False)
    if language is not None:
        rows = rows.filter(language=language)
    newest: dict[tuple[str, str], RiskAdvice] = {}
    for row in sorted(rows, key=lambda one: (one.organisation_id is not None, one.if_court_listed, one.pk)):
        if court_listed or not row.if_court_listed:
            newest[row.situation, row.language] = row
    return sorted(newest.values(), key=lambda row: (row.position, row.pk))


def paused(organisation: int) -> QuerySet[AdvicePause]:
    """What waits for a review, the newest measure first."""
    rows = AdvicePause.objects.filter(organisation=organisation, ended_at=None)
    return rows.select_related("measure__coercing_state").order_by("-measure__on", "-pk")


def paused_situations(organisations: Iterable[int]) -> dict[int, int]:
    """By organisation: how many situations wait for a review."""
    rows = AdvicePause.objects.filter(organisation__in=list(organisations), ended_at=None)
    return dict(rows.values_list("organisation").annotate(Count("situation", distinct=True)))


def pause_due(*, now: datetime) -> int:
    """Pauses the advice that a new measure concerns, for each organisation with a campaign open; returns how many.

    A measure is new to a text when it is public (so no single person makes one) and later than what its author knew.
    """
    running = Campaign.objects.live(now).values("organisation")
    listed, done = court_is_listed(now.date()), 0
    measures = list(Measure.objects.public().filter(on__lte=now.date()).select_related("coercing_state"))
    for organisation in Organisation.objects.filter(pk__in=running):
        rows = in_force(organisation.pk, None, court_listed=listed)
        for situation, measure in _new(rows, measures):
            _row, is_new = AdvicePause.objects.get_or_create(
                organisation=organisation, situation=situation, measure=measure, defaults={"since_at": now}
            )
            done += is_new
    return done


def _new(rows: Iterable[RiskAdvice], measures: list[Measure]) -> set[tuple[str, Measure]]:
    return {
        (row.situation, measure)
        for row in rows
        for measure in measures
        if measure.coercing_state.key in row.rests_on_states and (row.as_of is None or measure.on > row.as_of)
    }


def confirm(*, campaign: Campaign, situation: str, by: User, now: datetime) -> int:
    """A member read the advice beside the new measures: it still holds, and signing goes on. Twice is once.

    Holds for all campaigns of the organisation; returns how many measures were looked at. Raises NotAllowed.
    """
    member = member_of(campaign, by)
    with transaction.atomic():
        done = _end(campaign, member, situation, now)
        if done:
            _note(campaign, "advice.confirmed", by, now, situation=situation, measures=done)
    return done


def write(
    *,
    campaign: Campaign,
    situation: str,
    words: dict[str, Words],
    rests_on: str,
    review_by: date,
    by: User,
    now: datetime,
) -> str:
    """A new version of the organisation's own advice for a situation, in every language; returns its version.

    What was there stays as it was. It knows every measure up to today, so signing goes on.
    Raises NotAllowed or Incomplete.
    """
    member, listed = member_of(campaign, by), court_is_listed(now.date())
    before = [row for row in in_force(member.organisation_id, None, court_listed=listed) if row.situation == situation]
    if not before or any(not text.label.strip() or not text.advice.strip() for text in words.values()):
        raise Incomplete
    if {row.language for row in before} - set(words):
        raise Incomplete
    with transaction.atomic():
        # One at a time, so that two versions written at once have two numbers.
        Organisation.objects.select_for_update().get(pk=member.organisation_id)
        own = RiskAdvice.objects.filter(organisation=member.organisation_id, situation=situation)
        version = f"{now.date().isoformat()}-{own.values('version').distinct().count() + 1}"
        for language, text in words.items():
            RiskAdvice.objects.create(
                situation=situation,
                language=language,
                version=version,
                position=before[0].position,
                label=text.label.strip(),
                advice=text.advice.strip(),
                is_risk=before[0].is_risk,
                rests_on=rests_on.strip(),
                rests_on_states=before[0].rests_on_states,
                review_by=review_by,
                as_of=now.date(),
                if_court_listed=before[0].if_court_listed,
                organisation_id=member.organisation_id,
                member=member,
            )
        _end(campaign, member, situation, now)
        _note(campaign, "advice.written", by, now, situation=situation, version=version)
    return version


def _end(campaign: Campaign, member: Member, situation: str, now: datetime) -> int:
    rows = paused(campaign.organisation_id).filter(situation=situation)
    return AdvicePause.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
        ended_by=member, ended_at=now
    )


def _note(campaign: Campaign, deed: str, by: User, now: datetime, **detail: str | int) -> None:
    subject = ("campaign", campaign.code)
    journal.write(deed=deed, by=by, subject=subject, scope=campaign.scope, now=now, detail={**detail})
