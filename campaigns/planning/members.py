"""Who may work on a campaign."""

from actors.accounts.models import Member, Role, User
from campaigns.planning.models import Campaign, KeptOut


class NotAllowed(Exception):
    """The person has not the role for this deed."""


def member_of(campaign: Campaign, user: User) -> Member:
    """The person's membership, allowed to change things; raises NotAllowed, also for who is kept out."""
    kept_out = KeptOut.objects.filter(campaign=campaign).values("user")
    member = Member.objects.filter(organisation=campaign.organisation_id, user=user).exclude(user__in=kept_out).first()
    if member is None or not member.may_work():
        raise NotAllowed
    return member


def owner_of(campaign: Campaign, user: User) -> Member:
    """The membership of an owner; raises NotAllowed."""
    member = member_of(campaign, user)
    if member.role != Role.OWNER:
        raise NotAllowed
    return member
