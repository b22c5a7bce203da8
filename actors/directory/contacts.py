"""How an office or the person who holds it can be reached, and how far a channel can be relied on."""

import hashlib
import re
from datetime import date, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.directory.offices import Office
from actors.directory.people import Term
from actors.directory.provenance import PublicRule, Sourced, SourcedQuerySet
from foundation.codes import CodeField

WAIT = timedelta(hours=24)
"""A channel outside the domains known for its state waits this long after the second person's check (R23)."""


class ContactQuerySet(SourcedQuerySet):
    def usable(self, now: datetime) -> Self:
        """Those that a letter may go to: vouched for by two, past their wait, not known to be dead or bouncing."""
        waited = Q(usable_from_at=None) | Q(usable_from_at__lte=now)
        alive = ~Q(state__in=[Contact.State.BOUNCING, Contact.State.DEAD])
        return self.filter(waited, alive, public=True)

    def stale(self, on: date) -> Self:
        """Good once, and not looked at for too long."""
        before = on - timedelta(days=settings.CONTACT_STALE_DAYS)
        return self.filter(Q(checked_on=None) | Q(checked_on__lt=before), state=Contact.State.GOOD)


class Contact(Sourced):
    """One channel of an office or of a term. Never shown in public: ``public`` says that two people vouch for it."""

    public_rule = PublicRule.CHECKED
    not_facts = ("state", "checked_on", "checked_by", "checked_source", "usable_from_at", "bounces")
    changed_by_check = ("state", "checked_on", "checked_by", "usable_from_at", "bounces")

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        POST = "post", _("post")
        PHONE = "phone", _("telephone")
        WEB_FORM = "web_form", _("web form")
        SOCIAL = "social", _("social network")

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("unchecked")
        GOOD = "good", _("good")
        BOUNCING = "bouncing", _("bouncing")
        DEAD = "dead", _("dead")

    code = CodeField()
    key = models.CharField(_("key"), max_length=120, unique=True, blank=True)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("office")
    )
    term = models.ForeignKey(
        Term, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("term")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    value = models.TextField(_("address"))
    language = models.CharField(_("language it is read in"), max_length=8, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNCHECKED)
    bounces = models.PositiveSmallIntegerField(_("bounces in a row"), default=0)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    checked_by = models.ForeignKey(
        "actors.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_source = models.TextField(_("where it was seen"), blank=True)
    usable_from_at = models.DateTimeField(_("may be used from"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [models.Index(fields=["state", "checked_on"], name="contact_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=False, term=None) | Q(office=None, term__isnull=False),
                name="contact_is_an_offices_or_a_terms",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.value}"

    @property
    def of_office(self) -> Office:
        """The office it reaches, through its holder or by itself."""
        return self.term.office if self.term else self.office  # type: ignore[return-value]

    def is_stale(self, on: date) -> bool:
        """Good once, and not looked at for too long."""
        before = on - timedelta(days=settings.CONTACT_STALE_DAYS)
        return self.state == self.State.GOOD and (self.checked_on is None or self.checked_on < before)

    def is_usable(self, now: datetime) -> bool:
        """Whether a letter may go there now."""
        alive = self.state not in {self.State.BOUNCING, self.State.DEAD}
        return self.public and alive and (self.usable_from_at is None or self.usable_from_at <= now)

    @property
    def domain(self) -> str:
        """Of a mail address, or of a web page; empty for a street."""
        if self.channel == self.Channel.MAIL:
            return self.value.strip().lower().rpartition("@")[2]
        if self.channel in {self.Channel.WEB_FORM, self.Channel.SOCIAL}:
            return (urlsplit(self.value.strip()).hostname or "").removeprefix("www.")
        return ""

    def clean(self) -> None:
        if (self.office_id is None) == (self.term_id is None):
            raise ValidationError(_("A contact belongs to an office or to a term."))
        text = self.value.strip()
        try:
            if self.channel == self.Channel.MAIL:
                validate_email(text)
            elif self.channel in {self.Channel.WEB_FORM, self.Channel.SOCIAL}:
                URLValidator(schemes=["https", "http"])(text)
        except ValidationError as error:
            raise ValidationError({"value": error.messages}) from error
        if self.channel == self.Channel.PHONE and not re.fullmatch(r"\+?[0-9 ()./-]{5,40}", text):
            raise ValidationError({"value": _("A telephone number has digits, spaces and a leading +.")})
        # A letter that looks alike in another alphabet would redirect what people signed.
        domain = self.domain
        if domain and (not domain.isascii() or any(part.startswith("xn--") for part in domain.split("."))):
            raise ValidationError({"value": _("A domain outside plain Latin letters could look alike.")})

    def fresh_key(self) -> str:
        mark = hashlib.sha256(self.value.strip().lower().encode()).hexdigest()[:8]
        owner = self.term.key if self.term else self.of_office.key
        return f"{owner[:90]}-{self.channel}-{mark}"

    def take_check(self, *, by: Any, now: datetime) -> None:
        self.state, self.bounces = self.State.GOOD, 0
        self.checked_on, self.checked_by = now.date(), by
        known = self.domain == "" or self.domain in known_domains(self.of_office, but=self.pk)
        self.usable_from_at = now if known else now + WAIT


def known_domains(office: Office, *, but: int | None = None) -> set[str]:
    """Domains of the channels that two people vouch for in the office's state or body, past their own wait."""
    mine = Q(office__actor=office.actor_id) | Q(term__office__actor=office.actor_id)
    rows = Contact.objects.public().filter(mine).exclude(pk=but).exclude(state=Contact.State.DEAD)
    return {row.domain for row in rows.only("channel", "value") if row.domain}


def best(office: Office, channel: str, *, now: datetime, language: str = "") -> Contact | None:
    """The channel to use: good before unchecked, fresh before stale, the reader's language, the holder's own last.

    Reads ``office.contacts.all()``; the contacts of the term that holds the office today are asked for beside it.
    """
    held = office.holder(now.date())
    rows = [*office.contacts.all(), *(held.contacts.all() if held else [])]
    usable = [row for row in rows if row.channel == channel and row.is_usable(now)]

    def rank(row: Contact) -> tuple[Any, ...]:
        fits = not language or row.language in {"", language}
        seen = row.checked_on or date.min
        good = row.state == Contact.State.GOOD
        return (not good, row.is_stale(now.date()), not fits, row.term_id is not None, -seen.toordinal(), row.pk)

    return min(usable, key=rank, default=None)
