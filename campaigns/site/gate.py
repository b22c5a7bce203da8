"""A campaign made with or for somebody under a measure is signed page by page of situation (R17).

Which page somebody opens is known to nobody but them: the situation stands in the address, is part of what the form's
number is about, and is stored nowhere.
"""

from campaigns.planning.models import Campaign
from campaigns.planning.safeguards import PERSON_SITUATIONS

ELSEWHERE = "elsewhere"
"""The page of those whom the measure does not reach."""
PAGES = (*PERSON_SITUATIONS, ELSEWHERE)


def has_page(campaign: Campaign, situation: str) -> bool:
    """Whether there is such a page: the plain one always, the others of a marked campaign alone."""
    return situation == "" or (campaign.with_designated and situation in PAGES)


def may_sign(campaign: Campaign, situation: str, *, is_reviewed: bool) -> bool:
    """Whether the page of this situation has a form: of a marked campaign never the plain one."""
    if not campaign.with_designated:
        return situation == ""
    return situation == ELSEWHERE or (situation in PERSON_SITUATIONS and is_reviewed)
