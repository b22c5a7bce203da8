"""Takes forged signatures out of the count: tried first, ordered, confirmed by a second member where they are many.

A job does it in lots; it can be cancelled, and undone. Nothing is deleted, and nobody is written to.
"""

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from actors.accounts.models import User
from actors.search.folding import fold
from campaigns.planning.campaigns import member_of
from campaigns.planning.models import Campaign
from campaigns.signing.asides import Invalidation, TakenOut
from campaigns.signing.models import Aside, Signature
from campaigns.supporters import people
from foundation.history import journal
from foundation.vault import keys, seals

ALONE = 50
"""So many signatures a member may take out alone; more need a second one."""
LOT = 500
MOST_OPENED = 20_000
"""So many sealed addresses one trial opens: with more, the open conditions must say more."""
SAMPLE = 10


class NoCondition(Exception):
    """Without a condition everything would go."""


class TooMany(Exception):
    """Too many seals would have to be opened for this."""


class NothingFound(Exception):
    """The conditions meet no signature."""


class OwnOrder(Exception):
    """Whoever ordered it cannot confirm it: a second member must."""


class Over(Exception):
    """It was cancelled, or nobody ordered it."""


@dataclass(frozen=True)
class Conditions:
    """All that are given must hold. ``name`` (as written) and ``local`` (the address before the @, with * and ?) are
    looked for in what is sealed; ``why`` is what made a signature suspect."""

    since: str = ""
    until: str = ""
    provider: str = ""
    country: str = ""
    language: str = ""
    why: str = ""
    name: str = ""
    local: str = ""

    def is_empty(self) -> bool:
        return not any(asdict(self).values())

    def needs_opening(self) -> bool:
        return bool(self.name or self.local)

    def rows(self, campaign: Campaign) -> QuerySet[Signature]:
        """What the open conditions meet, of what is not taken out yet."""
        asked = {
            "signed_on__gte": self.since and date.fromisoformat(self.since),
            "signed_on__lte": self.until and date.fromisoformat(self.until),
            "supporter__provider": self.provider,
            "supporter__country": self.country,
            "supporter__language": self.language,
            "suspicion__why": self.why,
        }
        found = Signature.objects.filter(letter__campaign=campaign).exclude(aside=Aside.INVALID)
        return found.filter(**{key: value for key, value in asked.items() if value})

    def meet(self, details: people.Details) -> bool:
        """Whether the sealed conditions hold."""
        local = details.email.rpartition("@")[0].lower()
        same_name = not self.name or fold(details.name) == fold(self.name)
        return same_name and (not self.local or fnmatchcase(local, self.local.lower()))


def try_out(*, campaign: Campaign, conditions: Conditions, why: str, by: User, now: datetime) -> Invalidation:
    """Counts what the conditions meet now, and keeps that with a masked sample: nothing is taken out before ``order``.

    Raises NotAllowed, NoCondition, TooMany, or ``keys.KeyGone`` once the campaign is shredded.
    """
    member = member_of(campaign, by)
    if conditions.is_empty():
        raise NoCondition
    opened, rows = keys.open_scope(campaign.scope), conditions.rows(campaign)
    if conditions.needs_opening() and rows.count() > MOST_OPENED:
        raise TooMany
    met = [row.pk for row, _details in _met(rows, conditions, opened)] if conditions.needs_opening() else None
    if met is not None:
        rows = Signature.objects.filter(pk__in=met)
    code, found = secrets.token_hex(16), rows.count()
    sample = [
        mask(people.details(row.supporter, opened)) for row in rows.select_related("supporter").order_by("pk")[:SAMPLE]
    ]
    with transaction.atomic():
        _note(campaign, "invalidation.tried", by, now, number=found)
        return Invalidation.objects.create(
            code=code,
            campaign=campaign,
            sealed=seals.seal(opened, code, {"conditions": asdict(conditions), "sample": sample}),
            why=why[:200],
            found=found,
            counting=rows.filter(confirmed_on__isnull=False, aside="").count(),
            needs_second=found > ALONE,
            tried_by=member,
            tried_at=now,
            last=rows.order_by("-pk").values_list("pk", flat=True).first() or 0,
        )


def _met(
    rows: QuerySet[Signature], conditions: Conditions, opened: keys.Keys
) -> Iterator[tuple[Signature, people.Details]]:
    for row in rows.select_related("supporter").order_by("pk"):
        details = people.details(row.supporter, opened)
        if conditions.meet(details):
            yield row, details


def read(invalidation: Invalidation, opened: keys.Keys) -> tuple[Conditions, list[str]]:
    """Its conditions and the masked sample."""
    held = seals.unseal(opened, invalidation.code, invalidation.sealed)
    return Conditions(**held["conditions"]), held["sample"]


def mask(details: people.Details) -> str:
    """ "A… B…, x…7@m….example": enough to see a pattern, not enough to write to anybody."""
    local, _at, domain = details.email.rpartition("@")
    name = " ".join(f"{word[0]}…" for word in details.name.split())
    return f"{name}, {local[:1]}…{local[-1:]}@{domain[:1]}….{domain.rpartition('.')[2]}"


