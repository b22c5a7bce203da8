"""Numbers without a hot row: the database notes each change, one job adds them up, every page reads one row.

A signature that begins or ceases to count leaves a ``TallyChange`` (a trigger on both databases, so no deed can forget
it). The job adds up what is there under a lock; what the public sees moves once a minute, and below a thousand by ten
or more or once in a quarter of an hour, so that nobody reads one person's deed from a number.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, QuerySet

from campaigns.letters.models import Version
from campaigns.planning.models import Campaign
from campaigns.signing.models import Signature
from campaigns.signing.numbers import Tally, TallyChange, TallyKind

SHOW_EVERY = timedelta(seconds=60)
STEP, FEW = 10, 1000
SHOW_FEW_EVERY = timedelta(minutes=15)
LOT = 10_000
_LOCK = 7_160_411
_TAKE = """
DELETE FROM campaigns_tallychange WHERE id IN (SELECT id FROM campaigns_tallychange ORDER BY id LIMIT %s)
RETURNING version_id, kind, change
"""


@contextmanager
def _alone() -> Iterator[None]:
    """One transaction that no other counting shares; on SQLite there is but one writer anyway."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def bring_up_to_date(*, now: datetime) -> int:
    """Adds up what changed since the last time, and shows what is due to be shown; returns how many changes there were.

    Several at once are one after the other. The work is that of the changes, whatever the number of signatures.
    """
    done = 0
    while True:
        with _alone():
            with connection.cursor() as cursor:
                cursor.execute(_TAKE, [LOT])
                rows = cursor.fetchall()
            _add(rows, now)
        done += len(rows)
        if len(rows) < LOT:
            break
    show(now=now)
    return done


def _add(rows: list[tuple[int, str, int]], now: datetime) -> None:
    changes: Counter[tuple[int, str]] = Counter()
    for version, kind, change in rows:
        changes[version, kind] += change
    living = set(_living().filter(pk__in={version for version, _kind in changes}).values_list("pk", flat=True))
    for (version, kind), change in changes.items():
        if change and version in living:
            tally = _of(version, kind, now)
            Tally.objects.filter(pk=tally.pk).update(number=F("number") + change, counted_at=now)


def _living() -> QuerySet[Version]:
    """Those whose number still moves: once people are erased, it stays as it was (``erasure``)."""
    return Version.objects.filter(letter__campaign__parting=None, letter__campaign__shredded_at=None)


def _of(version: int, kind: str, now: datetime) -> Tally:
    """The tally; a new one was shown as nothing since for ever, so that its first number may be seen."""
    long_ago = now - SHOW_FEW_EVERY
    return Tally.objects.get_or_create(
        version_id=version, kind=kind, defaults={"counted_at": now, "shown_at": long_ago}
    )[0]


def show(*, now: datetime, rows: "QuerySet[Tally] | None" = None, at_once: bool = False) -> int:
    """Lets the public numbers follow, as far as they may move now; returns how many moved."""
    moved = 0
    for tally in (Tally.objects.all() if rows is None else rows).exclude(number=F("shown")):
        if at_once or may_move(tally, now):
            moved += Tally.objects.filter(pk=tally.pk).update(shown=tally.number, shown_at=now)
    return moved


def may_move(tally: Tally, now: datetime) -> bool:
    """Whether the public may see the number as it is now (always, where ``COUNTS_AT_ONCE``)."""
    if settings.COUNTS_AT_ONCE:
        return True
    since = now - tally.shown_at
    if max(tally.number, tally.shown) < FEW and abs(tally.number - tally.shown) < STEP:
        return since >= SHOW_FEW_EVERY
    return since >= SHOW_EVERY


def recount(*, now: datetime, campaign: Campaign | None = None, at_once: bool = True, last: bool = False) -> int:
    """Counts everything anew (of one campaign, or of all whose people are there); returns how many numbers were wrong.

    Nobody begins or ceases to count meanwhile: they wait. ``at_once`` shows the numbers too. ``last``: of a campaign
    whose people are about to be erased.
    """
    versions = (Version.objects.all() if last else _living()).filter(letter__opened_at__isnull=False)
    if campaign is not None:
        versions = versions.filter(letter__campaign=campaign)
    with _alone():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE campaigns_tallychange IN SHARE ROW EXCLUSIVE MODE")
        pks = list(versions.values_list("pk", flat=True))
        waiting = TallyChange.objects.filter(version__in=pks)
        owed: Counter[int] = Counter()
        for version, change in waiting.filter(kind=TallyKind.CONFIRMED).values_list("version", "change"):
            owed[version] += change
        waiting.filter(kind=TallyKind.CONFIRMED).delete()
        counted = Signature.objects.counting().filter(version__in=pks).values_list("version").annotate(Count("pk"))
        numbers = dict(counted.order_by())
        wrong = 0
        for pk in pks:
            tally = _of(pk, TallyKind.CONFIRMED, now)
            wrong += tally.number + owed[pk] != numbers.get(pk, 0)
            Tally.objects.filter(pk=tally.pk).update(number=numbers.get(pk, 0), counted_at=now)
        show(now=now, rows=Tally.objects.filter(version__in=pks), at_once=at_once)
    return wrong
