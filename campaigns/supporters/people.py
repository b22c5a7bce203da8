"""A person in one campaign: comes, consents, is shown what we hold, leaves."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, TextChoices
from django.utils.translation import gettext_lazy as _

from campaigns.planning.models import Campaign, Target
from campaigns.supporters.models import (
    Consent,
    ConsentKind,
    ConsentText,
    Leaving,
    NameVerdict,
    State,
    Strike,
    Supporter,
)
from foundation.outbox import post
from foundation.vault import keys, seals
from foundation.vault.addresses import canonical, provider


class ShownAs(TextChoices):
    """In which form somebody stands on the open list, who agreed to stand there at all."""

    FULL = "full", _("my full name")
    INITIALS = "initials", _("my initials")
    PROFESSION = "profession", _("no name: profession and country, such as “a lawyer from Canada”")


@dataclass(frozen=True)
class Details:
    """What is sealed, and nothing else: who the person is."""

    name: str
    email: str
    town: str = ""
    note: str = ""
    shown_as: str = ShownAs.FULL

    def as_dict(self) -> dict[str, str]:
        return {
            "name": self.name,
            "email": self.email,
            "town": self.town,
            "note": self.note,
            "shown_as": str(self.shown_as),
        }


@dataclass(frozen=True)
class Particulars:
    """What stands in clear beside it."""

    language: str
    country: str = ""
    profession: str = ""


def admit(
    *, campaign: Campaign, opened: keys.Keys, code: str, details: Details, particulars: Particulars, now: datetime
) -> tuple[Supporter, bool]:
    """The supporter behind this address in this campaign, made when new; says whether it was.

    The unique constraint decides, not a look beforehand: of two jobs at once one makes the row, the other finds it.
    """
    tag = seals.address_tag(opened, canonical(details.email))
    try:
        with transaction.atomic():
            made = Supporter.objects.create(
                code=code,
                campaign=campaign,
                tag=tag,
                sealed=seals.seal(opened, code, details.as_dict()),
                language=particulars.language,
                country=particulars.country,
                profession=particulars.profession,
                time_zone=campaign.time_zone,
                provider=provider(details.email),
                came_on=now.date(),
            )
            return made, True
    except IntegrityError:
        return Supporter.objects.get(campaign=campaign, tag=tag), False


def consent(
    *, supporter: Supporter, texts: Iterable[ConsentText], struck: Iterable[Target], partners: list[int], now: datetime
) -> None:
    """Notes what was ticked, with the very text that was on the screen; one row per partner (organisation pk)."""
    rows = []
    for text in texts:
        for partner in partners if text.kind == ConsentKind.PARTNER else [None]:
            rows.append(Consent(supporter=supporter, text=text, partner_id=partner, given_on=now.date()))
    Consent.objects.bulk_create(rows, ignore_conflicts=True)
    strike(supporter=supporter, struck=struck)


def strike(*, supporter: Supporter, struck: Iterable[Target]) -> None:
    """Notes to whom the person does not want to be named. It can only take away: a second letter may add offices."""
    Strike.objects.bulk_create([Strike(supporter=supporter, target=target) for target in struck], ignore_conflicts=True)


def write_to(*, supporter: Supporter, opened: keys.Keys, email: str) -> None:
    """Until an address is proven, mail goes to the spelling in which it was asked for last.

    Else somebody could keep a person out: by signing for them first, in a spelling that their mailbox does not take.
    """
    with transaction.atomic():
        found = Supporter.objects.select_for_update().filter(pk=supporter.pk, state=State.PENDING).first()
        held = details(found, opened) if found else None
        if found and held and held.email != email and canonical(held.email) == canonical(email):
            found.sealed = seals.seal(opened, found.code, replace(held, email=email).as_dict())
            found.provider = provider(email)
            found.save(update_fields=["sealed", "provider"])


def rename(*, supporter: Supporter, opened: keys.Keys, name: str, shown_as: str) -> None:
    """The person changes their name, or in which form it is shown. Nobody has read what is new: the verdict goes."""
    with transaction.atomic():
        found = Supporter.objects.select_for_update().filter(pk=supporter.pk).first()
        held = details(found, opened) if found else None
        if found and held and (held.name, held.shown_as) != (name, shown_as):
            found.sealed = seals.seal(
                opened, found.code, replace(held, name=name, shown_as=ShownAs(shown_as)).as_dict()
            )
            found.save(update_fields=["sealed"])
            NameVerdict.objects.filter(supporter=found).delete()


def details(supporter: Supporter, opened: keys.Keys) -> Details:
    """Opens the seal; raises ``seals.Broken``."""
    return Details(**seals.unseal(opened, supporter.code, supporter.sealed))


def everything(supporter: Supporter, opened: keys.Keys) -> dict[str, Any]:
    """All that we hold about a person, in plain words and JSON values: their own page and its download."""
    held = details(supporter, opened)
    return {
        **held.as_dict(),
        "language": supporter.language,
        "country": supporter.country,
        "profession": supporter.profession,
        "time_zone": supporter.time_zone,
        "mail_provider": supporter.provider,
        "state": supporter.state,
        "came_on": supporter.came_on.isoformat(),
        "confirmed_on": supporter.confirmed_on.isoformat() if supporter.confirmed_on else None,
        "consents": [
            {
                "kind": row.text.kind,
                "text": row.text.text,
                "version": row.text.version,
                "partner": row.partner.name if row.partner else None,
                "given_on": str(row.given_on),
            }
            for row in supporter.consents.select_related("text", "partner").order_by("pk")
        ],
        "taken_back": [
            {
                "kind": row.text.kind,
                "text": row.text.text,
                "version": row.text.version,
                "partner": row.partner.name if row.partner else None,
                "given_on": str(row.given_on),
                "taken_back_on": str(row.taken_back_on),
            }
            for row in supporter.taken_back.select_related("text", "partner").order_by("pk")
        ],
        "not_named_to": [row.target.office.key for row in supporter.strikes.select_related("target__office")],
    }


def erase(*, supporter: Supporter, now: datetime) -> bool:
    """Erases the person: row, details, consents, signatures. Stops what waits for them. False if they were gone."""
    with transaction.atomic():
        found = Supporter.objects.select_for_update().filter(pk=supporter.pk).first()
        if found is None:
            return False
        post.cancel(recipient=("supporter", found.code), now=now)
        found.delete()
    return True


def leave(*, supporter: Supporter, now: datetime) -> None:
    """A person withdraws: they are erased, and one more has left. Twice is once."""
    with transaction.atomic():
        if erase(supporter=supporter, now=now):
            day: dict[str, Any] = {"campaign_id": supporter.campaign_id, "left_on": now.date()}
            Leaving.objects.get_or_create(**day)
            Leaving.objects.filter(**day).update(number=F("number") + 1)
