"""A confirmed supporter changes what they agreed to, up and down: each change is a row with its words and its day."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from campaigns.planning.models import Target
from campaigns.signing.models import ListedName
from campaigns.supporters.models import Consent, ConsentKind, ConsentText, State, Strike, Supporter, TakenBack


class NotYet(Exception):
    """Nobody has said yes for this supporter: there is nothing to change before."""


def choose(
    *,
    supporter: Supporter,
    texts: Iterable[ConsentText],
    partners: Iterable[int],
    offered: Iterable[Target],
    struck: Iterable[Target],
    now: datetime,
) -> None:
    """From now on holds what was ticked: ``texts`` as they were on the screen, ``partners`` (organisation pk).

    Being counted is no choice: to take that back is to leave. What was agreed to before keeps the words and the day it
    had. Of the targets ``offered``, the ``struck`` are not told the name. Twice is once. Raises NotYet.
    """
    with transaction.atomic():
        if not Supporter.objects.select_for_update().filter(pk=supporter.pk, state=State.CONFIRMED).exists():
            raise NotYet
        wanted: dict[tuple[str, int | None], ConsentText] = {}
        for text in texts:
            for partner in partners if text.kind == ConsentKind.PARTNER else [None]:
                wanted[text.kind, partner] = text
        held = {(row.text.kind, row.partner_id): row for row in _held(supporter)}
        _take_back([row for key, row in held.items() if key not in wanted], now)
        Consent.objects.bulk_create(
            Consent(supporter=supporter, text=text, partner_id=partner, given_on=now.date())
            for (kind, partner), text in wanted.items()
            if (kind, partner) not in held and kind != ConsentKind.COUNTED
        )
        _strike(supporter, {target.pk for target in offered}, {target.pk for target in struck})


def take_back(*, supporter: Supporter, kinds: Iterable[str], now: datetime) -> None:
    """Takes back consents of some kinds. Twice is once."""
    with transaction.atomic():
        Supporter.objects.select_for_update().filter(pk=supporter.pk).first()
        _take_back(list(_held(supporter).filter(text__kind__in=list(kinds))), now)


def _held(supporter: Supporter) -> "QuerySet[Consent]":
    return Consent.objects.filter(supporter=supporter).exclude(text__kind=ConsentKind.COUNTED).select_related("text")


def _take_back(rows: list[Consent], now: datetime) -> None:
    TakenBack.objects.bulk_create(
        TakenBack(
            supporter_id=row.supporter_id,
            text_id=row.text_id,
            partner_id=row.partner_id,
            given_on=row.given_on,
            taken_back_on=now.date(),
        )
        for row in rows
    )
    Consent.objects.filter(pk__in=[row.pk for row in rows]).delete()
    shown = {row.supporter_id for row in rows if row.text.kind == ConsentKind.SHOWN}
    if shown:
        ListedName.objects.filter(signature__supporter__in=shown).delete()


def _strike(supporter: Supporter, offered: set[int], struck: set[int]) -> None:
    Strike.objects.filter(supporter=supporter, target__in=offered - struck).delete()
    rows = [Strike(supporter=supporter, target_id=pk) for pk in sorted(struck & offered)]
    Strike.objects.bulk_create(rows, ignore_conflicts=True)
