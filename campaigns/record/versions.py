"""What pages of the record are made of, beside their address, the day and the release: each names its version.

Facts of the register bump its edition. What higher floors say on these pages is named word for word, so that nobody
has to remember to announce a change of it.
"""

import hashlib
import json
from typing import Any

from actors.accounts.models import Organisation
from actors.checking import editions
from actors.search.models import SearchState
from campaigns.planning.models import Campaign, CampaignText


def register(**_address: str) -> str:
    """Pages that show the register and nothing else: one query."""
    return editions.mark()


def actor(*, key: str) -> str:
    """A state's page also names the campaigns that ask it something."""
    asking = Campaign.objects.public().filter(targets__office__actor__key=key)
    rows = CampaignText.objects.filter(campaign__in=asking).order_by("pk")
    return f"{editions.mark()} {_words(rows.values_list('campaign__code', 'language', 'title', 'lead'))}"


def person(**_address: str) -> str:
    """A page of somebody under measures names the publishers, and the campaigns that ask their home state something."""
    rows = CampaignText.objects.filter(campaign__in=Campaign.objects.public()).order_by("pk")
    return f"{method()} {_words(rows.values_list('campaign__code', 'language', 'title'))}"


def cited(**_address: str) -> str:
    """Pages that say how to cite them name the publishers."""
    return method()


def method() -> str:
    """The page about the record names those who publish it."""
    rows = Organisation.objects.filter(campaigns__launched_at__isnull=False).distinct().order_by("pk")
    return f"{editions.mark()} {_words(rows.values_list())}"


def search() -> str:
    """Entries that search looks through follow the register after a moment."""
    state = SearchState.objects.values_list("edition", "way").first()
    return f"{editions.mark()} {state}"


def _words(rows: Any) -> str:
    return hashlib.sha256(json.dumps(list(rows), default=str).encode()).hexdigest()
