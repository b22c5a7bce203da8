"""What the desk shows of a campaign: numbers, what waits for somebody, letters and where each of them stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actors.accounts.models import Member, User
from campaigns.delivery.ledger import obstacle
from campaigns.delivery.models import Delivery
from campaigns.letters.models import FrozenTarget, Letter, Version
from campaigns.planning.models import Campaign
from campaigns.signing.models import Intake, Signature
from campaigns.signing.signatures import MAX_TRIES
from campaigns.supporters.models import Leaving, Supporter
from foundation.history.models import Entry
from foundation.outbox.models import Message, Stop

OBSTACLES = {
    "no_contact": gettext_lazy("no usable address is known"),
    "contact_changed": gettext_lazy("the address has changed since approval"),
    "text_changed": gettext_lazy("the text is not the approved one"),
    "title_unchecked": gettext_lazy("its title and form of address have not been checked"),
}


@dataclass(frozen=True)
class Todo:
    """One thing that needs somebody, with the page where it is done."""

    words: str
    url_name: str
    args: tuple[str, ...]


@dataclass
class Sheet:
    """One letter on the desk."""

    letter: Letter
    member: Member
    now: datetime

    @cached_property
    def version(self) -> Version | None:
        return self.letter.versions.order_by("-number").prefetch_related("translations").first()

    @property
    def is_approved(self) -> bool:
        return bool(self.version and self.version.frozen_at)

    @property
    def may_approve(self) -> bool:
        return not self.is_approved and self.member.may_work() and self.letter.author_id != self.member.pk

    @property
    def is_own(self) -> bool:
        return self.letter.author_id == self.member.pk

    @cached_property
    def deliveries(self) -> list[Delivery]:
        related = ("target__office__actor", "target__office__kind", "released_by__user")
        return list(self.letter.deliveries.select_related(*related).order_by("target__position", "pk"))

    @cached_property
    def messages(self) -> dict[str, Message]:
        """The outbox's message of each delivery, as long as it is kept."""
        codes = [delivery.code for delivery in self.deliveries]
        rows = Message.objects.filter(recipient_kind="delivery", recipient_code__in=codes)
        return {row.recipient_code: row for row in rows}

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Each target with its delivery, if there is one, and what stands in the way, if something does."""
        served = {delivery.target_id: delivery for delivery in self.deliveries}
        found = []
        for frozen in self.frozen:
            delivery = served.get(frozen.target_id)
            message = self.messages.get(delivery.code) if delivery else None
            why = "" if delivery else obstacle(frozen)
            found.append(
                {
                    "target": frozen.target,
                    "delivery": delivery,
                    "message": message,
                    "why": OBSTACLES.get(message.failure if message and message.state == "held" else why, ""),
                }
            )
        return found

    @cached_property
    def frozen(self) -> list[FrozenTarget]:
        if self.version is None:
            return []
        related = ("target__office__actor", "target__office__kind")
        rows = FrozenTarget.objects.filter(approval__version=self.version).select_related(*related)
        return list(rows.prefetch_related("target__office__contacts").order_by("target__position", "pk"))

    @cached_property
    def to_release(self) -> int:
        return sum(1 for row in self.rows if not row["delivery"] and not row["why"])

    @cached_property
    def confirmed(self) -> int:
        return Signature.objects.confirmed().filter(letter=self.letter).count()


def numbers(campaign: Campaign) -> dict[str, int]:
    """The funnel: who came, who confirmed, who waits, who left."""
    counted = Supporter.objects.filter(campaign=campaign).aggregate(
        all=Count("pk"), confirmed=Count("pk", filter=Q(state="confirmed"))
    )
    signatures = Signature.objects.filter(letter__campaign=campaign).aggregate(
        all=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_on__isnull=False))
    )
    left = Leaving.objects.filter(campaign=campaign).aggregate(number=Sum("number"))["number"] or 0
    return {
        "came": counted["all"] + left,
        "confirmed": counted["confirmed"],
        "waiting": counted["all"] - counted["confirmed"],
        "left": left,
        "signatures": signatures["confirmed"],
        "signatures_waiting": signatures["all"] - signatures["confirmed"],
    }


def is_stopped(campaign: Campaign) -> bool:
    return Stop.objects.filter(scope__in=["all", campaign.scope]).exists()


def todos(campaign: Campaign, sheets: list[Sheet]) -> list[Todo]:
    """What needs somebody today, most pressing first."""
    found = []
    waiting = Message.objects.to_decide(campaign.scope).count()
    if waiting:
        words = ngettext(
            "%(number)s message waits for a decision: held back, refused, or in doubt",
            "%(number)s messages wait for a decision: held back, refused, or in doubt",
            waiting,
        )
        found.append(Todo(words % {"number": waiting}, "desk:messages", (campaign.code,)))
    for sheet in sheets:
        page = ("desk:letter", (campaign.code, sheet.letter.code))
        subject = sheet.version.translation().asks if sheet.version else sheet.letter.key
        if not sheet.is_approved:
            found.append(Todo(_("A letter waits for a second person: %(subject)s") % {"subject": subject}, *page))
        elif sheet.to_release and sheet.confirmed:
            words = ngettext(
                "A letter can go to %(number)s office: %(subject)s",
                "A letter can go to %(number)s offices: %(subject)s",
                sheet.to_release,
            )
            found.append(Todo(words % {"number": sheet.to_release, "subject": subject}, *page))
    aside = Intake.objects.filter(campaign=campaign, tries__gte=MAX_TRIES).count()
    if aside:
        words = ngettext(
            "%(number)s form could not be read and is kept aside",
            "%(number)s forms could not be read and are kept aside",
            aside,
        )
        found.append(Todo(words % {"number": aside}, "desk:campaign", (campaign.code,)))
    if is_stopped(campaign):
        found.insert(0, Todo(_("Sending stands still: the stop switch is on"), "desk:campaign", (campaign.code,)))
    return found


def member(campaign: Campaign, user: User) -> Member:
    """The person's membership; every campaign on the desk was found through it."""
    return Member.objects.get(organisation=campaign.organisation_id, user=user)


