"""How to reach an office. Staff and admins see this; public pages never do."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Office
from foundation.codes import CodeField


class ContactQuerySet(models.QuerySet["Contact"]):
    def usable(self) -> Self:
        """Not known to be useless; good ones first."""
        useless = [Contact.State.DEAD, Contact.State.BOUNCING]
        rank = models.Case(models.When(state=Contact.State.GOOD, then=0), default=1)
        return self.exclude(state__in=useless).order_by(rank, "pk")


class Contact(models.Model):
    """A way to reach an office. Public pages never show one."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        POST = "post", _("post")
        PHONE = "phone", _("phone")
        WEB_FORM = "web_form", _("web form")

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("unchecked")
        GOOD = "good", _("good")
        STALE = "stale", _("stale")
        BOUNCING = "bouncing", _("bouncing")
        DEAD = "dead", _("dead")

    code = CodeField()
    office = models.ForeignKey(Office, models.CASCADE, related_name="contacts", verbose_name=_("office"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    value = models.TextField(_("address, number or link"))
    language = models.CharField(_("language"), max_length=8, blank=True)
    source = models.URLField(_("found at"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNCHECKED)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["office", "channel", "value"], name="one_contact_per_value"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.value}"
