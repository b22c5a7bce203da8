"""The open list of public names of a letter (R8, R13, R14, R15, T9).

Once a day, names that a member let pass join it, shuffled, at least ``BATCH`` together: a day later nobody can say when
whose came. Nothing is shown below ``FEWEST``. Countries and professions are those of people on the list alone, counted
once a day, in tens: two days differ by nothing or by ten and more. First signatories stand elsewhere.

Whoever withdraws, or takes the consent back, is gone from the list at once: their wish comes before the riddle who it
was, and the name itself had been public. Counts follow the next day.
"""

import secrets
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from actors.search.folding import fold
from campaigns.letters.models import Letter
from campaigns.planning.models import Campaign
from campaigns.signing import choices
from campaigns.signing.models import ListCell, ListDay, ListedName, Signature
from campaigns.supporters import people
from campaigns.supporters.models import Consent, ConsentKind, NameVerdict
from campaigns.supporters.people import ShownAs
from foundation.history import journal
from foundation.vault import keys, links, seals

BATCH = 20
"""So many join together at least."""
FEWEST = 10
"""Below so many, nothing is shown."""
LISTED = "listed"
"""Purpose of the link with which a person takes their name off, for as long as it stands there."""


def scope_of(campaign: Campaign) -> str:
    """The list's own key: people who stay on it stay when the campaign's key is destroyed."""
    return f"names:{campaign.code}"


def shown_name(details: people.Details) -> str:
    """What stands on the list; empty for whoever is shown without a name."""
    if details.shown_as == ShownAs.PROFESSION:
        return ""
    return initials(details.name) if details.shown_as == ShownAs.INITIALS else " ".join(details.name.split())


def initials(name: str) -> str:
    """ "Jean-Pierre Ndiaye" becomes "J.-P. N."."""
    words = ("-".join(f"{part[0].upper()}." for part in word.split("-") if part) for word in name.split())
    return unicodedata.normalize("NFC", " ".join(word for word in words if word))


def release_due(*, now: datetime) -> int:
    """Brings each letter's list up to date, once a day; returns how many names were added."""
    letters = Letter.objects.open(now).filter(campaign__launched_at__isnull=False, campaign__shredded_at=None)
    letters = letters.filter(campaign__parting=None)  # from then on nobody is counted, and nobody joins
    todo = letters.exclude(Exists(ListDay.objects.filter(letter=OuterRef("pk"), on=now.date())))
    return sum(release(letter=letter, now=now) for letter in todo.select_related("campaign"))


def release(*, letter: Letter, now: datetime) -> int:
    """One letter's list on one day. Twice a day is once."""
    campaign = letter.campaign
    with transaction.atomic():
        # Not FOR UPDATE: a signing of this letter must not wait for the list.
        Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
        day, is_new = ListDay.objects.get_or_create(letter=letter, on=now.date())
        if not is_new:
            return 0
        try:
            opened = keys.open_scope(campaign.scope)
        except keys.KeyGone:
            return 0
        keys.create(scope_of(campaign), today=now.date())
        day.added = _add(day, letter, opened, keys.open_scope(scope_of(campaign)))
        day.save(update_fields=["added"])
        _count(letter)
    return day.added


def _add(day: ListDay, letter: Letter, opened: keys.Keys, own: keys.Keys) -> int:
    """Who may be shown and is not: those with a name, and those without, each group when it is large enough."""
    agreed = Consent.objects.filter(supporter=OuterRef("supporter"), text__kind=ConsentKind.SHOWN)
    rows = letter.signatures.counting().passed().filter(Exists(agreed), listed_name=None)
    found = [
        (row, shown_name(people.details(row.supporter, opened)))
        for row in rows.select_related("supporter__name_verdict")
    ]
    groups = ([pair for pair in found if pair[1]], [pair for pair in found if not pair[1]])
    joining = [pair for group in groups if len(group) >= BATCH for pair in group]
    secrets.SystemRandom().shuffle(joining)
    ListedName.objects.bulk_create([_listed(day, row, name, own) for row, name in joining])
    return len(joining)


