"""People put their name under a letter."""

from datetime import date, datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaigns.letters.models import LaterTarget, Letter, Version
from campaigns.planning.models import Campaign, Target
from campaigns.planning.naming import may_be_told_names
from campaigns.supporters.models import Consent, ConsentKind, NameVerdict, Strike, Supporter
from foundation.codes import CodeField


class Intake(models.Model):
    """A form that was sent, sealed, before anybody looked into it.

    Every sending does the same work, whoever it is from; a job turns rows into supporters. ``nonce`` is the digest
    of the form's own number, so that a form sent twice is one row. Rows live for seconds.
    """

    class Kind(models.TextChoices):
        SIGN = "sign", _("signs")
        LINKS = "links", _("asks for the links again")

    code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    nonce = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    received_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["tries", "id"], name="intake_in_order")]


class SignatureQuerySet(models.QuerySet["Signature"]):
    def confirmed(self) -> "SignatureQuerySet":
        return self.filter(confirmed_on__isnull=False)

    def unconfirmed(self) -> "SignatureQuerySet":
        return self.filter(confirmed_on=None)

    def waiting(self) -> "SignatureQuerySet":
        """Those whose owner has said nothing yet: they may still be asked."""
        return self.unconfirmed().filter(said_yes_at=None, said_no_at=None, doubt=None)

    def answered(self, by: datetime) -> "SignatureQuerySet":
        """Those with a Yes or a No, given by then, that is not settled yet."""
        return self.filter(models.Q(said_yes_at__lte=by) | models.Q(said_no_at__lte=by))

    def counting(self) -> "SignatureQuerySet":
        """What every number, list and annex is made of: confirmed by its owner, and not set aside."""
        return self.confirmed().filter(aside="")

    def named_to(self, target: Target) -> "SignatureQuerySet":
        """Those whose name may be handed to this office: it counts, they agreed, did not leave this office out, a
        member let the name pass, and the office may be told names at all (R8, R10, R14); of an office added later
        only those who signed after (R21)."""
        if not may_be_told_names(target):
            return self.none()
        whose = {"supporter": OuterRef("supporter")}
        agreed = Consent.objects.filter(**whose, text__kind=ConsentKind.NAMED)
        struck = Strike.objects.filter(**whose, target=target)
        unseen = LaterTarget.objects.filter(
            target=target, letter=OuterRef("letter"), named_from__gt=OuterRef("signed_on")
        )
        named = self.counting().passed().filter(Exists(agreed), ~Exists(struck), ~Exists(unseen))
        return named.filter(letter__targets=target)

    def passed(self) -> "SignatureQuerySet":
        """Those whose name a member has read and let pass."""
        return self.filter(supporter__name_verdict__verdict=NameVerdict.Verdict.PASSED)


class Aside(models.TextChoices):
    """Why a signature does not count although its owner confirmed it. Empty for nearly all."""

    SUSPECT = "suspect", _("set aside")
    INVALID = "invalid", _("taken out")


class Signature(models.Model):
    """A supporter's name under one version of one letter. It counts once it is confirmed, unless it is set aside.

    ``said_yes_at`` and ``said_no_at`` hold the answer for the minutes until it is settled, and are empty again then.
    """

    code = CodeField()
    supporter = models.ForeignKey(Supporter, models.CASCADE, related_name="signatures")
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="signatures")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    signed_on = models.DateField()
    confirmed_on = models.DateField(null=True, blank=True)
    said_yes_at = models.DateTimeField(null=True, blank=True)
    said_no_at = models.DateTimeField(null=True, blank=True)
    aside = models.CharField(max_length=8, choices=Aside, blank=True, default="", db_default="")

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supporter", "letter"], name="one_signature_per_supporter"),
            models.CheckConstraint(
                condition=models.Q(said_yes_at=None) | models.Q(said_no_at=None), name="one_answer_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_on=None) | models.Q(said_yes_at=None, said_no_at=None),
                name="what_is_confirmed_is_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["letter"], name="signature_confirmed", condition=models.Q(confirmed_on__isnull=False)),
            models.Index(fields=["signed_on"], name="signature_waiting", condition=models.Q(confirmed_on=None)),
            models.Index(fields=["said_yes_at"], name="signature_yes", condition=models.Q(said_yes_at__isnull=False)),
            models.Index(fields=["said_no_at"], name="signature_no", condition=models.Q(said_no_at__isnull=False)),
            models.Index(fields=["letter", "aside"], name="signature_aside", condition=~models.Q(aside="")),
        ]

    def is_expired(self, now: datetime, days: int) -> bool:
        """Whether its confirmation came too late: unconfirmed ``days`` days after the signing."""
        return self.confirmed_on is None and (now.date() - self.signed_on).days > days

    @property
    def is_waiting(self) -> bool:
        """Whether its owner has said nothing yet."""
        return not (self.is_agreed or self.said_no_at or self.is_doubted)

    @property
    def is_agreed(self) -> bool:
        """Whether its owner said yes: it counts, or will within minutes."""
        return self.confirmed_on is not None or self.said_yes_at is not None

    @property
    def agreed_on(self) -> date | None:
        """The day of the Yes."""
        return self.said_yes_at.date() if self.said_yes_at else self.confirmed_on

    @property
    def is_doubted(self) -> bool:
        """Whether both buttons were pressed, so that only a code from a second mail decides."""
        return hasattr(self, "doubt")


