"""Invented people of the demo: they sign through the intake and confirm, and most of their names are read and shown."""

import uuid
from datetime import datetime

from actors.accounts.models import User
from campaigns.letters.models import Letter
from campaigns.planning.models import Campaign
from campaigns.signing import lists, naming, signatures, tallies
from campaigns.signing.models import Intake, Signature
from campaigns.supporters.models import ConsentKind
from campaigns.supporters.people import ShownAs
from campaigns.supporters.professions import Profession
from campaigns.supporters.wording import consent_texts

NAMES = [
    "Ada",
    "Bo",
    "Chi",
    "Dina",
    "Emeka",
    "Fatou",
    "Goran",
    "Hana",
    "Ines",
    "Jomo",
    "Kira",
    "Lars",
    "Mina",
    "Noor",
    "Oda",
    "Paz",
    "Quy",
    "Rosa",
    "Sami",
    "Tala",
    "Uma",
    "Vik",
    "Wen",
    "Yara",
]
"""Each with the surname Example: so many that a first letter has a number, and the open list its names."""
UNREAD = ("John Doe", "Zoe Example")
"""Two whose names wait for the reader: one of them is on the list of figures, and held."""


def come(*, campaign: Campaign, reader: User, now: datetime) -> int:
    """Makes them; a member reads all names but two, and the lists are brought up to date. Returns how many they are."""
    open_letters = list(campaign.letters.open(now).select_related("current").order_by("position"))
    everybody = [*(f"{name} Example" for name in NAMES), *UNREAD]
    for number, name in enumerate(NAMES):
        for letter in open_letters[: 1 + number % len(open_letters)]:
            _sign(letter, number, f"{name} Example", now)
    _confirm(campaign, now)
    _read(campaign, reader, now)
    for number, name in enumerate(UNREAD, start=len(NAMES)):
        _sign(open_letters[0], number, name, now)
    _confirm(campaign, now)
    lists.release_due(now=now)
    tallies.recount(now=now)
    return len(everybody)


def _sign(letter: Letter, number: int, name: str, now: datetime) -> None:
    texts = {text.kind: text.pk for text in consent_texts("en")}
    kinds = [ConsentKind.COUNTED, ConsentKind.SHOWN, *([ConsentKind.NAMED] if number % 2 else [])]
    content: dict[str, object] = {
        "details": {
            "name": name,
            "email": f"person{number + 1}@supporters.example",
            "town": "Exampleton",
            "note": "",
            "shown_as": ShownAs.FULL.value if number % 8 else ShownAs.INITIALS.value,
        },
        "particulars": {
            "language": "en",
            "country": "CA" if number % 2 else "FR",
            "profession": Profession.LAWYER.value if number % 3 else "",
        },
        "consents": [texts[kind] for kind in kinds],
        "partners": [],
        "struck": [],
    }
    signatures.receive(
        kind=Intake.Kind.SIGN,
        campaign=letter.campaign,
        version=letter.current,
        form_number=uuid.uuid4().hex,
        content=content,
        now=now,
    )


def _confirm(campaign: Campaign, now: datetime) -> None:
    while signatures.take_in(now=now):
        continue
    rows = Signature.objects.unconfirmed().filter(letter__campaign=campaign)
    for signature in rows.select_related("supporter__campaign"):
        signatures.confirm(signature=signature, now=now)


def _read(campaign: Campaign, reader: User, now: datetime) -> None:
    rows = naming.read(
        campaign=campaign, supporters=list(naming.waiting(campaign)), why="new_names", by=reader, now=now
    )
    chosen = {row.supporter.code: row.seen for row in rows}
    naming.decide(campaign=campaign, verdict=naming.Verdict.PASSED, chosen=chosen, by=reader, now=now)
