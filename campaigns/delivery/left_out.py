"""How many signatures each office's annex leaves out, and why: counts, never names."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from campaigns.letters.models import Version
from campaigns.planning.models import Target
from campaigns.planning.naming import told_names
from campaigns.signing.models import Signature
from campaigns.supporters.models import Consent, ConsentKind, NameVerdict, Strike


@dataclass(frozen=True)
class LeftOut:
    """Each signature is counted for the first reason that keeps its name back."""

    total: int
    number_only: int = 0
    """The office is told the number only."""
    not_agreed: int = 0
    struck: int = 0
    """They left this office out."""
    not_passed: int = 0
    """No member has let the name pass."""

    @property
    def named(self) -> int:
        return self.total - self.number_only - self.not_agreed - self.struck - self.not_passed


def count(version: Version, targets: Sequence[Target]) -> dict[int, LeftOut]:
    """By target (pk), in a fixed number of statements."""
    agreed = Exists(Consent.objects.filter(supporter=OuterRef("supporter"), text__kind=ConsentKind.NAMED))
    passed = Q(supporter__name_verdict__verdict=NameVerdict.Verdict.PASSED)
    counting = Signature.objects.counting().filter(version=version)
    total = counting.count()
    willing = counting.filter(agreed)
    sums = willing.aggregate(all=Count("pk"), passed=Count("pk", filter=passed))
    struck = Strike.objects.filter(target__in=targets, supporter__in=willing.values("supporter")).values("target")
    by_target = {
        row["target"]: row
        for row in struck.annotate(all=Count("pk"), passed=Count("pk", filter=passed)).values("target", "all", "passed")
    }
    told, none = _told(targets), {"all": 0, "passed": 0}
    found = {}
    for target in targets:
        if target.pk not in told:
            found[target.pk] = LeftOut(total, number_only=total)
            continue
        row = by_target.get(target.pk, none)
        reached, named = sums["all"] - row["all"], sums["passed"] - row["passed"]
        found[target.pk] = LeftOut(total, 0, total - sums["all"], row["all"], reached - named)
    return found


def _told(targets: Sequence[Target]) -> set[int]:
    """Never an office of the state the campaign is about, as in ``planning.naming.may_be_told_names``."""
    return told_names([row for row in targets if row.office.actor.key != row.campaign.coercing_state])
