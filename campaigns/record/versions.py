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


def published(**_address: str) -> str:
    """Pages that also name who publishes the record, as a citation does."""
    return f"{editions.mark()} {_words(_publishers().values_list())}"


def actor(*, key: str) -> str:
    """A state's page also names the campaigns that ask it something, and is cited."""
    return _published_and_asked(Campaign.objects.public().filter(targets__office__actor__key=key))


def person(*, key: str) -> str:
    """A page of somebody under measures names the campaigns that ask their home state something, and is cited."""
    return _published_and_asked(Campaign.objects.public().filter(targets__office__actor__nationals__key=key))


def _published_and_asked(asking: Any) -> str:
    texts = CampaignText.objects.filter(campaign__in=asking)
    said = texts.values_list("campaign__code", "language", "title", "lead")
    names = _publishers().values_list("name", "website", "postal_address", "contact_email")
    return f"{editions.mark()} {_words(said.union(names))}"


def search() -> str:
    """Entries that search looks through follow the register after a moment."""
    state = SearchState.objects.values_list("edition", "way").first()
    return f"{editions.mark()} {state}"


def _publishers() -> Any:
    return Organisation.objects.filter(campaigns__launched_at__isnull=False).distinct()


def _words(rows: Any) -> str:
    return hashlib.sha256(json.dumps(sorted(rows), default=str).encode()).hexdigest()
