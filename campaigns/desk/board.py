"""What the desk shows of campaigns: what needs somebody, the funnel, what the stop switch holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors.accounts.models import Member, Role, User
from campaigns.answering.accounts import Account, accounts, day_of
from campaigns.delivery.ledger import PURPOSE
from campaigns.desk import answers, endorsing, people, todos
from campaigns.desk.sheets import Sheet, lay_out
from campaigns.desk.todos import Todo
from campaigns.endorsing.lists import to_check
from campaigns.letters.models import Letter
from campaigns.planning import advice
from campaigns.planning.models import Campaign, CampaignText
from campaigns.signing import naming
from campaigns.signing.models import Intake
from campaigns.signing.signatures import MAX_TRIES
from campaigns.supporters.models import ConsentKind, Leaving, Supporter
from campaigns.supporters.models import State as Standing
from foundation.dates import in_words
from foundation.outbox.models import TO_DECIDE, WAITING, Message, State, Stop
from foundation.outbox.post import EVERYTHING


@dataclass
class Board:
    """One campaign as one member sees it."""

    campaign: Campaign
    member: Member
    sheets: list[Sheet]
    mail: dict[str, int]
    """``to_decide`` by a person; ``letters`` and ``mails`` that wait to leave."""
    aside: int
    stopped: bool
    all_stopped: bool
    today: date
    """Where the campaign is at home."""
    answers: list[Account] = field(default_factory=list)
    paused: int = 0
    """Situations whose risk advice a new measure put up for review."""
    unread: int = 0
    """Names of supporters that wait to be read before they may go anywhere."""
    organisations: dict[str, int] = field(default_factory=dict)
    """By letter’s code: endorsements to be checked, or disputed."""
    matches: int = 0
    """Names that stand with the campaign and are those of somebody under a measure: an owner decides."""

    @property
    def text(self) -> CampaignText:
        return self.campaign.text()

    @property
    def to_decide(self) -> int:
        return self.mail["to_decide"]

    @property
    def may_work(self) -> bool:
        return self.member.may_work()

    @property
    def stands_still(self) -> bool:
        return self.stopped or self.all_stopped

    @property
    def todos(self) -> list[Todo]:
        """What needs somebody today, most pressing first."""
        found = [*self._switch(), *self._messages(), *self._decisions(), *self._people()]
        found += (todo for sheet in self.sheets for todo in self._letter(sheet))
        for said in answers.waiting(self.campaign, self.answers, self.today):
            found.append(Todo(*said, yours=self.may_work))
        for said in endorsing.waiting(self.campaign, self.organisations):
            found.append(Todo(*said, yours=self.may_work))
        return [*found, *self._aside()]

    def _switch(self) -> Iterable[Todo]:
        here = ("desk:campaign", (self.campaign.code,), "switch")
        if self.all_stopped:
            said = _("Sending stands still on the whole installation: its administrator threw the switch")
            yield Todo(_("Stopped"), said, _("See what waits"), *here, yours=False)
        elif self.stopped:
            said = _("Sending stands still: the stop switch is on")
            yield Todo(_("Stopped"), said, _("See what waits"), *here, yours=self.may_work)

    def _messages(self) -> Iterable[Todo]:
        if self.to_decide:
            said = ngettext(
                "%(number)s message waits for a decision: held back, refused, or in doubt",
                "%(number)s messages wait for a decision: held back, refused, or in doubt",
                self.to_decide,
            )
            said %= {"number": self.to_decide}
            page = ("desk:messages", (self.campaign.code,))
            yield Todo(_("To decide"), said, _("Look at the evidence"), *page, yours=self.may_work)

    def _decisions(self) -> Iterable[Todo]:
        here = ("desk:safeguards", (self.campaign.code,))
        if self.matches:
            said = ngettext(
                "%(number)s name that stands with the campaign is that of somebody under a measure",
                "%(number)s names that stand with the campaign are those of somebody under a measure",
                self.matches,
            ) % {"number": self.matches}
            yours = self.member.role == Role.OWNER
            yield Todo(_("To decide"), said, _("Look and decide"), *here, anchor="matches", yours=yours)

    def _people(self) -> Iterable[Todo]:
        yield from todos.advice(self.paused, self.campaign.code, yours=self.may_work)
        yield from todos.names(self.unread, self.campaign.code, yours=self.may_work)

    def _letter(self, sheet: Sheet) -> Iterable[Todo]:
        page = ("desk:letter", (self.campaign.code, sheet.letter.code))
        if sheet.letter.archived_at is not None:
            return
        if not sheet.is_approved and not sheet.is_in_review:
            yield todos.draft(sheet, self.campaign.code, yours=self.may_work)
        elif sheet.undecided:
            named = ", ".join(person.name for person in sheet.undecided[:3])
            said = _("A letter or title names %(names)s: %(subject)s") % {"names": named, "subject": sheet.subject}
            here = ("desk:safeguards", (self.campaign.code,))
            yield Todo(_("To decide"), said, _("Look and decide"), *here, anchor="names", yours=self.may_work)
        elif not sheet.is_approved:
            said = _("A letter waits for a second person: %(subject)s") % {"subject": sheet.subject}
            action = _("Read and approve") if sheet.may_approve else _("Read")
            yield Todo(_("To approve"), said, action, *page, yours=sheet.may_approve)
        if sheet.changed:
            said = ngettext(
                "The address or title of %(number)s office has changed since approval: %(subject)s",
                "The addresses or titles of %(number)s offices have changed since approval: %(subject)s",
                len(sheet.changed),
            ) % {"number": len(sheet.changed), "subject": sheet.subject}
            yours = self.may_work and not sheet.is_own
            yield Todo(_("To approve"), said, _("See where it would go"), *page, anchor="offices", yours=yours)
        if sheet.ready and sheet.confirmed:
            said = ngettext(
                "A letter can go to %(number)s office: %(subject)s",
                "A letter can go to %(number)s offices: %(subject)s",
                len(sheet.ready),
            ) % {"number": len(sheet.ready), "subject": sheet.subject}
            yield Todo(_("To release"), said, _("Look at the letter"), *page, anchor="panel", yours=self.may_work)

    def _aside(self) -> list[Todo]:
        if not self.aside:
            return []
        said = ngettext(
            "%(number)s form could not be read and is kept aside",
            "%(number)s forms could not be read and are kept aside",
            self.aside,
        ) % {"number": self.aside}
        page = ("desk:campaign", (self.campaign.code,), "aside")
        return [Todo(_("Kept aside"), said, _("What this means"), *page, yours=self.may_work)]


def boards(campaigns: Sequence[Campaign], user: User, now: datetime) -> list[Board]:
    """The campaigns as this person may handle them. They were found through the person's memberships."""
    members = members_of(campaigns, user)
    letters = Letter.objects.filter(campaign__in=campaigns).select_related("author__user").order_by("position", "pk")
    by_pk = {campaign.pk: campaign for campaign in campaigns}
    found = list(letters)
    for letter in found:
        letter.campaign = by_pk[letter.campaign_id]
    sheets = lay_out(found, members, now)
    scopes = [campaign.scope for campaign in campaigns]
    mail = _mail(scopes)
    paused = advice.paused_situations({campaign.organisation_id for campaign in campaigns})
    matches, names = people.undecided(campaigns, now), naming.unread(campaigns)
    unread = Intake.objects.filter(campaign__in=campaigns, tries__gte=MAX_TRIES).values_list("campaign")
    aside = dict(unread.annotate(Count("pk")))
    came, waiting = accounts(campaigns), to_check(campaigns)
    stops = set(Stop.objects.filter(scope__in=[EVERYTHING, *scopes]).values_list("scope", flat=True))
    return [
        Board(
            campaign=campaign,
            member=members[campaign.organisation_id],
            sheets=[sheet for sheet in sheets if sheet.letter.campaign_id == campaign.pk],
            mail=mail.get(campaign.scope, {"to_decide": 0, "letters": 0, "mails": 0}),
            aside=aside.get(campaign.pk, 0),
            stopped=campaign.scope in stops,
            all_stopped=EVERYTHING in stops,
            paused=paused.get(campaign.organisation_id, 0),
            unread=names.get(campaign.pk, 0),
            today=day_of(now, campaign),
            answers=came[campaign.pk],
            organisations=waiting.get(campaign.pk, {}),
            matches=matches[campaign.pk],
        )
        for campaign in campaigns
    ]


