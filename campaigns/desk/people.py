"""Who stands with a campaign under which name, and who is alone in an organisation."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import prefetch_related_objects

from actors.accounts.models import Member, Organisation, Role, User
from campaigns.endorsing import lists
from campaigns.planning import safeguards
from campaigns.planning.models import Campaign

WORKING = (Role.OWNER, Role.CAMPAIGNER)
"""Roles of those who may work (``Member.may_work``)."""
ROWS = (
    "partners__organisation",
    "match_decisions__member__user",
    "letters__first_signatories",
    "letters__endorsements__removal",
)
"""What is read of a campaign here, so that several can be fetched at once."""


def endorsers(campaign: Campaign) -> list[str]:
    """Names and affiliations of first signatories, invited or agreed, and of organisations that endorse."""
    letters = campaign.letters.all()
    rows = [person for letter in letters for person in letter.first_signatories.all()]
    organisations = [row for letter in letters for row in letter.endorsements.all() if lists.is_matched(row)]
    return [text for row in rows for text in (row.name, row.affiliation) if text] + [row.name for row in organisations]


def undecided(campaigns: Sequence[Campaign], now: datetime) -> dict[int, int]:
    """By campaign: how many names wait for an owner's decision, being those of somebody under a measure (R17)."""
    prefetch_related_objects(campaigns, *ROWS)
    listed = safeguards.under_measures(now) if campaigns else []
    return {
        row.pk: sum(match.decision is None for match in safeguards.matches(row, endorsers(row), on=now, among=listed))
        for row in campaigns
    }


def alone(user: User) -> list[Organisation]:
    """Organisations in which this person is the only one who may work: nobody is there to be the second (R23)."""
    working = Member.objects.filter(role__in=WORKING, user__is_active=True)
    mine = Organisation.objects.filter(members__in=working.filter(user=user))
    others = working.exclude(user=user).values("organisation")
    return list(mine.exclude(pk__in=others).order_by("name"))
