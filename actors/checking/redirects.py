"""Keys that were merged into others: their addresses lead on for ever."""

from collections.abc import Iterable
from typing import Any

from actors.checking.models import Redirect


def lead(kind: str, key: str) -> str | None:
    """The key a merged one leads to; ``None`` when it was not merged. One query: chains are shortened when made."""
    return Redirect.objects.filter(kind=kind, old_key=key).values_list("new_key", flat=True).first()


def merged(kind: str, keys: Iterable[str]) -> set[str]:
    """Those of the keys that lead somewhere else."""
    return set(Redirect.objects.filter(kind=kind, old_key__in=list(keys)).values_list("old_key", flat=True))


def kinds() -> set[str]:
    """Kinds of which any row was ever merged."""
    return set(Redirect.objects.values_list("kind", flat=True).distinct())


def of(kind: str) -> dict[str, str]:
    """Every merged key of a kind, and the key it leads to."""
    return dict(Redirect.objects.filter(kind=kind).values_list("old_key", "new_key"))


def old_keys(kind: str) -> Any:
    """Keys of a kind that lead somewhere else, as a subquery."""
    return Redirect.objects.filter(kind=kind).values("old_key")


def add(kind: str, old_key: str, new_key: str) -> None:
    """From now on ``old_key`` leads to ``new_key``, and so does whatever led to it."""
    Redirect.objects.filter(kind=kind, new_key=old_key).update(new_key=new_key)
    Redirect.objects.update_or_create(kind=kind, old_key=old_key, defaults={"new_key": new_key})
