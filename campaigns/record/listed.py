"""One person or organisation under measures: names, designations, home state and what it said, public words, offices.

Public facts only: no allegations, nothing of health, family or whereabouts, and no way to reach anybody.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from actors.directory.models import Actor, GroupMember, Person, Term
from actors.positions import ledger
from actors.positions.ledger import Standing
from actors.sanctions.models import Designation, Effect
from campaigns.planning.models import Campaign, CampaignText
from campaigns.record import citing
from campaigns.record.citing import Citation
from campaigns.record.disclosed import is_open
from campaigns.record.sanctioned import Listing, home_of
from campaigns.record.spans import Axis, Bar
from campaigns.record.vouching import vouch

SCRIPTS = ("ar", "ru", "zh", "fr", "es", "en")


@dataclass
class Sheet:
    """Everything the public may see of somebody under measures as of a day."""

    person: Person
    on: date
    listings: list[Listing]
    home: Actor | None
    said: list[tuple[Actor, Standing]]
    effects: list[Effect]
    terms: list[Term]
    as_of: bool = False
    campaigns: list[CampaignText] = field(default_factory=list)
    citation: Citation | None = None

    @property
    def holds(self) -> bool:
        return any(one.holds for one in self.listings)

    @property
    def axis(self) -> Axis:
        return Axis.over((one.row.on for one in self.listings), self.on)

    @property
    def bars(self) -> list[Bar]:
        """Its designations on one axis, a line for each; the order of the states is that of the first."""
        order: dict[int, int] = {}
        for one in self.listings:
            order.setdefault(one.row.coercing_state_id, len(order))
        return [
            self.axis.bar(one.row.on, one.lifted_on, y=20 + 12 * line, whose=order[one.row.coercing_state_id])
            for line, one in enumerate(self.listings)
        ]

    @property
    def height(self) -> int:
        return 24 + 12 * len(self.listings)

    @property
    def names(self) -> list[tuple[str, str]]:
        """The name in other languages and scripts, by language."""
        found = self.person.names if is_open(self.person, "names") else {}
        known = [code for code in SCRIPTS if found.get(code)] + sorted(set(found) - set(SCRIPTS))
        return [(code, found[code]) for code in known if found[code] != self.person.name]

    @property
    def spellings(self) -> list[str]:
        return [str(name) for name in self.person.aliases] if is_open(self.person, "aliases") else []

    @property
    def is_home_unknown(self) -> bool:
        """Whether a home state is entered and not checked: the page says so, and not which."""
        return self.home is None and self.person.home_state_id is not None


def find(key: str, on: date) -> list[Designation]:
    """Public designations of somebody public, oldest first; none where there is no such page."""
    rows = Designation.objects.public().filter(person__key=key, person__public=True, coercing_state__public=True)
    near = rows.select_related("person__home_state", "coercing_state", "measure__coercing_state")
    return list(near.filter(on__lte=on).order_by("on", "pk"))


def build(*, rows: list[Designation], on: date, language: str, as_of: bool = False) -> Sheet:
    """The page of whoever ``find`` gave the designations of, in 9 queries.

    ``as_of`` says that a reader chose the day: what is asked now is left out then.
    """
    person = rows[0].person
    home = home_of(person)
    past = Q(on=None) | Q(on__lte=on)
    effects = Effect.objects.public().filter(past, person=person, coercing_state__public=True)
    terms = Term.objects.public().filter(person=person, office__public=True, office__actor__public=True)
    found = Sheet(
        person=person,
        on=on,
        listings=[Listing(row, on) for row in rows],
        home=home,
        said=_said(home, rows, on) if home else [],
        effects=list(effects.select_related("coercing_state", "measure").order_by("on", "pk")),
        terms=list(terms.select_related("office__actor", "office__kind").order_by("from_on", "pk")),
        as_of=as_of,
        campaigns=_asking(home, language) if home and not as_of else [],
    )
    vouch([person, *rows, *found.effects, *found.terms, *_latest(found.said)])
    path = reverse("record:person", args=[person.key]) + (f"?on={on.isoformat()}" if as_of else "")
    found.citation = citing.cite(title=person.name, path=path, row=person, on=on, language=language)
    return found


def _said(home: Actor, rows: list[Designation], on: date) -> list[tuple[Actor, Standing]]:
    """What the home state said about the measures of each state that designated this person."""
    members = home.membership.filter(public=True, group__public=True).select_related("group")
    mine: list[GroupMember] = list(members)
    standings = ledger.standings_of(actor=home, on=on, mine=mine)
    coercing = {row.coercing_state_id: row.coercing_state for row in rows}
    return [(state, standings.get(pk) or Standing(home.pk)) for pk, state in coercing.items() if pk != home.pk]


def _latest(said: list[tuple[Actor, Standing]]) -> list[Any]:
    return [row for _state, standing in said for row in (standing.strongest, standing.latest) if row]


def _asking(home: Actor, language: str) -> list[CampaignText]:
    """Public campaigns that ask an office of the home state, in the reader's language where they have it."""
    asking = Campaign.objects.public().filter(targets__office__actor=home)
    found: dict[int, CampaignText] = {}
    for text in CampaignText.objects.filter(campaign__in=asking).select_related("campaign").order_by("pk"):
        if text.campaign_id not in found or text.language == language:
            found[text.campaign_id] = text
    return list(found.values())
