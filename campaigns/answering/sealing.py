"""The key of a campaign's answers: apart from its supporters' key, for answers come after these are erased."""

from datetime import date
from typing import Any

from campaigns.planning.models import Campaign
from foundation.vault import keys, seals


def scope(campaign: Campaign) -> str:
    return f"answers:{campaign.code}"


def opened(campaign: Campaign, today: date) -> keys.Keys:
    """The key, made at its first use."""
    try:
        return keys.open_scope(scope(campaign))
    except keys.KeyGone:
        keys.create(scope(campaign), today=today)
        return keys.open_scope(scope(campaign))


def seal(campaign: Campaign, code: str, content: dict[str, Any], *, today: date) -> bytes:
    """Seals what belongs to the row of that code."""
    return seals.seal(opened(campaign, today), code, content)


def unseal(campaign: Campaign, code: str, blob: bytes | memoryview) -> dict[str, Any]:
    """What was sealed; raises ``seals.Broken`` or ``keys.KeyGone``."""
    return seals.unseal(keys.open_scope(scope(campaign)), code, blob)
