"""The life of a campaign: launched, closed, shredded."""

from datetime import datetime

from django.db import transaction

from actors.accounts.models import User
from actors.directory.models import Office
from campaigns.planning import courts, names, safeguards
from campaigns.planning.members import NotAllowed as NotAllowed
from campaigns.planning.members import member_of as member_of
from campaigns.planning.models import Campaign, Target
from campaigns.planning.naming import fixed_or_default
from foundation.history import journal
from foundation.vault import keys


class NotReady(Exception):
    """The campaign cannot be launched yet. ``reasons`` are words for the person who tried."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class NotATarget(Exception):
    """The office is of the Court or a judge's: of those we stand beside, or who must be left alone."""


def add_target(*, campaign: Campaign, office: Office, naming: str | None = None, position: int = 0) -> Target:
    """Puts an office on the list; states that impose measures on the Court get the number only, and so, unless staff
    say otherwise, do states whose situation is before it (R10).

    Raises NotATarget.
    """
    if courts.is_forbidden(office):
        raise NotATarget(office.key)
    told = fixed_or_default(office.actor, campaign.coercing_state, naming)
    target, _made = Target.objects.get_or_create(
        campaign=campaign, office=office, defaults={"naming": told, "position": position}
    )
    return target


def missing(campaign: Campaign, now: datetime) -> list[str]:
    """What launch still needs (R6, R9, R17, R19), as short keys in a fixed order."""
    organisation = campaign.organisation
    languages = set(campaign.texts.values_list("language", flat=True))
    noticed = set(campaign.notices.values_list("language", flat=True))
    wanting = [
        ("postal_address", not organisation.postal_address),
        ("contact", not organisation.contact_email),
        ("signatory", not campaign.signatory),
        ("answerer", not campaign.answerer),
        ("text", not languages),
        ("privacy_notice", bool(languages - noticed)),
        ("ends_on", campaign.ends_on is None),
        ("erase_on", campaign.erase_on is None),
        ("assessment", not (campaign.dpia_noted_by and campaign.dpia_noted_on)),
        ("names", bool(names.undecided(campaign, []))),
        ("designated", bool(safeguards.undecided_matches(campaign, now=now))),
    ]
    return [key for key, is_missing in wanting if is_missing]


def launch(*, campaign: Campaign, by: User, now: datetime) -> None:
    """Opens the campaign to the public. Twice is once; raises NotReady with what is missing."""
    member_of(campaign, by)
    with transaction.atomic():
        locked = Campaign.objects.select_for_update().select_related("organisation").get(pk=campaign.pk)
        if locked.launched_at is not None:
            return
        if reasons := missing(locked, now):
            raise NotReady(reasons)
        keys.create(locked.scope, today=now.date())
        locked.launched_at = campaign.launched_at = now
        locked.save(update_fields=["launched_at"])
        journal.write(deed="campaign.launched", by=by, subject=("campaign", locked.code), scope=locked.scope, now=now)


def close(*, campaign: Campaign, by: User | None, now: datetime) -> None:
    """Ends signing. What was signed stays until the date of erasure."""
    if by is not None:
        member_of(campaign, by)
    with transaction.atomic():
        if Campaign.objects.filter(pk=campaign.pk, closed_at=None).update(closed_at=now):
            campaign.closed_at = now
            journal.write(
                deed="campaign.closed",
                by=by,
                subject=("campaign", campaign.code),
                scope=campaign.scope,
                now=now,
            )


def shred(*, campaign: Campaign, by: User | None, now: datetime) -> None:
    """Destroys the campaign's key: every sealed detail and every link of it is gone for good."""
    if by is not None:
        member_of(campaign, by)
    with transaction.atomic():
        if Campaign.objects.filter(pk=campaign.pk, shredded_at=None).update(shredded_at=now):
            campaign.shredded_at = now
            keys.destroy(campaign.scope, today=now.date())
            journal.write(
                deed="campaign.shredded",
                by=by,
                subject=("campaign", campaign.code),
                scope=campaign.scope,
                now=now,
            )
