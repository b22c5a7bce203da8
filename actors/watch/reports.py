"""What a correspondent reports: words, or that they looked and found nothing. A second person checks it."""

from datetime import date, datetime
from typing import Any

from actors.accounts.models import Member, User
from actors.checking import revisions
from actors.checking.models import Origin, Revision
from actors.directory.models import Actor
from actors.positions.models import Look, Position, StanceStep
from actors.watch.models import Assignment, Line, Sheet

FACT_STEPS = (
    ("adopts_measure", 7),
    ("backs_protection", 6),
    ("announces_measure", 6),
    ("calls_for_lifting", 5),
    ("condemns", 4),
)
"""The facts that place words on the scale by themselves, strongest first."""
NAMED, UNNAMED = 2, 1


class NotWatching(Exception):
    """This person does not watch that state, or their organisation is not verified."""


class NotAsked(Exception):
    """The sheet is closed, or the state is not on it."""


def watching(*, user: User, actor: Actor) -> Member:
    """The membership in whose name this person watches that state. Raises NotWatching."""
    found = Assignment.objects.filter(
        member__user=user, actor=actor, member__organisation__verified_at__isnull=False
    ).select_related("member__organisation")
    first = found.order_by("pk").first()
    if first is None or not user.is_active:
        raise NotWatching
    return first.member


def step_of(facts: dict[str, bool | None], chosen: StanceStep | None = None) -> StanceStep:
    """Where words stand on the scale: as their facts say, else where the reader placed them, else at concern."""
    for fact, rank in FACT_STEPS:
        if facts.get(fact):
            return StanceStep.objects.get(rank=rank)
    if chosen is not None:
        return chosen
    return StanceStep.objects.get(rank=NAMED if facts.get("names_sanctions") else UNNAMED)


def report_words(
    *,
    sheet: Sheet,
    actor: Actor,
    by: User,
    now: datetime,
    on: date,
    quote: str,
    quote_lang: str,
    source: str,
    facts: dict[str, bool | None],
    stance: StanceStep | None = None,
    **more: Any,
) -> Revision | None:
    """Words of a state on the occasion. They wait for a second person. Raises NotWatching, NotAsked, ValidationError.

    Twice the same words from the same page are once.
    """
    member = _asked(sheet, actor, by)
    same = Position.objects.filter(actor=actor, coercing_state=sheet.coercing_state, occasion=sheet.occasion)
    if same.filter(source=source, quote=quote).exists():
        return None
    row = Position(
        key=_free_key(f"{actor.key}-{on.isoformat()}-{sheet.coercing_state.key.lower()}"),
        actor=actor,
        actor_as_named=actor.name_en,
        on=on,
        occasion=sheet.occasion,
        coercing_state=sheet.coercing_state,
        measure_text=sheet.occasion.name_en,
        quote=quote,
        quote_lang=quote_lang,
        source=source,
        stance=step_of(facts, stance),
        confidence="high",
        **facts,
        **more,
    )
    return _propose(row, member, by, now, source)


def report_nothing(
    *, sheet: Sheet, actor: Actor, by: User, now: datetime, where: str, looked_on: date | None = None
) -> Revision | None:
    """Looked in these places, found nothing. Raises NotWatching, NotAsked or ValidationError."""
    member = _asked(sheet, actor, by)
    row = Look(
        actor=actor,
        coercing_state=sheet.coercing_state,
        occasion=sheet.occasion,
        looked_on=looked_on or now.date(),
        where=where,
        by_organisation=member.organisation.name,
        source=where,
    )
    row.key = row.fresh_key()
    found = Look.objects.filter(key=row.key).first()
    if found is not None:
        # The same day, the same state: whoever looks again says where in the same row.
        found.where = where
        row = found
    return _propose(row, member, by, now, where)


def _asked(sheet: Sheet, actor: Actor, by: User) -> Member:
    member = watching(user=by, actor=actor)
    if not sheet.is_open() or not Line.objects.filter(sheet=sheet, actor=actor).exists():
        raise NotAsked
    return member


def _propose(row: Any, member: Member, by: User, now: datetime, source: str) -> Revision | None:
    return revisions.propose(
        row=row,
        by=by,
        now=now,
        source=source,
        comment=member.organisation.name,
        origin=Origin.CORRESPONDENT,
        batch=f"sheet:{row.occasion.key}"[:40],
    )


def _free_key(wanted: str) -> str:
    """The key, or the next one with a number behind it; keys are never used twice."""
    taken = set(Position.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    number = 2
    found = wanted
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found
