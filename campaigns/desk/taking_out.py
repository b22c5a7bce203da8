"""What the page “Doubtful signatures” shows: what is set aside and why, and each taking out with how far it is."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models import Campaign
from campaigns.signing import invalidations
from campaigns.signing.asides import Invalidation, Sign
from campaigns.signing.models import Aside, Signature
from foundation.vault import keys

STANDS = {
    "tried": _("tried, nothing is taken out"),
    "waits": _("waits for a second member"),
    "runs": _("is being done"),
    "done": _("done"),
    "cancelled": _("cancelled"),
    "undone": _("undone: they count as before"),
}
LABELS = {
    "since": _("since"),
    "until": _("until"),
    "provider": _("provider"),
    "country": _("country"),
    "language": _("language"),
    "why": _("set aside because"),
    "name": _("name"),
    "local": _("address"),
}
SHOWN = 30


@dataclass(frozen=True)
class Row:
    """One taking out: its conditions in words, a masked sample, and what this reader can do with it."""

    of: Invalidation
    conditions: list[tuple[Any, str]]
    sample: list[str]
    reader: int

    @property
    def stand(self) -> Any:
        return STANDS[self.of.stand]

    @property
    def can_order(self) -> bool:
        return self.of.stand == "tried" and self.of.found > 0

    @property
    def can_confirm(self) -> bool:
        return self.of.stand == "waits" and self.of.ordered_by is not None and self.of.ordered_by.user_id != self.reader

    @property
    def can_cancel(self) -> bool:
        return self.of.stand in {"tried", "waits", "runs"}

    @property
    def can_undo(self) -> bool:
        return self.of.taken > 0 and not self.of.undone_at and self.of.stand in {"done", "cancelled"}


def suspects(campaign: Campaign) -> list[tuple[str, Any, int]]:
    """Reason, in words, and how many are set aside for it."""
    rows = Signature.objects.filter(letter__campaign=campaign, aside=Aside.SUSPECT).order_by()
    numbers = dict(rows.values_list("suspicion__why").annotate(Count("pk")))
    return [(sign.value, sign.label, numbers[sign]) for sign in Sign if numbers.get(sign)]


def rows(campaign: Campaign, reader: int) -> list[Row]:
    """The newest first; conditions and samples are gone with the campaign's key."""
    related = ("tried_by__user", "ordered_by__user", "confirmed_by__user", "cancelled_by__user", "undone_by__user")
    found = Invalidation.objects.filter(campaign=campaign).select_related(*related).order_by("-pk")[:SHOWN]
    try:
        opened = keys.open_scope(campaign.scope)
    except keys.KeyGone:
        return [Row(row, [], [], reader) for row in found]
    return [_row(row, opened, reader) for row in found]


def _row(row: Invalidation, opened: keys.Keys, reader: int) -> Row:
    conditions, sample = invalidations.read(row, opened)
    said = {**asdict(conditions), "why": Sign(conditions.why).label if conditions.why else ""}
    return Row(row, [(LABELS[name], str(value)) for name, value in said.items() if value], sample, reader)
