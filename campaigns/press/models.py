"""What a campaign gives to the press: whom to ask, words to quote, and until when nothing may be printed (R7, R16)."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models import Campaign
from foundation.codes import CodeField


class PressNote(models.Model):
    """One note of a campaign. ``code`` is in the address for journalists who get it early; a new one ends the old."""

    code = CodeField()
    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="press_note", verbose_name=_("campaign"))
    contact_name = models.CharField(_("whom journalists can ask"), max_length=120, blank=True)
    contact_email = models.EmailField(_("address for journalists"), blank=True)
    contact_phone = models.CharField(_("telephone for journalists"), max_length=40, blank=True)
    embargo_until_at = models.DateTimeField(
        _("not to be printed before"),
        null=True,
        blank=True,
        help_text=_("Until then only those who have its early address can read the page."),
    )

    class Meta:
        verbose_name = _("press note")
        verbose_name_plural = _("press notes")

    def __str__(self) -> str:
        return str(self.campaign)

    def is_under_embargo(self, now: datetime) -> bool:
        return self.embargo_until_at is not None and now < self.embargo_until_at


class PressText(models.Model):
    """Words of the organisation to quote, in one language."""

    note = models.ForeignKey(PressNote, models.CASCADE, related_name="texts", verbose_name=_("press note"))
    language = models.CharField(_("language"), max_length=8)
    quote = models.TextField(_("words to quote"), blank=True, max_length=1500)
    speaker = models.CharField(_("who said it"), max_length=160, blank=True)
    about = models.TextField(_("about the organisation"), blank=True, max_length=1500)

    class Meta:
        verbose_name = _("words for the press")
        verbose_name_plural = _("words for the press")
        constraints = [models.UniqueConstraint(fields=["note", "language"], name="one_press_text_per_language")]

    def __str__(self) -> str:
        return f"{self.note} · {self.language}"
