"""What the page “Names to read” shows: how many wait, and, once a member said why, the names themselves."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from actors.accounts.models import User
from campaigns.planning.models import Campaign
from campaigns.signing import naming
from campaigns.signing.naming import Reading, Verdict
from campaigns.supporters.models import Supporter
from foundation.vault.keys import KeyGone

WAITING = "waiting"
TABS = {
    WAITING: _("Not read yet"),
    Verdict.HELD: _("Held"),
    Verdict.PASSED: _("Passed"),
    Verdict.REFUSED: _("Refused"),
}
REASONS = {
    "new_names": _("To read new names before they are named or shown"),
    "somebody_asked": _("Because the person asked us to"),
    "complaint": _("Because somebody complained about a name"),
}
WHY = {
    "register": _("the name of a person of the register"),
    "figure": _("the name of a public figure"),
    "link": _("holds a link or an address"),
    "odd": _("does not look like a name"),
}
_SEEN = re.compile(r"(?P<code>[0-9a-f]{32}):(?P<seen>[0-9a-f]{24})\Z")


@dataclass
class Names:
    """One tab of the page. ``rows`` are the names opened, none before the reader said why."""

    tab: str
    numbers: dict[str, int]
    page: Page[Supporter]
    rows: list[Reading] = field(default_factory=list)
    is_gone: bool = False

    @property
    def tabs(self) -> list[tuple[str, object, int]]:
        return [(tab, words, self.numbers[tab]) for tab, words in TABS.items()]

    @property
    def ordinary(self) -> list[Reading]:
        """What can be let pass with one press."""
        return [row for row in self.rows if self.tab == WAITING and not row.why]

    @property
    def singly(self) -> list[tuple[Reading, object]]:
        """What is decided one by one, each with why."""
        return [(row, WHY.get(row.why, "")) for row in self.rows if self.tab != WAITING or row.why]


def _rows(campaign: Campaign, tab: str) -> QuerySet[Supporter]:
    return naming.waiting(campaign) if tab == WAITING else naming.given(campaign, tab)


def names(campaign: Campaign, tab: str, number: str) -> Names:
    """The tab without any name opened."""
    tab = tab if tab in TABS else WAITING
    numbers = {name: _rows(campaign, name).count() for name in TABS}
    return Names(tab, numbers, Paginator(_rows(campaign, tab), naming.A_PAGE).get_page(number))


def opened(campaign: Campaign, tab: str, number: str, *, why: str, by: User, now: datetime) -> Names:
    """The tab with its names, which is noted in the journal."""
    found = names(campaign, tab, number)
    try:
        rows = list(found.page.object_list)
        found.rows = naming.read(campaign=campaign, supporters=rows, why=why, by=by, now=now)
    except KeyGone:
        found.is_gone = True
    return found


def chosen(data: QueryDict, field_name: str) -> dict[str, str]:
    """Code -> what was read, from boxes or buttons of the page; nonsense is left out."""
    matched = (_SEEN.match(value) for value in data.getlist(field_name)[: naming.A_PAGE])
    return {found["code"]: found["seen"] for found in matched if found}
