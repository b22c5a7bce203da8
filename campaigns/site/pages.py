"""What public pages say about a campaign, gathered from rows in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import nh3
from django.db.models import Count, Max, Min, OuterRef, Prefetch, Q, Subquery, Sum
from django.http import Http404
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from actors.directory.models import Office
from campaigns.delivery.models import Delivery
from campaigns.letters.models import FirstSignatory, FrozenTarget, Letter
from campaigns.letters.texts import Text, compose
from campaigns.planning.models import Campaign, CampaignText, PrivacyNotice, Target
from campaigns.signing.numbers import Tally, TallyKind
from campaigns.site import answers

_TAGS = {"p", "a", "em", "strong", "ul", "ol", "li", "blockquote", "cite", "h3", "br"}


def as_html(markdown: str) -> SafeString:
    """Staff's Markdown as a small set of harmless tags."""
    rendered = MarkdownIt("commonmark", {"html": False}).render(markdown)
    return mark_safe(nh3.clean(rendered, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "mailto"}))


NAMED_AT_MOST = 4
"""A letter to more offices than this lists them on its own page only."""


@dataclass
class Case:
    """One letter as it stands on the campaign's page."""

    letter: Letter
    language: str

    @cached_property
    def words(self) -> Any:
        assert self.letter.current is not None
        return self.letter.current.translation(self.language)

    @cached_property
    def targets(self) -> list[Target]:
        return sorted(self.letter.targets.all(), key=lambda target: (target.position, target.pk))

    @cached_property
    def copies(self) -> list[Target]:
        """Offices in copy."""
        rows = self.letter.copies.select_related("office__actor", "office__kind")
        return list(rows.order_by("position", "pk"))

    @property
    def addressees(self) -> list[tuple[str, str]]:
        """Title and state (where the title does not say it already); empty when they are too many to name."""
        offices = [target.office for target in self.targets if len(self.targets) <= NAMED_AT_MOST]
        return [(office.title, "" if office.actor.name in office.title else office.actor.name) for office in offices]

    @property
    def common_title(self) -> str:
        """The title that all its offices share, such as “Minister of Foreign Affairs”; empty when they differ."""
        titles = {target.office.kind.title for target in self.targets}
        return titles.pop() if len(titles) == 1 else ""

    @property
    def differs(self) -> bool:
        """Whether the text itself names the office or the state, so that each reads another one."""
        return any("{{" in words for words in (self.words.subject, self.words.body))

    @property
    def fingerprint(self) -> str:
        """The beginning of the digest of what is signed, in groups that can be read aloud."""
        digest = self.letter.current.fingerprint if self.letter.current else ""
        return " ".join(digest[start : start + 4] for start in range(0, 16, 4))

    @property
    def signatures(self) -> int:
        """The public number of those who confirmed."""
        return int(getattr(self.letter, "shown", None) or 0)

    @property
    def on_paper(self) -> int:
        """Signatures on paper: shown apart, never added."""
        return int(getattr(self.letter, "on_paper", None) or 0)


def _shown(kind: str) -> Subquery:
    return Subquery(Tally.objects.filter(version=OuterRef("current"), kind=kind).values("shown"))


def find_campaign(code: str) -> Campaign:
    """A campaign that the public may see; Http404 else."""
    related = Campaign.objects.public().select_related("organisation", "nationality", "measure")
    campaign = related.prefetch_related("texts").filter(code=code).first()
    if campaign is None:
        raise Http404
    return campaign


def measure(campaign: Campaign) -> str:
    """The measure of a campaign made for the nationals of a state, by its name in the reader's language."""
    row = campaign.measure
    french = row.name_fr if row and get_language() == "fr" else ""
    return french or (row.name if row else "")


def cases(campaign: Campaign, language: str, now: datetime) -> list[Case]:
    """Its open letters, in order, with their texts, targets and numbers."""
    addressed = Target.objects.select_related("office__actor", "office__kind")
    letters = (
        campaign.letters.open(now)
        .select_related("current", "ask")
        .prefetch_related("current__translations", Prefetch("targets", queryset=addressed))
        .annotate(shown=_shown(TallyKind.CONFIRMED), on_paper=_shown(TallyKind.PAPER))
        .order_by("position", "pk")
    )
    found = []
    for letter in letters:
        letter.campaign = campaign
        found.append(Case(letter, language))
    return found


def find_case(campaign: Campaign, key: str, language: str, now: datetime) -> Case:
    """One open letter by its name in the address; Http404 else."""
    for case in cases(campaign, language, now):
        if case.letter.key == key:
            return case
    raise Http404


