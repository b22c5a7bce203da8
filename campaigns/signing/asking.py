"""Those who signed an earlier text are asked once, by one mail, whether their name stands under the new one too (R21).

A Yes moves the signature, after ``CONFIRM_WAIT``; a No, or nothing, leaves it where it is. A No goes before a Yes, in
whatever order they come: a scanner that presses every button moves nobody.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from campaigns.letters.models import FrozenTarget, Letter
from campaigns.planning.models import Campaign, Target
from campaigns.signing.models import Asking, Signature
from campaigns.supporters import people
from campaigns.supporters.models import Supporter
from foundation.outbox import post
from foundation.vault import keys, links

PURPOSE = "signing.again"
LINK = "again"
Answer = Asking.Answer


class Declined(Exception):
    """The person said No before, and a No is for good."""


class Outdated(Exception):
    """The text asked about is not the newest any more, or signing is over."""


def due(letter: Letter) -> QuerySet[Signature]:
    """Signatures that count, under an earlier text than the one open now, of people not asked about it yet."""
    asked = Asking.objects.filter(signature=OuterRef("pk"))
    rows = Signature.objects.counting().filter(letter=letter).exclude(version=letter.current_id)
    return rows.exclude(Exists(asked.filter(version=letter.current_id))).exclude(Exists(asked.filter(answer=Answer.NO)))


def ask_due(*, now: datetime, limit: int = 500) -> int:
    """Asks everybody who is to be asked, each in a transaction of their own; returns how many were.

    Several sweeps at once are fine: each looks once more under the lock of the person's row.
    """
    asked = 0
    letters = Letter.objects.filter(campaign__in=Campaign.objects.live(now), current__number__gt=1)
    for letter in letters.select_related("campaign", "current").order_by("pk"):
        rows = due(letter).select_related("supporter").order_by("pk")
        for signature in rows[: max(limit - asked, 0)]:
            asked += _ask(signature, letter, now)
    return asked


def _ask(signature: Signature, letter: Letter, now: datetime) -> bool:
    with transaction.atomic():
        # Locked, so that a withdrawal at this moment comes before or after, never between.
        person = Supporter.objects.select_for_update().filter(pk=signature.supporter_id).first()
        still = due(letter).filter(pk=signature.pk).first()
        if person is None or still is None or letter.current is None:
            return False
        row = Asking.objects.create(
            signature=still, of_id=still.version_id, version=letter.current, asked_on=now.date()
        )
        row.refresh_from_db(fields=["code"])
        post.queue(
            purpose=PURPOSE,
            recipient=("supporter", person.code),
            slot=row.code,
            scope=letter.campaign.scope,
            params={"asking": row.code},
            now=now,
        )
    return True


def find(text: str) -> tuple[Asking, keys.Keys] | None:
    """The question a token is for, with the campaign's keys; None for anything else."""
    code = links.code_of(text)
    related = ("signature__supporter__campaign__organisation", "signature__letter__campaign", "of", "version")
    row = Asking.objects.select_related(*related).filter(code=code).first() if code else None
    if row is None:
        return None
    try:
        opened = keys.open_scope(row.signature.supporter.campaign.scope)
    except keys.KeyGone:
        return None
    return (row, opened) if links.holds(opened, text, LINK, row.code, row.signature.supporter.generation) else None


def token(row: Asking, opened: keys.Keys) -> str:
    return links.token(opened, LINK, row.code, row.signature.supporter.generation)


def is_open(row: Asking, now: datetime) -> bool:
    """Whether a Yes can be given now: the text is the newest, signing is not over, and the signature counts."""
    letter = row.signature.letter
    counts = Signature.objects.counting().filter(pk=row.signature_id)
    return letter.current_id == row.version_id and letter.is_open(now) and counts.exists()


def agree(*, row: Asking, now: datetime) -> None:
    """The person stands with the new text too; the signature moves when the Yes is settled. Twice is once.

    Raises Declined or Outdated.
    """
    with transaction.atomic():
        held = _lock(row)
        if held is None:
            raise Outdated
        if held.answer == Answer.NO:
            raise Declined
        if held.answer or held.said_yes_at:
            return
        if not is_open(held, now):
            raise Outdated
        held.said_yes_at = now
        held.save(update_fields=["said_yes_at"])
        post.cancel(recipient=("supporter", held.signature.supporter.code), slots_from=held.code, now=now)
    if not settings.CONFIRM_WAIT:
        settle(now=now)


def decline(*, row: Asking, now: datetime) -> None:
    """The name stays under the text it was given for, also after a Yes that was not meant. Twice is once."""
    with transaction.atomic():
        held = _lock(row)
        if held is None or held.answer == Answer.NO:
            return
        if held.answer == Answer.YES:
            Signature.objects.filter(pk=held.signature_id, version=held.version_id).update(version=held.of_id)
        held.answer, held.answered_on, held.said_yes_at = Answer.NO, now.date(), None
        held.save(update_fields=["answer", "answered_on", "said_yes_at"])
        post.cancel(recipient=("supporter", held.signature.supporter.code), slots_from=held.code, now=now)


def settle(*, now: datetime, limit: int = 1000) -> int:
    """Moves the signatures of those whose Yes is old enough; returns how many. Twice is once."""
    by = now - timedelta(seconds=settings.CONFIRM_WAIT)
    moved = 0
    for waiting in Asking.objects.filter(said_yes_at__lte=by).order_by("pk")[:limit]:
        with transaction.atomic():
            held = _lock(waiting)
            if held is not None and held.said_yes_at and held.said_yes_at <= by:
                _move(held)
                moved += 1
    return moved


def _move(held: Asking) -> None:
    # Offices that the text they signed did not go to were not on their list: they are counted there, not named.
    people.strike(supporter=held.signature.supporter, struck=further_offices(held))
    Signature.objects.filter(pk=held.signature_id, version=held.of_id).update(version=held.version_id)
    assert held.said_yes_at is not None
    held.answer, held.answered_on, held.said_yes_at = Answer.YES, held.said_yes_at.date(), None
    held.save(update_fields=["answer", "answered_on", "said_yes_at"])


def further_offices(row: Asking) -> list[Target]:
    """Offices the new text goes to, and the one that was signed did not."""
    before = FrozenTarget.objects.filter(approval__version=row.of_id).values("target")
    after = FrozenTarget.objects.filter(approval__version=row.version_id, in_copy=False).values("target")
    rows = Target.objects.filter(pk__in=after).exclude(pk__in=before).select_related("office__actor", "office__kind")
    return list(rows.order_by("position", "pk"))


def of_person(supporter: Supporter) -> QuerySet[Asking]:
    """All that somebody was asked, for their own page."""
    rows = Asking.objects.filter(signature__supporter=supporter).select_related("signature__letter", "version")
    return rows.order_by("pk")


def stayed(letter: Letter) -> QuerySet[Signature]:
    """Signatures that count under an earlier text: no letter of the newest carries them."""
    return Signature.objects.counting().filter(letter=letter).exclude(version=F("letter__current"))


def _lock(row: Asking) -> Asking | None:
    """The question under the lock of its person's row, where everything about a person is decided."""
    person = Supporter.objects.select_for_update().filter(pk=row.signature.supporter_id).first()
    related = ("signature__supporter", "signature__letter__campaign")
    return Asking.objects.select_related(*related).filter(pk=row.pk).first() if person else None
