"""Editorial corrections of a letter, as the public sees them: the day, and what was put otherwise (R21)."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.letters import differences
from campaigns.letters.differences import Difference
from campaigns.letters.models import Edition, Letter


@dataclass(frozen=True)
class Correction:
    """One correction: when it was certified, which version followed which, and what differs."""

    at: datetime
    of: int
    number: int
    differences: list[Difference]


def corrections(letter: Letter, language: str) -> list[Correction]:
    """Certified corrections of the text, newest first. One statement where there is none, else three."""
    rows = Edition.objects.filter(version__letter=letter, kind=Edition.Kind.CORRECTION, version__approval__isnull=False)
    rows = rows.select_related("version__approval", "of").order_by("-version__number")
    return [
        Correction(
            row.version.approval.at,
            row.of.number,
            row.version.number,
            differences.shown(differences.between(row.of, row.version), language),
        )
        for row in rows.prefetch_related("version__translations", "of__translations")
    ]