def order(*, invalidation: Invalidation, by: User, now: datetime) -> None:
    """A job will take out what the trial met; what came later is left alone. Twice is once.

    Up to ``ALONE`` it begins at once, more wait for a second member. Raises NotAllowed, NothingFound or Over.
    """
    member = member_of(invalidation.campaign, by)
    with transaction.atomic():
        row = Invalidation.objects.select_for_update(of=("self",)).get(pk=invalidation.pk)
        if row.cancelled_at:
            raise Over
        if not row.found:
            raise NothingFound
        if not row.ordered_by_id:
            row.ordered_by, row.ordered_at = member, now
            row.save(update_fields=["ordered_by", "ordered_at"])
            _note(invalidation.campaign, "invalidation.ordered", by, now, number=row.found)


def confirm(*, invalidation: Invalidation, by: User, now: datetime) -> None:
    """A second member confirms: the job begins. Twice is once. Raises NotAllowed, OwnOrder or Over."""
    member = member_of(invalidation.campaign, by)
    with transaction.atomic():
        row = Invalidation.objects.select_for_update(of=("self",)).get(pk=invalidation.pk)
        # The person, not the membership.
        if row.cancelled_at or row.ordered_by is None:
            raise Over
        if row.ordered_by.user_id == by.pk:
            raise OwnOrder
        if row.needs_second and not row.confirmed_by_id:
            row.confirmed_by, row.confirmed_at = member, now
            row.save(update_fields=["confirmed_by", "confirmed_at"])
            _note(row.campaign, "invalidation.confirmed", by, now, number=row.found)


def work(*, now: datetime) -> int:
    """Takes out the next lot of one invalidation; returns how many signatures it looked at. Several may run at once."""
    with transaction.atomic():
        due = Invalidation.objects.due().select_for_update(skip_locked=True, of=("self",)).select_related("campaign")
        row = due.order_by("pk").first()
        if row is None:
            return 0
        try:
            opened = keys.open_scope(row.campaign.scope)
        except keys.KeyGone:
            Invalidation.objects.filter(pk=row.pk).update(done_at=now)
            return 0
        conditions, _sample = read(row, opened)
        lot = conditions.rows(row.campaign).filter(pk__gt=row.mark, pk__lte=row.last).order_by("pk")
        looked = list(lot.values_list("pk", flat=True)[:LOT])
        row.taken += _take_out(row, looked, conditions, opened)
        row.mark = looked[-1] if looked else row.last
        row.done_at = now if len(looked) < LOT else None
        row.save(update_fields=["taken", "mark", "done_at"])
        if row.done_at:
            _note(row.campaign, "invalidation.done", None, now, number=row.taken)
    return len(looked)


def _take_out(row: Invalidation, looked: list[int], conditions: Conditions, opened: keys.Keys) -> int:
    # In order and locked, so that nobody withdraws or confirms between the look and the deed.
    signatures = Signature.objects.filter(pk__in=looked).exclude(aside=Aside.INVALID)
    rows = signatures.order_by("pk").select_for_update(of=("self",))
    met = [
        one for one in rows if not conditions.needs_opening() or conditions.meet(people.details(one.supporter, opened))
    ]
    TakenOut.objects.bulk_create(
        TakenOut(invalidation=row, signature=one, was_suspect=one.aside == Aside.SUSPECT) for one in met
    )
    Signature.objects.filter(pk__in=[one.pk for one in met]).update(aside=Aside.INVALID)
    return len(met)


def cancel(*, invalidation: Invalidation, by: User, now: datetime) -> None:
    """Stops what is not done yet; what was taken out stays out until it is undone. Twice is once; raises NotAllowed."""
    member = member_of(invalidation.campaign, by)
    with transaction.atomic():
        rows = Invalidation.objects.filter(pk=invalidation.pk, done_at=None, cancelled_at=None)
        if rows.update(cancelled_by=member, cancelled_at=now):
            _note(invalidation.campaign, "invalidation.cancelled", by, now, number=invalidation.found)


def undo(*, invalidation: Invalidation, by: User, now: datetime) -> int:
    """Gives back what was taken out, as it was; returns how many. Twice is once. Raises NotAllowed.

    What is still under way is cancelled by it.
    """
    member = member_of(invalidation.campaign, by)
    cancel(invalidation=invalidation, by=by, now=now)
    with transaction.atomic():
        row = Invalidation.objects.select_for_update(of=("self",)).get(pk=invalidation.pk)
        if row.undone_at:
            return 0
        back = 0
        for was_suspect, aside in ((True, Aside.SUSPECT), (False, "")):
            taken = TakenOut.objects.filter(invalidation=row, was_suspect=was_suspect).values("signature")
            back += Signature.objects.filter(pk__in=taken, aside=Aside.INVALID).update(aside=aside)
        TakenOut.objects.filter(invalidation=row).delete()
        Invalidation.objects.filter(pk=row.pk).update(undone_by=member, undone_at=now)
        _note(row.campaign, "invalidation.undone", by, now, number=back)
    return back


def _note(campaign: Campaign, deed: str, by: User | None, now: datetime, **detail: Any) -> None:
    subject = ("campaign", campaign.code)
    journal.write(deed=deed, by=by, subject=subject, scope=campaign.scope, now=now, detail=detail)