class Doubt(models.Model):
    """Both buttons behind a link were pressed, so one of the two was no person: a mailed code decides (``codes``)."""

    signature = models.OneToOneField(Signature, models.CASCADE, related_name="doubt")
    mailed_on = models.DateField()
    """The day of the newest code; the one before is good no more."""
    tries = models.PositiveSmallIntegerField(default=0)


class QuietWish(models.Model):
    """Whoever said "this was not me" wants no more mail: kept for the minutes until the No is settled.

    Not at once: a program that presses every button would else stop the very mail that brings the code.
    """

    signature = models.OneToOneField(Signature, models.CASCADE, related_name="quiet_wish")
    everywhere = models.BooleanField()


class Parting(models.Model):
    """People of a campaign are erased, but for those who chose to be told of the answer. Its numbers stand still."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="parting")
    at = models.DateTimeField(_("erased at"))


class ListDay(models.Model):
    """A letter's open list was brought up to date on this day: at most once, with so many names or none."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="list_days")
    on = models.DateField()
    added = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "on"], name="one_list_day_per_letter")]


class ListedNameQuerySet(models.QuerySet["ListedName"]):
    def public(self) -> "ListedNameQuerySet":
        """Who stands on the list now: the signature counts, the person agrees to be shown, a member let the name pass
        and nobody said that it is not theirs; or who chose to stay when everybody's data was erased."""
        agreed = Consent.objects.filter(
            supporter=OuterRef("signature__supporter"), text__kind=ConsentKind.SHOWN, supporter__isnull=False
        )
        holds = Q(Exists(agreed), verdict__verdict=NameVerdict.Verdict.PASSED)
        stays = Q(stays_on__isnull=False, signature=None)
        counts = Q(signature__in=Signature.objects.counting())
        return self.filter((holds & counts) | stays, hidden_on=None)


class ListedName(models.Model):
    """A supporter on a letter's open list, as shown; sealed under the list's own key, which outlives the campaign's.

    It stands because of a signature and of a member's verdict on the name, and goes with either. ``place`` is random
    and all the order there is. ``tag`` is a keyed digest of what is shown; empty where no name is.
    """

    code = CodeField()
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="listed_names")
    day = models.ForeignKey(ListDay, models.CASCADE, related_name="names")
    signature = models.OneToOneField(Signature, models.CASCADE, null=True, related_name="listed_name")
    verdict = models.ForeignKey(NameVerdict, models.CASCADE, null=True, related_name="+")
    sealed = models.BinaryField()
    tag = models.CharField(max_length=64, blank=True)
    place = models.PositiveIntegerField()
    asked_on = models.DateField(null=True, blank=True)
    """When the person was asked, at the close, whether the name stays."""
    stays_on = models.DateField(null=True, blank=True)
    hidden_on = models.DateField(null=True, blank=True)

    objects = ListedNameQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signature__isnull=False, verdict__isnull=False) | Q(stays_on__isnull=False),
                name="a_listed_name_has_its_reason",
            )
        ]
        indexes = [models.Index(fields=["letter", "place"], name="listed_in_order")]


class ListCell(models.Model):
    """How many of a letter's open list come from one country or work in one profession: in tens, never below ten."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("country")
        PROFESSION = "profession", _("profession")
        NAMELESS = "nameless", _("shown without a name")

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="list_cells")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "kind", "key"], name="one_cell_per_key"),
            models.CheckConstraint(condition=Q(number__gte=10), name="no_cell_below_ten"),
        ]


class Asking(models.Model):
    """Somebody who signed an earlier text was asked, once, whether their name stands under the new one too (R21).

    ``of`` is the text their name stood under. ``said_yes_at`` holds a Yes for the minutes until it is settled. A No is
    for good: this person is not asked again about this letter.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")

    code = CodeField()
    signature = models.ForeignKey(Signature, models.CASCADE, related_name="askings")
    of = models.ForeignKey(Version, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    said_yes_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=3, choices=Answer, blank=True)
    answered_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["signature", "version"], name="asked_once_about_a_version"),
            models.CheckConstraint(condition=~models.Q(version=models.F("of")), name="asked_about_another_version"),
            models.CheckConstraint(
                condition=models.Q(said_yes_at=None) | models.Q(answer=""), name="what_is_answered_is_settled"
            ),
        ]
        indexes = [
            models.Index(fields=["said_yes_at"], name="asking_yes", condition=models.Q(said_yes_at__isnull=False))
        ]