def members_of(campaigns: Sequence[Campaign], user: User) -> dict[int, Member]:
    """The person's memberships, by organisation."""
    organisations = {campaign.organisation_id for campaign in campaigns}
    rows = Member.objects.filter(organisation__in=organisations, user=user)
    return {row.organisation_id: row for row in rows}


def sheet(letter: Letter, user: User, now: datetime) -> Sheet:
    """One letter as this person may handle it."""
    return lay_out([letter], members_of([letter.campaign], user), now)[0]


def is_stopped(campaign: Campaign) -> bool:
    return Stop.objects.filter(scope__in=[EVERYTHING, campaign.scope]).exists()


@dataclass(frozen=True)
class Step:
    """A number of the funnel, with its share of the number it is compared with."""

    label: str
    number: int
    of: int

    @property
    def share(self) -> str:
        """For the bar: a width in per cent, written with a point in every language."""
        return f"{100 * self.number / self.of:.1f}%" if self.of else "0%"

    @property
    def per_hundred(self) -> int:
        return round(100 * self.number / self.of) if self.of else 0


def funnel(campaign: Campaign) -> list[Step]:
    """From form to name: who came, who confirmed, what they agreed to. Counted from the rows."""
    confirmed = Q(state=Standing.CONFIRMED)
    people = Supporter.objects.filter(campaign=campaign).aggregate(
        all=Count("pk", distinct=True),
        confirmed=Count("pk", filter=confirmed, distinct=True),
        **{
            kind: Count("pk", filter=confirmed & Q(consents__text__kind=kind), distinct=True)
            for kind in (ConsentKind.NAMED, ConsentKind.SHOWN, ConsentKind.INFORMED)
        },
    )
    return [
        Step(_("Sent the form"), people["all"], people["all"]),
        Step(_("Confirmed their address"), people["confirmed"], people["all"]),
        Step(_("Agree to be named to the offices"), people[ConsentKind.NAMED], people["confirmed"]),
        Step(_("Agree to be shown in public"), people[ConsentKind.SHOWN], people["confirmed"]),
        Step(_("Wish to be kept informed"), people[ConsentKind.INFORMED], people["confirmed"]),
    ]


