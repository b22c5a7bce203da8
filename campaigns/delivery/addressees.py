"""Who stands on a letter beside its addressee: the offices it goes to, and those in copy."""

from datetime import datetime

from campaigns.letters import addressing
from campaigns.letters.models import FrozenTarget, Version

Lines = list[dict[str, str]]


def named_on(version: Version, language: str, now: datetime) -> tuple[Lines, Lines]:
    """Addressees and offices in copy, each as the letter says them: as approved, or of a draft as they are now."""
    rows = FrozenTarget.objects.filter(approval__version=version).prefetch_related("readdressings")
    frozen = list(rows.order_by("target__position", "pk"))
    if frozen:
        said = [(row.in_copy, row.in_force.words.get(language)) for row in frozen]
        return [words for is_copy, words in said if words and not is_copy], [w for is_copy, w in said if w and is_copy]
    letter = version.letter
    return _now(letter.targets, language, now, most=1), _now(letter.copies, language, now)


def _now(targets: "object", language: str, now: datetime, most: int | None = None) -> Lines:
    rows = targets.select_related("office__actor", "office__kind").prefetch_related(*addressing.TARGET_ROWS)  # type: ignore[attr-defined]
    found = rows.order_by("position", "pk")[:most]
    return [addressing.words_for(target.office, [language], now)[language] for target in found]


def in_one_line(words: dict[str, str]) -> str:
    return ", ".join(part for part in (words["title"], words["state"]) if part)
