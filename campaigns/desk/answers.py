"""What the desk shows of what came back: accounts with what waits in them, and one reply with all its deeds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actors.checking.models import Check
from campaigns.answering import publishing, replies, talks, telling
from campaigns.answering.accounts import SILENT_DAYS, Account, Standing
from campaigns.answering.models import Attachment, Grading, Permission, Publication, Reply, Talk
from campaigns.desk.answer_forms import GradeForm, PermissionForm, QuoteForm
from campaigns.planning.models import Campaign
from foundation.vault.keys import KeyGone

LANGUAGES = ("en", "fr", "es", "ar", "de", "pt")
"""In which a reply may be written."""
NEED = (
    *(Standing.BEING_READ, Standing.PASSED_ON, Standing.WAITING, Standing.RECEIVED),
    *(Standing.ANSWERED, Standing.UNSENT),
)
Waiting = tuple[str, str, str, str, tuple[str, ...], str]
"""Of a thing to do: kind, words, action, name and arguments of its page, anchor."""


def waiting(campaign: Campaign, found: list[Account], today: date) -> Iterator[Waiting]:
    """What of the answers needs somebody today."""
    here = ("desk:answers", (campaign.code,))
    if unread := sum(len(account.unread) for account in found):
        said = ngettext(
            "%(number)s reply came and nobody has said yet what it amounts to",
            "%(number)s replies came and nobody has said yet what they amount to",
            unread,
        )
        yield _("To read"), said % {"number": unread}, _("Read and grade"), *here, "unread"
    due = [talk for account in found for talk in account.open_steps() if talk.next_on and talk.next_on <= today]
    if due:
        said = ngettext(
            "%(number)s next step with an office is due", "%(number)s next steps with offices are due", len(due)
        )
        yield _("Due"), said % {"number": len(due)}, _("See what was agreed"), *here, "due"
    if passed := [account for account in found if is_passed_and_unwritten(account, found)]:
        said = ngettext(
            "%(number)s letter was passed on to an office that no letter has reached yet",
            "%(number)s letters were passed on to offices that no letter has reached yet",
            len(passed),
        )
        yield _("To address"), said % {"number": len(passed)}, _("See to whom"), *here, ""
    if back := [account for account in found if account.came_back_on]:
        said = ngettext(
            "%(number)s letter came back: the address of the office takes no mail",
            "%(number)s letters came back: the addresses of the offices take no mail",
            len(back),
        )
        yield _("Came back"), said % {"number": len(back)}, _("See which"), *here, ""
    if silent := [account for account in found if account.is_silent(today)]:
        said = ngettext(
            "%(number)s office has not answered for more than %(days)s days",
            "%(number)s offices have not answered for more than %(days)s days",
            len(silent),
        )
        yield _("To ask after"), said % {"number": len(silent), "days": SILENT_DAYS}, _("See which"), *here, ""


def by_need(account: Account) -> tuple[int, date]:
    """First what waits to be read, then who is waited for, the longest first; last those nobody has written to."""
    return NEED.index(account.standing), account.since or date.max


def is_passed_and_unwritten(account: Account, found: list[Account]) -> bool:
    """Whether the letter was passed on to an office that has none of its own yet."""
    to = account.passed_to
    return to is not None and not any(other.letters for other in found if other.target.pk == to.pk)


@dataclass(frozen=True)
class Line:
    """A talk, unsealed for a page."""

    talk: Talk
    said: talks.Said


def lines(account: Account) -> list[Line]:
    """The contact log of one office, newest first."""
    return [Line(talk, talks.said(talk)) for talk in reversed(account.talks)]


@dataclass
class ReplyPage:
    """One reply: what it says, what was made of it, what can be done with it now."""

    reply: Reply
    now: datetime

    @cached_property
    def original(self) -> replies.Original | None:
        """None once it was destroyed."""
        try:
            return replies.original(self.reply)
        except (replies.Destroyed, KeyGone):
            return None

    @cached_property
    def gradings(self) -> list[Grading]:
        rows = self.reply.gradings.select_related("member__user", "passed_to__office__actor", "passed_to__office__kind")
        return list(rows.order_by("-pk"))

    @cached_property
    def files(self) -> list[tuple[Attachment, str]]:
        """Each with its name."""
        rows = list(self.reply.attachments.order_by("pk"))
        for row in rows:
            row.reply = self.reply
        return [(row, replies.file_of(row)["name"]) for row in rows] if self.original else []

    @cached_property
    def draft(self) -> publishing.Draft | None:
        return publishing.draft(self.reply, self.now) if self.original else None

    @cached_property
    def published(self) -> Publication | None:
        rows = Publication.objects.filter(reply=self.reply, ended_at=None).select_related("member__user", "telling")
        found = rows.first()
        if found is not None:
            found.reply = self.reply
        return found

    @cached_property
    def permission(self) -> Permission | None:
        return Permission.objects.select_related("member__user").filter(reply=self.reply).first()

    @property
    def permission_words(self) -> str:
        return publishing.how_permitted(self.permission) if self.permission else ""

    @cached_property
    def proposals(self) -> list[tuple[Any, str]]:
        """Each with what the second person said: waits, confirmed or refused."""
        rows = self.reply.proposals.select_related("member__user", "revision").order_by("pk")
        verdicts = dict(
            Check.objects.filter(revision__in=[row.revision_id for row in rows]).values_list("revision", "verdict")
        )
        return [(row, str(verdicts.get(row.revision_id, "waits"))) for row in rows]

    @property
    def may_publish(self) -> bool:
        grading = self.gradings[0] if self.gradings else None
        ready = self.draft is not None and bool(self.draft.text) and not self.draft.undecided
        return ready and grading is not None and grading.grade != "receipt" and self.published is None

    @property
    def may_propose(self) -> bool:
        has_leave = self.published is not None or self.permission is not None
        return has_leave and all(verdict == Check.Verdict.REFUSED for _row, verdict in self.proposals)

    @cached_property
    def to_tell(self) -> int:
        """How many chose to be told, while nobody has told them of this."""
        return telling.audience(self.reply.target.campaign).count() if self.published else 0

    @property
    def told(self) -> Any:
        return getattr(self.published, "telling", None)

    @property
    def forms(self) -> dict[str, Any]:
        today = self.now.date()
        last = self.gradings[0] if self.gradings else None
        chosen = {
            "grade": last.grade if last else None,
            "office": last.passed_to.office.key if last and last.passed_to else None,
        }
        return {
            "grade": GradeForm(reply=self.reply, initial=chosen),
            "permit": PermissionForm(today=today),
            "quote": QuoteForm(),
            "languages": LANGUAGES,
        }