def left(campaign: Campaign) -> int:
    """How many left. Nothing else is known of them."""
    return Leaving.objects.filter(campaign=campaign).aggregate(number=Sum("number"))["number"] or 0


def _mail(scopes: list[str]) -> dict[str, dict[str, int]]:
    """By scope: what waits for a person, and what the stop switch would hold, letters and other mails apart."""
    waiting, letters = Q(state__in=[*WAITING, State.CLAIMED]), Q(purpose=PURPOSE)
    rows = Message.objects.filter(scope__in=scopes, state__in=[*WAITING, State.CLAIMED, *TO_DECIDE]).values("scope")
    counted = rows.annotate(
        to_decide=Count("pk", filter=Q(state__in=TO_DECIDE)),
        letters=Count("pk", filter=waiting & letters),
        mails=Count("pk", filter=waiting & ~letters),
    )
    return {
        row["scope"]: {"to_decide": row["to_decide"], "letters": row["letters"], "mails": row["mails"]}
        for row in counted
    }


def folio(member: Member, campaign: Campaign, now: datetime) -> list[str]:
    """The line under the masthead: for whom, as what, in which time zone, and now."""
    zone = ZoneInfo(campaign.time_zone)
    local = now.astimezone(zone)
    place = campaign.time_zone.rpartition("/")[2].replace("_", " ")
    return [
        campaign.organisation.name,
        _("Role: %(role)s") % {"role": member.get_role_display()},
        # In the last place, which the narrowest screen shows too.
        _("Times of %(place)s (%(zone)s): %(now)s")
        % {"place": place, "zone": local.tzname(), "now": in_words(local, "l j F Y, H:i")},
    ]
