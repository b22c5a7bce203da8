"""Finds public rows by what people type: names first, quotations last.

The entries point at rows; the rows are then read, public ones only, and must still have the words. So what is hidden
or corrected is gone from every answer at once, whenever the entries are brought up to date.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, F, IntegerField, Q, When, Window
from django.db.models.functions import RowNumber

from actors.search import folding, typos
from actors.search.asking import Asked
from actors.search.models import SearchEntry
from actors.search.names import KINDS, Kind, Name

MOST_ENTRIES = 400
"""Entries of one kind that are looked at: what one answer can cost."""
EXACT, BEGINS, PHRASE, WORDS = range(4)
NO_VOCABULARY = ("effect", "quotation")
"""Misspelt words are compared with those of names only."""


@dataclass(frozen=True)
class Found:
    """A row, and the name or quotation by which it was found; empty for a name that is never shown."""

    row: Any
    name: Name
    rank: int


@dataclass
class Group:
    """What was found of one kind, best first. With ``has_more`` there are more than could be counted."""

    kind: str
    found: list[Found]
    has_more: bool = False


@dataclass
class Answer:
    groups: list[Group] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)
    """The words looked up instead of what was typed, when that found nothing."""

    @property
    def number(self) -> int:
        return sum(len(group.found) for group in self.groups)


def find(asked: Asked, *, language: str, kind: str = "") -> Answer:
    """At most one query for the entries, one for each kind found, and as much again when a word is misspelt."""
    if not asked.words or asked.is_too_short:
        return Answer()
    words = [[word] for word in asked.words]
    groups = _groups(asked.whole, words, language, kind)
    if groups:
        return Answer(groups)
    nearest = _nearest(asked.words)
    if nearest is None:
        return Answer()
    groups = _groups(asked.whole, nearest, language, kind)
    return Answer(groups, [" ".join(words) for words in nearest] if groups else [])


def _groups(whole: str, words: list[list[str]], language: str, kind: str) -> list[Group]:
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for row in _entries(whole, words, language, kind):
        by_kind[row["kind"]].append(row)
    groups = [_read(KINDS[key], by_kind[key]) for key in KINDS if key in by_kind]
    return [group for group in groups if group.found]


def _entries(whole: str, words: list[list[str]], language: str, kind: str) -> Any:
    """Rows with mark, kind, key and rank, best first; of each kind no more than can be read."""
    is_there = reduce(and_, (reduce(or_, (Q(folded__contains=folding.pattern(w)) for w in ways)) for ways in words))
    rank = Case(
        When(folded__startswith=f" {whole} |", then=EXACT),
        When(folded__startswith=f" {whole}", then=BEGINS),
        When(folded__contains=f" {whole}", then=PHRASE),
        default=WORDS,
        output_field=IntegerField(),
    )
    foreign = Case(When(language=language, then=0), When(language="", then=1), default=2, output_field=IntegerField())
    order = ("rank", "weight", F("on").desc(nulls_last=True), "foreign", "folded", "mark")
    rows = SearchEntry.objects.filter(is_there, **({"kind": kind} if kind else {}))
    rows = rows.annotate(rank=rank, foreign=foreign)
    rows = rows.annotate(place=Window(RowNumber(), partition_by="kind", order_by=order))
    return rows.filter(place__lte=MOST_ENTRIES + 1).order_by("place").values("mark", "kind", "key", "rank")


def _read(kind: Kind, entries: list[Any]) -> Group:
    """The rows themselves, in the entries' order, where they are public and still have those words."""
    group = Group(kind.key, [], has_more=len(entries) > MOST_ENTRIES)
    rows = {row.key: row for row in kind.rows().filter(key__in={entry["key"] for entry in entries})}
    names = {key: {name.mark(kind.key, key): name for name in kind.names(row)} for key, row in rows.items()}
    best: dict[str, Found] = {}
    for entry in entries[:MOST_ENTRIES]:
        key = entry["key"]
        name = names.get(key, {}).get(entry["mark"])
        if name and key not in best:
            best[key] = Found(rows[key], name, entry["rank"])
        elif name and name.shown and not best[key].name.shown:
            best[key] = Found(rows[key], name, best[key].rank)
    group.found = list(best.values())
    return group


def _nearest(words: tuple[str, ...]) -> list[list[str]] | None:
    """For each word itself, if it is known, and what is one slip away; ``None`` when one word is near nothing."""
    texts = SearchEntry.objects.exclude(kind__in=NO_VOCABULARY).values_list("folded", flat=True)
    known = {word for text in texts for word in text.split()}
    found = [[word] if any(other.startswith(word) for other in known) else typos.guesses(word, known) for word in words]
    return found if all(found) and found != [[word] for word in words] else None
