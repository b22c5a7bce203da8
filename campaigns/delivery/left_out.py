"""How many signatures each office's annex leaves out, and why: counts, never names."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from campaigns.letters.models import LaterTarget, Version
from campaigns.planning.models import Target
from campaigns.planning.naming import told_names
from campaigns.signing.models import Signature
from campaigns.supporters.models import Consent, ConsentKind, NameVerdict, Strike

NAMED = ConsentKind.NAMED
PASSED = Q(supporter__name_verdict__verdict=NameVerdict.Verdict.PASSED)
Days = dict[date, tuple[int, int]]
"""By the day of signing, which decides where an office was added later: how many agreed, and whose name has passed."""


@dataclass(frozen=True)
class LeftOut:
    """Each signature is counted for the first reason that keeps its name back."""

    total: int
    number_only: int = 0
    """The office is told the number only."""
    not_agreed: int = 0
    struck: int = 0
    """They left this office out."""
    before_added: int = 0
    """The office was added after they signed (R21)."""
    not_passed: int = 0
    """No member has let the name pass."""

    @property
    def named(self) -> int:
        kept = self.number_only + self.not_agreed + self.struck + self.before_added + self.not_passed
        return self.total - kept


def count(version: Version, targets: Sequence[Target]) -> dict[int, LeftOut]:
    """By target (pk), in a fixed number of statements."""
    counting = Signature.objects.counting().filter(version=version)
    total = counting.count()
    willing = counting.filter(Exists(Consent.objects.filter(supporter=OuterRef("supporter"), text__kind=NAMED)))
    days, struck = _by_day(willing), _struck(willing, targets)
    later = LaterTarget.objects.filter(letter=version.letter_id, target__in=targets)
    since, told = dict(later.values_list("target", "named_from")), _told(targets)
    found = {}
    for target in targets:
        if target.pk in told:
            found[target.pk] = _of(total, days, struck.get(target.pk, {}), since.get(target.pk))
        else:
            found[target.pk] = LeftOut(total, number_only=total)
    return found


def _of(total: int, days: Days, struck: Days, since: date | None) -> LeftOut:
    """For one office; ``since`` is from which day on people saw it, where it was added later."""
    out = LeftOut(total, not_agreed=total - sum(agreed for agreed, _passed in days.values()))
    for day, (willing, passed) in days.items():
        left, left_passed = struck.get(day, (0, 0))
        reached, named = willing - left, passed - left_passed
        is_early = since is not None and day < since
        out = replace(
            out,
            struck=out.struck + left,
            before_added=out.before_added + (reached if is_early else 0),
            not_passed=out.not_passed + (0 if is_early else reached - named),
        )
    return out


def _by_day(willing: QuerySet[Signature]) -> Days:
    rows = willing.values_list("signed_on").annotate(n=Count("pk"), passed=Count("pk", filter=PASSED))
    return {day: (number, passed) for day, number, passed in rows}


def _struck(willing: QuerySet[Signature], targets: Sequence[Target]) -> dict[int, Days]:
    """By target (pk): those of them who left it out."""
    rows = Strike.objects.filter(target__in=targets, supporter__signatures__in=willing)
    numbers = rows.values_list("target", "supporter__signatures__signed_on")
    found: dict[int, Days] = defaultdict(dict)
    for target, day, number, passed in numbers.annotate(n=Count("pk"), passed=Count("pk", filter=PASSED)):
        found[target][day] = (number, passed)
    return found


def _told(targets: Sequence[Target]) -> set[int]:
    """Never an office of the state the campaign is about, as in ``planning.naming.may_be_told_names``."""
    return told_names([row for row in targets if row.office.actor.key != row.campaign.coercing_state])
