"""Organisations put their name under a letter: in a closed round, or by themselves once the letter is public."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.letters.models import Approval, Edition, Letter, Version
from foundation.codes import CodeField


def new_texts() -> QuerySet[Approval]:
    """Approvals of texts that nothing given before holds for: all but corrections and further languages (R21)."""
    return Approval.objects.filter(Q(version__edition=None) | Q(version__edition__kind=Edition.Kind.EDIT))


class ClosedRound(models.Model):
    """A closed round of one letter: who is asked, until when, and before when nothing of it is public (R16).

    ``version`` is the text that was asked about, frozen with the first invitation. ``holds_letter``: the letter was not
    public when the round was opened, and opens for signing with the end of the embargo.
    """

    code = CodeField()
    letter = models.OneToOneField(Letter, models.CASCADE, related_name="closed_round")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    deadline_at = models.DateTimeField(_("answers until"))
    embargo_until_at = models.DateTimeField(_("nothing public before"))
    holds_letter = models.BooleanField(_("the letter stays closed until then"), default=False)
    made_by = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("opened at"))
    published_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline_at__lte=F("embargo_until_at")), name="round_closes_before_its_embargo_ends"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="round_says_who_published_it",
            ),
        ]

    def is_open(self, now: datetime) -> bool:
        """Whether those asked can still answer."""
        return now <= self.deadline_at

    def is_under_embargo(self, now: datetime) -> bool:
        return now < self.embargo_until_at

    @property
    def has_new_text(self) -> bool:
        """Whether another text than the one asked about is in force; a correction of it is the same text."""
        asked = Approval.objects.filter(version=self.version_id).values("pk")[:1]
        return self.version_id is not None and new_texts().filter(version__letter=self.letter_id, pk__gt=asked).exists()

    @property
    def text(self) -> Version | None:
        """What those asked read: the text asked about, corrected where it was."""
        return self.version if self.version is None or self.has_new_text else self.letter.current


class RoundInvitation(models.Model):
    """One organisation that was asked. Which one, and whose address, is sealed; ``tag`` makes an address one."""

    code = CodeField()
    round = models.ForeignKey(ClosedRound, models.CASCADE, related_name="invitations")
    tag = models.CharField(max_length=64)
    sealed = models.BinaryField()
    language = models.CharField(_("language"), max_length=8)
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    on = models.DateField(_("invited on"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "tag"], name="one_invitation_per_address")]


class Decline(models.Model):
    """An organisation that was asked does not endorse. Until the deadline it may think again."""

    invitation = models.OneToOneField(RoundInvitation, models.CASCADE, related_name="decline")
    on = models.DateField(_("declined on"))


class Comment(models.Model):
    """Words of an organisation that was asked, for the coordinators alone: sealed."""

    code = CodeField()
    invitation = models.ForeignKey(RoundInvitation, models.CASCADE, related_name="comments")
    sealed = models.BinaryField()
    on = models.DateField(_("said on"))


class Kind(models.TextChoices):
    NGO = "ngo", _("Non-governmental organisation")
    VICTIMS = "victims", _("Organisation of victims or survivors")
    BAR = "bar", _("Bar or lawyers’ association")
    ACADEMIC = "academic", _("University or research institute")
    UNION = "union", _("Trade union or professional body")
    FAITH = "faith", _("Faith-based organisation")
    NETWORK = "network", _("Network or coalition")
    OTHER = "other", _("Other organisation")


class Region(models.TextChoices):
    AFRICA = "africa", _("Africa")
    AMERICAS = "americas", _("the Americas")
    ASIA = "asia", _("Asia and the Pacific")
    EUROPE = "europe", _("Europe")
    MIDDLE_EAST = "middle_east", _("the Middle East")


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def standing(self) -> "EndorsementQuerySet":
        """Given by who may, proven, of the text that is in force, and not taken from the list.

        Each stays with the version it was given to; a correction of that text keeps it, and a new text does not.
        """
        later = new_texts().filter(version__letter=OuterRef("letter"), pk__gt=OuterRef("version__approval"))
        return self.filter(~Exists(later), stands_on__isnull=False, version__approval__isnull=False)

    def public(self, now: datetime) -> "EndorsementQuerySet":
        """What may be shown, counted, fed and delivered: of a closed round nothing before it is published and its
        embargo is over; of a letter that is held back nothing at all."""
        over = Q(letter__closed_round__embargo_until_at__lte=now)
        published = Q(invitation=None) | Q(invitation__round__published_at__lte=now)
        free = Q(letter__closed_round=None) | over | Q(invitation=None, letter__closed_round__holds_letter=False)
        opened = Q(letter__opened_at__lte=now, letter__campaign__launched_at__lte=now)
        return self.standing().filter(free, published, opened)

    def named(self) -> "EndorsementQuerySet":
        """Those that say who they are."""
        return self.filter(is_withheld=False)


class Endorsement(models.Model):
    """An organisation's name under one version of a letter. It counts from ``stands_on``, when all is proven.

    In the clear stands what the organisation wants to be read; who speaks for it is sealed. Where the name is withheld
    for safety, the name is sealed as well, and in the clear stands a region and nothing else. ``name_tag`` and
    ``domain_tag`` make one organisation one endorsement without saying which.
    """

    code = CodeField()
    letter = models.ForeignKey(Letter, models.CASCADE, related_name="endorsements")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    invitation = models.OneToOneField(
        RoundInvitation, models.CASCADE, null=True, blank=True, related_name="endorsement"
    )
    name = models.CharField(_("name"), max_length=160, blank=True)
    country = models.CharField(_("country"), max_length=12, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True)
    website = models.URLField(_("website"), blank=True)
    statement = models.CharField(_("statement"), max_length=600, blank=True)
    is_withheld = models.BooleanField(_("name withheld for safety"), default=False)
    region = models.CharField(_("region"), max_length=12, choices=Region, blank=True)
    name_tag = models.CharField(max_length=64)
    domain_tag = models.CharField(max_length=64, blank=True)
    sealed = models.BinaryField()
    language = models.CharField(_("language"), max_length=8)
    given_on = models.DateField(_("given on"))
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    stands_on = models.DateField(_("stands since"), null=True, blank=True)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        constraints = [
            # Only of those that stand: a false claim that nobody proved must not keep the true one out.
            models.UniqueConstraint(
                fields=["letter", "name_tag"], condition=Q(stands_on__isnull=False), name="one_endorsement_per_name"
            ),
            models.UniqueConstraint(
                fields=["letter", "domain_tag"],
                condition=Q(stands_on__isnull=False) & ~Q(domain_tag=""),
                name="one_endorsement_per_domain",
            ),
            models.CheckConstraint(
                condition=(Q(is_withheld=False) & ~Q(name="") & Q(region=""))
                | (Q(is_withheld=True, name="", country="", kind="", website="", statement="") & ~Q(region="")),
                name="withheld_endorsement_says_a_region_only",
            ),
            models.CheckConstraint(
                condition=Q(stands_on=None) | Q(confirmed_on__isnull=False), name="endorsement_stands_once_confirmed"
            ),
        ]


class Proof(models.Model):
    """Why an endorsement stands: the way, and who of us took it upon themselves (R16)."""

    class Way(models.TextChoices):
        INVITED = "invited", _("invited by name")
        DOMAIN = "domain", _("confirmed from an address of its website")
        STAFF = "staff", _("checked by staff")
        VOUCHED = "vouched", _("vouched for by a verified organisation")

    endorsement = models.OneToOneField(Endorsement, models.CASCADE, related_name="proof")
    way = models.CharField(_("way"), max_length=8, choices=Way)
    member = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField(_("on"))


class Removal(models.Model):
    """Staff took an endorsement from the list, and said why: it stands no more. Where it had been public, the public is
    told when."""

    endorsement = models.OneToOneField(Endorsement, models.CASCADE, related_name="removal")
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("removed at"))
    why = models.TextField(_("why"))
    was_public = models.BooleanField(_("had been public"))


class FalseClaim(models.Model):
    """Somebody says that an endorsement is false. Their words are sealed; staff keep or remove, with a reason."""

    code = CodeField()
    endorsement = models.ForeignKey(Endorsement, models.CASCADE, related_name="disputes")
    nonce = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    on = models.DateField(_("disputed on"))
    member = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    why = models.TextField(_("why"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, member=None) | Q(settled_at__isnull=False, member__isnull=False),
                name="settled_dispute_says_who_settled_it",
            )
        ]
