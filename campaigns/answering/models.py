"""What comes back from an office: replies, what was made of them, talks with it, and steps on the way.

What an office wrote stays sealed under a key of the campaign's answers; only what a member published lies in clear.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actors.checking.models import Revision
from campaigns.delivery.models import Delivery
from campaigns.planning.models import Campaign, Target
from foundation.codes import CodeField


class Grade(models.TextChoices):
    """What a reply amounts to (R22)."""

    SUBSTANTIVE = "substantive", _("answers in substance")
    FORM = "form_letter", _("a form letter")
    AROUND = "not_addressed", _("does not address what was asked")
    REFUSAL = "refusal", _("refuses")
    RECEIPT = "receipt", _("acknowledges receipt, nothing more")
    PASSED_ON = "passed_on", _("was passed on to another office")
    MEETING = "meeting", _("offers a meeting")
    ASKS = "asks", _("asks for something")


ANSWERS = frozenset(set(Grade.values) - {Grade.RECEIPT, Grade.PASSED_ON})
"""Grades that stop the response clock. A receipt does not; who passed a letter on has not answered it either."""


class ReplyQuerySet(models.QuerySet["Reply"]):
    def of(self, campaign: Campaign) -> "ReplyQuerySet":
        return self.filter(target__campaign=campaign)

    def ungraded(self) -> "ReplyQuerySet":
        return self.filter(gradings=None)


class Reply(models.Model):
    """What one office sent back. Private until a member publishes it, and then only what they let stand.

    ``sealed`` holds sender, subject, text and what of the attachments was left out; it is empty once the original was
    destroyed. ``identity`` makes the same reply twice one row.
    """

    class Way(models.TextChoices):
        MAIL = "mail", _("by e-mail")
        POST = "post", _("by post")
        PHONE = "phone", _("by telephone")
        SAID = "said", _("in person")

    code = CodeField()
    target = models.ForeignKey(Target, models.PROTECT, related_name="replies")
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, blank=True, related_name="replies")
    identity = models.CharField(max_length=64)
    way = models.CharField(_("how it came"), max_length=8, choices=Way)
    came_on = models.DateField(_("came on"))
    is_automatic = models.BooleanField(_("sent by a machine"), default=False)
    sealed = models.BinaryField(null=True)
    entered_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    """None: it came by mail to a keyed address."""
    entered_at = models.DateTimeField(_("entered at"))
    destroyed_at = models.DateTimeField(_("original destroyed at"), null=True, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "identity"], name="one_reply_however_often_it_comes"),
            models.CheckConstraint(
                condition=Q(sealed=None, destroyed_at__isnull=False) | Q(sealed__isnull=False, destroyed_at=None),
                name="destroyed_reply_holds_nothing",
            ),
        ]


class Attachment(models.Model):
    """A file that came with a reply, sealed with its name. For members of the organisation alone."""

    code = CodeField()
    reply = models.ForeignKey(Reply, models.CASCADE, related_name="attachments")
    media = models.CharField(_("kind, as its first bytes say"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sealed = models.BinaryField()


class Grading(models.Model):
    """What a member, or a machine that knows receipts, made of a reply. The newest counts."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="gradings")
    grade = models.CharField(_("grade"), max_length=16, choices=Grade)
    passed_to = models.ForeignKey(Target, models.PROTECT, null=True, blank=True, related_name="+")
    member = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("graded at"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grade="passed_on", passed_to__isnull=False) | (~Q(grade="passed_on") & Q(passed_to=None)),
                name="passed_on_says_to_whom",
            ),
            models.CheckConstraint(
                condition=Q(grade="receipt") | Q(member__isnull=False), name="a_machine_grades_receipts_only"
            ),
        ]


class Marking(models.Model):
    """What is to be blacked out of a reply before it is published, and what was looked at and kept. Sealed with it."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="markings")
    sealed = models.BinaryField()
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("marked at"))


class Publication(models.Model):
    """The text of a reply as the public may read it, blacked out already. ``ended_at``: hidden again."""

    code = CodeField()
    reply = models.ForeignKey(Reply, models.CASCADE, related_name="publications")
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("text"))
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("published at"))
    ended_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("hidden since"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reply"], condition=Q(ended_at=None), name="one_publication_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="publication_says_who_hid_it",
            ),
        ]


class Permission(models.Model):
    """The office allowed its words to be quoted: on which day, and how it said so (sealed, for it may name people)."""

    reply = models.OneToOneField(Reply, models.CASCADE, related_name="permission")
    given_on = models.DateField(_("given on"))
    sealed = models.BinaryField()
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("recorded at"))


class Proposal(models.Model):
    """Words of a reply, proposed to the register as a position. A second person checks them there."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="proposals")
    position_key = models.CharField(_("key of the position"), max_length=60)
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="+")
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("proposed at"))


class Telling(models.Model):
    """Those who chose to be told were written to about a published answer: by whom, when, how many."""

    code = CodeField()
    publication = models.OneToOneField(Publication, models.PROTECT, related_name="telling")
    number = models.PositiveIntegerField(_("people"))
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("told at"))


class Talk(models.Model):
    """A meeting or call with an office, and what comes next. The organisation's own: sealed, never public."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("meeting")
        CALL = "call", _("call")
        MAIL = "mail", _("mail")
        OTHER = "other", _("other")

    code = CodeField()
    target = models.ForeignKey(Target, models.PROTECT, related_name="talks")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    on = models.DateField(_("day"))
    sealed = models.BinaryField()
    next_on = models.DateField(_("next step by"), null=True, blank=True)
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("entered at"))
    done_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(_("next step done at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False, next_on__isnull=False),
                name="next_step_says_who_did_it",
            )
        ]


class Step(models.Model):
    """Something an office did on the way, on a day, with a source: shown in public, and claiming no cause (R25)."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("received")
        MET = "met", _("met")
        PARLIAMENT = "parliament", _("asked in parliament")
        SAID = "said", _("said")
        DONE = "done", _("done")

    code = CodeField()
    target = models.ForeignKey(Target, models.PROTECT, related_name="steps")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    on = models.DateField(_("day"))
    words = models.CharField(_("what happened"), max_length=300)
    language = models.CharField(_("language"), max_length=8)
    source = models.URLField(_("source"), max_length=500, blank=True)
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("recorded at"))
    ended_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target", "kind", "on", "words"],
                condition=Q(ended_at=None),
                name="one_step_as_long_as_it_stands",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("parliament", "said", "done")) | ~Q(source=""), name="step_has_a_source"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="step_says_who_took_it_back",
            ),
        ]


class Bounce(models.Model):
    """A letter came back: a mail system says for good that the office's address did not take it."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, related_name="bounce")
    status = models.CharField(_("status"), max_length=12, blank=True)
    came_on = models.DateField(_("came on"))


class Incoming(models.Model):
    """How much mail came to reply addresses on a day, by what became of it. All that is kept of what was dropped."""

    day = models.DateField(_("day"))
    outcome = models.CharField(_("what became of it"), max_length=16)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "outcome"], name="one_incoming_row_per_outcome")]
