"""A person in one campaign. What would tell who they are is one sealed blob; the rest is listed in a test."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models import Campaign, Target
from foundation.codes import CodeField


class State(models.TextChoices):
    PENDING = "pending", _("waits for confirmation")
    CONFIRMED = "confirmed", _("confirmed")


class Supporter(models.Model):
    """One address in one campaign.

    ``sealed`` holds name, e-mail, town and note (see ``foundation.vault.seals``); ``tag`` makes one address one
    supporter without showing it; raising ``generation`` revokes every link mailed before.
    """

    code = CodeField()
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="supporters")
    tag = models.CharField(max_length=64)
    sealed = models.BinaryField()
    generation = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=8)
    country = models.CharField(max_length=2, blank=True)
    profession = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=40)
    provider = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    came_on = models.DateField()
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "tag"], name="one_supporter_per_address")]


class ConsentKind(models.TextChoices):
    COUNTED = "counted", _("counted")
    NAMED = "named", _("named to the targets")
    SHOWN = "shown", _("shown in public")
    INFORMED = "informed", _("kept informed of this campaign")
    INFORMED_MORE = "informed_more", _("kept informed of other campaigns too")
    PARTNER = "partner", _("passed to a partner")


class ConsentText(models.Model):
    """The exact words of a consent: what a person ticked can be shown word for word."""

    kind = models.CharField(max_length=16, choices=ConsentKind)
    language = models.CharField(max_length=8)
    version = models.CharField(max_length=20)
    text = models.TextField()
    explanation = models.TextField(blank=True)
    warning = models.TextField(blank=True)
    """Second sentence, shown when somebody chose a situation of risk."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "language", "version"], name="one_consent_per_version")]


class Consent(models.Model):
    """A consent given, with the text that was on the screen. ``partner`` names to whom, for kind partner."""

    supporter = models.ForeignKey(Supporter, models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    partner = models.ForeignKey("actors.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    given_on = models.DateField()

    class Meta:
        constraints = [
            # Two, because SQLite cannot say that two rows without a partner are the same.
            models.UniqueConstraint(
                fields=["supporter", "text"], condition=models.Q(partner=None), name="one_consent_per_kind"
            ),
            models.UniqueConstraint(fields=["supporter", "text", "partner"], name="one_consent_per_partner"),
        ]


class TakenBack(models.Model):
    """A consent that was given and taken back: which words, from when to when. It goes with the supporter."""

    supporter = models.ForeignKey(Supporter, models.CASCADE, related_name="taken_back")
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    partner = models.ForeignKey("actors.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    given_on = models.DateField()
    taken_back_on = models.DateField()


class Strike(models.Model):
    """A target to whom the supporter does not want to be named."""

    supporter = models.ForeignKey(Supporter, models.CASCADE, related_name="strikes")
    target = models.ForeignKey(Target, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supporter", "target"], name="one_strike_per_target")]


class NameVerdict(models.Model):
    """What a member decided after reading a supporter's name (R14): without a ``PASSED``, it goes nowhere.

    One row per supporter, the newest decision; the journal has all of them. A name that is changed loses its row. Held
    by nobody: somebody said in public that the name is not theirs.
    """

    class Verdict(models.TextChoices):
        PASSED = "passed", _("may be named and shown")
        HELD = "held", _("held for a closer look")
        REFUSED = "refused", _("neither named nor shown")

    supporter = models.OneToOneField(Supporter, models.CASCADE, related_name="name_verdict")
    verdict = models.CharField(max_length=8, choices=Verdict)
    member = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member__isnull=False) | models.Q(verdict="held"), name="a_member_lets_a_name_pass"
            )
        ]


class Leaving(models.Model):
    """All that stays of those who withdrew: how many, on which day. Forms nobody confirmed are not among them."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="leavings")
    left_on = models.DateField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "left_on"], name="one_leaving_row_per_day")]


class Partner(models.Model):
    """An organisation that supporters of a campaign may choose to be passed to (R8: one consent per partner)."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey("actors.Organisation", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "organisation"], name="one_row_per_partner")]
