"""Where a campaign stands with each office: handed over, received, answered, silent since; counted from rows.

One account per target; however many there are, each kind of row is fetched once. Nothing here opens a seal.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from actors.positions.models import Position
from campaigns.answering.models import ANSWERS, Grade, Grading, Publication, Reply, Step, Talk
from campaigns.answering.replies import newest_grading
from campaigns.delivery.models import Delivery
from campaigns.planning.models import Campaign, Target

SILENT_DAYS = 30
"""After so many days without an answer the desk asks somebody to look after it."""


class Standing(StrEnum):
    """Where it stands with one office. While a reply is unread by staff, nobody says that there is none."""

    UNSENT = "unsent"
    WAITING = "waiting"
    RECEIVED = "received"
    BEING_READ = "being_read"
    PASSED_ON = "passed_on"
    ANSWERED = "answered"


@dataclass
class Letter:
    """One handing over of a letter to the office."""

    delivery: Delivery
    on: date


@dataclass
class Account:
    """One target with all that went and came. Rows are oldest first."""

    target: Target
    letters: list[Letter] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    came_back_on: date | None = None
    """When the last letter came back for good; it is none of those handed over."""
    positions: dict[str, Position] = field(default_factory=dict)
    """Public rows of the register that came of its replies, by key."""

    def graded(self, grades: Iterable[str]) -> list[tuple[Reply, Grading]]:
        pairs = [(reply, newest_grading(reply)) for reply in self.replies]
        return [(reply, row) for reply, row in pairs if row is not None and row.grade in grades]

    @property
    def answers(self) -> list[tuple[Reply, Grading]]:
        return self.graded(ANSWERS)

    @property
    def answered_on(self) -> date | None:
        """The day of the last answer."""
        return max((reply.came_on for reply, _grading in self.answers), default=None)

    @property
    def since(self) -> date | None:
        """From when on the clock runs: the first handing over that no answer followed."""
        last = self.answered_on
        return min((one.on for one in self.letters if last is None or one.on > last), default=None)

    @property
    def unread(self) -> list[Reply]:
        """Replies of which nobody has said yet what they amount to."""
        return [reply for reply in self.replies if newest_grading(reply) is None]

    @property
    def passed_to(self) -> Target | None:
        found = [row.passed_to for _reply, row in self.graded({Grade.PASSED_ON})]
        return found[-1] if found else None

    @property
    def received_on(self) -> date | None:
        days = [reply.came_on for reply, _row in self.graded({Grade.RECEIPT})]
        days += [step.on for step in self.steps if step.kind == Step.Kind.RECEIVED]
        return min(days, default=None)

    @property
    def standing(self) -> Standing:
        if self.unread:
            return Standing.BEING_READ
        if self.answered_on and self.since is None:
            return Standing.ANSWERED
        if self.passed_to and not self.answered_on:
            return Standing.PASSED_ON
        if not self.letters:
            return Standing.ANSWERED if self.answered_on else Standing.UNSENT
        return Standing.RECEIVED if self.received_on else Standing.WAITING

    def days(self, today: date) -> int | None:
        """For how many days an answer has been waited for; None while nobody waits for one."""
        if self.standing not in {Standing.WAITING, Standing.RECEIVED} or self.since is None:
            return None
        return max(0, (today - self.since).days)

    def is_silent(self, today: date) -> bool:
        return (self.days(today) or 0) > SILENT_DAYS

    @property
    def published(self) -> list[tuple[Reply, Publication]]:
        """What the public may read, oldest first."""
        found = []
        for reply in self.replies:
            found += [(reply, row) for row in reply.publications.all() if row.ended_at is None]
        return found

    def positions_of(self, reply: Reply) -> list[Position]:
        keys = [row.position_key for row in reply.proposals.all()]
        return [self.positions[key] for key in keys if key in self.positions]

    def open_steps(self) -> list[Talk]:
        """What was to be done next and is not done."""
        return [talk for talk in self.talks if talk.next_on and talk.done_at is None]


def accounts(campaigns: Sequence[Campaign], *, private: bool = True) -> dict[int, list[Account]]:
    """By campaign, an account of every target in the order staff set. At most nine statements, and one more for talks,
    which no public page asks for."""
    targets = Target.objects.filter(campaign__in=campaigns).select_related("office__actor", "office__kind")
    by_campaign = {campaign.pk: campaign for campaign in campaigns}
    found: dict[int, list[Account]] = {campaign.pk: [] for campaign in campaigns}
    by_target: dict[int, Account] = {}
    for target in targets.order_by("position", "pk"):
        target.campaign = by_campaign[target.campaign_id]
        by_target[target.pk] = Account(target)
        found[target.campaign_id].append(by_target[target.pk])
    _add_letters(by_target)
    _add_replies(by_target)
    for step in Step.objects.filter(target__in=by_target, ended_at=None).order_by("on", "pk"):
        by_target[step.target_id].steps.append(step)
    if private:
        _add_talks(by_target)
    return found


def _add_talks(by_target: dict[int, Account]) -> None:
    for talk in Talk.objects.filter(target__in=by_target).select_related("member__user").order_by("on", "pk"):
        talk.target = by_target[talk.target_id].target
        by_target[talk.target_id].talks.append(talk)


def _add_letters(by_target: dict[int, Account]) -> None:
    rows = Delivery.objects.filter(target__in=by_target, sent_at__isnull=False, in_copy=False)
    for row in rows.select_related("letter", "bounce").order_by("sent_at", "pk"):
        account = by_target[row.target_id]
        if hasattr(row, "bounce"):
            account.came_back_on = row.bounce.came_on
        elif row.sent_at is not None:
            account.came_back_on = None
            account.letters.append(Letter(row, day_of(row.sent_at, account.target.campaign)))


def _add_replies(by_target: dict[int, Account]) -> None:
    gradings = Grading.objects.select_related("passed_to__office__actor", "passed_to__office__kind")
    rows = Reply.objects.filter(target__in=by_target).defer("sealed")
    rows = rows.prefetch_related(Prefetch("gradings", gradings), "publications", "proposals")
    proposed: dict[str, list[Account]] = defaultdict(list)
    for row in rows.order_by("came_on", "pk"):
        account = by_target[row.target_id]
        row.target = account.target
        account.replies.append(row)
        for proposal in row.proposals.all():
            proposed[proposal.position_key].append(account)
    positions = Position.objects.public().filter(key__in=list(proposed)).select_related("stance", "coercing_state")
    for position in positions:
        for account in proposed[position.key]:
            account.positions[position.key] = position


def of(campaign: Campaign) -> list[Account]:
    """For the desk."""
    return accounts([campaign])[campaign.pk]


def public(campaign: Campaign) -> list[Account]:
    """For public pages: without talks."""
    return accounts([campaign], private=False)[campaign.pk]


def day_of(at: datetime, campaign: Campaign) -> date:
    """The day where the campaign is at home."""
    return at.astimezone(ZoneInfo(campaign.time_zone)).date()
