"""Brings the search entries up to the edition of the register."""

from collections.abc import Iterator

from django.db import transaction

from actors.checking import editions
from actors.search import folding
from actors.search.models import SearchEntry, SearchState
from actors.search.names import KINDS

WAY = 2
"""Raised when names are folded otherwise than before: every entry is written anew."""
BATCH = 1000


def bring_up_to_date() -> bool:
    """Writes what is new and deletes what is gone, in one transaction. False when nothing has moved since.

    The number is read before the rows: what is checked meanwhile is taken in now or at the next call, and never lost.
    """
    with transaction.atomic():
        SearchState.objects.get_or_create(pk=1)
        state = SearchState.objects.select_for_update().get(pk=1)
        number = editions.current()
        if (state.edition, state.way) == (number, WAY):
            return False
        if state.way != WAY:
            SearchEntry.objects.all().delete()
        refill()
        state.edition, state.way = number, WAY
        state.save(update_fields=["edition", "way"])
    return True


def refill() -> None:
    """Makes the entries those of the rows as they are, whatever the edition says."""
    old = dict(SearchEntry.objects.values_list("mark", "pk"))
    fresh = []
    for entry in _wanted(old):
        fresh.append(entry)
        if len(fresh) == BATCH:
            SearchEntry.objects.bulk_create(fresh)
            fresh = []
    SearchEntry.objects.bulk_create(fresh)
    gone = list(old.values())
    for start in range(0, len(gone), BATCH):
        SearchEntry.objects.filter(pk__in=gone[start : start + BATCH]).delete()


def _wanted(old: dict[str, int]) -> Iterator[SearchEntry]:
    """Entries that are not there yet; takes those that are still right out of ``old``."""
    seen = set()
    for kind in KINDS.values():
        for row in kind.rows().iterator(chunk_size=BATCH):
            for name in kind.names(row):
                mark = name.mark(kind.key, row.key)
                if mark in seen:
                    continue
                seen.add(mark)
                if old.pop(mark, None) is None:
                    folded = folding.entry(name.text, *name.more)
                    yield SearchEntry(
                        mark=mark,
                        kind=kind.key,
                        key=row.key,
                        language=name.language,
                        weight=name.weight,
                        on=name.on,
                        folded=folded,
                    )
