"""The journal's rows. PostgreSQL refuses to change them (see the migration); SQLite cannot, and the docs say so."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.codes import CodeField


class Entry(models.Model):
    """One deed of staff, an admin or the system. Codes only: no names, no addresses, no foreign keys."""

    code = CodeField()
    at = models.DateTimeField(_("at"), db_index=True)
    actor_kind = models.CharField(_("done by (kind)"), max_length=16)
    actor_code = models.CharField(_("done by (code)"), max_length=40, blank=True)
    deed = models.CharField(_("deed"), max_length=60)
    subject_kind = models.CharField(_("about (kind)"), max_length=40)
    subject_code = models.CharField(_("about (code)"), max_length=80)
    scope = models.CharField(_("within"), max_length=80, blank=True)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        indexes = [models.Index(fields=["scope", "-at"], name="entry_by_scope")]
