"""What a correspondent reports: words, or that they looked and found nothing. A second person checks it."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actors.accounts.models import Member, User
from actors.checking import revisions
from actors.checking.models import Check, Origin, Revision
from actors.directory.models import Actor
from actors.positions.models import Look, Position, StanceStep
from actors.sanctions.models import Measure
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
    found = Assignment.objects.in_force().filter(member__user=user, actor=actor)
    first = found.select_related("member__organisation").order_by("pk").first()
    if first is None:
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
    source: str,
    facts: dict[str, bool | None],
    quote_lang: str = "",
    stance: StanceStep | None = None,
    measure: Measure | None = None,
    comment: str = "",
    **more: Any,
) -> Revision | None:
    """Words of a state on the occasion. They wait for a second person. Raises NotWatching, NotAsked, ValidationError.

    Twice the same words from the same page are once, whoever brings them: then nothing is entered.
    """
    with transaction.atomic():
        member = _asked(sheet, actor, by)
        same = Position.objects.filter(actor=actor, coercing_state=sheet.coercing_state, occasion=sheet.occasion)
        if _not_refused(same).filter(source=source, quote=quote).exists():
            return None
        about = measure.name if measure else f"measures ({sheet.coercing_state.name_en})"
        row = Position(
            key=free_key(Position, f"{actor.key}-{on.isoformat()}-{sheet.coercing_state.key.lower()}"),
            actor=actor,
            actor_as_named=actor.name_en,
            on=on,
            occasion=sheet.occasion,
            coercing_state=sheet.coercing_state,
            measure=measure,
            measure_text=about[:200],
            quote=quote,
            quote_lang=quote_lang,
            source=source,
            accessed_on=now.date(),
            stance=step_of(facts, stance),
            confidence="high",
            **facts,
            **more,
        )
        return _propose(sheet, row, member, by, now, source, comment)


def report_nothing(
    *, sheet: Sheet, actor: Actor, by: User, now: datetime, where: str, looked_on: date | None = None
) -> Revision | None:
    """Looked in these places, found nothing. Raises NotWatching, NotAsked or ValidationError.

    An organisation has one look a day at a state: more places are added to it, the same ones change nothing.
    """
    with transaction.atomic():
        member = _asked(sheet, actor, by)
        whose = member.organisation.name
        day = looked_on or now.date()
        said = {"actor": actor, "occasion": sheet.occasion, "coercing_state": sheet.coercing_state}
        row = _not_refused(Look.objects.filter(**said, looked_on=day, by_organisation=whose)).first()
        if row is None:
            row = Look(**said, looked_on=day, by_organisation=whose, where=where)
            row.key = free_key(Look, row.fresh_key())
        else:
            row.where = _with(_last_said(row), where)
        return _propose(sheet, row, member, by, now, where, "")


def _asked(sheet: Sheet, actor: Actor, by: User) -> Member:
    """Locks the sheet: reports on it come one after the other, and none after it was closed."""
    member = watching(user=by, actor=actor)
    held = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not held.is_open() or not Line.objects.filter(sheet=held, actor=actor).exists():
        raise NotAsked
    return member


def _not_refused(rows: Any) -> Any:
    return rows.exclude(pending=False, revision__check_row__verdict=Check.Verdict.REFUSED)


def _last_said(row: Look) -> str:
    """The places of the newest entry of this look, also when it waits."""
    newest = revisions.of(row).first()
    return str(newest.facts["where"]) if newest else row.where


def _with(places: str, more: str) -> str:
    return places if more in places.split("\n") else f"{places}\n{more}"


def _propose(
    sheet: Sheet, row: Any, member: Member, by: User, now: datetime, source: str, comment: str
) -> Revision | None:
    whose = member.organisation.name
    try:
        return revisions.propose(
            row=row,
            by=by,
            now=now,
            source=source,
            comment=f"{whose}: {comment}" if comment else whose,
            origin=Origin.CORRESPONDENT,
            batch=sheet.batch,
        )
    except revisions.Taken:
        raise ValidationError(_("Somebody else reported at the same moment. Please send it once more.")) from None


def free_key(model: Any, wanted: str) -> str:
    """The key, or the next one with a number behind it; keys are never used twice."""
    taken = set(model.objects.filter(key__startswith=wanted).values_list("key", flat=True))
    number = 2
    found = wanted
    while found in taken:
        found, number = f"{wanted}-{number}", number + 1
    return found
