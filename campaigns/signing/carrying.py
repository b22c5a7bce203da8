"""Signatures follow their text into its correction, or its further language: they count for what is sent (R21)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from actors.accounts.models import User
from campaigns.letters import corrections
from campaigns.letters.models import Approval, Edition, Version
from campaigns.signing import erasure, paper
from campaigns.signing.models import Asking, Signature
from campaigns.signing.numbers import Tally

KEEPS = (Edition.Kind.CORRECTION, Edition.Kind.TRANSLATION)


class Erased(Exception):
    """The campaign's people are erased: its texts and numbers stay as they were."""


def certify(*, version: Version, by: User, now: datetime, seen: str | None = None) -> Approval:
    """``corrections.certify``; all signatures under the text it follows, and questions that wait for an answer, go with
    it, and so does the public number. Twice is once. Raises Erased, and what that raises."""
    if erasure.has_parted(version.letter.campaign):
        raise Erased
    with transaction.atomic():
        approval = corrections.certify(version=version, by=by, now=now, seen=seen)
        _carry(Edition.objects.select_related("of", "version").get(version=version), now)
    return approval


def _carry(edition: Edition, now: datetime) -> None:
    old, new = edition.of, edition.version
    Signature.objects.filter(version=old).update(version=new)
    paper.follow(old=old, new=new)
    Asking.objects.filter(version=old, answer="").update(version=new)
    # The database notes each signature that moved, and the job adds them up within seconds. What the public sees goes
    # along as it is, and moves again when a number may move.
    for before in Tally.objects.filter(version=old):
        seen = {"shown": before.shown, "shown_at": now, "counted_at": now}
        Tally.objects.get_or_create(version=new, kind=before.kind, defaults=seen)


def catch_up(signature: Signature) -> None:
    """For a form that was sent before its text was corrected, and is taken in after."""
    while True:
        following = _kept().filter(of=signature.version_id).values_list("version", flat=True).first()
        if following is None:
            return
        Signature.objects.filter(pk=signature.pk).update(version=following)
        signature.version_id = following


def signed(version: Version) -> Q:
    """Who signed this text, wherever a correction carried their signature since.

    Of those that stand under a text that followed: who had signed by the day before it was certified, and did not come
    to it from an older one. For whom that cannot be told, it is not said.
    """
    kept = {row.of_id: row for row in _kept().filter(of__letter=version.letter_id).select_related("version__approval")}
    following, first = [], kept.get(version.pk)
    found = first
    while found is not None:
        following.append(found.version_id)
        found = kept.get(found.version_id)
    if first is None:
        return Q(version=version)
    came = Asking.objects.filter(signature=OuterRef("pk"), version__in=following, answer=Asking.Answer.YES)
    before = Q(version__in=following, signed_on__lt=first.version.approval.at.date())
    return Q(version=version) | Q(before, ~Exists(came))


def collect_strays() -> int:
    """For forms that were taken in at the very moment of a correction, neither seeing the other: a sweep brings their
    signatures after it. Returns how many. Twice is once."""
    found = 0
    for edition in _kept().filter(Exists(Signature.objects.filter(version=OuterRef("of")))).order_by("version__number"):
        found += Signature.objects.filter(version=edition.of_id).update(version=edition.version_id)
    return found


def _kept() -> QuerySet[Edition]:
    return Edition.objects.filter(kind__in=KEEPS, version__approval__isnull=False)
