"""Who signs page by page of situation: in a campaign made with or for somebody under a measure (R17), and while the
advice for a situation is reviewed because of a new measure (R11).

Which page somebody opens is known to nobody but them: the situation stands in the address, is part of what the form's
number is about, and is stored nowhere.
"""

from collections.abc import Collection

from campaigns.planning.models import Campaign
from campaigns.planning.safeguards import PERSON_SITUATIONS

ELSEWHERE = "elsewhere"
"""The page of those whom none of it reaches."""
PAGES = (*PERSON_SITUATIONS, ELSEWHERE)


def has_page(campaign: Campaign, situation: str, paused: Collection[str] = ()) -> bool:
    """Whether there is such a page: the plain one always, others where one has to choose."""
    if campaign.with_designated and situation in PAGES:
        return True
    return situation == "" or bool(paused) and situation in {*paused, ELSEWHERE}


def may_sign(
    campaign: Campaign, situation: str, *, is_reviewed: bool, is_paused: bool = False, any_paused: bool = False
) -> bool:
    """Whether the page of this situation has a form: where one has to choose never the plain one, and never that of a
    situation whose advice is being reviewed."""
    if is_paused:
        return False
    if not (campaign.with_designated or any_paused):
        return situation == ""
    if situation == ELSEWHERE:
        return True
    return campaign.with_designated and situation in PERSON_SITUATIONS and is_reviewed