def may_work(campaign: Campaign, user: User) -> bool:
    return member(campaign, user).may_work()


def sheets(campaign: Campaign, user: User, now: datetime) -> list[Sheet]:
    """The campaign's letters as this person may handle them."""
    who = member(campaign, user)
    letters = campaign.letters.select_related("author__user", "current").order_by("position", "pk")
    return [Sheet(letter, who, now) for letter in letters]


def sheet(letter: Letter, user: User, now: datetime) -> Sheet:
    return Sheet(letter, member(letter.campaign, user), now)


@dataclass(frozen=True)
class Decision:
    """A message that waits for a person, with the delivery it carries where it is a letter."""

    message: Message
    delivery: Delivery | None

    @property
    def why(self) -> str:
        return str(OBSTACLES.get(self.message.failure, self.message.failure))


def decisions(campaign: Campaign) -> list[Decision]:
    """Messages in doubt, held back or refused, oldest first (at most 200)."""
    rows = list(Message.objects.to_decide(campaign.scope).order_by("pk")[:200])
    codes = [row.recipient_code for row in rows if row.recipient_kind == "delivery"]
    related = ("target__office__actor", "target__office__kind")
    found = {row.code: row for row in Delivery.objects.filter(code__in=codes).select_related(*related)}
    return [Decision(row, found.get(row.recipient_code)) for row in rows]


def names_of(entries: Iterable[Entry]) -> dict[str, str]:
    """The names behind the journal's codes, for those who still have an account."""
    codes = {entry.actor_code for entry in entries if entry.actor_code}
    return {user.code: str(user) for user in User.objects.filter(code__in=codes)}
