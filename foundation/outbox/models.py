"""Messages and what their sending needs. No address and no text lies here in clear."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.codes import CODE_LENGTH, RandomCode


class State(models.TextChoices):
    """A message's progress. ``dispatching`` is committed just before its text leaves."""

    QUEUED = "queued", _("waiting")
    DEFERRED = "deferred", _("will be tried again")
    CLAIMED = "claimed", _("taken by a worker")
    DISPATCHING = "dispatching", _("leaving now")
    SENT = "sent", _("taken by the mail server")
    IN_DOUBT = "in_doubt", _("in doubt: a person decides")
    DROPPED = "dropped", _("in doubt: not sent again")
    HELD = "held", _("held back: a person decides")
    FAILED = "failed", _("refused for good")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("too late to send")


WAITING = (State.QUEUED, State.DEFERRED)
STOPPABLE = (State.QUEUED, State.DEFERRED, State.CLAIMED, State.HELD)
"""Not yet leaving: can be cancelled with certainty."""
DOUBTFUL = (State.IN_DOUBT, State.DROPPED)
TO_DECIDE = (State.IN_DOUBT, State.HELD, State.FAILED)
"""What the desk shows to a person."""
DONE = (State.SENT, State.CANCELLED, State.EXPIRED, State.DROPPED)


class Owner(models.Model):
    """A worker process. It raises ``counter`` every few seconds; one that stands still is dead (see recovery)."""

    counter = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()


class MessageQuerySet(models.QuerySet["Message"]):
    def about(self, kind: str, code: str) -> "MessageQuerySet":
        """All messages of one recipient."""
        return self.filter(recipient_kind=kind, recipient_code=code)

    def to_decide(self, scope: str) -> "MessageQuerySet":
        """Those of a scope that wait for a person: in doubt, held or refused."""
        return self.filter(scope=scope, state__in=TO_DECIDE)


class Message(models.Model):
    """One e-mail to one recipient: what for, to whom (by reference) and how far it got.

    Address and text are resolved and rendered at dispatch by the purpose (see ``purposes``). ``attempt`` is raised by
    each claim and fences a worker that lost its claim without noticing. ``retry_at`` is the time before which it is
    not tried: set at queueing, moved by each deferral.
    """

    # As CodeField, but unique by constraint: Django would add a second index, for LIKE, to be paid at each step.
    code = models.CharField(max_length=CODE_LENGTH, editable=False, db_default=RandomCode())
    purpose = models.CharField(_("purpose"), max_length=40)
    handling = models.CharField(_("handling"), max_length=12)
    recipient_kind = models.CharField(_("recipient (kind)"), max_length=24)
    recipient_code = models.CharField(_("recipient (code)"), max_length=80)
    slot = models.CharField(_("slot"), max_length=60, default="once")
    text_version = models.CharField(_("version of the text"), max_length=64, blank=True)
    scope = models.CharField(_("within"), max_length=80, blank=True)
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    sealed_body = models.BinaryField(_("sealed text"), null=True, blank=True)
    urgency = models.SmallIntegerField(_("urgency"), default=1)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    attempt = models.IntegerField(_("claims so far"), default=0)
    tries = models.SmallIntegerField(_("deferrals so far"), default=0)
    strikes = models.SmallIntegerField(_("strikes"), default=0)
    owner = models.ForeignKey(Owner, models.PROTECT, null=True, blank=True, related_name="messages", db_index=False)
    retry_at = models.DateTimeField(_("not before"))
    expires_at = models.DateTimeField(_("not after"), null=True, blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    relay_id = models.CharField(_("number at the mail server"), max_length=80, blank=True)
    failure = models.CharField(_("reason"), max_length=40, blank=True)
    reply = models.CharField(_("reply code"), max_length=16, blank=True)
    body_hash = models.CharField(_("hash of what was sent"), max_length=64, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["code"], name="one_message_per_code"),
            models.UniqueConstraint(
                fields=["recipient_kind", "recipient_code", "purpose", "slot", "text_version"],
                name="one_message_per_slot",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("claimed", "dispatching"), owner__isnull=False)
                | (~Q(state__in=("claimed", "dispatching")) & Q(owner__isnull=True)),
                name="only_work_in_hand_has_an_owner",
            ),
        ]
        # Each index on a column that changes is paid for at every step of every mail: these few are for what is open.
        indexes = [
            models.Index(
                fields=["urgency", "retry_at", "id"],
                name="message_waiting",
                condition=Q(state__in=("queued", "deferred")),
            ),
            models.Index(
                fields=["expires_at"],
                name="message_expiring",
                condition=Q(state__in=("queued", "deferred", "held"), expires_at__isnull=False),
            ),
            models.Index(
                fields=["scope", "state"],
                name="message_to_decide",
                condition=Q(state__in=("in_doubt", "held", "failed")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.code}"


class Suppressed(models.Model):
    """An address that asked for no mail any more, as a tag under the instance's mail key. No reference to anything."""

    tag = models.CharField(max_length=64, primary_key=True)


class MailCount(models.Model):
    """How many mails of one handling an address (as a tag) got on a day. Dies after eight days."""

    tag = models.CharField(max_length=64)
    handling = models.CharField(max_length=12)
    day = models.DateField()
    count = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "handling", "day"], name="one_count_per_day")]


class Stop(models.Model):
    """A stop switch that is on: for everything (``all``) or for one scope (``campaign:<code>``)."""

    scope = models.CharField(_("what stands still"), max_length=80, unique=True)
    since_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")


class Settled(models.Model):
    """The narrow ledger: what is left of a message a day after it was settled."""

    purpose = models.CharField(_("purpose"), max_length=40)
    office = models.CharField(_("delivery it was for"), max_length=80, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=State)
    body_hash = models.CharField(_("hash of what was sent"), max_length=64, blank=True)
    on = models.DateField(_("day"), db_column="day")

    class Meta:
        verbose_name = _("settled message")
        verbose_name_plural = _("settled messages")
        indexes = [models.Index(F("office"), name="settled_by_office", condition=~Q(office=""))]
