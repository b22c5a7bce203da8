"""A file somebody brought: what it is, what it would do, how far it got. The bytes stay a few days at most."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from actors.checking.differences import Change
from foundation.codes import CodeField


class ImportQuerySet(models.QuerySet["Import"]):
    def unfinished(self) -> "ImportQuerySet":
        """Those whose file is kept: somebody or something has still to do with them."""
        return self.filter(data__isnull=False)


class Import(models.Model):
    """One file on its way into the register. Jobs take it up by its state; nothing of it is entered by halves."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("waits to be looked through")
        PLANNED = "planned", _("looked through; not entered")
        REFUSED = "refused", _("lines are refused")
        ENTERING = "entering", _("is being entered")
        ENTERED = "entered", _("entered")
        FAILED = "failed", _("failed")

    code = CodeField()
    name = models.CharField(_("file"), max_length=160)
    importer = models.CharField(_("what it is"), max_length=20)
    options = models.JSONField(_("what was said of it"), default=dict)
    encoding = models.CharField(_("encoding"), max_length=16, blank=True)
    language = models.CharField(_("language of the preview"), max_length=8)
    data = models.BinaryField(_("bytes"), null=True)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("hash"), max_length=64, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("brought by"))
    at = models.DateTimeField(_("brought at"), db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    counts = models.JSONField(_("lines by what they would do"), default=dict)
    questions = models.JSONField(_("rules that are wanted"), default=list)
    left_out = models.PositiveIntegerField(_("entries left out"), default=0)
    total = models.PositiveIntegerField(_("rows to enter"), default=0)
    fingerprint = models.CharField(_("fingerprint of the preview"), max_length=64, blank=True)
    planned_at = models.DateTimeField(_("looked through at"), null=True)
    batch = models.CharField(_("entered together as"), max_length=40, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    started_at = models.DateTimeField(_("entering since"), null=True)
    entered_at = models.DateTimeField(_("entered at"), null=True)
    taken_at = models.DateTimeField(_("taken up at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("times taken up"), default=0)
    says = models.TextField(_("what happened"), blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file brought in")
        verbose_name_plural = _("files brought in (imports)")

    def __str__(self) -> str:
        return self.name

    @property
    def is_at_work(self) -> bool:
        """Whether a job has to do something with it before anybody else can."""
        return self.state in {self.State.UPLOADED, self.State.ENTERING}


class ImportLine(models.Model):
    """What one line of the file would do, as it was shown. Goes with the file."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(_("position"))
    number = models.PositiveIntegerField(_("line"))
    place = models.TextField(_("place in the document"), blank=True)
    state = models.CharField(_("what it would do"), max_length=10)
    kind = models.CharField(_("kind of row"), max_length=20)
    key = models.TextField(_("key"), blank=True)
    label = models.TextField(_("row"), blank=True)
    differences = models.JSONField(_("what would change"), default=list)
    reason = models.TextField(_("why not"), blank=True)
    remarks = models.JSONField(_("what to know about it"), default=list)

    class Meta:
        verbose_name = _("line of a file")
        verbose_name_plural = _("lines of a file")
        constraints = [models.UniqueConstraint(fields=["of", "position"], name="one_import_line_per_position")]
        indexes = [models.Index(fields=["of", "state", "position"], name="import_line_by_state")]

    def __str__(self) -> str:
        return f"{self.number} · {self.state}"

    @property
    def changes(self) -> list[Change]:
        """As the rest of the admin shows differences."""
        return [Change(*parts) for parts in self.differences]

    @property
    def is_new(self) -> Any:
        return self.state == "new"
