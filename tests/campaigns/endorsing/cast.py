"""A letter, its closed round, and organisations that answer."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from actors.accounts.models import User
from campaigns.endorsing import endorsements, rounds
from campaigns.endorsing.endorsements import Said
from campaigns.endorsing.models import ClosedRound, Endorsement, RoundInvitation
from campaigns.letters.models import Letter
from tests.make import NOW

DEADLINE, EMBARGO = NOW + timedelta(days=10), NOW + timedelta(days=12)
AFTER = EMBARGO + timedelta(hours=1)


def said(name: str = "Open Courts", **other: Any) -> Said:
    values = {
        "country": "XA",
        "kind": "ngo",
        "representative": "Rita Representative",
        "role": "Director",
        "email": "rita@opencourts.example",
        "language": "en",
        "website": "https://www.opencourts.example/",
        "statement": "We stand with it.",
        **other,
    }
    return Said(name=name, **values)


def closed_round(letter: Letter, by: User, now: datetime = NOW, **times: datetime) -> ClosedRound:
    values = {"deadline_at": now + timedelta(days=10), "embargo_until_at": now + timedelta(days=12), **times}
    return rounds.set_round(letter=letter, by=by, now=now, **values)


def invited(of: ClosedRound, by: User, *names: str, now: datetime = NOW, language: str = "en") -> list[RoundInvitation]:
    asked = [rounds.Asked(name, f"desk@{name.lower().replace(' ', '')}.example", "Rita") for name in names]
    rounds.invite(of=of, asked=asked, language=language, by=by, now=now)
    return list(
        RoundInvitation.objects.filter(round=of).select_related("round__letter__campaign", "member").order_by("pk")
    )


def answer(row: RoundInvitation, name: str, now: datetime = NOW, **other: Any) -> Endorsement:
    site = f"https://{name.lower().replace(' ', '')}.example"
    return endorsements.answer(invitation=row, said=said(name, **{"website": site, **other}), now=now)


def offered(letter: Letter, name: str, now: datetime = NOW, **other: Any) -> Endorsement:
    """An organisation that came by itself; its mail is out, and nobody has pressed the button."""
    host = f"{name.lower().replace(' ', '')}.example"
    values = {"website": f"https://www.{host}", "email": f"rita@{host}", **other}
    endorsements.offer(letter=letter, said=said(name, **values), form_number=uuid.uuid4().hex, now=now)
    return Endorsement.objects.select_related("letter__campaign").latest("pk")
