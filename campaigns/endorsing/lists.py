"""Who endorses, for those who read, copy or receive it: names in order, withheld ones as numbers by region."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.endorsing.models import Endorsement, FalseClaim, Region
from campaigns.letters.models import Letter
from campaigns.planning.models import Campaign


@dataclass(frozen=True)
class Public:
    """What everybody may know of a letter’s endorsements."""

    named: list[Endorsement]
    withheld: list[tuple[str, int]]
    """By region, how many asked that their name be withheld."""

    @property
    def number(self) -> int:
        return len(self.named) + sum(number for _region, number in self.withheld)

    @property
    def regions(self) -> list[str]:
        """Each as it is said: “3 organisations in Europe”."""
        return [in_region(region, number) for region, number in self.withheld]


def in_region(region: str, number: int) -> str:
    said = ngettext("One organisation in %(region)s", "%(n)s organisations in %(region)s", number)
    return said % {"n": number, "region": Region(region).label}


def public(letters: Iterable[Letter], now: datetime) -> Public:
    """Of some letters, each organisation once. One query, however many there are."""
    rows = Endorsement.objects.public(now).filter(letter__in=letters).select_related("proof__member__organisation")
    once = {row.name_tag: row for row in sorted(rows, key=lambda row: (row.name.casefold(), row.pk))}
    withheld = Counter(row.region for row in once.values() if row.is_withheld)
    return Public(
        named=[row for row in once.values() if not row.is_withheld],
        withheld=[(region, withheld[region]) for region in Region.values if withheld[region]],
    )


def removed(letter: Letter, now: datetime) -> list[Endorsement]:
    """Had been public, and were taken from the list by staff; newest first. Not whoever stands on it again."""
    stands = Endorsement.objects.public(now).filter(letter=letter).values("name_tag")
    rows = Endorsement.objects.filter(letter=letter, removal__was_public=True, is_withheld=False)
    return list(rows.exclude(name_tag__in=stands).select_related("removal").order_by("-removal__at", "pk"))


def delivered(letter: Letter, now: datetime) -> list[dict[str, str]]:
    """Who stands on a letter that leaves now. A withheld name is never delivered, nor counted in."""
    rows = Endorsement.objects.public(now).named().filter(letter=letter).values("code", "name", "country")
    found = [{"code": row["code"], "name": row["name"], "country": row["country"]} for row in rows]
    return sorted(found, key=lambda row: (row["name"].casefold(), row["country"]))


def still(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Of those that stood on a released letter, who did not leave meanwhile."""
    codes = [row["code"] for row in rows]
    standing = set(Endorsement.objects.filter(code__in=codes, stands_on__isnull=False).values_list("code", flat=True))
    return [row for row in rows if row["code"] in standing]


def matched(letter: Letter) -> list[str]:
    """Names that might be those of somebody under a measure (R17): of all that were confirmed and not removed."""
    rows = letter.endorsements.select_related("removal").order_by("pk")
    return [row.name for row in rows if is_matched(row)]


def is_matched(row: Endorsement) -> bool:
    """Whether its name is one to compare: not of what nobody confirmed, nor a withheld one, which leaves no trace."""
    return row.confirmed_on is not None and not row.is_withheld and not hasattr(row, "removal")


def to_check(campaigns: Iterable[Campaign]) -> dict[int, dict[str, int]]:
    """By campaign and letter: how many endorsements wait for staff, to be checked or because somebody disputes them."""
    waits = Q(confirmed_on__isnull=False, stands_on=None, removal=None)
    disputed = Exists(FalseClaim.objects.filter(endorsement=OuterRef("pk"), settled_at=None))
    rows = Endorsement.objects.filter(waits | disputed, letter__campaign__in=campaigns)
    found: dict[int, dict[str, int]] = {}
    for campaign, code, number in rows.values_list("letter__campaign", "letter__code").annotate(Count("pk")):
        found.setdefault(campaign, {})[code] = number
    return found


def plain(found: Public) -> str:
    """The list as text to copy: one a line, with its country."""
    lines = [f"{row.name} ({row.country})" if row.country else row.name for row in found.named]
    return "\n".join([*lines, *(_("%(who)s, name withheld for safety") % {"who": said} for said in found.regions)])
