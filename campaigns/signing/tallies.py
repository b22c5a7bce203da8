"""The public number: counted by one job from the rows, written to one row per version, read by every page."""

from datetime import datetime

from django.db.models import Count

from campaigns.letters.models import Version
from campaigns.planning.models import Campaign
from campaigns.signing.models import Signature, Tally


def recount(*, now: datetime, campaign: Campaign | None = None, last: bool = False) -> int:
    """Counts confirmed signatures of every open version anew (of one campaign, or of all whose people are here);
    returns how many numbers changed. ``last``: the one count that is taken as people are erased."""
    numbers = dict(
        Signature.objects.counting()
        .values_list("version")
        .annotate(number=Count("pk"))
        .values_list("version", "number")
    )
    changed = 0
    open_versions = Version.objects.filter(letter__opened_at__isnull=False, letter__campaign__shredded_at=None)
    if not last:
        open_versions = open_versions.filter(letter__campaign__parting=None)
    if campaign is not None:
        open_versions = open_versions.filter(letter__campaign=campaign)
    for version in open_versions.select_related("tally"):
        number = numbers.get(version.pk, 0)
        tally = getattr(version, "tally", None)
        if tally is None or tally.confirmed != number:
            Tally.objects.update_or_create(version=version, defaults={"confirmed": number, "counted_at": now})
            changed += 1
    return changed
