"""A text before it is approved: who wrote in it, whether it is up for review, what reviewers said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.letters.models import Version
from foundation.codes import CodeField


class Contribution(models.Model):
    """Somebody wrote in a draft or chose its offices: to approve it, somebody else is needed."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="contributions")
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("first written at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "member"], name="one_contribution_per_member")]


class ReviewStep(models.Model):
    """A draft was begun, put up for review, or sent back. The newest step holds; a version that was handed in whole
    has none and is up for review at once."""

    class Kind(models.TextChoices):
        WRITING = "writing", _("being written")
        ASKED = "asked", _("up for review")
        CHANGES = "changes", _("changes asked for")

    version = models.ForeignKey(Version, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind)
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    why = models.TextField(_("why"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["writing", "asked", "changes"]), name="review_step_is_of_a_known_kind"
            )
        ]


class Remark(models.Model):
    """What somebody said of a version. It stays with it, and somebody says when it is settled."""

    code = CodeField()
    version = models.ForeignKey(Version, models.CASCADE, related_name="remarks")
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("said at"))
    words = models.TextField(_("comment"))
    resolved_by = models.ForeignKey("actors.Member", models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, resolved_by=None)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_says_who_settled_it",
            )
        ]


class Argument(models.Model):
    """A legal basis in a campaign's own words, tied to the instrument it rests on: put into letters as often as
    wanted. Letters keep the words they took."""

    code = CodeField()
    campaign = models.ForeignKey("campaigns.Campaign", models.CASCADE, related_name="arguments")
    instrument = models.ForeignKey("actors.Instrument", models.PROTECT, related_name="+")
    member = models.ForeignKey("actors.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(_("written at"))


class ArgumentText(models.Model):
    """An argument in one language: one paragraph."""

    argument = models.ForeignKey(Argument, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=8)
    text = models.TextField(_("text"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["argument", "language"], name="one_argument_text_per_language")]


def writers(version: Version) -> set[int]:
    """Users who wrote in it, began the letter, or chose its offices. Reads ``contributions.all()``, which can be
    fetched at once."""
    return {version.letter.author.user_id, version.author.user_id} | {
        row.member.user_id for row in version.contributions.all()
    }


def stage(version: Version) -> str:
    """The kind of its newest step. Reads ``steps.all()``, which can be fetched at once."""
    step = newest_step(version)
    return str(step.kind if step else ReviewStep.Kind.ASKED)


def newest_step(version: Version) -> ReviewStep | None:
    """The step that holds."""
    return max(version.steps.all(), key=lambda step: step.pk, default=None)


def said_of(version: Version | None) -> list[Remark]:
    """Its comments with who said and settled them, oldest first."""
    if version is None:
        return []
    return list(version.remarks.select_related("member__user", "resolved_by__user").order_by("pk"))


def may_be_written(version: Version) -> bool:
    """Whether it is a draft. A correction or a further language is proposed whole, and certified as it is."""
    edition = getattr(version, "edition", None)
    is_certified = edition is not None and edition.keeps_signatures
    return version.frozen_at is None and version.letter.archived_at is None and not is_certified
