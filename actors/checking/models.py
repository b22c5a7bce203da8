"""What was said of a row, by whom, and who looked at it: facts are never edited, a correction is a new revision."""

from datetime import datetime

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.codes import CodeField


class Origin(models.TextChoices):
    """How a revision came in. The first two have nobody who entered them."""

    DATA_SET = "data_set", _("the packaged data set")
    CARRIED = "carried", _("carried over from before revisions")
    PERSON = "person", _("entered by a person")
    IMPORT = "import", _("imported from a file")
    CORRESPONDENT = "correspondent", _("reported by a correspondent")
    SUGGESTION = "suggestion", _("suggested by a reader")
    MERGE = "merge", _("merged from a duplicate")


NOBODY = (Origin.DATA_SET, Origin.CARRIED)


class Revision(models.Model):
    """All facts of one row as somebody entered them. Never changed, never deleted: the database refuses both.

    ``facts`` maps each fact's column to its value as the database writes it (dates as ISO text, relations as ids).
    """

    code = CodeField()
    kind = models.CharField(_("kind of row"), max_length=20)
    key = models.CharField(_("key of the row"), max_length=120)
    number = models.PositiveIntegerField(_("number"))
    facts = models.JSONField(_("facts"), encoder=DjangoJSONEncoder)
    source = models.TextField(_("where this was read"), blank=True)
    comment = models.TextField(_("why"), blank=True)
    origin = models.CharField(_("how it came in"), max_length=14, choices=Origin)
    batch = models.CharField(_("entered together"), max_length=40, blank=True, db_index=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "number"], name="one_revision_per_number"),
            models.CheckConstraint(
                condition=Q(origin__in=NOBODY, entered_by=None) | (~Q(origin__in=NOBODY) & Q(entered_by__isnull=False)),
                name="revision_says_who_entered_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} · {self.number}"


class Check(models.Model):
    """A second person looked at a revision: it holds, or it does not. Written once.

    ``entered_by`` repeats the revision's, so that the database itself can see that two people were at work.
    """

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")

    code = CodeField()
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="check_row", verbose_name=_("revision"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"))
    organisation = models.CharField(_("on behalf of"), max_length=160, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        permissions = [("check_facts", _("May confirm what others entered into the register"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_by=None) | ~Q(checked_by=F("entered_by")), name="checker_is_not_who_entered_it"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision} · {self.verdict}"


class Invitation(models.Model):
    """Somebody from outside may look at these revisions once, and confirm or refuse them (R23)."""

    code = CodeField()
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("outside reviewer")
    )
    name = models.CharField(_("name"), max_length=120)
    affiliation = models.CharField(_("on behalf of"), max_length=140)
    language = models.CharField(_("language"), max_length=8, default="en")
    revisions = models.ManyToManyField(Revision, related_name="+", verbose_name=_("revisions"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    invited_at = models.DateTimeField(_("asked at"))
    expires_at = models.DateTimeField(_("good until"))
    used_at = models.DateTimeField(_("used or withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation of a reviewer")
        verbose_name_plural = _("invitations of reviewers")

    def __str__(self) -> str:
        return f"{self.name} · {self.affiliation}"

    def is_open(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def open(self) -> "DisputeQuerySet":
        return self.filter(settled_at=None)

    def shown(self) -> "DisputeQuerySet":
        """Those that stand beside their row in public, settled or not."""
        return self.filter(hides=False)


class Dispute(models.Model):
    """Somebody concerned says that a row is wrong (R5): shown beside it, or the row is hidden while two people look."""

    code = CodeField()
    kind = models.CharField(_("kind of row"), max_length=20)
    key = models.CharField(_("key of the row"), max_length=120)
    by_whom = models.CharField(_("raised by (person or office concerned)"), max_length=200)
    text = models.TextField(_("what they say, as shown in public"))
    source = models.TextField(_("where they say it"), blank=True)
    raised_on = models.DateField(_("raised on"))
    hides = models.BooleanField(
        _("hide the row while two people look"),
        default=False,
        help_text=_("Otherwise the dispute is shown beside it."),
    )
    hid = models.BooleanField(_("took a public row out of sight"), default=False, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    outcome = models.TextField(_("outcome, as shown in public"), blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreed to by"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        indexes = [models.Index(fields=["kind", "key"], name="dispute_by_row")]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None)
                | (Q(settled_by__isnull=False, confirmed_by__isnull=False) & ~Q(settled_by=F("confirmed_by"))),
                name="dispute_is_settled_by_two",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} · {self.by_whom}"


class Redirect(models.Model):
    """A key that was merged into another: its address leads there for ever."""

    kind = models.CharField(_("kind of row"), max_length=20)
    old_key = models.CharField(_("old key"), max_length=120)
    new_key = models.CharField(_("new key"), max_length=120)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        constraints = [models.UniqueConstraint(fields=["kind", "old_key"], name="one_redirect_per_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.old_key} → {self.new_key}"


class MergeQuerySet(models.QuerySet["Merge"]):
    def waiting(self) -> "MergeQuerySet":
        return self.filter(verdict="")


class Merge(models.Model):
    """Two rows are one: somebody proposes that the first goes into the second, somebody else does it or refuses."""

    code = CodeField()
    kind = models.CharField(_("kind of row"), max_length=20)
    from_key = models.CharField(_("the duplicate"), max_length=120)
    into_key = models.CharField(_("the one that is kept"), max_length=120)
    reason = models.TextField(_("how one can see that they are the same"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Check.Verdict, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    moved = models.PositiveIntegerField(_("rows that moved"), default=0)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of duplicates")
        verbose_name_plural = _("merges of duplicates")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", checked_by=None, checked_at=None)
                | (
                    ~Q(verdict="")
                    & Q(checked_by__isnull=False, checked_at__isnull=False)
                    & ~Q(checked_by=F("proposed_by"))
                ),
                name="merge_is_done_by_two",
            ),
            models.CheckConstraint(condition=~Q(from_key=F("into_key")), name="merge_is_of_two_rows"),
            models.UniqueConstraint(
                fields=["kind", "from_key"], condition=Q(verdict=""), name="one_merge_waits_per_duplicate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_key} → {self.into_key}"


class Edition(models.Model):
    """One row: how often the record has changed. Pages take their ETag from it."""

    number = models.PositiveBigIntegerField(_("number"), default=0)
    changed_at = models.DateTimeField(_("changed at"), null=True)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")

    def __str__(self) -> str:
        return str(self.number)
