"""Links we mail to organisations: to the closed round, to confirm, and the lasting one to look and withdraw.

The first two end with the campaign’s key. The last is made with the installation’s own key, so that an organisation can
leave the list long after the people of the campaign are erased.
"""

from datetime import date

from campaigns.endorsing.models import Endorsement, RoundInvitation
from foundation.vault import keys, links

INVITED, CONFIRM, OWN = "endorse-invited", "endorse-confirm", "endorse-own"


def invited_token(row: RoundInvitation, opened: keys.Keys) -> str:
    return links.token(opened, INVITED, row.code, 1)


def find_invitation(token: str) -> tuple[RoundInvitation, keys.Keys] | None:
    """Whom this token invites, with the campaign’s keys; None for anything else."""
    related = (
        "round__letter__campaign__organisation",
        "round__version",
        "round__letter__current",
        "endorsement",
        "decline",
        "member",
    )
    code = links.code_of(token)
    row = RoundInvitation.objects.select_related(*related).filter(code=code).first() if code else None
    opened = _opened(row.round.letter.campaign.scope) if row else None
    if row is None or opened is None:
        return None
    return (row, opened) if links.holds(opened, token, INVITED, row.code, 1) else None


def confirm_token(row: Endorsement, opened: keys.Keys) -> str:
    return links.token(opened, CONFIRM, row.code, 1)


def find_unconfirmed(token: str) -> tuple[Endorsement, keys.Keys] | None:
    """The endorsement this token confirms, confirmed or not; None for anything else."""
    row = _endorsement(token)
    opened = _opened(row.letter.campaign.scope) if row else None
    if row is None or opened is None:
        return None
    return (row, opened) if links.holds(opened, token, CONFIRM, row.code, 1) else None


def own_token(row: Endorsement, today: date) -> str:
    return links.token(keys.open_instance(today=today), OWN, row.code, 1)


def find_own(token: str, today: date) -> Endorsement | None:
    """The endorsement whose page this token opens."""
    row = _endorsement(token)
    if row is None or not links.holds(keys.open_instance(today=today), token, OWN, row.code, 1):
        return None
    return row


def _endorsement(token: str) -> Endorsement | None:
    code = links.code_of(token)
    related = ("letter__campaign__organisation", "letter__closed_round", "version", "invitation__round")
    return Endorsement.objects.select_related(*related).filter(code=code).first() if code else None


def _opened(scope: str) -> keys.Keys | None:
    try:
        return keys.open_scope(scope)
    except keys.KeyGone:
        return None
