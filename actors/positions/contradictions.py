"""Positions that contradict the step they stand on, each other, or themselves: for whoever keeps the register.

A fact that nobody has read (null) contradicts nothing. Written once: lists and counts filter by these rules, and a
row names the first that it breaks.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actors.positions.models import SILENT, Position
from actors.sanctions.models import Precision

CONCERN, SOLIDARITY, CONDEMNED, CALLED, BACKED, ADOPTED = 2, 3, 4, 5, 6, 7
"""Steps of the scale (``actors/data/stance_scale.csv``)."""


@dataclass(frozen=True)
class Rule:
    """A way to contradict: its name, words for people, and which rows do."""

    name: str
    words: str | Promise
    rows: Q


def _twin() -> Exists:
    columns = ("actor", "coercing_state", "on", "source", "quote")
    same = Position.objects.filter(**{name: OuterRef(name) for name in columns})
    return Exists(same.exclude(pk=OuterRef("pk")).exclude(stance=OuterRef("stance")).exclude(source=""))


_YES = Q(calls_for_lifting=True) | Q(condemns=True) | Q(backs_protection=True) | Q(adopts_measure=True)
_DEED = Q(backs_protection=True) | Q(announces_measure=True) | Q(adopts_measure=True)

RULES = [
    Rule(
        "calls",
        _("calls for lifting, under a lower step than that"),
        Q(calls_for_lifting=True, stance__rank__lt=CALLED),
    ),
    Rule(
        "calls_not",
        _("on the step “called for lifting”, and does not call for it"),
        Q(calls_for_lifting=False, stance__rank=CALLED),
    ),
    Rule("condemns", _("condemns, under a lower step than that"), Q(condemns=True, stance__rank__lt=CONDEMNED)),
    Rule(
        "condemns_not",
        _("on the step “condemned”, and does not condemn"),
        Q(condemns=False, stance__rank=CONDEMNED),
    ),
    Rule(
        "unnamed",
        _("on a step that names the sanctions, and does not name them"),
        Q(names_sanctions=False, stance__rank__in=[CONCERN, CONDEMNED, CALLED]),
    ),
    Rule(
        "named",
        _("names the sanctions, on the step for words that do not"),
        Q(names_sanctions=True, stance__rank=1),
    ),
    Rule("deed", _("backs, announces or adopts protection, under a lower step"), _DEED & Q(stance__rank__lt=BACKED)),
    Rule(
        "adopts",
        _("adopts a measure under a lower step, or none on the highest"),
        Q(adopts_measure=True, stance__rank__lt=ADOPTED) | Q(adopts_measure=False, stance__rank=ADOPTED),
    ),
    Rule("silence", _("silence without an occasion"), Q(stance__rank=SILENT, occasion=None)),
    Rule("silence_says", _("silence with words or facts"), Q(stance__rank=SILENT) & (~Q(quote="") | _YES)),
    Rule(
        "retracts",
        _("takes back words of somebody else, about another State, or of a later day"),
        Q(retracts__isnull=False)
        & (
            ~Q(retracts__coercing_state=F("coercing_state"))
            | Q(retracts__on__gt=F("on"))
            | (Q(actor__isnull=False, retracts__actor__isnull=False) & ~Q(retracts__actor=F("actor")))
        ),
    ),
    Rule("unread", _("read before it was said"), Q(accessed_on__lt=F("on"), precision=Precision.DAY)),
    Rule("twice", _("the same words from the same source, on two steps"), Q(_twin())),
]
WORDS = {rule.name: rule.words for rule in RULES}


def among(rows: Any) -> Any:
    """Those of the rows that contradict, by any rule."""
    found = Q()
    for rule in RULES:
        found |= rule.rows
    return rows.filter(found)


def named(rows: Any) -> Any:
    """The rows with ``contradiction``: the name of the first rule each breaks, or nothing."""
    cases = [When(rule.rows, then=Value(rule.name)) for rule in RULES]
    return rows.annotate(contradiction=Case(*cases, default=Value(""), output_field=CharField()))
