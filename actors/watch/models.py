"""Who looks where: correspondents and the states they watch, and the sheet of an occasion."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from actors.accounts.models import Member
from actors.directory.models import Actor
from actors.positions.models import Occasion
from foundation.codes import CodeField


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def in_force(self) -> "AssignmentQuerySet":
        """Of people who can log in, for an organisation that somebody has verified."""
        return self.filter(member__organisation__verified_at__isnull=False, member__user__is_active=True)


class Assignment(models.Model):
    """A correspondent watches a state: a member of a verified organisation, who needs no way into the admin (R3)."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="assignments", verbose_name=_("correspondent"))
    actor = models.ForeignKey(Actor, models.CASCADE, related_name="correspondents", verbose_name=_("state or body"))

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment of a correspondent")
        verbose_name_plural = _("assignments of correspondents")
        constraints = [models.UniqueConstraint(fields=["member", "actor"], name="one_assignment_per_state")]

    def __str__(self) -> str:
        return f"{self.member} · {self.actor}"


class SheetQuerySet(models.QuerySet["Sheet"]):
    def open(self) -> "SheetQuerySet":
        return self.filter(closed_at=None)

    def late(self, now: datetime) -> "SheetQuerySet":
        return self.open().filter(due_at__lt=now)

    def watched_by(self, user: Any) -> "SheetQuerySet":
        """Sheets on which this person has a state to look at."""
        mine = Assignment.objects.in_force().filter(member__user=user)
        return self.filter(lines__actor__in=mine.values("actor")).distinct()


class Sheet(models.Model):
    """An occasion as a question: what did each state say about one coercing state's measures?

    A row for each state is made when it is opened. What is on it is read from positions and looks, never typed in.
    """

    code = CodeField()
    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="sheets", verbose_name=_("occasion"))
    coercing_state = models.ForeignKey(
        Actor, models.PROTECT, related_name="sheets_about", verbose_name=_("about measures of")
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened at"))
    due_at = models.DateTimeField(_("to be filled by"))
    reminded_at = models.DateTimeField(_("reminded once more at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("occasion sheet")
        verbose_name_plural = _("occasion sheets")
        constraints = [
            models.UniqueConstraint(fields=["occasion", "coercing_state"], name="one_sheet_per_occasion_and_state")
        ]

    def __str__(self) -> str:
        return f"{self.occasion} · {self.coercing_state}"

    @property
    def batch(self) -> str:
        """Under which all reports on it are entered together (the column holds 40 letters)."""
        return f"sheet:{self.occasion.key}"[:40]

    def is_open(self) -> bool:
        return self.closed_at is None

    def is_late(self, now: datetime) -> bool:
        return self.is_open() and now > self.due_at


class Line(models.Model):
    """A state on a sheet. That it is there says that it was asked about, and nothing else."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="lines", verbose_name=_("sheet"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+", verbose_name=_("state or body"))

    class Meta:
        verbose_name = _("line of a sheet")
        verbose_name_plural = _("lines of sheets")
        constraints = [models.UniqueConstraint(fields=["sheet", "actor"], name="one_line_per_state")]

    def __str__(self) -> str:
        return f"{self.sheet} · {self.actor}"
