"""Invented organisations that endorse the demo's letters: each confirms from an address of its own website."""

import hashlib
from datetime import datetime

from campaigns.endorsing import endorsements
from campaigns.endorsing.endorsements import Said
from campaigns.endorsing.models import Endorsement, Kind
from campaigns.planning.models import Campaign

WHO = (
    (
        "Advocates for Open Courts",
        "KE",
        Kind.NGO,
        "No court should lose its bank account for its judgments.",
    ),
    ("Example Bar Association", "CA", Kind.BAR, ""),
    ("Réseau Exemple des droits", "FR", Kind.NETWORK, "Nous demandons que le droit déjà écrit soit appliqué."),
    ("Survivors’ Circle Example", "CO", Kind.VICTIMS, ""),
)


def come(*, campaign: Campaign, now: datetime) -> int:
    """Makes them under the campaign's first open letter; returns how many stand. Twice is once."""
    letter = campaign.letters.open(now).select_related("current", "campaign").order_by("position").first()
    if letter is None:
        return 0
    for name, country, kind, statement in WHO:
        host = f"{hashlib.sha256(name.encode()).hexdigest()[:6]}.organisations.example"
        said = Said(
            name=name,
            country=country,
            kind=kind,
            representative="Robin Example",
            role="Director",
            email=f"director@{host}",
            language="en",
            website=f"https://{host}/",
            statement=statement,
        )
        endorsements.offer(letter=letter, said=said, form_number=f"{campaign.code}|{name}", now=now)
    for row in Endorsement.objects.filter(letter=letter, confirmed_on=None).select_related("letter__campaign"):
        endorsements.confirm(endorsement=row, now=now)
    return Endorsement.objects.public(now).filter(letter=letter).count()
