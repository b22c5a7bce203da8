"""What readers propose: it waits for a curator, and changes nothing by itself."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.checking.models import Dispute, Revision
from foundation.codes import CodeField

CONCERNED_WAIT = timedelta(days=1)
"""Within a day, what those concerned say stands beside the row, or the row is hidden (R5)."""


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def waiting(self) -> "SuggestionQuerySet":
        return self.filter(decided_at=None)

    def late(self, now: datetime) -> "SuggestionQuerySet":
        """Those by people concerned that have waited longer than a day."""
        return self.waiting().filter(concerned=True, received_at__lt=now - CONCERNED_WAIT)


class Suggestion(models.Model):
    """A correction of one row, or words of a State that are missing, with the page where it can be read.

    ``said`` maps fields of the row (see ``fields``) to what was typed for them. Whoever proposed it has no name here:
    no account, no network, no browser. Who asked to be told of the answer has their address sealed in ``address``,
    which nobody is shown and which goes once the answer went.
    """

    class About(models.TextChoices):
        CORRECTION = "correction", _("a correction of this row")
        STATEMENT = "statement", _("words that are missing")

    code = CodeField()
    form_number = models.CharField(_("number of the form"), max_length=64, unique=True, editable=False)
    about = models.CharField(_("what it is"), max_length=10, choices=About, default=About.CORRECTION)
    kind = models.CharField(_("kind of row"), max_length=20)
    key = models.CharField(_("key of the row"), max_length=120)
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", verbose_name=_("what the row said when it was written")
    )
    said = models.JSONField(_("proposed"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    concerned = models.BooleanField(_("by the person or office concerned, or for them"), default=False)
    language = models.CharField(_("language"), max_length=8)
    received_at = models.DateTimeField(_("received at"), db_index=True)
    address = models.BinaryField(_("address, sealed"), null=True, editable=False)

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    accepted = models.JSONField(_("accepted"), default=list, blank=True)
    made = models.ForeignKey(
        Revision, models.PROTECT, null=True, related_name="+", verbose_name=_("what was entered because of it")
    )
    dispute = models.ForeignKey(Dispute, models.PROTECT, null=True, related_name="+", verbose_name=_("dispute"))
    answer = models.TextField(_("answer"), blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion of a reader")
        verbose_name_plural = _("suggestions of readers")
        indexes = [models.Index(fields=["kind", "key"], name="suggestion_by_row")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, made=None, dispute=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="suggestion_says_who_decided",
            ),
            models.CheckConstraint(
                condition=Q(made=None) | Q(dispute=None), name="suggestion_is_taken_up_or_stands_as_dispute"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def is_waiting(self) -> bool:
        return self.decided_at is None

    def is_statement(self) -> bool:
        return self.about == self.About.STATEMENT

    def is_late(self, now: datetime) -> bool:
        """By somebody concerned, and a day has passed."""
        return self.is_waiting() and self.concerned and now > self.due_at

    def wants_answer(self) -> bool:
        """Whether there is an address to which the answer can still go."""
        return self.address is not None

    @property
    def link(self) -> str:
        """The source as a link; empty for what a browser should not follow."""
        return self.source if self.source.startswith(("https://", "http://")) else ""

    @property
    def due_at(self) -> datetime:
        return self.received_at + CONCERNED_WAIT