def _listed(day: ListDay, row: Signature, name: str, own: keys.Keys) -> ListedName:
    code = secrets.token_hex(16)
    return ListedName(
        code=code,
        letter_id=row.letter_id,
        day=day,
        signature=row,
        verdict=row.supporter.name_verdict,
        sealed=seals.seal(own, code, {"name": name}),
        tag=_tag(own, name) if name else "",
        place=secrets.randbelow(2**31),
    )


def _tag(own: keys.Keys, name: str) -> str:
    return seals.address_tag(own, f"name:{fold(name)}")


def _count(letter: Letter) -> None:
    """Cells of the day, in tens, of those on the list."""
    rows = letter.listed_names.public().filter(signature__isnull=False)
    counted: Counter[tuple[str, str]] = Counter()
    for tag, country, profession in rows.values_list(
        "tag", "signature__supporter__country", "signature__supporter__profession"
    ):
        counted[ListCell.Kind.COUNTRY, country] += 1
        counted[ListCell.Kind.PROFESSION, profession] += 1
        if not tag:
            counted[ListCell.Kind.NAMELESS, f"{profession}|{country}" if profession and country else ""] += 1
    ListCell.objects.filter(letter=letter).delete()
    cells = [ListCell(letter=letter, kind=kind, key=key, number=in_tens(n)) for (kind, key), n in counted.items()]
    ListCell.objects.bulk_create([cell for cell in cells if cell.key and cell.number >= FEWEST])


def in_tens(number: int) -> int:
    return number - number % 10


def names(rows: Iterable[ListedName], campaign: Campaign) -> list[str]:
    """What stands on the list, opened; raises ``keys.KeyGone``."""
    own = keys.open_scope(scope_of(campaign))
    return [seals.unseal(own, row.code, row.sealed)["name"] for row in rows]


def report(*, letter: Letter, name: str, now: datetime) -> None:
    """Somebody says: this is not me. Every entry of that name is hidden at once, and a member looks at it.

    Nothing tells whether there was one. Who stayed after the erasure is taken off for good: nobody could look.
    """
    try:
        tag = _tag(keys.open_scope(scope_of(letter.campaign)), name)
    except keys.KeyGone:
        return
    with transaction.atomic():
        rows = list(letter.listed_names.public().filter(tag=tag))
        verdicts = [row.verdict_id for row in rows if row.verdict_id]
        NameVerdict.objects.filter(pk__in=verdicts).update(verdict="held", member=None, on=now.date())
        ListedName.objects.filter(pk__in=[row.pk for row in rows if not row.verdict_id]).delete()
        if rows:
            subject = ("letter", letter.code)
            detail: dict[str, str | int | bool | list[str]] = {"number": len(rows)}
            journal.write(
                deed="names.reported", by=None, subject=subject, scope=letter.campaign.scope, now=now, detail=detail
            )


def token(row: ListedName) -> str:
    """Opens the page on which a person says whether their name stays, and takes it off; raises ``keys.KeyGone``."""
    return links.token(keys.open_scope(scope_of(row.letter.campaign)), LISTED, row.code, 1)


def find(text: str) -> tuple[ListedName, str] | None:
    """The entry a link is for, with the name as it is shown; None for anything else."""
    code = links.code_of(text)
    rows = ListedName.objects.public().select_related("letter__campaign__organisation").exclude(tag="")
    row = rows.filter(code=code).first() if code else None
    if row is None:
        return None
    try:
        own = keys.open_scope(scope_of(row.letter.campaign))
    except keys.KeyGone:
        return None
    return (
        (row, seals.unseal(own, row.code, row.sealed)["name"]) if links.holds(own, text, LISTED, row.code, 1) else None
    )


def stay(*, row: ListedName, now: datetime) -> None:
    """The person wants the name to stay when everything else of them is erased. Twice is once."""
    ListedName.objects.filter(pk=row.pk, stays_on=None).update(stays_on=now.date())


def take_off(*, row: ListedName, now: datetime) -> None:
    """The person takes the name off the list, for good: the consent to be shown goes with it. Twice is once."""
    with transaction.atomic():
        if row.signature:
            choices.take_back(supporter=row.signature.supporter, kinds=[ConsentKind.SHOWN], now=now)
        ListedName.objects.filter(pk=row.pk).delete()