def find_office(case: Case, key: str | None) -> Office | None:
    """The target's office asked for; None for all together; Http404 for a stranger.

    Where all together would read with gaps, or there is one only, the first stands for them.
    """
    if key is None:
        return case.targets[0].office if case.targets and (case.differs or len(case.targets) == 1) else None
    for target in case.targets:
        if target.office.key == key:
            return target.office
    raise Http404


def text_of(case: Case, office: Office | None) -> Text:
    """As it was approved: titles and forms of address that changed since then are not in it."""
    words = frozen_words(case, office) if office else None
    return compose(case.words, office, organisation=case.letter.campaign.organisation.name, words=words)


def frozen_words(case: Case, office: Office) -> dict[str, str] | None:
    """How the approved letter addresses the office, in the language of the page."""
    rows = FrozenTarget.objects.filter(approval__version=case.letter.current_id, target__office=office)
    frozen = rows.prefetch_related("readdressings").first()
    return frozen.in_force.words.get(case.words.language) if frozen else None


@dataclass(frozen=True)
class Step:
    """Something that happened, on a day: what, and how many where that matters."""

    on: datetime
    kind: str
    letters: tuple[Letter, ...] = ()
    number: int = 0
    signatures: int = 0
    event: answers.Event | None = None
    """What an office did."""


def steps(campaign: Campaign, found: list[Case], events: list[answers.Event]) -> list[Step]:
    """What happened so far, newest first: from the deeds' own rows, with the newest of what offices did."""
    said = [Step(answers.at_noon(event.on, campaign), "office", event=event) for event in events[: answers.SHOWN]]
    said += _openings(campaign, [case.letter for case in found])
    if campaign.launched_at:
        said.append(Step(campaign.launched_at, "launched"))
    if campaign.closed_at:
        said.append(Step(campaign.closed_at, "closed"))
    by_letter = {case.letter.pk: case.letter for case in found}
    rounds = (
        Delivery.objects.filter(letter__campaign=campaign, sent_at__isnull=False)
        .values("letter", "round")
        .annotate(number=Count("target", distinct=True), first=Min("sent_at"), signatures=Max("signatures"))
    )
    for row in rounds:
        if row["letter"] in by_letter:
            letters = (by_letter[row["letter"]],)
            said.append(Step(row["first"], "delivered", letters, row["number"], row["signatures"]))
    return sorted(said, key=lambda step: step.on, reverse=True)


def _openings(campaign: Campaign, letters: list[Letter]) -> list[Step]:
    """One step for all letters opened on one day, as days are where the campaign is at home."""
    by_day: dict[date, list[Letter]] = {}
    for letter in letters:
        if letter.opened_at:
            by_day.setdefault(letter.opened_at.astimezone(ZoneInfo(campaign.time_zone)).date(), []).append(letter)
    return [
        Step(max(letter.opened_at for letter in opened if letter.opened_at), "opened", tuple(opened))
        for opened in by_day.values()
    ]


@dataclass(frozen=True)
class Listed:
    """A live campaign in a list."""

    campaign: Campaign
    text: CampaignText
    signatures: int


def live(now: datetime) -> list[Listed]:
    """Live campaigns, newest first, with the sum of their letters' public numbers."""
    rows = (
        Campaign.objects.live(now)
        .public()
        .select_related("organisation")
        .prefetch_related("texts")
        .annotate(number=Sum("letters__current__tallies__shown", filter=Q(letters__current__tallies__kind="confirmed")))
        .order_by("-launched_at")[:50]
    )
    return [Listed(row, row.text(), row.number or 0) for row in rows]


def signatories(campaign: Campaign, *letters: Letter) -> list[FirstSignatory]:
    """First signatories of public letters who agreed, in the order staff set; each person once."""
    rows = FirstSignatory.objects.filter(letter__campaign=campaign, confirmed_on__isnull=False, letter__in=letters)
    once: dict[tuple[str, str], FirstSignatory] = {}
    for row in rows.order_by("letter__position", "position", "pk"):
        once.setdefault((row.name, row.affiliation), row)
    return list(once.values())


def notice(campaign: Campaign, language: str) -> PrivacyNotice | None:
    """The newest privacy notice in the language, else in English."""
    rows = campaign.notices.filter(language__in={language, "en"}).order_by("published_on", "version")
    newest = {row.language: row for row in rows}
    return newest.get(language) or newest.get("en")
